import Kernel

/// What happened in the house, and the long work that goes on in it.
///
/// Other slices use ``timeline(_:_:_:)`` to show the events of a record, and ``EventKind/sentence(_:)`` for one of them.
public enum Activity {
    public static let slice = Slice("Activity", routes: ActivityEndpoints.routes + JobEndpoints.routes)
}

extension EventKind {
    /// The event as a sentence. `{who}` is the viewer's name; other words are the event's details. Where a word differs in English, the
    /// event carries it under `word.en` too.
    public func sentence(_ entry: EventLog.Entry) -> Text {
        let isHouse = entry.viewer == Viewer.system.id
        var zh = entry.details
        zh["who"] = isHouse ? "系统" : entry.viewerName
        var en = zh
        en["who"] = isHouse ? "The system" : entry.viewerName
        for (word, value) in entry.details where word.hasSuffix(".en") { en[String(word.dropLast(3))] = value }
        return Text(sentence.filled(zh).zh, sentence.filled(en).en)
    }

    /// A kind that this version no longer knows still says who did what.
    static func sentence(_ entry: EventLog.Entry, _ kinds: [String: EventKind]) -> Text {
        let unknown = EventKind(entry.kind, Text("{who}：\(entry.kind)", "{who}: \(entry.kind)"))
        return (kinds[entry.kind] ?? unknown).sentence(entry)
    }
}

/// The events of one record, newest first, as a line of dots. `kinds` are those of the slice that shows it, or `house.kinds`.
public func timeline(_ entries: [EventLog.Entry], _ kinds: [String: EventKind], _ reader: Reader) -> HTML {
    if entries.isEmpty { return "<p class=\"ink-3\">\(reader("还没有记录。", "Nothing yet."))</p>" }
    let dot: HTML = "<svg class=\"dot\" aria-hidden=\"true\"><circle cx=\"5.5\" cy=\"5.5\" r=\"4\"/></svg>"
    return """
        <ol class="line">\(entries.html {
            "<li>\(dot)<time datetime=\"\($0.at.description)\">\($0.at.local)</time>\(reader[EventKind.sentence($0, kinds)])</li>"
        })</ol>
        """
}
