import Kernel

/// Long work: everybody sees his own, the office and the administrator every one.
enum JobEndpoints {
    static let routes = [Route(list), Route(job), Route(cancel)]

    static let list = Endpoint(
        "jobs.list", .get, "/jobs", permission: .signedIn, Text("后台任务", "Long work"),
        menu: MenuEntry(.settings, 80, Text("后台任务", "Long work")),
        ahead: { (input: inout JobListForm, house, _) in input.kinds = house.jobs.mapValues(\.label) },
        run: { input, scope in
            JobList(jobs: try JobLog.list(for: scope.viewer, scope.connection).map { JobView($0, input.kinds[$0.kind]) })
        }, page: JobPages.list)

    static let job = Endpoint(
        "jobs.one", .get, "/jobs/{job}", permission: .signedIn, Text("一项后台任务", "One piece of long work"),
        ahead: { (input: inout JobForm, house, _) in input.kinds = house.jobs.mapValues(\.label) },
        run: { input, scope in
            let job = try find(input, scope)
            return JobView(job, input.kinds[job.kind])
        }, page: JobPages.job)

    /// Verbs become nouns: a cancellation is made.
    static let cancel = Endpoint(
        "jobs.cancel", .post, "/jobs/{job}/cancellation", permission: .signedIn, Text("取消后台任务", "Cancel the work"),
        run: { (input: JobForm, scope) in JobView(try JobLog.cancel(find(input, scope).id, &scope), nil) },
        then: { job.path.url(RawInput(["job": [$0.id]])) })

    private static func find(_ input: JobForm, _ scope: Scope) throws -> Job {
        guard let id = input.job else { throw Refusal.missing(Text("没有这项后台任务。", "There is no such job.")) }
        return try JobLog.find(id, for: scope.viewer, scope.connection)
    }
}

struct JobListForm: EndpointInput {
    var kinds: [String: Text] = [:]
    static let fields: [Field<JobListForm>] = []
}

struct JobForm: EndpointInput {
    var job: RecordID?
    var kinds: [String: Text] = [:]
    static let fields: [Field<JobForm>] = [Field("job", \.job, Text("任务", "Job"))]
}

struct JobList: Sendable, Encodable { let jobs: [JobView] }

/// A job as a page and the API show it.
struct JobView: Sendable, Encodable {
    let id: String
    let kind: String
    let label: String
    let viewerName: String
    let state: String
    let done: Int
    let total: Int
    let percent: Int?
    let message: [String: String]?
    let createdAt: String
    let startedAt: String?
    let endedAt: String?
    let job: Job
    let kindLabel: Text

    private enum CodingKeys: String, CodingKey {
        case id, kind, label, viewerName, state, done, total, percent, message, createdAt, startedAt, endedAt
    }

    init(_ job: Job, _ kindLabel: Text?) {
        id = job.id.description
        (kind, label, viewerName, state) = (job.kind, job.label, job.viewerName, job.state.rawValue)
        (done, total, percent) = (job.done, job.total, job.percent)
        message = job.message.map { ["zh": $0.zh, "en": $0.en] }
        (createdAt, startedAt, endedAt) = (job.createdAt.description, job.startedAt?.description, job.endedAt?.description)
        self.job = job
        self.kindLabel = kindLabel ?? Text(same: job.kind)
    }
}
