import Kernel

/// Returns with their lines, what was frozen, who follows whom, links, workbooks and ledgers that came in.
enum ReportingSchema {
    static let migrations = [
        Migration("2026-11-22-reporting", slice: "Reporting") { _ in
            [
                """
                CREATE TABLE unit_return (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    holder {text} NOT NULL,
                    unit {ref} REFERENCES record (id),
                    unit_name {text} NOT NULL CHECK (length(unit_name) > 0),
                    period_end {day} NOT NULL,
                    version {int} NOT NULL CHECK (version >= 1),
                    state {text} NOT NULL CHECK (state IN ('open', 'submitted', 'returned', 'approved', 'moved')),
                    due {day} NOT NULL,
                    reason {text},
                    door {text} CHECK (door IN ('page', 'link', 'workbook')),
                    submitted_by {text},
                    submitted_at {time},
                    days_late {int} CHECK (days_late >= 0),
                    decided_by {text},
                    decided_on {day},
                    created_by {text} NOT NULL,
                    created_at {time} NOT NULL,
                    UNIQUE (plan, period_end, holder, version),
                    CHECK ((unit IS NULL) = (holder = 'office')),
                    CHECK (version = 1 OR (reason IS NOT NULL AND length(reason) > 0)),
                    CHECK (state NOT IN ('submitted', 'approved') OR (submitted_at IS NOT NULL AND door IS NOT NULL AND days_late IS NOT NULL)),
                    CHECK (state NOT IN ('approved', 'returned') OR decided_on IS NOT NULL)
                )
                """,
                "CREATE INDEX unit_return_holder ON unit_return (plan, holder, period_end, version)",
                "CREATE INDEX unit_return_unit ON unit_return (unit, state)",
                """
                CREATE TABLE return_line (
                    id {id},
                    unit_return {ref} NOT NULL REFERENCES unit_return (id),
                    place_order {int} NOT NULL,
                    about {text} NOT NULL CHECK (about IN ('target', 'task', 'measure')),
                    subject {ref} NOT NULL,
                    title {text} NOT NULL,
                    unit {text},
                    convention {text},
                    measure {text},
                    due {day},
                    is_cumulative {bool} NOT NULL,
                    counts {bool} NOT NULL,
                    is_required {bool} NOT NULL,
                    last_value {double},
                    last_period {day},
                    entry {json} NOT NULL,
                    state {text} NOT NULL CHECK (state IN ('open', 'submitted', 'approved', 'returned')),
                    value {double},
                    is_done {bool} NOT NULL,
                    done_on {day},
                    note {text} NOT NULL,
                    evidence {ref},
                    evidence_name {text},
                    reason {text},
                    decided_by {text},
                    decided_on {day},
                    progress {ref} REFERENCES progress (id),
                    UNIQUE (unit_return, about, subject),
                    CHECK (state <> 'returned' OR (reason IS NOT NULL AND length(reason) > 0)),
                    CHECK (is_done = FALSE OR done_on IS NOT NULL),
                    CHECK ((evidence IS NULL) = (evidence_name IS NULL)),
                    CHECK (progress IS NULL OR (state = 'approved' AND counts = TRUE))
                )
                """,
                "CREATE INDEX return_line_order ON return_line (unit_return, place_order)",
                "CREATE INDEX return_line_subject ON return_line (subject, unit_return)",
                """
                CREATE TABLE period_freeze (
                    plan {ref} NOT NULL REFERENCES plan (id),
                    period_end {day} NOT NULL,
                    note {text},
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    PRIMARY KEY (plan, period_end)
                )
                """,
                """
                CREATE TABLE frozen_figure (
                    plan {ref} NOT NULL,
                    period_end {day} NOT NULL,
                    holder {text} NOT NULL,
                    about {text} NOT NULL,
                    subject {ref} NOT NULL,
                    unit_name {text} NOT NULL,
                    title {text} NOT NULL,
                    version {int} NOT NULL,
                    value {double},
                    is_done {bool} NOT NULL,
                    done_on {day},
                    note {text} NOT NULL,
                    PRIMARY KEY (plan, period_end, holder, about, subject),
                    FOREIGN KEY (plan, period_end) REFERENCES period_freeze (plan, period_end)
                )
                """,
                """
                CREATE TABLE target_reporting (
                    target {ref} NOT NULL PRIMARY KEY REFERENCES target (id),
                    rule {text} NOT NULL CHECK (rule IN ('one', 'sum')),
                    unit {ref} REFERENCES record (id),
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    CHECK ((rule = 'one') = (unit IS NOT NULL))
                )
                """,
                """
                CREATE TABLE unit_change (
                    id {id},
                    unit {ref} NOT NULL REFERENCES record (id),
                    successor {ref} REFERENCES record (id),
                    new_name {text},
                    from_day {day} NOT NULL,
                    source {text} NOT NULL CHECK (length(source) > 0),
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    UNIQUE (unit, from_day),
                    CHECK ((successor IS NULL) <> (new_name IS NULL)),
                    CHECK (successor IS NULL OR successor <> unit)
                )
                """,
                "CREATE INDEX unit_change_order ON unit_change (from_day, id)",
                """
                CREATE TABLE return_link (
                    id {id},
                    unit_return {ref} NOT NULL REFERENCES unit_return (id),
                    token_hash {text} NOT NULL UNIQUE CHECK (length(token_hash) = 64),
                    created_by {text} NOT NULL,
                    created_at {time} NOT NULL,
                    expires_at {time} NOT NULL,
                    opened_at {time},
                    filled_at {time},
                    used_at {time},
                    revoked_at {time},
                    revoked_by {text},
                    CHECK (expires_at > created_at),
                    CHECK (used_at IS NULL OR opened_at IS NOT NULL),
                    CHECK (used_at IS NULL OR revoked_at IS NULL),
                    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
                )
                """,
                "CREATE INDEX return_link_return ON return_link (unit_return, id)",
                """
                CREATE TABLE workbook_batch (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    period_end {day} NOT NULL,
                    file {text} NOT NULL,
                    count {int} NOT NULL CHECK (count >= 1),
                    job {ref},
                    viewer {text} NOT NULL,
                    by_name {text} NOT NULL,
                    at {time} NOT NULL
                )
                """,
                "CREATE INDEX workbook_batch_plan ON workbook_batch (plan, id)",
                """
                CREATE TABLE workbook_file (
                    batch {ref} NOT NULL REFERENCES workbook_batch (id),
                    place_order {int} NOT NULL,
                    name {text} NOT NULL,
                    sha256 {text} NOT NULL,
                    bytes {blob} NOT NULL,
                    state {text} NOT NULL CHECK (state IN ('waiting', 'taken', 'returned')),
                    unit_name {text},
                    unit_return {ref} REFERENCES unit_return (id),
                    problems {json} NOT NULL,
                    answer {blob},
                    PRIMARY KEY (batch, place_order),
                    CHECK ((state = 'returned') = (answer IS NOT NULL)),
                    CHECK (state <> 'taken' OR unit_return IS NOT NULL)
                )
                """,
                """
                CREATE TABLE ledger_import (
                    id {id},
                    plan {ref} NOT NULL REFERENCES plan (id),
                    period_end {day} NOT NULL,
                    file {text} NOT NULL,
                    grid {json} NOT NULL,
                    mapping {json} NOT NULL,
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    taken_by {text},
                    taken_at {time},
                    taken_count {int},
                    CHECK ((taken_at IS NULL) = (taken_count IS NULL))
                )
                """,
                "CREATE INDEX ledger_import_plan ON ledger_import (plan, id)",
            ]
        }
    ]
}
