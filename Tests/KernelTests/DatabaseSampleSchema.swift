import Kernel

/// A few tables with every type of column.
enum SampleSchema {
    static let plan = [
        Migration("2026-11-21-plan", slice: "Plan") { _ in
            [
                """
                CREATE TABLE plan (
                    id {id}, city {text} NOT NULL, year {int} NOT NULL, budget {money}, share {double}, open {bool} NOT NULL,
                    due {day}, made {time}, extra {json}, seal {blob},
                    CONSTRAINT plan_once UNIQUE (city, year), CONSTRAINT plan_year CHECK (year > 1949))
                """,
                "CREATE TABLE measure (id {id}, plan {ref} NOT NULL REFERENCES plan (id), title {text} NOT NULL)",
                "CREATE INDEX measure_plan ON measure (plan, id)",
                "CREATE TABLE counter (name {text} NOT NULL PRIMARY KEY, n {int} NOT NULL)",
            ]
        }
    ]

    static let ids = IDGenerator()

    @discardableResult
    static func insert(_ connection: Connection, _ city: String, _ year: Int, open: Bool = true) throws -> RecordID {
        let id = ids.next()
        try connection.execute("INSERT INTO plan (id, city, year, open) VALUES (\(id), \(city), \(year), \(open))")
        return id
    }
}
