import Kernel

/// Tables are dated rather than overwritten: a status, a role, a password, a policy ends and another begins, each with who and when.
enum AccountsSchema {
    static let migrations = [accounts, secrets, sessions]

    private static let accounts = Migration("2026-11-21-account", slice: "Accounts") { _ in
        [
            """
            CREATE TABLE account (
                id {id},
                sign_in_name {text} NOT NULL UNIQUE CHECK (length(sign_in_name) BETWEEN 2 AND 64),
                name {text} NOT NULL CHECK (length(name) > 0),
                organisation {text},
                park {text},
                language {text} CHECK (language IN ('zh', 'en')),
                created_at {time} NOT NULL,
                created_by {text} NOT NULL,
                last_seen_at {time}
            )
            """,
            """
            CREATE TABLE account_status (
                id {id},
                account {ref} NOT NULL REFERENCES account (id),
                status {text} NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
                from_at {time} NOT NULL,
                until_at {time},
                set_by {text} NOT NULL,
                reason {text} NOT NULL
            )
            """,
            "CREATE UNIQUE INDEX account_status_now ON account_status (account) WHERE until_at IS NULL",
            """
            CREATE TABLE account_role (
                id {id},
                account {ref} NOT NULL REFERENCES account (id),
                role {text} NOT NULL,
                from_at {time} NOT NULL,
                until_at {time},
                given_by {text} NOT NULL,
                taken_by {text}
            )
            """,
            "CREATE UNIQUE INDEX account_role_now ON account_role (account, role) WHERE until_at IS NULL",
            // 三权分立: one account holds at most one of the three powers at a time.
            """
            CREATE UNIQUE INDEX account_power_now ON account_role (account)
            WHERE until_at IS NULL AND role IN ('administrator', 'security', 'auditor')
            """,
            """
            CREATE TABLE sign_in_policy (
                id {id},
                from_at {time} NOT NULL,
                set_by {text} NOT NULL,
                passwords {text} NOT NULL CHECK (passwords IN ('asvs', 'djbh')),
                second_factor {bool} NOT NULL,
                idle_minutes {int} NOT NULL CHECK (idle_minutes BETWEEN 5 AND 480),
                session_hours {int} NOT NULL CHECK (session_hours BETWEEN 1 AND 24)
            )
            """,
        ]
    }

    private static let secrets = Migration("2026-11-21-secret", slice: "Accounts") { _ in
        [
            """
            CREATE TABLE account_password (
                id {id},
                account {ref} NOT NULL REFERENCES account (id),
                hash {text} NOT NULL CHECK (hash LIKE '$scrypt$%'),
                from_at {time} NOT NULL,
                until_at {time}
            )
            """,
            "CREATE UNIQUE INDEX account_password_now ON account_password (account) WHERE until_at IS NULL",
            "CREATE INDEX account_password_history ON account_password (account, id)",
            // last_step: the newest code used; a code counts once.
            """
            CREATE TABLE second_factor (
                id {id},
                account {ref} NOT NULL REFERENCES account (id),
                secret {text} NOT NULL,
                last_step {int} NOT NULL,
                from_at {time} NOT NULL,
                until_at {time}
            )
            """,
            "CREATE UNIQUE INDEX second_factor_now ON second_factor (account) WHERE until_at IS NULL",
            """
            CREATE TABLE recovery_code (
                id {id},
                factor {ref} NOT NULL REFERENCES second_factor (id),
                hash {text} NOT NULL,
                used_at {time},
                UNIQUE (factor, hash)
            )
            """,
            """
            CREATE TABLE one_time_link (
                id {id},
                token_hash {text} NOT NULL UNIQUE CHECK (length(token_hash) = 64),
                purpose {text} NOT NULL CHECK (purpose IN ('first', 'invitation', 'reset', 'entry')),
                account {ref} REFERENCES account (id),
                roles {text} NOT NULL,
                created_at {time} NOT NULL,
                created_by {text} NOT NULL,
                expires_at {time} NOT NULL,
                ended_at {time},
                CHECK ((purpose = 'first') = (account IS NULL))
            )
            """,
            "CREATE INDEX one_time_link_account ON one_time_link (account)",
        ]
    }

    private static let sessions = Migration("2026-11-21-session", slice: "Accounts") { _ in
        [
            """
            CREATE TABLE session (
                id {id},
                token_hash {text} NOT NULL UNIQUE CHECK (length(token_hash) = 64),
                account {ref} NOT NULL REFERENCES account (id),
                stage {text} NOT NULL CHECK (stage IN ('code', 'enrol', 'renew', 'full')),
                created_at {time} NOT NULL,
                seen_at {time} NOT NULL,
                expires_at {time} NOT NULL,
                ended_at {time},
                ended_by {text},
                address {text} NOT NULL,
                agent {text} NOT NULL,
                offer {text}
            )
            """,
            "CREATE INDEX session_account ON session (account, ended_at, id)",
            "CREATE INDEX session_expires ON session (expires_at)",
            """
            CREATE TABLE api_token (
                id {id},
                token_hash {text} NOT NULL UNIQUE CHECK (length(token_hash) = 64),
                account {ref} NOT NULL REFERENCES account (id),
                label {text} NOT NULL,
                created_at {time} NOT NULL,
                expires_at {time} NOT NULL,
                used_at {time},
                ended_at {time},
                ended_by {text}
            )
            """,
            "CREATE INDEX api_token_account ON api_token (account, id)",
            // Failures by name and network. The name is what was typed, so that a name nobody has is treated like one somebody has.
            """
            CREATE TABLE sign_in_failure (
                name {text} NOT NULL,
                network {text} NOT NULL,
                failures {int} NOT NULL CHECK (failures > 0),
                first_at {time} NOT NULL,
                last_at {time} NOT NULL,
                locked_until {time},
                PRIMARY KEY (name, network)
            )
            """,
            "CREATE INDEX sign_in_failure_network ON sign_in_failure (network, last_at)",
            "CREATE INDEX sign_in_failure_last ON sign_in_failure (last_at)",
        ]
    }
}
