import Accounts
import Calendars
import Design
import Documents
import Foundation
import Kernel
import Plan

/// One link, one duty: made by the office, opened by whoever has it, good for one return and one submission.
extension ReportingEndpoints {
    var linkRoutes: [Route] { [Route(revokeLink)] }
    var linkDoors: [RawEndpoint] { [links, door, opening, doorForm, doorSend] }

    // MARK: The office

    /// Answers with the secrets, which are shown this once: a page to copy from, a CSV, or JSON for a program. Not an `Endpoint`, since a
    /// whole address needs to know where the browser stands.
    var links: RawEndpoint {
        RawEndpoint(
            "reporting.links", .post, ReportingPaths.links, permission: .planEdit, Text("生成填报链接", "Make links"), pace: .heavy,
            fields: LinksInput.summaries
        ) { request, house in
            let input = try LinksInput(try request.input())
            let site = request.headers["origin"] ?? ""
            let made = try await house.write(as: request.viewer) { scope in try MadeLinks.make(input, returns, &scope) }
            if input.as == .csv {
                return RawEndpoint.Response(
                    type: "text/csv; charset=utf-8", CSVWriter.write(made.cells(site: site)),
                    headers: [
                        "content-disposition": "attachment; filename*=UTF-8''\(encodeURLPart("填报链接\(made.period).csv"))",
                        "cache-control": "no-store",
                    ])
            }
            if request.headers["accept"]?.contains("text/html") != true {
                var response = RawEndpoint.Response(type: "application/json", made.json(site: site).data())
                response.headers["cache-control"] = "no-store"
                return response
            }
            return RawEndpoint.Response(LinkPages.made(made, site: site, request.reader))
        }
    }

    var revokeLink: Endpoint<LinkInput, LinkRevoked> {
        Endpoint(
            "reporting.link.revoke", .post, ReportingPaths.linkRevocation, permission: .planEdit, Text("收回链接", "Revoke a link"),
            run: { input, scope in
                let plan = try returns.plans.running(input.plan, scope)
                guard let link = try LinkStore.find(input.link, scope.connection),
                    let item = try ReturnStore.find(link.item, plan: plan.id, scope.connection)
                else { throw Refusal.missing(Text("没有这个链接。", "There is no such link.")) }
                guard try LinkStore.revoke(link.id, scope) else {
                    throw Refusal.conflict(
                        Text(
                            "这个链接\(link.state(at: scope.now).label.zh)，不用收回。",
                            "This link is “\(link.state(at: scope.now).label.en)”; there is nothing to revoke."))
                }
                scope.record(Event(ReportingEvents.linkRevoked, item.subject, in: plan.subject, item.words))
                return LinkRevoked(plan: plan.id, period: item.period)
            }, then: { ReportingPaths.url(ReportingPaths.desk, $0.plan, ["period": $0.period.description]) })
    }

    // MARK: Whoever holds it

    /// A cover page: what the link is for. It changes nothing, so a chat program that looks at the address opens nothing.
    var door: RawEndpoint {
        RawEndpoint(
            "reporting.link", .get, ReportingPaths.door, permission: .everybody, Text("打开填报链接", "A return's link"), pace: .signIn,
            fields: TokenInput.summaries
        ) { request, house in
            let found = try await LinkDoor.find(request, house, returns)
            return RawEndpoint.Response(LinkPages.cover(found, token: request.values["token"] ?? "", request.reader))
        }
    }

    var opening: RawEndpoint {
        RawEndpoint(
            "reporting.link.open", .post, ReportingPaths.opening, permission: .everybody, Text("开始填报", "Open a return by its link"),
            pace: .signIn,
            fields: TokenInput.summaries
        ) { request, house in
            let token = request.values["token"] ?? ""
            _ = try await LinkDoor.find(request, house, returns)
            try await house.write(as: request.viewer) { scope in
                let found = try LinkDoor.good(token, returns, &scope)
                try LinkStore.noteOpened(found.link.id, scope)
                scope.record(Event(ReportingEvents.linkOpened, found.item.subject, found.item.words))
            }
            return .redirect(ReportingPaths.doorForm.url(RawInput(["token": [token]])))
        }
    }

    var doorForm: RawEndpoint {
        RawEndpoint(
            "reporting.link.form", .get, ReportingPaths.doorForm, permission: .everybody, Text("凭链接填报", "The form of a link"),
            pace: .signIn,
            fields: TokenInput.summaries
        ) { request, house in
            let found = try await LinkDoor.find(request, house, returns)
            let token = request.values["token"] ?? ""
            guard found.isGood, found.link.openedAt != nil else {
                return .redirect(ReportingPaths.door.url(RawInput(["token": [token]])))
            }
            let view = try await house.read(as: .system) { scope in try ReturnView.load(found.item, of: found.plan, returns, scope)
            }
            return RawEndpoint.Response(LinkPages.form(view, token: token, request.reader))
        }
    }

    var doorSend: RawEndpoint {
        RawEndpoint(
            "reporting.link.send", .post, ReportingPaths.doorForm, permission: .everybody, Text("凭链接提交", "Hand in by a link"),
            bodyLimit: 48 << 20,
            pace: .signIn, fields: TokenInput.summaries
        ) { request, house in
            let token = request.values["token"] ?? ""
            let sent = try SentForm(try request.input())
            _ = try await LinkDoor.find(request, house, returns)
            let view = try await house.write(as: request.viewer) { scope in
                let found = try LinkDoor.good(token, returns, &scope)
                guard found.link.openedAt != nil else { throw Refusal.conflict(Text("请先打开链接。", "Open the link first.")) }
                let view = try sent.run(found.item, of: found.plan, door: .link, returns, &scope)
                try LinkStore.noteFilled(found.link.id, scope)
                if view.item.state == .submitted, try !LinkStore.use(found.link.id, scope) {
                    throw Refusal.conflict(LinkDoor.spent)
                }
                return view
            }
            if view.item.state == .submitted { return RawEndpoint.Response(LinkPages.receipt(view, request.reader)) }
            if sent.submits { return RawEndpoint.Response(LinkPages.form(view, token: token, request.reader)) }
            return .redirect(ReportingPaths.doorForm.url(RawInput(["token": [token]])))
        }
    }
}

/// A link with what it leads to.
struct LinkDoor: Sendable {
    let link: ReturnLink
    let item: UnitReturn
    let plan: Plan
    let now: Instant

    var isGood: Bool { link.isGood(at: now) && item.state.isOpen }

    static let none = Text(
        "这个链接打不开。请核对是否完整；仍打不开的，请联系集群办换一个。", "This link opens nothing. Check that it is whole; if so, ask the office for another.")
    static let spent = Text("这个链接已经用过或已失效。请联系集群办换一个。", "This link was used or is no longer good. Ask the office for another.")

    /// Found by the secret alone. One that opens nothing goes into the security log.
    static func find(_ request: RawEndpoint.Request, _ house: House, _ returns: Returns) async throws -> LinkDoor {
        let token = request.values["token"] ?? ""
        let found = try await house.read(as: .system) { scope in try load(token, returns, scope) }
        if let found { return found }
        await SecurityLog.note(.badLink, viewer: request.viewer, subject: "", in: house)
        throw Refusal.missing(none)
    }

    /// In the transaction that does something by it; from here on the log names the link.
    static func good(_ token: String, _ returns: Returns, _ scope: inout Scope) throws -> LinkDoor {
        let origin = scope.viewer.origin
        scope.become(.system)
        guard let found = try load(token, returns, scope) else { throw Refusal.missing(none) }
        guard found.isGood else { throw Refusal.conflict(spent) }
        scope.become(
            Viewer(
                id: "link:\(found.link.id)", name: "\(found.item.unitName)（凭链接）", roles: [.unit],
                organisation: found.item.holder.unit?.description, origin: origin))
        return found
    }

    private static func load(_ token: String, _ returns: Returns, _ scope: Scope) throws -> LinkDoor? {
        guard let link = try LinkStore.find(token, scope.connection), let item = try ReturnStore.find(link.item, scope.connection),
            item.state != .moved
        else { return nil }
        return LinkDoor(link: link, item: item, plan: try returns.plans.running(item.plan, scope), now: scope.now)
    }
}

/// Links as they were just made, with their secrets.
struct MadeLinks: Sendable {
    struct Link: Sendable {
        let unit: String
        let path: String
        let expiresAt: Instant
    }

    let plan: Plan
    let asOf: Day
    let period: Day
    let links: [Link]

    /// For one return, or for every one of the period that is still to be handed in.
    static func make(_ input: LinksInput, _ returns: Returns, _ scope: inout Scope) throws -> MadeLinks {
        let plan = try returns.plans.running(input.plan, scope)
        let period = try returns.period(input.period, plan, scope)
        let items = Returns.latest(try ReturnStore.list(plan.id, period: period, scope.connection)).filter {
            $0.state.isOpen && $0.holder != .office && (input.item == nil || $0.id == input.item)
        }
        if items.isEmpty {
            throw Refusal.conflict(
                Text("没有待填的填报单：先发起填报，或都已报送。", "No return is to be filled in: open the period first, or all have reported."))
        }
        let links = try items.map { item in
            let made = try LinkStore.add(item.id, scope)
            return Link(
                unit: item.unitName, path: ReportingPaths.door.url(RawInput(["token": [made.secret.text]])),
                expiresAt: scope.now.adding(seconds: ReturnLink.days * 86_400))
        }
        scope.record(
            Event(
                ReportingEvents.linked, Subject("period", period.description), in: plan.subject,
                ["period": period.description, "count": String(links.count), "units": items.map(\.unitName).joined(separator: "、")])
        )
        return MadeLinks(plan: plan, asOf: returns.plans.day(plan, scope), period: period, links: links)
    }

    func cells(site: String) -> [[Cell]] {
        [[.text("单位"), .text("填报链接"), .text("有效期至")]]
            + links.map { [.text($0.unit), .text(site + $0.path), .text($0.expiresAt.local)] }
    }

    func json(site: String) -> JSON {
        [
            "period": .string(period.description),
            "links": .array(
                links.map {
                    ["unit": .string($0.unit), "url": .string(site + $0.path), "expiresAt": .string($0.expiresAt.description)]
                }),
        ]
    }
}

struct LinksInput: EndpointInput {
    enum Form: String, Choosable {
        case page, csv
        var label: Text { self == .page ? Text("网页", "Page") : Text("CSV", "CSV") }
    }
    var plan = RecordID.zero
    var period: Day?
    var item: RecordID?
    var `as`: Form?
    static let fields: [Field<LinksInput>] = [
        ReportingField.plan(\.plan), ReportingField.period(\.period),
        Field("return", \.item, Text("填报单", "Return"), hint: Text("不填为全部待填的", "All that are open, when empty")),
        Field("as", \.as, Text("形式", "As")),
    ]
}

struct LinkInput: EndpointInput {
    var plan = RecordID.zero
    var link = RecordID.zero
    static let fields: [Field<LinkInput>] = [ReportingField.plan(\.plan), Field("link", \.link, Text("链接", "Link"))]
}

struct TokenInput: EndpointInput {
    var token = ""
    static let fields: [Field<TokenInput>] = [Field("token", \.token, Text("链接", "Link"))]
}

struct LinkRevoked: Encodable, Sendable {
    let plan: RecordID
    let period: Day
}
