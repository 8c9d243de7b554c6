import Foundation
import HouseTesting
import Kernel

@testable import Registry

extension EndpointCase {
    static let all = reading + particulars + statuses + others + imports

    private static func by(_ viewer: Viewer, _ values: [String: String] = [:]) -> Input {
        { _ in (viewer, RawInput(values.mapValues { [$0] })) }
    }

    /// About the firm of the world.
    private static func firm(_ values: [String: String] = [:], as viewer: Viewer = World.office) -> Input {
        { world in
            let all = values.merging(["record": "\(world.firm)"]) { own, _ in own }
            return (viewer, RawInput(all.mapValues { $0 == "SPAN" ? ["\(world.span)"] : [$0] }))
        }
    }

    /// About the firm that lies in no park.
    private static func other(_ values: [String: String], as viewer: Viewer) -> Input {
        { world in (viewer, RawInput(values.merging(["record": "\(world.other)"]) { own, _ in own }.mapValues { [$0] })) }
    }

    private static let reading: [EndpointCase] =
        RecordKind.allCases.map { kind in
            EndpointCase(
                id: "registry.\(kind.rawValue).list", allowed: by(World.reader, ["q": "药业"]), refused: by(.holding(.administrator)),
                refusedStatus: 403,
                invalid: by(World.reader, ["status": "白名单"]), field: "status")
        } + [
            EndpointCase(
                id: "registry.record", allowed: firm(as: World.enterprise), refused: other([:], as: World.enterprise),
                refusedStatus: 404,
                invalid: by(World.reader, ["record": "1"]), field: "record")
        ]

    private static let particulars: [EndpointCase] = [
        EndpointCase(
            id: "registry.record.new", allowed: by(World.ofPark, ["kind": "product"]),
            refused: by(World.reader, ["kind": "product"]), refusedStatus: 403,
            invalid: by(World.office, ["kind": "shop"]), field: "kind"),
        EndpointCase(
            id: "registry.record.add", events: ["registry.record.added"],
            allowed: by(World.ofPark, ["kind": "product", "name": "右美托咪定注射液", "owner": World.firmName]),
            refused: by(World.ofPark, ["kind": "park", "name": "又一个园区"]), refusedStatus: 403,
            invalid: by(World.office, ["kind": "organisation", "name": "徐州新药有限公司", "creditCode": World.failing]),
            field: "creditCode"),
        EndpointCase(
            id: "registry.record.edit.page", allowed: firm(), refused: other([:], as: World.ofPark), refusedStatus: 404,
            invalid: by(World.office),
            field: "record"),
        EndpointCase(
            id: "registry.record.edit", events: ["registry.record.edited"],
            allowed: firm(["name": World.firmName, "place": "泉山区", "creditCode": World.code, "park": "徐州经济技术开发区"]),
            refused: other(["name": "泰州医药城药业有限公司"], as: World.ofPark), refusedStatus: 404,
            invalid: firm(["name": "泰州医药城药业有限公司"]), field: "name"),
    ]

    private static let statuses: [EndpointCase] = [
        EndpointCase(
            id: "registry.status.add", events: ["registry.status.added"],
            allowed: firm(["status": "listed", "from": "2024-05-06", "source": "交易所公告"], as: World.ofPark),
            refused: other(["status": "listed", "from": "2024-05-06", "source": "公告"], as: World.ofPark), refusedStatus: 404,
            invalid: firm(["status": "built", "from": "2024-05-06", "source": "公告"]), field: "status"),
        EndpointCase(
            id: "registry.status", allowed: firm(["span": "SPAN"]), refused: firm(["span": "\(RecordID.zero)"]), refusedStatus: 404,
            invalid: firm(["span": "x"]), field: "span"),
        EndpointCase(
            id: "registry.status.end", events: ["registry.status.ended"],
            allowed: firm(["span": "SPAN", "to": "2025-12-31", "source": "退出名录"]),
            refused: firm(["span": "SPAN", "to": "2025-12-31", "source": "退出名录"], as: World.reader), refusedStatus: 403,
            invalid: firm(["span": "SPAN", "to": "2020-12-31", "source": "退出名录"]), field: "to"),
        EndpointCase(
            id: "registry.status.correct", events: ["registry.status.corrected"],
            allowed: firm(["span": "SPAN", "from": "2020-03-01", "source": "统计局核对"]),
            refused: firm(["span": "SPAN", "from": "2021-03-01", "source": "统计局核对"]), refusedStatus: 409,
            invalid: firm(["span": "SPAN", "from": "2027-03-01", "source": "统计局核对"]), field: "from"),
    ]

    private static let others: [EndpointCase] = [
        EndpointCase(
            id: "registry.figure.add", events: ["registry.figure.corrected"],
            allowed: firm(["figure": "output", "year": "2025", "period": "year", "amount": "90000.5", "source": "审计报告"]),
            refused: firm(["figure": "output", "year": "2025", "period": "year", "amount": "86200", "source": "审计报告"]),
            refusedStatus: 409,
            invalid: firm(["figure": "output", "year": "2025", "period": "year", "amount": "约86", "source": "审计报告"]),
            field: "amount"),
        EndpointCase(
            id: "registry.name.add", events: ["registry.name.added"], allowed: firm(["name": "恩华药业"]),
            refused: firm(["name": "恩华药业"], as: World.enterprise), refusedStatus: 403, invalid: firm(["name": World.firmName]),
            field: "name"),
        EndpointCase(
            id: "registry.identifier.add", events: ["registry.identifier.added"],
            allowed: firm(["scheme": "stock-code", "value": "002262"]),
            refused: firm(["scheme": "stock-code", "value": "002262"], as: World.enterprise), refusedStatus: 403,
            invalid: firm(["scheme": "orgcode", "value": "12345678-9"]), field: "value"),
    ]

    private static func table(_ text: String, _ more: [String: String] = [:], as viewer: Viewer = World.office) -> Input {
        { _ in
            let values = more.merging(["kind": "organisation"]) { own, _ in own }.mapValues { [$0] }
            return (viewer, RawInput(values, files: ["file": [World.upload(text)]]))
        }
    }

    /// A draft that the office sent in.
    private static func draft(_ text: String, _ more: [String: String] = [:], as viewer: Viewer = World.office) -> Input {
        { world in
            let id = try await world.importing(World.upload(text))["draft"]?.string ?? ""
            return (viewer, RawInput(more.merging(["draft": id]) { own, _ in own }.mapValues { [$0] }))
        }
    }

    private static let good = "企业名称,所在地\n徐州新药有限公司,鼓楼区\n"

    private static let imports: [EndpointCase] = [
        EndpointCase(
            id: "registry.import.page", allowed: by(World.ofPark), refused: by(World.reader), refusedStatus: 403,
            invalid: by(World.office, ["kind": "shop"]),
            field: "kind"),
        EndpointCase(
            id: "registry.import", events: ["registry.import.drafted"], allowed: table(good),
            refused: table(good, as: .holding(.park)), refusedStatus: 403, invalid: table("只有一句话\n没有表头\n"), field: "file"),
        EndpointCase(
            id: "registry.import.draft", allowed: draft(good), refused: draft(good, as: World.ofPark), refusedStatus: 404,
            invalid: draft(good, ["show": "x"]), field: "show"),
        EndpointCase(
            id: "registry.import.confirm", events: ["registry.imported"], allowed: draft(good), refused: draft(good, ["seen": "0"]),
            refusedStatus: 409,
            invalid: draft("企业名称,上市日期\n徐州新药有限公司,去年\n"), field: "goodRows"),
    ]
}
