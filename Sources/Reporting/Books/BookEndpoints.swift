import Calendars
import Design
import Documents
import Foundation
import Kernel
import Plan

/// Workbooks out, filled in, and back.
extension ReportingEndpoints {
    var bookRoutes: [Route] { [Route(upload), Route(batch)] }
    var bookFiles: [RawEndpoint] { [book, books, answers] }

    var book: RawEndpoint {
        RawEndpoint(
            "reporting.workbook", .get, ReportingPaths.book, permission: .planReport, Text("下载填报表", "Download a workbook"),
            pace: .heavy,
            fields: ReturnInput.summaries
        ) { request, house in
            let input = try ReturnInput(try request.input())
            let book = try await house.read(as: request.viewer) { scope in
                let (plan, item) = try returns.find(input.item, input.plan, scope)
                return ReturnBook(
                    item: item, lines: try ReturnStore.lines(item.id, scope.connection), plan: plan, created: scope.now)
            }
            return download(try await aside { try book.data() }, type: FileKind.xlsx.mediaType, name: book.name)
        }
    }

    /// Every return of a period that is still to be handed in, as one archive.
    var books: RawEndpoint {
        RawEndpoint(
            "reporting.workbooks", .get, ReportingPaths.books, permission: .planEdit, Text("下载全部填报表", "Download all workbooks"),
            pace: .heavy,
            fields: PeriodInput.summaries
        ) { request, house in
            let input = try PeriodInput(try request.input())
            let (period, books) = try await house.read(as: request.viewer) { scope in
                let plan = try returns.plans.running(input.plan, scope)
                let period = try returns.period(input.period, plan, scope)
                let lines = try ReturnStore.lines(plan.id, period: period, scope.connection)
                let items = Returns.latest(try ReturnStore.list(plan.id, period: period, scope.connection)).filter(\.state.isOpen)
                return (period, items.map { ReturnBook(item: $0, lines: lines[$0.id] ?? [], plan: plan, created: scope.now) })
            }
            if books.isEmpty {
                throw Refusal.conflict(
                    Text("没有待填的填报单：先发起填报，或都已报送。", "No return is to be filled in: open the period first, or all have reported."))
            }
            let data = try await aside { try archive(books.map { ($0.name, try $0.data()) }) }
            return download(data, type: FileKind.zip.mediaType, name: "填报表\(period).zip")
        }
    }

    var upload: Endpoint<BookUpload, BatchRef> {
        Endpoint(
            "reporting.workbooks.upload", .post, ReportingPaths.batches, permission: .planReport,
            Text("上传填报表", "Send workbooks in"),
            bodyLimit: 64 << 20, pace: .heavy,
            ahead: { input, _, _ in
                guard let file = input.file else { return }
                let (sent, books) = try await aside {
                    let sent = try Intake.open(file)
                    let few = sent.files.count <= Intake.atOnce
                    return (sent, few ? sent.files.map { SentBook.read($0.bytes, name: $0.name) } : [])
                }
                (input.sent, input.books) = (sent, books)
            },
            run: { input, scope in
                let plan = try returns.plans.running(input.plan, scope)
                let period = try returns.period(input.period, plan, scope)
                guard let sent = input.sent else {
                    throw Refusal.invalid([FieldProblem("file", Text("填报表", "Workbooks"), Text("请选择文件。", "Choose a file."))])
                }
                let intake = Intake(returns: returns)
                let batch = try intake.accept(sent, period: period, of: plan, &scope)
                try intake.takeAll(input.books, sent, batch, of: plan, &scope)
                return BatchRef(plan: plan.id, batch: batch.id)
            }, then: { ReportingPaths.url(ReportingPaths.batch, $0.plan, ["batch": $0.batch.description]) })
    }

    var batch: Endpoint<BatchInput, BatchView> {
        Endpoint(
            "reporting.batch", .get, ReportingPaths.batch, permission: .planReport, Text("一批填报表", "A batch of workbooks"),
            run: { input, scope in try BatchView.load(input, returns, scope) }, page: BatchPage.page)
    }

    /// The returned workbooks, to be passed on to their units.
    var answers: RawEndpoint {
        RawEndpoint(
            "reporting.batch.returned", .get, ReportingPaths.batchAnswer, permission: .planReport,
            Text("下载退回的表格", "Download the returned workbooks"),
            pace: .heavy, fields: BatchInput.summaries
        ) { request, house in
            let input = try BatchInput(try request.input())
            let (file, answers) = try await house.read(as: request.viewer) { scope in
                let view = try BatchView.load(input, returns, scope)
                return (view.batch.file, try BookStore.answers(view.batch.id, scope.connection))
            }
            if answers.isEmpty { throw Refusal.missing(Text("这一批没有退回的表格。", "Nothing of this batch was returned.")) }
            let data = try await aside {
                archive(answers.map { ("退回_" + ($0.name.hasSuffix(".xlsx") ? $0.name : $0.name + ".xlsx"), $0.bytes) })
            }
            return download(data, type: FileKind.zip.mediaType, name: "退回_\(file.hasSuffix(".zip") ? file : file + ".zip")")
        }
    }
}

/// One archive; a name that comes twice gets a number.
private func archive(_ files: [(name: String, bytes: Data)]) -> Data {
    var writer = ArchiveWriter()
    var seen: [String: Int] = [:]
    for (name, bytes) in files {
        let safe = safeFileName(name)
        let count = seen[safe, default: 0] + 1
        seen[safe] = count
        writer.add(count == 1 ? safe : "\(count)_\(safe)", bytes)
    }
    return writer.data()
}

private func download(_ data: Data, type: String, name: String) -> RawEndpoint.Response {
    RawEndpoint.Response(
        type: type, data,
        headers: [
            "content-disposition": "attachment; filename=\"download\"; filename*=UTF-8''\(encodeURLPart(safeFileName(name)))",
            "cache-control": "no-store",
        ])
}

struct BookUpload: EndpointInput {
    var plan = RecordID.zero
    var period: Day?
    var file: Upload?
    /// Made of the file before the transaction begins.
    var sent: Intake.Sent?
    var books: [Result<SentBook, SentBook.Refused>] = []
    static let fields: [Field<BookUpload>] = [
        ReportingField.plan(\.plan), ReportingField.period(\.period),
        Field(
            "file", \.file, Text("填报表", "Workbooks"), hint: Text("一份XLSX，或多份打成的ZIP", "One XLSX, or several packed as ZIP"),
            accept: ".xlsx,.zip"),
    ]
}

struct BatchInput: EndpointInput {
    var plan = RecordID.zero
    var batch = RecordID.zero
    static let fields: [Field<BatchInput>] = [ReportingField.plan(\.plan), Field("batch", \.batch, Text("批次", "Batch"))]
}

struct BatchRef: Encodable, Sendable {
    let plan: RecordID
    let batch: RecordID
}

/// What became of the files of a batch.
struct BatchView: JSONValued {
    let plan: Plan
    let asOf: Day
    let batch: Batch
    let files: [BookFile]

    static func load(_ input: BatchInput, _ returns: Returns, _ scope: Scope) throws -> BatchView {
        let plan = try returns.plans.running(input.plan, scope)
        guard let batch = try BookStore.batch(input.batch, plan: plan.id, scope.connection),
            scope.viewer.isAny(.office) || batch.viewer == scope.viewer.id
        else { throw Refusal.missing(Text("没有这批表格，或不是您上传的。", "There is no such batch, or it is not yours.")) }
        return BatchView(
            plan: plan, asOf: returns.plans.day(plan, scope), batch: batch, files: try BookStore.files(batch.id, scope.connection))
    }

    func count(_ state: BookFile.State) -> Int { files.filter { $0.state == state }.count }

    var json: JSON {
        [
            "id": .string(batch.id.description), "file": .string(batch.file), "waiting": .number(Double(count(.waiting))),
            "taken": .number(Double(count(.taken))), "returned": .number(Double(count(.returned))), "job": .optional(batch.job),
            "files": .array(
                files.map { file in
                    [
                        "name": .string(file.name), "state": .string(file.state.rawValue), "unit": .optional(file.unitName),
                        "return": .optional(file.item),
                        "problems": .array(
                            file.problems.map { ["place": .string($0.place), "zh": .string($0.zh), "en": .string($0.en)] }),
                    ]
                }),
        ]
    }
}

enum BatchPage {
    static func page(_ view: BatchView, _ reader: Reader) -> Page {
        let url = ReportingPaths.url(ReportingPaths.batch, view.plan.id, ["batch": view.batch.id.description])
        let waiting = view.count(.waiting), taken = view.count(.taken), returned = view.count(.returned)
        let rows = view.files.map { file -> [HTML] in
            let state: HTML =
                switch file.state {
                case .taken: Light.green.html(reader, file.state.label)
                case .returned: Light.yellow.html(reader, file.state.label)
                case .waiting: Light.idle.html(reader, file.state.label)
                }
            let item: HTML =
                file.item.map {
                    link(ReportingPaths.url(ReportingPaths.item, view.plan.id, ["return": $0.description]), file.unitName ?? "")
                } ?? "\(file.unitName ?? "—")"
            let more = file.problems.count - 12
            return [
                "\(file.name)", item, state,
                file.problems.isEmpty
                    ? "—"
                    : "<ul class=\"plain-list\">\(file.problems.prefix(12).html { "<li><span class=\"s\">\($0.place)</span> \(reader[$0.message])</li>" })\(if: more > 0, "<li class=\"s\">\(reader("还有\(more)处，见退回的表", "\(more) more in the returned workbook"))</li>")</ul>",
            ]
        }
        let actions: [HTML] =
            returned > 0
            ? [
                button(
                    ReportingPaths.url(ReportingPaths.batchAnswer, view.plan.id, ["batch": view.batch.id.description]),
                    reader("下载退回的\(returned)份", "Download the \(returned) returned"), main: true)
            ] : []
        let body: HTML = """
            <p class="lede">\(reader("采用\(taken)份，退回\(returned)份", "\(taken) taken, \(returned) returned"))\(if: waiting > 0, "\(reader("，还有\(waiting)份在处理", ", \(waiting) in work"))")\(reader("。退回的没有采用任何内容。", ". Nothing of a returned file was taken."))\(if: waiting > 0, view.batch.job.map { " " + link("/jobs/\($0)", reader("看进度", "Progress")) } ?? "")</p>
            \(TableView(reader("文件", "Files"), [.init(reader("文件", "File")), .init(reader("单位", "Unit")), .init(reader("结果", "Result")), .init(reader("要改什么", "What to mend"))], rows: rows).html)
            """
        return Page(
            Text("填报表：\(view.batch.file)", "Workbooks: \(view.batch.file)"), plan: view.plan.mark(view.asOf),
            nav: view.plan.nav("reporting.desk", reader),
            """
            \(head("\(view.batch.file)", facts: ["\(reader("\(view.batch.count)份", "\(view.batch.count) files"))", "\(view.batch.by) \(view.batch.at.local)"], actions: actions, crumbs: [link(reader.plan(ReportingPaths.desk, view.plan, ["period": view.batch.period.description]), reader("报送", "Returns"))]))
            \(waiting > 0 ? "<div id=\"live\" hx-get=\"\(url)\" hx-trigger=\"every 2s\" hx-select=\"#live\" hx-swap=\"outerHTML\">\(body)</div>" as HTML : "<div id=\"live\">\(body)</div>")
            """)
    }
}
