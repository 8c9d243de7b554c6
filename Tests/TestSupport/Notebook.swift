import Calendars
import Foundation
import Kernel

/// A feature that no product has, for the tests of the hub and of the server: notes that people keep about a day.
public enum Notebook {
    public static let may = Permission("notebook.write", .office, .unit)

    public enum Mood: String, Choosable, Hashable, Encodable {
        case calm, urgent

        public var label: Text { self == .calm ? Text("平常", "Calm") : Text("紧急", "Urgent") }
    }

    public struct Note: Encodable, Sendable {
        public let id: String
        public let title: String
        public let day: String
        public let mood: String
        public let weight: Double?
    }

    public struct NewNote: EndpointInput {
        public var title = ""
        public var day = Day.first
        public var mood = Mood.calm
        public var weight: Double?
        public var tags: [String] = []
        public var sheet: Upload?

        public init() {}
        public static let fields: [Field<NewNote>] = [
            Field("title", \.title, Text("标题", "Title"), hint: Text("不超过20字", "20 characters at most"), as: .line(limit: 20)),
            Field("day", \.day, Text("日期", "Day")),
            Field("mood", \.mood, Text("缓急", "Mood")),
            Field("weight", \.weight, Text("重量", "Weight"), as: .number(unit: Text("公斤", "kg"))) {
                $0 >= 0 ? nil : Text("不能小于0。", "Must not be below 0.")
            },
            Field("tags", \.tags, Text("标签", "Tags")),
            Field("sheet", \.sheet, Text("附件", "Sheet"), accept: ".txt", required: false),
        ]
    }

    public struct OneNote: EndpointInput {
        public var note = ""

        public init() {}
        public static let fields: [Field<OneNote>] = [Field("note", \.note, Text("记事", "Note"))]
    }

    public static let added = EventKind("notebook.added", Text("{who}记下“{title}”", "{who} noted “{title}”"))

    public static let add = Endpoint(
        "notebook.add", .post, "/notes", permission: may, Text("记一笔", "Add a note"), bodyLimit: 64 << 10,
        run: { (input: NewNote, scope) in
            let note = Note(
                id: scope.newID().description, title: input.title, day: input.day.description, mood: input.mood.rawValue,
                weight: input.weight)
            try scope.connection.execute(
                """
                INSERT INTO note (id, title, day, mood, weight, tags)
                VALUES (\(note.id), \(note.title), \(note.day), \(note.mood), \(note.weight), \(input.tags.joined(separator: "|")))
                """)
            scope.record(Event(added, Subject("note", note.id), ["title": note.title]))
            return note
        }, then: { "/notes/\($0.id)" })

    public static let list = Endpoint(
        "notebook.list", .get, "/notes", permission: .signedIn, Text("记事", "Notes"),
        menu: MenuEntry(.plan, 90, Text("记事本", "Notebook")),
        run: { (_: NoInput, scope) in
            try scope.connection.query("SELECT * FROM note WHERE day <= \(scope.asOf) ORDER BY id LIMIT 100").map(note)
        },
        page: { notes, reader in
            Page(
                Text("记事", "Notes"), current: "notebook.list",
                "<h1>\(reader("记事", "Notes"))</h1><ul>\(notes.html { "<li>\($0.title)</li>" })</ul>\(add.form(NewNote()).html(reader))"
            )
        },
        table: { notes, _ in
            Table(
                Text("记事", "notes"), columns: [.init(Text("标题", "Title")), .init(Text("重量", "Weight"), number: true)],
                rows: notes.map { [.text($0.title), $0.weight.map { .number($0) } ?? .empty] })
        })

    public static let show = Endpoint(
        "notebook.show", .get, "/notes/{note}", permission: .signedIn, Text("一条记事", "A note"),
        run: { (input: OneNote, scope) in
            guard let row = try scope.connection.first("SELECT * FROM note WHERE id = \(input.note)") else {
                throw Refusal.missing(Text("没有这条记事。", "There is no such note."))
            }
            return try note(row)
        }, page: { note, _ in Page(Text(same: note.title), "<h1>\(note.title)</h1>") })

    /// Changes something and does not say what: the house refuses it.
    public static let silent = Endpoint(
        "notebook.silent", .post, "/notes/silent", permission: may, Text("悄悄改", "Change silently"),
        run: { (_: NoInput, scope) in
            try scope.connection.execute("UPDATE note SET title = 'changed'")
            return "done"
        })

    public static let broken = Endpoint(
        "notebook.broken", .get, "/notes/broken", permission: .everybody, Text("坏了的", "Broken"),
        run: { (_: NoInput, _) -> String in throw Secret(words: "the password is swordfish") })

    /// Public, to be signed in with: begins a session.
    public static let enter = Endpoint(
        "notebook.enter", .post, "/enter", permission: .everybody, Text("进门", "Enter"), pace: .signIn,
        run: { (_: NoInput, scope) in
            scope.session = .begin(token: "office")
            scope.record(Event(added, Subject("note", "0")))
            return "in"
        }, then: { _ in "/notes" })

    public static let frontDoor = Endpoint(
        "notebook.front", .get, "/front", permission: .everybody, Text("门前", "The front door"),
        run: { (_: NoInput, _) in "front" },
        page: { _, reader in Page(Text("门前", "Front door"), enter.form(NoInput()).html(reader)) })

    /// Never ends by itself.
    public static let endless = Endpoint(
        "notebook.endless", .get, "/endless", permission: .everybody, Text("没完没了", "Endless"),
        ahead: { (_: inout NoInput, _, _) in try await Task.sleep(for: .seconds(3600)) }, run: { _, _ in "never" })

    public static let echo = RawEndpoint(
        "notebook.echo", .post, "/echo", permission: .signedIn, Text("回声", "Echo"), bodyLimit: 4 << 20
    ) { request, _ in .init(type: "application/octet-stream", request.body, headers: ["location": "https://elsewhere.example/"]) }

    struct Secret: Error { let words: String }

    static func note(_ row: Row) throws -> Note {
        Note(
            id: try row.text("id"), title: try row.text("title"), day: try row.text("day"), mood: try row.text("mood"),
            weight: try row.optionalDouble("weight"))
    }

    public static let slice = Slice(
        "Notebook",
        routes: [
            Route(add), Route(list), Route(show), Route(silent), Route(broken), Route(enter), Route(frontDoor), Route(endless),
        ], raw: [echo],
        migrations: [
            Migration("2026-11-21-notebook", slice: "Notebook") { _ in
                [
                    """
                    CREATE TABLE note (
                        id {id}, title {text} NOT NULL, day {day} NOT NULL, mood {text} NOT NULL, weight {double}, tags {text} NOT NULL
                    )
                    """
                ]
            }
        ], events: [added])

    public static let office = Viewer(id: "u-office", name: "集群办张三", roles: [.office])
    public static let reader = Viewer(id: "u-reader", name: "李四", roles: [.reader])
}
