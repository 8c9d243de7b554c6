import Findings

extension FindingCode {
    public static let noTable = FindingCode(
        "complexity.table.empty", .error,
        zh: "文件是空的：没有表头。第一行应为列名。", en: "The file is empty: there is no header. The first row names the columns.")
    public static let noRows = FindingCode(
        "complexity.table.noRows", .error,
        zh: "表头之下没有一行数据。", en: "There is no row under the header.")
    public static let columnMissing = FindingCode(
        "complexity.column.missing", .error,
        zh: "没有名为“{column}”的列。表头为：{header}。", en: "There is no column “{column}”. The header is: {header}.")
    public static let columnTwice = FindingCode(
        "complexity.column.twice", .error,
        zh: "有多列同名“{column}”，请只保留一列。", en: "More than one column is named “{column}”. Keep one.")
    public static let fieldCount = FindingCode(
        "complexity.row.fields", .error,
        zh: "本行有 {count} 个字段，表头有 {expected} 个。", en: "The row has {count} fields, the header has {expected}.")
    public static let rowTooLong = FindingCode(
        "complexity.row.tooLong", .error,
        zh: "本行超过 {limit} 字节；多半是引号没有关闭。", en: "The row is longer than {limit} bytes; a quote was probably left open.")
    public static let tooManyRows = FindingCode(
        "complexity.table.tooManyRows", .error,
        zh: "数据超过 {limit} 行。", en: "There are more than {limit} rows.")
    public static let quoteOpen = FindingCode(
        "complexity.row.quoteOpen", .error,
        zh: "引号没有关闭。", en: "A quote is left open.")
    public static let keyEmpty = FindingCode(
        "complexity.key.empty", .error,
        zh: "“{column}”列为空。", en: "The column “{column}” is empty.")
    public static let keyNotText = FindingCode(
        "complexity.key.notText", .error,
        zh: "“{column}”列的“{text}”不是 UTF-8 文字，请将文件另存为 UTF-8。",
        en: "“{text}” in column “{column}” is not UTF-8 text. Save the file as UTF-8.")
    public static let valueUnreadable = FindingCode(
        "complexity.value.unreadable", .error,
        zh: "“{text}”不是数字。请写成 1234.5，不带千分号和单位。",
        en: "“{text}” is not a number. Write 1234.5, without grouping commas or units.")
    public static let valueNotFinite = FindingCode(
        "complexity.value.notFinite", .error,
        zh: "“{text}”不是有限的数值。请查明来源，或删去该行。",
        en: "“{text}” is not a finite figure. Find where it comes from, or leave the row out.")
    public static let valueNegative = FindingCode(
        "complexity.value.negative", .error,
        zh: "数值 {text} 为负。区位商只对非负数值有定义；更正它，或用 --negative set-apart 单列该格。",
        en:
            "The value {text} is negative. Location quotients are defined for values of 0 and more; correct it, or set it apart with --negative set-apart."
    )
    public static let valueOutOfRange = FindingCode(
        "complexity.value.outOfRange", .error,
        zh: "数值 {text} 超出 1e-100 至 1e100。请换用合适的单位。",
        en: "The value {text} is outside 1e-100 to 1e100. Use a fitting unit.")
    public static let moreErrors = FindingCode(
        "complexity.table.moreErrors", .error,
        zh: "另有 {count} 处错误未列出。", en: "{count} more errors are not listed.")
    public static let valuesEmpty = FindingCode(
        "complexity.value.empty", .warning,
        zh: "{count} 行的数值为空，按没有数据处理，不计入合计；首行为第 {line} 行。",
        en: "{count} rows have an empty value; they count as no data and are in no total. The first is line {line}.")
    public static let valuesApart = FindingCode(
        "complexity.value.negativeApart", .warning,
        zh: "{count} 行的数值为负，已单列，不计入任何合计；首行为第 {line} 行。",
        en: "{count} rows have a negative value; they are set apart and are in no total. The first is line {line}.")
    public static let rowsMerged = FindingCode(
        "complexity.row.merged", .warning,
        zh: "{count} 行与另一行的地区、产业和年份相同，已相加。",
        en: "{count} rows repeat the region, industry and year of another row; their values were added.")
    public static let rowsRepeated = FindingCode(
        "complexity.row.repeated", .error,
        zh: "{count} 行与另一行的地区、产业和年份相同，例如“{region}”“{industry}”。请先合并。",
        en: "{count} rows repeat the region, industry and year of another row, such as “{region}”, “{industry}”. Merge them first.")
    public static let tableTooLarge = FindingCode(
        "complexity.table.tooLarge", .error,
        zh: "{regions} 个地区 x {industries} 个产业超出上限（产业 8,000 个，共 2^30 格）。",
        en: "{regions} regions x {industries} industries are more than this engine takes (8,000 industries, 2^30 cells).")
    public static let noActivity = FindingCode(
        "complexity.table.noActivity", .error,
        zh: "所选年份没有一个大于零的数值。", en: "No value above zero in the years asked for.")
    public static let yearMissing = FindingCode(
        "complexity.year.missing", .error,
        zh: "没有 {year} 年的数据。有数据的年份：{years}。", en: "There are no rows for the year {year}. Years with rows: {years}.")
}
