import Documents
import Findings
import Foundation
import Kernel

/// Addresses that pages outside the import lead to.
enum ImportPaths {
    static let start = "/registry/imports"
    static func draft(_ id: String) -> String { "/registry/imports/\(id)" }
    static func problems(_ id: RecordID) -> String { "/registry/imports/\(id)/problems" }
    static func template(_ kind: RecordKind) -> String { "/registry/templates/\(kind.rawValue)" }
}

enum ImportEndpoints {
    static let routes = [Route(start), Route(take), Route(draft), Route(confirm)]
    static let raw = [template, problems]

    static let start = Endpoint(
        "registry.import.page", .get, "/registry/imports", permission: RegistryEndpoints.changing,
        Text("导入页", "The page for imports"),
        run: { (input: KindOption, _) in ImportStart(kind: input.kind ?? .organisation) }, page: ImportPages.start)

    static let take = Endpoint(
        "registry.import", .post, "/registry/imports", permission: RegistryEndpoints.changing,
        Text("读入表格，先看预览", "Preview an import"),
        bodyLimit: ImportGrid.fileLimit + (1 << 16), pace: .heavy,
        ahead: { (input: inout ImportForm, house, _) in
            let words = try ImportWords(house.content)
            input.words = words
            if let file = input.file {
                input.grid = try ImportGrid.read(file, kind: input.kind, words: words, today: house.clock().day)
            }
        }, run: { input, scope in try Importing.draft(input, &scope) }, then: { ImportPaths.draft($0.draft.id.description) })

    static let draft = Endpoint(
        "registry.import.draft", .get, "/registry/imports/{draft}", permission: RegistryEndpoints.changing,
        Text("导入预览", "Preview of an import"),
        ahead: { (input: inout DraftChoice, house, _) in input.words = try ImportWords(house.content) },
        run: { input, scope in try Importing.view(input, scope) }, page: ImportPages.preview)

    static let confirm = Endpoint(
        "registry.import.confirm", .post, "/registry/imports/{draft}/confirmation", permission: RegistryEndpoints.changing,
        Text("确认导入", "Confirm an import"), pace: .heavy,
        ahead: { (input: inout ConfirmForm, house, _) in input.words = try ImportWords(house.content) },
        run: { input, scope in try Importing.confirm(input, &scope) }, then: { ImportPaths.draft($0.draft.id.description) })

    // MARK: Files

    static let template = RawEndpoint(
        "registry.template", .get, "/registry/templates/{kind}", permission: RegistryEndpoints.changing,
        Text("下载导入模板", "Download a template"),
        fields: KindChoice.summaries
    ) { request, house in
        guard let kind = request.values["kind"].flatMap(RecordKind.init(rawValue:)) else {
            throw Refusal.missing(Text("没有这种模板。", "There is no such template."))
        }
        let words = try ImportWords(house.content)
        let choices = try await house.read(as: request.viewer) { scope in
            try ImportTemplate.Choices(
                places: RegistryStore.places(kind, scope.connection),
                parks: RegistryStore.list(.park, knownOn: scope.today, limit: 200, scope.connection).map(\.name))
        }
        let template = ImportTemplate(kind: kind, words: words, choices: choices, today: house.clock().day, reader: request.reader)
        return try workbook(template.workbook, name: template.name)
    }

    static let problems = RawEndpoint(
        "registry.import.problems", .get, "/registry/imports/{draft}/problems", permission: RegistryEndpoints.changing,
        Text("下载错误清单", "Download the list of errors"), pace: .heavy
    ) { request, house in
        var input = DraftChoice()
        input.draft = request.values["draft"].flatMap { RecordID($0) } ?? .zero
        input.words = try ImportWords(house.content)
        let view = try await house.read(as: request.viewer) { [input] scope in try Importing.view(input, scope) }
        return try workbook(
            ProblemFile(view: view, reader: request.reader).workbook, name: request.reader("错误清单", "Errors") + " \(view.draft.file)"
        )
    }

    private static func workbook(_ workbook: Workbook, name: String) throws -> RawEndpoint.Response {
        let file = encodeURLPart(name.hasSuffix(".xlsx") ? name : name + ".xlsx")
        return RawEndpoint.Response(
            type: FileKind.xlsx.mediaType, try workbook.data().value,
            headers: ["content-disposition": "attachment; filename=\"table.xlsx\"; filename*=UTF-8''\(file)"])
    }
}

struct ImportStart: Sendable, Encodable {
    let kind: RecordKind
}
