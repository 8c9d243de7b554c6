import Kernel

enum SupervisionSchema {
    static let migrations = [
        Migration("2026-11-22-supervision", slice: "Supervision") { _ in
            [
                """
                CREATE TABLE supervision_order (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    number {int} NOT NULL CHECK (number > 0),
                    kind {text} NOT NULL CHECK (kind IN ('instruction', 'decision', 'order')),
                    title {text} NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
                    demand {text} NOT NULL,
                    matter_kind {text} CHECK (matter_kind IN ('target', 'measure', 'task', 'report')),
                    matter {text},
                    ladder {text},
                    basis {json} NOT NULL,
                    document_number {text},
                    origin_kind {text},
                    origin {ref},
                    task {ref} REFERENCES task (id),
                    opened_on {day} NOT NULL,
                    due_original {day},
                    state {text} NOT NULL CHECK (state IN ('registered', 'assigned', 'signed', 'underway', 'reported', 'reviewing',
                        'returned', 'completed', 'cleared', 'archived', 'withdrawn', 'merged')),
                    closed_on {day},
                    assigned_on {day},
                    created_by {text} NOT NULL,
                    created_at {time} NOT NULL,
                    UNIQUE (plan, number),
                    CHECK ((matter IS NULL) = (matter_kind IS NULL)),
                    CHECK ((state IN ('cleared', 'archived', 'withdrawn', 'merged')) = (closed_on IS NOT NULL)),
                    CHECK (state IN ('registered', 'withdrawn', 'merged') OR due_original IS NOT NULL)
                )
                """,
                // 一事一单.
                """
                CREATE UNIQUE INDEX supervision_order_matter ON supervision_order (plan, matter_kind, matter)
                WHERE matter IS NOT NULL AND closed_on IS NULL
                """,
                "CREATE UNIQUE INDEX supervision_order_task ON supervision_order (task) WHERE task IS NOT NULL",
                "CREATE INDEX supervision_order_origin ON supervision_order (origin_kind, origin, number)",
                """
                CREATE TABLE supervision_unit (
                    order_id {ref} NOT NULL REFERENCES supervision_order (id),
                    place_order {int} NOT NULL,
                    record {ref} NOT NULL REFERENCES record (id),
                    name {text} NOT NULL,
                    role {text} NOT NULL CHECK (role IN ('lead', 'support')),
                    PRIMARY KEY (order_id, record)
                )
                """,
                "CREATE INDEX supervision_unit_record ON supervision_unit (record, role, order_id)",
                """
                CREATE TABLE supervision_step (
                    order_id {ref} NOT NULL REFERENCES supervision_order (id),
                    number {int} NOT NULL CHECK (number > 0),
                    action {text} NOT NULL,
                    day {day} NOT NULL,
                    state {text} NOT NULL,
                    pending {text} NOT NULL CHECK (pending IN ('none', 'extensionAsked', 'extensionConsented', 'transferAsked')),
                    level {text},
                    due {day},
                    answer_by {day},
                    new_due {day},
                    reported_on {day},
                    closed_on {day},
                    by_name {text} NOT NULL,
                    unit_name {text},
                    reason {text},
                    words {text},
                    other {text},
                    evidence {ref},
                    evidence_name {text},
                    at {time} NOT NULL,
                    PRIMARY KEY (order_id, number),
                    CHECK (action NOT IN ('return', 'withdraw', 'transfer', 'merge', 'askExtension', 'refuseExtension', 'askTransfer',
                        'refuseTransfer') OR (reason IS NOT NULL AND length(reason) > 0)),
                    CHECK (pending NOT IN ('extensionAsked', 'extensionConsented') OR new_due > due)
                )
                """,
                """
                CREATE TABLE supervision_reply (
                    id {id},
                    order_id {ref} NOT NULL REFERENCES supervision_order (id),
                    unit {ref} NOT NULL REFERENCES record (id),
                    unit_name {text} NOT NULL,
                    day {day} NOT NULL,
                    by_name {text} NOT NULL,
                    words {text} NOT NULL CHECK (length(words) > 0),
                    evidence {ref},
                    evidence_name {text},
                    verdict {text} CHECK (verdict IN ('accepted', 'declined')),
                    answer {text},
                    answered_by {text},
                    answered_on {day},
                    at {time} NOT NULL,
                    CHECK ((verdict IS NULL) = (answer IS NULL) AND (verdict IS NULL) = (answered_on IS NULL))
                )
                """,
                "CREATE INDEX supervision_reply_order ON supervision_reply (order_id, id)",
                """
                CREATE TABLE supervision_dismissal (
                    plan {ref} NOT NULL REFERENCES plan (id),
                    draft {text} NOT NULL,
                    reason {text} NOT NULL CHECK (length(reason) > 0),
                    day {day} NOT NULL,
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    PRIMARY KEY (plan, draft)
                )
                """,
                """
                CREATE TABLE supervision_setting (
                    plan {ref} NOT NULL PRIMARY KEY REFERENCES plan (id),
                    ladder {text} NOT NULL,
                    scheme {text} NOT NULL,
                    by_name {text} NOT NULL,
                    at {time} NOT NULL
                )
                """,
                """
                CREATE TABLE supervision_fact (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    unit {ref} NOT NULL REFERENCES record (id),
                    unit_name {text} NOT NULL,
                    kind {text} NOT NULL CHECK (kind IN ('praised', 'criticised', 'falseReport', 'noPlan', 'noStageGoals', 'view')),
                    role {text} NOT NULL CHECK (role IN ('lead', 'support')),
                    day {day} NOT NULL,
                    points {double},
                    grounds {text} NOT NULL CHECK (length(grounds) > 0),
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    CHECK ((kind = 'view') = (points IS NOT NULL))
                )
                """,
                "CREATE INDEX supervision_fact_plan ON supervision_fact (plan, day, id)",
            ]
        },
        Migration("2026-11-22-supervision-meetings", slice: "Supervision") { _ in
            [
                """
                CREATE TABLE supervision_meeting (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    kind {text} NOT NULL CHECK (kind IN ('joint', 'dispatch')),
                    title {text} NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
                    day {day} NOT NULL,
                    place {text},
                    chair {text} NOT NULL,
                    agenda {text} NOT NULL,
                    attending {text} NOT NULL,
                    absent {text} NOT NULL,
                    document_number {text},
                    issued_on {day},
                    issued_by {text},
                    created_by {text} NOT NULL,
                    at {time} NOT NULL,
                    CHECK ((issued_on IS NULL) = (issued_by IS NULL))
                )
                """,
                "CREATE INDEX supervision_meeting_plan ON supervision_meeting (plan, day, id)",
                """
                CREATE TABLE supervision_decision (
                    meeting {ref} NOT NULL REFERENCES supervision_meeting (id),
                    number {int} NOT NULL CHECK (number > 0),
                    words {text} NOT NULL CHECK (length(words) BETWEEN 1 AND 300),
                    unit {ref} REFERENCES record (id),
                    unit_name {text},
                    due {day},
                    order_id {ref} REFERENCES supervision_order (id),
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    PRIMARY KEY (meeting, number),
                    CHECK ((unit IS NULL) = (unit_name IS NULL)),
                    CHECK (order_id IS NULL OR (unit IS NOT NULL AND due IS NOT NULL))
                )
                """,
                """
                CREATE TABLE supervision_inspection (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    unit {ref} NOT NULL REFERENCES record (id),
                    unit_name {text} NOT NULL,
                    title {text} NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
                    grounds {text} NOT NULL CHECK (length(grounds) > 0),
                    from_day {day} NOT NULL,
                    to_day {day} NOT NULL,
                    state {text} NOT NULL CHECK (state IN ('noticed', 'sent', 'concluded')),
                    document_number {text},
                    sent_on {day},
                    reply {text},
                    reply_by {text},
                    replied_on {day},
                    conclusion {text},
                    concluded_by {text},
                    concluded_on {day},
                    order_id {ref} REFERENCES supervision_order (id),
                    created_by {text} NOT NULL,
                    opened_on {day} NOT NULL,
                    at {time} NOT NULL,
                    CHECK (from_day <= to_day),
                    CHECK ((state = 'noticed') = (sent_on IS NULL)),
                    CHECK ((state = 'concluded') = (conclusion IS NOT NULL) AND (conclusion IS NULL) = (concluded_on IS NULL))
                )
                """,
                "CREATE INDEX supervision_inspection_plan ON supervision_inspection (plan, id)",
                "CREATE INDEX supervision_inspection_unit ON supervision_inspection (unit, plan, id)",
                """
                CREATE TABLE supervision_finding (
                    inspection {ref} NOT NULL REFERENCES supervision_inspection (id),
                    number {int} NOT NULL CHECK (number > 0),
                    words {text} NOT NULL CHECK (length(words) > 0),
                    evidence {ref} NOT NULL,
                    evidence_name {text} NOT NULL,
                    by_name {text} NOT NULL,
                    day {day} NOT NULL,
                    at {time} NOT NULL,
                    PRIMARY KEY (inspection, number)
                )
                """,
                """
                CREATE TABLE supervision_notice (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    kind {text} NOT NULL CHECK (kind IN ('commend', 'rectify')),
                    unit {ref} NOT NULL REFERENCES record (id),
                    unit_name {text} NOT NULL,
                    title {text} NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
                    words {text} NOT NULL CHECK (length(words) > 0),
                    facts {json} NOT NULL,
                    from_day {day} NOT NULL,
                    to_day {day} NOT NULL,
                    document_number {text},
                    issued_on {day} NOT NULL,
                    issued_by {text} NOT NULL,
                    order_id {ref} REFERENCES supervision_order (id),
                    at {time} NOT NULL,
                    UNIQUE (plan, kind, unit, to_day),
                    CHECK ((kind = 'rectify') = (order_id IS NOT NULL))
                )
                """,
                "CREATE INDEX supervision_notice_plan ON supervision_notice (plan, issued_on, id)",
            ]
        },
    ]
}
