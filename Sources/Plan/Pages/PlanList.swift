import Calendars
import Design
import Kernel

struct PlanList: JSONValued {
    let plans: [Plan]
    var json: JSON {
        [
            "plans": .array(
                plans.map {
                    [
                        "id": .string($0.id.description), "place": .string($0.place), "title": .string($0.title),
                        "stage": .string($0.stage.rawValue),
                        "start": .string($0.period.lowerBound.description), "end": .string($0.period.upperBound.description),
                        "example": .bool($0.isExample),
                    ]
                })
        ]
    }
}

enum PlanListPage {
    static func page(_ list: PlanList, _ reader: Reader) -> Page {
        let may = Permission.planEdit.allows(reader.viewer)
        let new = button(PlanPaths.new.url(), reader("读入一份方案", "Read a plan"), main: true)
        guard !list.plans.isEmpty else {
            return Page(
                Text("方案", "Plans"), current: "plan.list",
                head("\(reader("方案", "Plans"))")
                    + emptyState(
                        reader("还没有方案", "There is no plan yet"),
                        reader(
                            "上传一份实施方案，系统读出目标、举措和责任单位，核对后即可运行。",
                            "Upload an implementation plan; its targets, measures and units are read, and run once you have checked them."
                        ),
                        may ? new : nil))
        }
        let rows = list.plans.map { plan -> [HTML] in
            let url = plan.stage == .draft ? PlanPaths.url(PlanPaths.review, plan) : PlanPaths.url(PlanPaths.cockpit, plan)
            return [
                "\(link(url, plan.title))\(if: plan.isExample, " \(exampleMark(reader))")", "\(plan.place)",
                "\(reader[plan.stage.label])",
                "\(plan.period.lowerBound.year)—\(plan.period.upperBound.year)", "\(plan.publishedOn.map(\.description) ?? "—")",
            ]
        }
        return Page(
            Text("方案", "Plans"), current: "plan.list",
            head("\(reader("方案", "Plans"))", actions: may ? [new] : [])
                + TableView(
                    reader("全部方案", "All plans"),
                    [
                        .init(reader("方案", "Plan")), .init(reader("城市或园区", "Place")), .init(reader("阶段", "Stage")),
                        .init(reader("期间", "Period")),
                        .init(reader("发布", "Published")),
                    ], rows: rows
                ).html)
    }
}

struct NewInput: EndpointInput {
    var revises: RecordID?
    static let fields: [Field<NewInput>] = [Field("revises", \.revises, Text("修订哪一份", "Revises"), as: .hidden)]
}

struct NewPlan: JSONValued {
    let revises: Plan?
    var json: JSON { ["revises": .optional(revises?.id)] }
}

enum NewPlanPage {
    static func page(_ new: NewPlan, _ upload: Endpoint<UploadInput, PlanRef>, _ reader: Reader) -> Page {
        var input = UploadInput()
        input.revises = new.revises?.id
        input.place = new.revises?.place
        let what = new.revises.map {
            reader("《\($0.title)》的修订稿：已确认的内容会带过来", "A revision of “\($0.title)”: what was confirmed carries over")
        }
        return Page(
            Text("读入一份方案", "Read a plan"), current: "plan.new",
            """
            \(head("\(reader("读入一份方案", "Read a plan"))", facts: what.map { ["\($0)"] } ?? []))
            <p class="lede">\(reader("读出目标、举措、责任单位和名称，每一条都能回到原文；没有写明的保持“未列明”。", "Targets, measures, units and names are read, each with its place in the text; what is not stated stays so."))</p>
            \(upload.form(input, submit: Text("读入", "Read")).html(reader))
            """)
    }
}
