import Kernel

/// Evaluations as they were frozen, the steps of each, and what one plan hands on to the next.
enum EvaluationSchema {
    static let migrations = [
        Migration("2026-11-22-evaluation", slice: "Evaluation") { _ in
            [
                """
                CREATE TABLE evaluation (
                    id {id},
                    plan {ref} REFERENCES plan (id),
                    kind {text} NOT NULL CHECK (kind IN ('midterm', 'final', 'yearly')),
                    window_start {day} NOT NULL,
                    day {day} NOT NULL,
                    known_on {day} NOT NULL,
                    title {text} NOT NULL CHECK (length(title) > 0),
                    state {text} NOT NULL CHECK (state IN ('draft', 'reviewed', 'issued')),
                    organ {text} NOT NULL CHECK (length(organ) BETWEEN 1 AND 100),
                    doc_number {text},
                    log_number {int} NOT NULL,
                    content {json} NOT NULL,
                    made_by {text} NOT NULL,
                    made_at {time} NOT NULL,
                    CHECK (day >= window_start),
                    CHECK (known_on >= window_start),
                    CHECK (plan IS NOT NULL OR kind = 'yearly'),
                    CHECK (doc_number IS NULL OR state = 'issued')
                )
                """,
                "CREATE INDEX evaluation_plan ON evaluation (plan, id)",
                """
                CREATE TABLE evaluation_step (
                    evaluation {ref} NOT NULL REFERENCES evaluation (id),
                    number {int} NOT NULL,
                    state {text} NOT NULL CHECK (state IN ('draft', 'reviewed', 'issued')),
                    note {text},
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    PRIMARY KEY (evaluation, number)
                )
                """,
                """
                CREATE TABLE plan_succession (
                    id {id},
                    old_plan {ref} NOT NULL REFERENCES plan (id),
                    new_plan {ref} NOT NULL REFERENCES plan (id),
                    base_day {day} NOT NULL,
                    from_day {day} NOT NULL,
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    UNIQUE (new_plan),
                    CHECK (old_plan <> new_plan)
                )
                """,
                "CREATE INDEX plan_succession_old ON plan_succession (old_plan, id)",
                """
                CREATE TABLE succession_target (
                    succession {ref} NOT NULL REFERENCES plan_succession (id),
                    old_target {ref} NOT NULL REFERENCES target (id),
                    indicator {text} NOT NULL,
                    unit {text} NOT NULL,
                    new_item {ref} REFERENCES plan_item (id),
                    value {double},
                    value_day {day},
                    source {text} NOT NULL,
                    state {text} NOT NULL CHECK (state IN ('proposed', 'confirmed', 'declined')),
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    PRIMARY KEY (succession, old_target),
                    CHECK (state <> 'confirmed' OR (new_item IS NOT NULL AND value IS NOT NULL AND value_day IS NOT NULL))
                )
                """,
                """
                CREATE TABLE succession_task (
                    succession {ref} NOT NULL REFERENCES plan_succession (id),
                    old_task {ref} NOT NULL REFERENCES task (id),
                    title {text} NOT NULL,
                    unit {ref} REFERENCES record (id),
                    unit_name {text} NOT NULL,
                    due {day},
                    state {text} NOT NULL CHECK (state IN ('proposed', 'confirmed', 'declined')),
                    new_task {ref} REFERENCES task (id),
                    by_name {text} NOT NULL,
                    at {time} NOT NULL,
                    PRIMARY KEY (succession, old_task),
                    CHECK ((state = 'confirmed') = (new_task IS NOT NULL))
                )
                """,
            ]
        }
    ]
}
