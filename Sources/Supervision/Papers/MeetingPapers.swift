import Calendars
import Design
import Documents
import Kernel
import Plan

/// 会议纪要, 督查通知 and 督查结论, 通报.
extension SupervisionReads {
    func minutes(_ meeting: Meeting, _ plan: Plan) -> Paper {
        var paper = Paper(
            number: meeting.documentNumber,
            title: meeting.title + (meeting.title.hasSuffix("会议") || meeting.title.hasSuffix("会") ? "纪要" : "会议纪要"), addressee: nil,
            issuer: content.settings.issuer,
            day: meeting.issuedOn, isDraft: meeting.issuedOn == nil, form: .minutes)
        let place = meeting.place.map { "在\($0)" } ?? ""
        paper.body(
            "\(Show.day(meeting.day, .zh))，\(meeting.chair)\(place)主持召开\(meeting.title)，研究《\(plan.title)》推进有关工作。现将会议议定事项纪要如下。")
        if !meeting.agenda.isEmpty {
            paper.heading("一、会议议题")
            for (index, item) in meeting.agenda.enumerated() { paper.body("（\(ordinal(index + 1))）\(item)。") }
        }
        paper.heading("\(meeting.agenda.isEmpty ? "一" : "二")、议定事项")
        if meeting.decisions.isEmpty { paper.body("（尚未登记议定事项）") }
        for decision in meeting.decisions {
            var words = "（\(ordinal(decision.number))）\(decision.words)"
            if !words.hasSuffix("。") { words += "。" }
            if let unit = decision.unitName { words += "责任单位：\(unit)。" }
            if let due = decision.due { words += "完成时限：\(Show.day(due, .zh))。" }
            paper.body(words)
        }
        if !meeting.attending.isEmpty { paper.body("出席：\(meeting.attending.joined(separator: "、"))。") }
        if !meeting.absent.isEmpty { paper.body("请假：\(meeting.absent.joined(separator: "、"))。") }
        return paper
    }

    /// The notice until the conclusion is there, then the conclusion with findings, evidence and the unit's case.
    func paper(_ inspection: Inspection, _ plan: Plan) -> Paper {
        let isConcluded = inspection.state == .concluded
        var paper = Paper(
            number: inspection.documentNumber,
            title: isConcluded ? "关于“\(inspection.title)”的督查情况反馈" : "关于“\(inspection.title)”的督查通知",
            addressee: inspection.unit.name, issuer: content.settings.issuer,
            day: isConcluded ? inspection.concludedOn : inspection.openedOn, isDraft: false)
        paper.heading("一、督查依据")
        paper.body(inspection.grounds)
        paper.heading("二、督查时间和范围")
        paper.body(
            "\(Show.day(inspection.from, .zh))至\(Show.day(inspection.to, .zh))，就《\(plan.title)》中“\(inspection.title)”的落实情况开展督查。请做好准备，如实提供情况和材料。"
        )
        if !inspection.findings.isEmpty {
            paper.heading("三、发现的问题")
            for finding in inspection.findings {
                paper.body("（\(ordinal(finding.number))）\(finding.words)（证据：\(finding.evidenceName)，\(finding.day)）")
            }
        }
        if let reply = inspection.reply {
            paper.heading("四、单位说明")
            paper.body("\(inspection.unit.name)（\(inspection.repliedOn?.description ?? "")）：\(reply)")
        }
        if let conclusion = inspection.conclusion {
            paper.heading("\(inspection.reply == nil ? "四" : "五")、督查结论")
            paper.body(conclusion)
        }
        return paper
    }

    func paper(_ notice: Notice, _ plan: Plan) -> Paper {
        paper(
            notice.kind, unit: notice.unit.name, title: notice.title, facts: notice.facts, words: notice.words, from: notice.from,
            to: notice.to, number: notice.documentNumber, day: notice.issuedOn, plan)
    }

    func paper(_ draft: NoticeDraft, _ plan: Plan) -> Paper {
        paper(
            draft.kind, unit: draft.unit.name, title: draft.title, facts: draft.facts.map(\.words), words: draft.words,
            from: draft.from,
            to: draft.to, number: nil, day: nil, plan)
    }

    private func paper(
        _ kind: Notice.Kind, unit: String, title: String, facts: [Text], words: String, from: Day, to: Day, number: String?,
        day: Day?,
        _ plan: Plan
    ) -> Paper {
        var paper = Paper(
            number: number, title: title, addressee: kind == .commend ? "各责任单位" : unit, issuer: content.settings.issuer, day: day,
            isDraft: day == nil, form: .document)
        let span = "\(Show.day(from, .zh))至\(Show.day(to, .zh))"
        paper.body("\(span)，《\(plan.title)》推进中，\(unit)\(kind == .commend ? "按期完成以下事项，现予通报表扬。" : "有以下事项未按期完成或报送，现通报并督促整改。")")
        paper.heading("一、事实")
        for (index, fact) in facts.enumerated() { paper.body("\(index + 1)．\(fact.zh)。") }
        paper.heading(kind == .commend ? "二、希望" : "二、整改要求")
        paper.body(words)
        if kind == .rectify { paper.body("你单位对上述事实有异议的，可在反馈中说明并附证据。") }
        return paper
    }
}
