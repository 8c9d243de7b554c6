import Findings

/// What can be wrong with an event, whichever syntax it came in.
extension FindingCode {
    public static let jsonType = FindingCode(
        "epcis.value.type", .error, zh: "此处应为 {expected}。", en: "The value must be of type {expected}.")
    public static let fieldMissing = FindingCode(
        "epcis.field.missing", .error, zh: "缺少必填字段“{field}”。", en: "The required field “{field}” is missing. Add it.")
    public static let fieldUnknown = FindingCode(
        "epcis.field.unknown", .error,
        zh: "标准在这里没有字段“{field}”。自定义字段须带命名空间前缀，如 example:{field}。",
        en: "The standard knows no field “{field}” here. A field of your own needs a namespace prefix, such as example:{field}.")
    public static let fieldUnknownOld = FindingCode(
        "epcis.field.unknown-old", .warning,
        zh: "EPCIS 1.x 的标准在这里没有“{field}”，按自定义字段保存。", en: "EPCIS 1.x knows no “{field}” here; it is kept as a field of your own.")
    public static let timeSeconds = FindingCode(
        "epcis.value.seconds", .warning, zh: "“{value}”没有写秒，按 0 秒计。", en: "“{value}” leaves out the seconds; taken as 0.")
    public static let fieldTwice = FindingCode(
        "epcis.field.twice", .warning, zh: "字段“{field}”出现两次，取后一个。", en: "The field “{field}” is there twice; the last one counts.")
    public static let fieldOrder = FindingCode(
        "epcis.field.order", .error,
        zh: "“{field}”的位置不对：XML 模式规定了元素顺序。", en: "“{field}” stands in the wrong place: the XML schema fixes the order.")
    public static let eventType = FindingCode(
        "epcis.event.type", .error,
        zh: "“{type}”不是标准事件类型；自定义类型须写成 URI 或带前缀的名称。",
        en: "“{type}” is no event type of the standard; a type of your own is written as a URI or with a prefix.")
    public static let eventWhat = FindingCode(
        "epcis.event.what", .error, zh: "事件没有说明对象，至少需要：{fields}。", en: "The event names no object. It needs one of: {fields}.")
    public static let eventILMD = FindingCode(
        "epcis.event.ilmd", .error,
        zh: "只有 action 为 ADD 的 ObjectEvent 才能带 ilmd。", en: "Only an ObjectEvent with action ADD may carry ilmd.")
    public static let eventTransformation = FindingCode(
        "epcis.event.transformation", .error,
        zh: "转换事件须有投入和产出；有 transformationID 时至少有其一。",
        en: "A transformation needs inputs and outputs, or with a transformationID at least one of them.")
    public static let uriWrong = FindingCode(
        "epcis.value.uri", .error, zh: "“{value}”不是 URI（RFC 3986）。", en: "“{value}” is no URI (RFC 3986).")
    public static let timeWrong = FindingCode(
        "epcis.value.time", .error,
        zh: "“{value}”不是带时区的日期时间，例如 2024-05-01T08:30:00+08:00。",
        en: "“{value}” is no date and time with offset, such as 2024-05-01T08:30:00+08:00.")
    public static let offsetWrong = FindingCode(
        "epcis.value.offset", .error, zh: "时区偏移“{value}”应写作 +08:00 这样的形式。", en: "The offset “{value}” must be written like +08:00.")
    public static let actionWrong = FindingCode(
        "epcis.value.action", .error, zh: "action 只能是 ADD、OBSERVE、DELETE，不能是“{value}”。",
        en: "The action is ADD, OBSERVE or DELETE, not “{value}”.")
    public static let wordUnknown = FindingCode(
        "epcis.value.word", .error,
        zh: "“{value}”不是核心业务词汇中的词，也不是 URI。", en: "“{value}” is no word of the Core Business Vocabulary and no URI.")
    public static let wordSpelling = FindingCode(
        "epcis.value.spelling", .error,
        zh: "JSON 中不用“{value}”这种写法，请写“{word}”。", en: "JSON does not use the spelling “{value}”; write “{word}”.")
    public static let unitWrong = FindingCode(
        "epcis.value.unit", .error, zh: "计量单位“{value}”应为 2 至 3 位大写字母或数字。",
        en: "The unit “{value}” must be two or three capitals or digits.")
    public static let hexWrong = FindingCode(
        "epcis.value.hex", .error, zh: "“{value}”不是十六进制。", en: "“{value}” is not hexadecimal.")
    public static let numberWrong = FindingCode(
        "epcis.value.number", .error, zh: "“{value}”不是数字。", en: "“{value}” is no number.")
    public static let listEmpty = FindingCode("epcis.list.empty", .error, zh: "列表不能为空。", en: "The list must not be empty.")
    public static let listRepeats = FindingCode("epcis.list.repeats", .error, zh: "列表中有重复项。", en: "This item is in the list twice.")
    public static let contextItem = FindingCode(
        "epcis.context.item", .error, zh: "@context 只能含网址和对象。", en: "@context holds addresses and objects only.")
    public static let contextLate = FindingCode(
        "epcis.context.late", .warning,
        zh: "@context 写在事件之后，流式读取时前缀未能展开。",
        en: "@context stands behind the events, so their prefixes could not be expanded on the way.")
    public static let prefixUnknown = FindingCode(
        "epcis.context.prefix", .warning, zh: "“{name}”的前缀没有在 @context 中声明。",
        en: "The prefix of “{name}” is not declared in @context.")
    public static let documentType = FindingCode(
        "epcis.document.type", .error, zh: "“{type}”不是可接受的文档类型。", en: "“{type}” is no kind of document that is accepted here.")
    public static let versionWrong = FindingCode(
        "epcis.document.version", .error, zh: "schemaVersion“{value}”应为 2.0 这样的版本号。",
        en: "The schemaVersion “{value}” must be a version such as 2.0.")
}
