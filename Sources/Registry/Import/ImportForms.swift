import Calendars
import Kernel

struct ImportForm: EndpointInput {
    var kind = RecordKind.organisation
    var file: Upload?
    var source: String?
    var knownFrom: Day?
    var keepFailing = false
    var confirm = false
    var goodRows = false
    /// Read ahead of the transaction.
    var words: ImportWords?
    var grid: ImportGrid?

    static let goodRowsLabel = Text("只导入没有错误的行", "Import the good lines only")
    static let knownFromLabel = Text("资料日期", "Known since")

    static let fields: [Field<ImportForm>] = [
        Field("kind", \.kind, Text("表里是什么", "What the table lists")),
        Field(
            "file", \.file, Text("文件", "File"),
            hint: Text("CSV或XLSX，最大20 MB、5万行；编码可以是UTF-8或GB18030", "CSV or XLSX, up to 20 MB and 50,000 lines, in UTF-8 or GB18030"),
            accept: ".csv,.xlsx,.txt,.tsv"),
        Field(
            "source", \.source, RegistryField.source,
            hint: Text("表里没有“依据”一列时用它；不填用文件名", "Stands where the table has no source column; the file's name if left empty")),
        Field(
            "knownFrom", \.knownFrom, knownFromLabel,
            hint: Text("这份资料是哪一天的；从这一天起算作已知。不填为今天", "The day of these papers; they count as known from it. Today if left empty")),
        Field("keepFailing", \.keepFailing, Text("校验不过的信用代码照样保留", "Keep credit codes that fail their check")),
        Field("confirm", \.confirm, Text("不预览，直接导入", "Import at once, without a preview")),
        Field(
            "goodRows", \.goodRows, goodRowsLabel,
            hint: Text("直接导入时：有错的行留下，其余导入", "When importing at once: lines with errors stay out")),
    ]
}

struct KindOption: EndpointInput {
    var kind: RecordKind?
    static let fields: [Field<KindOption>] = [Field("kind", \.kind, Text("表里是什么", "What the table lists"))]
}

struct DraftChoice: EndpointInput {
    var draft = RecordID.zero
    var show: ImportRow.Verdict?
    /// The line before the first shown.
    var after: Int?
    var words: ImportWords?

    static let fields: [Field<DraftChoice>] = [
        Field("draft", \.draft, Text("导入", "Import")), Field("show", \.show, Text("只看", "Show")),
        Field("after", \.after, Text("此行之后", "After line")),
    ]
}

extension ImportRow.Verdict: Choosable {}

struct ConfirmForm: EndpointInput {
    var draft = RecordID.zero
    /// The digest of what the preview showed.
    var seen: String?
    var goodRows = false
    var words: ImportWords?

    static let fields: [Field<ConfirmForm>] = [
        Field("draft", \.draft, Text("导入", "Import")), Field("seen", \.seen, Text("预览摘要", "Digest of the preview"), as: .hidden),
        Field("goodRows", \.goodRows, ImportForm.goodRowsLabel),
    ]
}
