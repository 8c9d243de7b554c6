import Kernel

/// What can happen to returns, links, workbooks and ledgers.
enum ReportingEvents {
    static let opened = EventKind(
        "reporting.opened",
        Text("发起{period}填报：新增{count}张填报单、{lines}项", "Period ending {period} opened: {count} returns, {lines} lines"))
    static let saved = EventKind("reporting.saved", Text("{unit}保存{period}填报单", "{unit} saved its return of {period}"))
    static let submitted = EventKind(
        "reporting.submitted",
        Text("{unit}报送{period}填报单（{door}）{late}", "{unit} handed in its return of {period} ({doorEn}){lateEn}"))
    static let withdrawn = EventKind("reporting.withdrawn", Text("{unit}撤回{period}填报单", "{unit} withdrew its return of {period}"))
    static let revised = EventKind(
        "reporting.revised",
        Text("{unit}更正{period}填报单（第{version}版）：{reason}", "{unit} corrects its return of {period} (version {version}): {reason}"))
    static let lineApproved = EventKind(
        "reporting.line.approved", Text("通过{unit}{period}填报的“{name}”", "“{name}” of {unit}, {period}, approved"))
    static let lineReturned = EventKind(
        "reporting.line.returned", Text("退回{unit}{period}填报的“{name}”：{reason}", "“{name}” of {unit}, {period}, returned: {reason}"))
    static let approved = EventKind("reporting.approved", Text("{unit}{period}填报单审核通过", "Return of {unit}, {period}, approved"))
    static let returned = EventKind("reporting.returned", Text("{unit}{period}填报单退回", "Return of {unit}, {period}, sent back"))
    static let frozen = EventKind(
        "reporting.frozen",
        Text("冻结{period}：{count}项，{missing}家未审结", "Period ending {period} frozen: {count} figures, {missing} returns unfinished"))
    static let combined = EventKind("reporting.combined", Text("“{name}”由几家填报，{rule}", "“{name}” is reported by several: {ruleEn}"))
    static let renamed = EventKind("reporting.unit.renamed", Text("{unit}自{from}起更名为{to}", "{unit} is called {to} from {from} on"))
    static let succeeded = EventKind(
        "reporting.unit.succeeded",
        Text("{unit}自{from}起并入{to}，{count}张填报单随之转移", "{unit} goes into {to} from {from} on; {count} returns follow"))
    static let linked = EventKind(
        "reporting.link.made", Text("为{period}生成{count}个填报链接", "{count} links made for the period ending {period}"))
    static let linkOpened = EventKind("reporting.link.opened", Text("{unit}打开{period}填报链接", "{unit} opened its link for {period}"))
    static let linkRevoked = EventKind("reporting.link.revoked", Text("收回{unit}{period}的填报链接", "Link of {unit}, {period}, revoked"))
    static let uploaded = EventKind(
        "reporting.workbooks.uploaded", Text("收到{file}：{count}份表格", "{file} received: {count} workbooks"))
    static let bookTaken = EventKind("reporting.workbook.taken", Text("采用{unit}的表格{file}", "Workbook {file} of {unit} taken"))
    static let bookReturned = EventKind(
        "reporting.workbook.returned", Text("退回表格{file}：{count}处要改", "Workbook {file} returned: {count} to correct"))
    static let ledgerRead = EventKind("reporting.ledger.read", Text("读入台账{file}，{count}行", "Ledger {file} read: {count} rows"))
    static let ledgerMapped = EventKind("reporting.ledger.mapped", Text("调整台账{file}的列对应", "Columns of ledger {file} assigned"))
    static let ledgerTaken = EventKind(
        "reporting.ledger.taken", Text("采用台账{file}：{count}条", "Ledger {file} taken: {count} entries"))

    static let all = [
        opened, saved, submitted, withdrawn, revised, lineApproved, lineReturned, approved, returned, frozen, combined, renamed,
        succeeded, linked, linkOpened, linkRevoked, uploaded, bookTaken, bookReturned, ledgerRead, ledgerMapped, ledgerTaken,
    ]
}
