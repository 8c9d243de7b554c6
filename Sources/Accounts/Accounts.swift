import Kernel

/// Who may use the house: accounts, their roles and how they prove who they are.
///
/// The rest of the house needs of it: who a session or a token belongs to (``Accounts/identify(session:origin:in:)``), a viewer by
/// name for the command line, and the first link of a house that nobody can enter yet.
public enum Accounts {
    public static let slice = Slice(
        "Accounts", routes: SignInEndpoints.routes + MeEndpoints.routes + UserEndpoints.routes,
        migrations: AccountsSchema.migrations,
        events: AccountsEvents.all)
}

/// A person who may sign in.
public struct Account: Sendable, Hashable, Encodable {
    public enum Status: String, Choosable, Hashable, Encodable {
        /// Made, but nobody has taken it over yet.
        case invited
        case active, disabled

        public var label: Text {
            switch self {
            case .invited: Text("待接受邀请", "Invited")
            case .active: Text("可登录", "Active")
            case .disabled: Text("已停用", "Disabled")
            }
        }
    }

    public let id: RecordID
    public let signInName: String
    public let name: String
    public let roles: Set<Role>
    /// The organisation and the park that the account speaks for.
    public let organisation: String?
    public let park: String?
    public let language: Language?
    public let status: Status
    /// Since when it has this status.
    public let since: Instant
    public let hasSecondFactor: Bool
    public let lastSeenAt: Instant?

    public func viewer(_ origin: Origin = .local) -> Viewer {
        Viewer(id: id.description, name: name, roles: roles, organisation: organisation, park: park, origin: origin)
    }

    var subject: Subject { Subject("account", id.description) }

    private enum Key: String, CodingKey {
        case id, signInName, name, roles, organisation, park, status, since, hasSecondFactor, lastSeenAt
    }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.container(keyedBy: Key.self)
        try box.encode(id, forKey: .id)
        try box.encode(signInName, forKey: .signInName)
        try box.encode(name, forKey: .name)
        try box.encode(roles.map(\.rawValue).sorted(), forKey: .roles)
        try box.encodeIfPresent(organisation, forKey: .organisation)
        try box.encodeIfPresent(park, forKey: .park)
        try box.encode(status, forKey: .status)
        try box.encode(since.description, forKey: .since)
        try box.encode(hasSecondFactor, forKey: .hasSecondFactor)
        try box.encodeIfPresent(lastSeenAt?.description, forKey: .lastSeenAt)
    }
}

/// The rules for signing in, set by the security administrator, dated; a house where nobody has set any follows `strict`.
public struct SignInPolicy: Sendable, Hashable {
    public var passwords: PasswordProfile
    /// Administrators of the three kinds and the office must have a second factor.
    public var secondFactor: Bool
    public var idleMinutes: Int
    public var sessionHours: Int

    public init(passwords: PasswordProfile, secondFactor: Bool, idleMinutes: Int = 30, sessionHours: Int = 12) {
        self.passwords = passwords
        self.secondFactor = secondFactor
        self.idleMinutes = idleMinutes
        self.sessionHours = sessionHours
    }

    /// What a government deployment is examined by (GB/T 22239-2019, level 3).
    public static let strict = SignInPolicy(passwords: .djbh, secondFactor: true)
    /// For the example on one's own machine: set by the loading of the example and by nothing else.
    public static let example = SignInPolicy(passwords: .asvs, secondFactor: false, idleMinutes: 240)

    static let factorRoles: Set<Role> = [.administrator, .security, .auditor, .office]

    func requiresFactor(_ roles: Set<Role>) -> Bool { secondFactor && !roles.isDisjoint(with: SignInPolicy.factorRoles) }
}

/// Administration, security and audit in three hands (三权分立): at most one of them in one account. The schema holds the same rule.
enum Powers {
    static let all: Set<Role> = [.administrator, .security, .auditor]

    static func problem(_ roles: Set<Role>) -> Text? {
        let held = Role.allCases.filter { roles.contains($0) && all.contains($0) }
        if held.count < 2 { return nil }
        return Text(
            "\(held.map(\.label.zh).joined(separator: "、"))不能由同一账号担任（三权分立）。请只留一项。",
            "\(held.map(\.label.en).joined(separator: ", ")) exclude each other in one account. Keep one of them.")
    }
}

/// A row of `session`: a browser that somebody signed in with.
public struct Session: Sendable, Hashable, Encodable {
    /// How far the sign-in has come. Only a full one acts for its account.
    enum Stage: String, Sendable, Hashable, Encodable {
        case code, enrol, renew, full
    }

    let id: RecordID
    let account: RecordID
    let stage: Stage
    let createdAt: Instant
    let seenAt: Instant
    let expiresAt: Instant
    let address: String
    let agent: String
    /// The second factor's key while it is being set up.
    let offer: String?

    private enum Key: String, CodingKey { case id, createdAt, seenAt, expiresAt, address, agent }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.container(keyedBy: Key.self)
        try box.encode(id, forKey: .id)
        try box.encode(createdAt.description, forKey: .createdAt)
        try box.encode(seenAt.description, forKey: .seenAt)
        try box.encode(expiresAt.description, forKey: .expiresAt)
        try box.encode(address, forKey: .address)
        try box.encode(agent, forKey: .agent)
    }
}

/// A row of `api_token`, without its secret.
public struct APIToken: Sendable, Hashable, Encodable {
    let id: RecordID
    let account: RecordID
    let label: String
    let createdAt: Instant
    let expiresAt: Instant
    let usedAt: Instant?
    let endedAt: Instant?

    private enum Key: String, CodingKey { case id, label, createdAt, expiresAt, usedAt, endedAt }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.container(keyedBy: Key.self)
        try box.encode(id, forKey: .id)
        try box.encode(label, forKey: .label)
        try box.encode(createdAt.description, forKey: .createdAt)
        try box.encode(expiresAt.description, forKey: .expiresAt)
        try box.encodeIfPresent(usedAt?.description, forKey: .usedAt)
        try box.encodeIfPresent(endedAt?.description, forKey: .endedAt)
    }
}

/// A row of `one_time_link`, without its secret.
struct OneTimeLink: Sendable, Hashable {
    enum Purpose: String, Sendable, Hashable {
        /// Makes the account that it is used for: the first one.
        case first
        /// Lets the person in whose account was made by an administrator.
        case invitation
        /// A new password for who forgot his. The second factor stays.
        case reset
        /// Signs in once without a password; made on the command line of the machine only.
        case entry

        var hours: Int {
            switch self {
            case .first: 24
            case .invitation: 72
            case .reset: 1
            case .entry: 12
            }
        }
    }

    let id: RecordID
    let purpose: Purpose
    let account: RecordID?
    let roles: Set<Role>
    let expiresAt: Instant
}
