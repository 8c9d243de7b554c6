/// What someone is in the cluster. Administration, security and audit exclude each other (三权分立).
public enum Role: String, Choosable, Hashable, Codable {
    case administrator, security, auditor
    case office, leader, unit, park, enterprise, regulator, expert, reader

    public var label: Text {
        switch self {
        case .administrator: Text("系统管理员", "Administrator")
        case .security: Text("安全管理员", "Security administrator")
        case .auditor: Text("审计管理员", "Auditor")
        case .office: Text("集群办", "Cluster office")
        case .leader: Text("市领导", "Leader")
        case .unit: Text("责任单位", "Responsible unit")
        case .park: Text("园区", "Park")
        case .enterprise: Text("企业", "Enterprise")
        case .regulator: Text("监管部门", "Regulator")
        case .expert: Text("专家", "Expert")
        case .reader: Text("只读", "Reader")
        }
    }

    /// Roles that see the whole city's records.
    public var seesAll: Bool { [.office, .leader, .regulator, .auditor].contains(self) }
}

/// On whose behalf a request runs. Reads name their viewer; system work says `.system` aloud.
public struct Viewer: Sendable, Hashable {
    public let id: String
    public let name: String
    public let roles: Set<Role>
    /// The organisation that a unit's or a firm's account speaks for.
    public let organisation: String?
    public let park: String?
    public let origin: Origin

    public init(
        id: String, name: String, roles: Set<Role>, organisation: String? = nil, park: String? = nil, origin: Origin = .local
    ) {
        self.id = id
        self.name = name
        self.roles = roles
        self.organisation = organisation
        self.park = park
        self.origin = origin
    }

    /// Somebody who has not said who he is, from an address.
    public static func stranger(from origin: Origin) -> Viewer { Viewer(id: "", name: "", roles: [], origin: origin) }

    /// Loading the example, migrations, jobs of the house itself. Never an outside request.
    public static let system = Viewer(id: "system", name: "系统", roles: Set(Role.allCases))
    public static let anonymous = Viewer(id: "", name: "", roles: [])

    public var isAnonymous: Bool { id.isEmpty }
    public var seesAll: Bool { roles.contains(where: \.seesAll) }
    public func isAny(_ roles: Role...) -> Bool { !self.roles.isDisjoint(with: roles) }
}

/// Where a request came from: what sign-in limits, session lists and the security log go by.
public struct Origin: Sendable, Hashable {
    /// The client's address as the server knows it; empty on the command line.
    public let address: String
    /// What the browser says it is, cut to 200 characters.
    public let agent: String
    /// The id of the session row, never its token. Also of a session whose sign-in is only half done: its viewer is still a stranger.
    public let session: String?

    public init(address: String, agent: String = "", session: String? = nil) {
        self.address = address
        self.agent = String(agent.prefix(200))
        self.session = session
    }

    public static let local = Origin(address: "")
}

/// A function of the product and the roles that may use it. Denied unless a role is named.
public struct Permission: Sendable, Hashable {
    public let id: String
    public let roles: Set<Role>
    /// Open to everybody, signed in or not.
    public let isPublic: Bool

    public init(_ id: String, _ roles: Role...) {
        self.id = id
        self.roles = Set(roles)
        isPublic = false
    }

    private init(public id: String) {
        self.id = id
        roles = []
        isPublic = true
    }

    public static let everybody = Permission(public: "everybody")
    /// Whoever has an account, also one to which no role was given yet.
    public static let signedIn: Permission = {
        Permission(id: "signed-in", roles: Set(Role.allCases))
    }()

    private init(id: String, roles: Set<Role>) {
        self.id = id
        self.roles = roles
        isPublic = false
    }

    public func allows(_ viewer: Viewer) -> Bool {
        isPublic || !roles.isDisjoint(with: viewer.roles) || (self == .signedIn && !viewer.isAnonymous)
    }
}
