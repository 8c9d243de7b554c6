import Kernel

/// Records with identifiers, other names, dated statuses and figures. A row is never overwritten by a correction: it is closed
/// (`known_to`) and followed by another, so that any past view of things can be shown again.
enum RegistrySchema {
    static let migrations = [
        Migration("2026-11-21-registry", slice: "Registry") { _ in
            [
                """
                CREATE TABLE record (
                    id {id},
                    kind {text} NOT NULL CHECK (kind IN ('organisation', 'park', 'platform', 'product', 'project')),
                    name {text} NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
                    name_key {text} NOT NULL,
                    type {text},
                    place {text},
                    credit_code {text} UNIQUE,
                    industry {text},
                    owner {ref} REFERENCES record (id),
                    park {ref} REFERENCES record (id),
                    note {text},
                    origin {text} NOT NULL,
                    known_from {day} NOT NULL,
                    created_at {time} NOT NULL,
                    created_by {text} NOT NULL
                )
                """,
                "CREATE INDEX record_by_name ON record (kind, name_key)",
                "CREATE INDEX record_by_place ON record (kind, place, name)",
                "CREATE INDEX record_by_owner ON record (owner)",
                "CREATE INDEX record_by_park ON record (park)",
                """
                CREATE TABLE record_name (
                    record {ref} NOT NULL REFERENCES record (id),
                    name {text} NOT NULL,
                    name_key {text} NOT NULL,
                    PRIMARY KEY (record, name_key)
                )
                """,
                "CREATE INDEX record_name_by_key ON record_name (name_key)",
                """
                CREATE TABLE record_identifier (
                    record {ref} NOT NULL REFERENCES record (id),
                    scheme {text} NOT NULL,
                    value {text} NOT NULL,
                    fails_check {bool} NOT NULL,
                    PRIMARY KEY (scheme, value)
                )
                """,
                "CREATE INDEX record_identifier_record ON record_identifier (record)",
                """
                CREATE TABLE record_status (
                    id {id},
                    record {ref} NOT NULL REFERENCES record (id),
                    kind {text} NOT NULL,
                    status {text} NOT NULL,
                    from_day {day} NOT NULL,
                    to_day {day},
                    source {text} NOT NULL,
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    known_from {day} NOT NULL,
                    known_to {day},
                    CHECK (to_day IS NULL OR to_day >= from_day),
                    CHECK (known_to IS NULL OR known_to >= known_from)
                )
                """,
                "CREATE INDEX record_status_counted ON record_status (kind, status, from_day, to_day, known_from, known_to, record)",
                "CREATE INDEX record_status_record ON record_status (record, status, from_day)",
                """
                CREATE TABLE record_figure (
                    id {id},
                    record {ref} NOT NULL REFERENCES record (id),
                    kind {text} NOT NULL,
                    period_end {day} NOT NULL,
                    months {int} NOT NULL CHECK (months IN (1, 3, 6, 12)),
                    amount {money} NOT NULL,
                    source {text} NOT NULL,
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    known_from {day} NOT NULL,
                    known_to {day},
                    CHECK (known_to IS NULL OR known_to >= known_from)
                )
                """,
                "CREATE INDEX record_figure_summed ON record_figure (kind, period_end, months, known_from, known_to, record, amount)",
                "CREATE INDEX record_figure_record ON record_figure (record, kind, period_end)",
            ]
        },
        Migration("2026-11-22-registry-search", slice: "Registry") { dialect in
            ["CREATE INDEX record_by_known ON record (kind, known_from)"] + RegistryStore.search.schema(dialect)
        },
        // What was sent in and is still to be confirmed: in the database, so that any server process can show it and take it over.
        Migration("2026-11-22-registry-import", slice: "Registry") { _ in
            [
                """
                CREATE TABLE registry_import (
                    id {id},
                    kind {text} NOT NULL CHECK (kind IN ('organisation', 'park', 'platform', 'product', 'project')),
                    file {text} NOT NULL CHECK (length(file) BETWEEN 1 AND 200),
                    source {text} NOT NULL,
                    known_from {day} NOT NULL,
                    keeps_failing {bool} NOT NULL,
                    grid {text} NOT NULL,
                    by_id {text} NOT NULL,
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    report {json},
                    confirmed_at {time},
                    confirmed_by {text},
                    CHECK ((report IS NULL) = (confirmed_at IS NULL))
                )
                """,
                "CREATE INDEX registry_import_open ON registry_import (confirmed_at, at)",
            ]
        },
    ]
}
