import Kernel

/// The plan, what was read from its document, and what runs after publication.
enum PlanSchema {
    static let migrations = [
        Migration("2026-11-21-plan", slice: "Plan") { _ in
            [
                """
                CREATE TABLE plan (
                    id {id},
                    place {text} NOT NULL,
                    title {text} NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
                    type {text},
                    stage {text} NOT NULL CHECK (stage IN ('draft', 'inForce', 'midterm', 'final', 'closed')),
                    period_start {day} NOT NULL,
                    period_end {day} NOT NULL,
                    base_day {day} NOT NULL,
                    frequency {text} NOT NULL CHECK (frequency IN ('month', 'quarter', 'half', 'year')),
                    report_days {int} NOT NULL CHECK (report_days BETWEEN 0 AND 60),
                    preset {text} NOT NULL,
                    opens_on {day},
                    is_example {bool} NOT NULL,
                    leads_by_order {bool},
                    revises {ref} REFERENCES plan (id),
                    source_name {text} NOT NULL,
                    source_sha256 {text} NOT NULL,
                    source_text {text} NOT NULL,
                    findings {json} NOT NULL,
                    issue_date {day},
                    published_on {day},
                    created_at {time} NOT NULL,
                    created_by {text} NOT NULL,
                    CHECK (period_end >= period_start)
                )
                """,
                "CREATE INDEX plan_stage_order ON plan (stage, id)",
                "CREATE INDEX plan_revises ON plan (revises)",
                """
                CREATE TABLE plan_stage (
                    plan {ref} NOT NULL REFERENCES plan (id),
                    stage {text} NOT NULL,
                    from_day {day} NOT NULL,
                    note {text},
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    PRIMARY KEY (plan, from_day, stage)
                )
                """,
                """
                CREATE TABLE plan_item (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    kind {text} NOT NULL,
                    item_key {text} NOT NULL,
                    place_order {int} NOT NULL,
                    read {json},
                    content {json} NOT NULL,
                    state {text} NOT NULL CHECK (state IN ('read', 'confirmed', 'corrected', 'added', 'deleted', 'merged')),
                    span_start {int} NOT NULL,
                    span_end {int} NOT NULL,
                    question {text},
                    other {text},
                    merged_into {ref} REFERENCES plan_item (id),
                    undo {json},
                    changed_by {text},
                    changed_at {time},
                    home_kind {text},
                    home {ref},
                    UNIQUE (plan, kind, item_key),
                    CHECK (read IS NOT NULL OR state IN ('added', 'deleted', 'merged')),
                    CHECK ((state = 'merged') = (merged_into IS NOT NULL))
                )
                """,
                "CREATE INDEX plan_item_order ON plan_item (plan, kind, place_order)",
                """
                CREATE TABLE target (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    item {ref} NOT NULL REFERENCES plan_item (id),
                    target_key {text} NOT NULL,
                    place_order {int} NOT NULL,
                    indicator {text} NOT NULL,
                    scope {text},
                    is_headline {bool} NOT NULL,
                    value {double},
                    value_max {double},
                    unit {text} NOT NULL,
                    comparator {text} NOT NULL,
                    quantity {text} NOT NULL,
                    due {day},
                    due_words {text},
                    measure_key {text},
                    quote {text} NOT NULL,
                    convention {text},
                    department {text},
                    approver {text},
                    query {json},
                    UNIQUE (plan, target_key),
                    CHECK (value_max IS NULL OR value_max >= value)
                )
                """,
                """
                CREATE TABLE target_baseline (
                    id {id},
                    target {ref} NOT NULL REFERENCES target (id),
                    value {double} NOT NULL,
                    day {day} NOT NULL,
                    source {text} NOT NULL CHECK (length(source) > 0),
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    known_from {day} NOT NULL
                )
                """,
                "CREATE INDEX target_baseline_latest ON target_baseline (target, known_from, id)",
                """
                CREATE TABLE target_share (
                    target {ref} NOT NULL REFERENCES target (id),
                    axis {text} NOT NULL CHECK (axis IN ('year', 'unit')),
                    part {text} NOT NULL,
                    value {double} NOT NULL,
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    PRIMARY KEY (target, axis, part)
                )
                """,
                """
                CREATE TABLE measure (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    item {ref} NOT NULL REFERENCES plan_item (id),
                    measure_key {text} NOT NULL,
                    place_order {int} NOT NULL,
                    number {text} NOT NULL,
                    title {text} NOT NULL,
                    section {text} NOT NULL,
                    section_title {text} NOT NULL,
                    quote {text} NOT NULL,
                    UNIQUE (plan, measure_key)
                )
                """,
                """
                CREATE TABLE measure_unit (
                    measure {ref} NOT NULL REFERENCES measure (id),
                    place_order {int} NOT NULL,
                    record {ref} NOT NULL REFERENCES record (id),
                    name {text} NOT NULL,
                    role {text} NOT NULL,
                    is_assumed_lead {bool} NOT NULL,
                    PRIMARY KEY (measure, place_order),
                    UNIQUE (measure, record)
                )
                """,
                "CREATE INDEX measure_unit_record ON measure_unit (record, measure)",
                """
                CREATE TABLE task (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    measure {ref} REFERENCES measure (id),
                    number {int} NOT NULL,
                    title {text} NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
                    unit {ref} REFERENCES record (id),
                    unit_name {text} NOT NULL,
                    due {day},
                    origin {text} NOT NULL CHECK (origin IN ('plan', 'split', 'instruction')),
                    known_from {day} NOT NULL,
                    created_by {text} NOT NULL,
                    created_at {time} NOT NULL
                )
                """,
                "CREATE INDEX task_plan ON task (plan, measure, number)",
                "CREATE INDEX task_unit ON task (unit, due)",
                """
                CREATE TABLE progress (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    about {text} NOT NULL CHECK (about IN ('target', 'task', 'measure')),
                    subject {ref} NOT NULL,
                    unit {ref} REFERENCES record (id),
                    unit_name {text} NOT NULL,
                    period_end {day} NOT NULL,
                    value {double},
                    is_done {bool} NOT NULL,
                    done_on {day},
                    note {text} NOT NULL,
                    evidence {ref},
                    evidence_name {text},
                    state {text} NOT NULL CHECK (state IN ('submitted', 'approved', 'returned')),
                    submitted_by {text} NOT NULL,
                    submitted_on {day} NOT NULL,
                    at {time} NOT NULL,
                    decided_by {text},
                    decided_on {day},
                    reason {text},
                    CHECK ((state = 'submitted') = (decided_on IS NULL)),
                    CHECK (state <> 'returned' OR (reason IS NOT NULL AND length(reason) > 0)),
                    CHECK (is_done = FALSE OR done_on IS NOT NULL)
                )
                """,
                "CREATE INDEX progress_subject ON progress (plan, about, subject, period_end, id)",
                "CREATE INDEX progress_waiting ON progress (plan, state, id)",
                "CREATE INDEX progress_state ON progress (state, plan)",
                "CREATE INDEX progress_unit ON progress (unit, period_end)",
            ]
        },
        Migration("2026-11-22-plan-rule", slice: "Plan") { _ in
            [
                """
                CREATE TABLE plan_rule (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    preset {text} NOT NULL CHECK (length(preset) BETWEEN 1 AND 40),
                    from_day {day} NOT NULL,
                    reason {text} NOT NULL CHECK (length(reason) > 0),
                    by_name {text} NOT NULL,
                    at {time} NOT NULL
                )
                """,
                "CREATE INDEX plan_rule_day ON plan_rule (plan, from_day, id)",
            ]
        },
        Migration("2026-11-22-plan-superior", slice: "Plan") { _ in
            [
                """
                CREATE TABLE plan_superior (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    superior {ref} REFERENCES plan (id),
                    from_day {day} NOT NULL,
                    note {text},
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    CHECK (superior IS NULL OR superior <> plan)
                )
                """,
                "CREATE INDEX plan_superior_day ON plan_superior (plan, from_day, id)",
            ]
        },
        // Where an entry came from when it was not typed into the plan's own form.
        Migration("2026-11-22-plan-progress-source", slice: "Plan") { _ in
            ["ALTER TABLE progress ADD COLUMN source {text}"]
        },
    ]
}
