import Design
import Kernel

enum JobPages {
    @Sendable static func list(_ list: JobList, _ reader: Reader) -> Page {
        let rows: [[HTML]] = list.jobs.map { view in
            [
                link(url(view), view.label), "\(reader[view.kindLabel])", state(view.job, reader), "\(view.viewerName)",
                "\(view.job.createdAt.local)", "\(view.job.message.map { reader[$0] } ?? "")",
            ]
        }
        let body: HTML =
            rows.isEmpty
            ? emptyState(
                reader("没有后台任务", "No long work"), reader("导入、求解和备份等费时的工作会列在这里。", "Imports, solving and the like are listed here."))
            : TableView(
                reader("后台任务", "Long work"),
                [
                    .init(reader("内容", "What")), .init(reader("类型", "Kind")), .init(reader("状态", "State")),
                    .init(reader("交办人", "By")),
                    .init(reader("交办时间", "Since")), .init(reader("结果", "Result")),
                ], rows: rows
            ).html
        return Page(
            Text("后台任务", "Long work"), current: "jobs.list",
            "\(head("\(reader("后台任务", "Long work"))", facts: ["\(reader("关掉页面也会继续做", "It goes on when the page is closed"))"]))\(refreshing(list.jobs.contains { !$0.job.state.isOver }, "/jobs", body))"
        )
    }

    @Sendable static func job(_ view: JobView, _ reader: Reader) -> Page {
        let job = view.job
        return Page(
            Text(same: view.label), current: "jobs.list",
            """
            \(head("\(view.label)", facts: ["\(reader[view.kindLabel])", "\(reader("\(view.viewerName)交办", "started by \(view.viewerName)"))", "\(job.createdAt.local)"],
                actions: job.state.isOver || job.isCancelling
                    ? [] : [action(JobEndpoints.cancel.path.url(RawInput(["job": [view.id]])), reader("取消任务", "Cancel"), reader, small: false)],
                crumbs: [link("/jobs", reader("后台任务", "Long work"))]))
            \(refreshing(!job.state.isOver, url(view), progress(view, reader)))
            """)
    }

    private static func url(_ view: JobView) -> String { JobEndpoints.job.path.url(RawInput(["job": [view.id]])) }

    /// Looks again every two seconds while there is something to see; without JavaScript a reload does the same.
    private static func refreshing(_ isLive: Bool, _ url: String, _ body: HTML) -> HTML {
        isLive
            ? "<div id=\"live\" hx-get=\"\(url)\" hx-trigger=\"every 2s\" hx-select=\"#live\" hx-swap=\"outerHTML\">\(body)</div>"
            : "<div id=\"live\">\(body)</div>"
    }

    private static func progress(_ view: JobView, _ reader: Reader) -> HTML {
        let job = view.job
        let share = job.percent.map { "\($0)%" }
        let size: HTML =
            job.total > 0
            ? "\(figure("\(job.done)", reader("/ \(job.total)", "of \(job.total)"), big: true))"
            : "<span class=\"ink-3\">\(reader("数量还不知道", "Size not known yet"))</span>"
        let bar: HTML =
            share.map {
                """
                <svg class="g" height="12" role="img" aria-label="\(reader("完成\($0)", "\($0) done"))"><rect class="g-track" y="2" width="100%" height="8" rx="1.5"/>\
                <rect class="g-bar" y="2" width="\($0)" height="8" rx="1.5"/></svg>
                """
            } ?? .empty
        let cancelling: HTML =
            job.isCancelling && !job.state.isOver
            ? "<div class=\"callout ask\"><svg class=\"li\" aria-hidden=\"true\"><use href=\"#l-yellow\"/></svg><span>\(reader("已要求取消，做完手头这一步就停。", "Asked to stop; it ends after the step at hand."))</span></div>"
            : .empty
        return """
            <div class="stats"><div><span class="l">\(reader("状态", "State"))</span>\(state(job, reader))</div>\
            <div><span class="l">\(reader("进度", "Progress"))</span>\(job.state == .queued ? "<span class=\"ink-3\">—</span>" : size)</div>\
            <div><span class="l">\(reader("开始", "Begun"))</span>\(job.startedAt?.local ?? "—")</div>\
            <div><span class="l">\(reader("结束", "Ended"))</span>\(job.endedAt?.local ?? "—")</div></div>
            \(bar)\(cancelling)\(job.message.map { "<p class=\"lede after\">\(reader[$0])</p>" as HTML })
            """
    }

    private static func state(_ job: Job, _ reader: Reader) -> HTML {
        let (symbol, tone) =
            switch job.state {
            case .queued: ("l-idle", "grey")
            case .running: ("l-remind", "blue")
            case .done: ("l-green", "green")
            case .failed: ("l-red", "red")
            case .cancelled: ("l-none", "grey")
            }
        let share = job.state == .running ? job.percent.map { " \($0)%" } ?? "" : ""
        return
            "<span class=\"light \(tone)\"><svg class=\"li\" aria-hidden=\"true\"><use href=\"#\(symbol)\"/></svg>\(reader[job.state.label])\(share)</span>"
    }
}
