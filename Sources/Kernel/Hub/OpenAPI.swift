/// The OpenAPI 3.1 document, made from the same endpoints that answer. Descriptions are in Chinese and English.
extension [Slice] {
    public func openAPI(version: String = "1") -> JSON {
        var paths: [String: [String: JSON]] = [:]
        for slice in self {
            for route in slice.routes {
                paths[route.path.pattern, default: [:]][route.verb.member] = route.operation(tag: slice.name)
            }
            for raw in slice.raw { paths[raw.path.pattern, default: [:]][raw.verb.member] = raw.operation(tag: slice.name) }
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "药链 Yaolian", "version": .string(version),
                "description": .string(
                    """
                    生物医药产业集群运行系统的接口。所有操作与页面同源：同一地址按Accept返回页面、JSON或表格（.csv、.xlsx）。

                    The operations of a biomedical industry cluster. Each address answers with a page, JSON or a table (.csv, .xlsx), by Accept.
                    """),
            ],
            "servers": [["url": "/"]],
            "tags": .array(map { ["name": .string($0.name)] }),
            "paths": .object(paths.mapValues { .object($0) }),
            "components": OpenAPI.components,
        ]
    }
}

private enum OpenAPI {
    static func both(_ text: Text) -> JSON { .string(text.zh == text.en ? text.zh : "\(text.zh)\n\n\(text.en)") }

    static func reference(_ kind: String, _ name: String) -> JSON { ["$ref": .string("#/components/\(kind)/\(name)")] }

    static func operation(
        id: String, tag: String, _ summary: Text, _ permission: Permission, parameters: [JSON], body: JSON?,
        responses: [String: JSON]
    ) -> JSON {
        var members: [String: JSON] = [
            "operationId": .string(id), "tags": [.string(tag)], "summary": .string(summary.zh), "description": both(summary),
            "responses": .object(responses),
        ]
        if !parameters.isEmpty { members["parameters"] = .array(parameters) }
        members["requestBody"] = body
        let ways: JSON = [["session": []], ["token": []]]
        members["security"] = permission.isPublic ? [] : ways
        if !permission.isPublic {
            members["x-permission"] = .string(permission.id)
            members["x-roles"] = .array(Role.allCases.filter(permission.roles.contains).map { .string($0.rawValue) })
        }
        return .object(members)
    }

    static func parameter(_ name: String, in place: String, _ field: FieldSummary?) -> JSON {
        var members: [String: JSON] = [
            "name": .string(name), "in": .string(place), "required": .bool(place == "path" || field?.isRequired == true),
            "schema": field?.schema ?? ["type": "string"],
        ]
        if let field { members["description"] = description(field) }
        return .object(members)
    }

    static func body(_ fields: [FieldSummary]) -> JSON? {
        if fields.isEmpty { return nil }
        var schema: [String: JSON] = [
            "type": "object", "additionalProperties": false,
            "properties": .object(Dictionary(fields.map { ($0.name, property($0)) }, uniquingKeysWith: { first, _ in first })),
        ]
        let required = fields.filter(\.isRequired).map { JSON.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        let isFile = fields.contains(where: \.isFile)
        let content: JSON = ["schema": .object(schema)]
        return [
            "required": .bool(!required.isEmpty),
            "content": isFile
                ? ["multipart/form-data": content]
                : ["application/json": content, "application/x-www-form-urlencoded": content],
        ]
    }

    static func refusals(of permission: Permission, writes: Bool) -> [String: JSON] {
        var statuses = ["404", "422", "429", "500"]
        if !permission.isPublic { statuses += ["401", "403"] }
        if writes { statuses += ["409", "413", "415"] }
        return Dictionary(statuses.map { ($0, reference("responses", "problem")) }, uniquingKeysWith: { first, _ in first })
    }

    private static func property(_ field: FieldSummary) -> JSON {
        guard var members = field.schema.object else { return field.schema }
        members["description"] = description(field)
        return .object(members)
    }

    private static func description(_ field: FieldSummary) -> JSON {
        both(field.hint.map { field.label + Text("：", ": ") + $0 } ?? field.label)
    }

    static let components: JSON = [
        "securitySchemes": [
            "session": ["type": "apiKey", "in": "cookie", "name": "__Host-yaolian", "description": "浏览器会话\n\nA browser's session"],
            "token": ["type": "http", "scheme": "bearer", "description": "接口令牌\n\nA token of the API"],
        ],
        "parameters": [
            "asof": [
                "name": "asof", "in": "query", "required": false, "schema": ["type": "string", "format": "date"],
                "description": "按该日当时的情况返回\n\nThings as they stood on that day",
            ],
            "lang": [
                "name": "lang", "in": "query", "required": false, "schema": ["type": "string", "enum": ["zh", "en"]],
                "description": "语言\n\nThe language of titles and messages",
            ],
        ],
        "responses": [
            "problem": [
                "description": "未执行，原因见正文\n\nNot carried out; the body says why",
                "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
            ]
        ],
        "schemas": [
            "Problem": [
                "type": "object", "required": ["type", "title", "status", "detail"],
                "properties": [
                    "type": ["type": "string", "format": "uri"], "title": ["type": "string"], "status": ["type": "integer"],
                    "detail": ["type": "string"], "instance": ["type": "string", "format": "uri"],
                    "errors": [
                        "type": "array",
                        "items": [
                            "type": "object", "required": ["field", "message"],
                            "properties": [
                                "field": ["type": "string"], "label": ["type": "string"], "message": ["type": "string"],
                            ],
                        ],
                    ],
                ],
            ]
        ],
    ]
}

extension Verb {
    fileprivate var member: String { rawValue.lowercased() }
}

extension Route {
    fileprivate func operation(tag: String) -> JSON {
        let inPath = path.fields
        let others = fields.filter { !inPath.contains($0.name) }
        var parameters = inPath.map { name in OpenAPI.parameter(name, in: "path", fields.first { $0.name == name }) }
        if verb == .get { parameters += others.map { OpenAPI.parameter($0.name, in: "query", $0) } }
        parameters += [OpenAPI.reference("parameters", "asof"), OpenAPI.reference("parameters", "lang")]
        var content: [String: JSON] = ["application/json": [:]]
        if isForPeople, verb == .get { content["text/html"] = [:] }
        if hasTable { content["text/csv"] = [:] }
        var responses = OpenAPI.refusals(of: permission, writes: verb == .post)
        responses["200"] = ["description": OpenAPI.both(summary), "content": .object(content)]
        if verb == .post, isForPeople { responses["303"] = ["description": "浏览器表单：转到结果页\n\nA browser's form: on to the result"] }
        return OpenAPI.operation(
            id: id, tag: tag, summary, permission, parameters: parameters, body: verb == .post ? OpenAPI.body(others) : nil,
            responses: responses)
    }
}

extension RawEndpoint {
    fileprivate func operation(tag: String) -> JSON {
        let inPath = path.fields
        let others = fields.filter { !inPath.contains($0.name) }
        var parameters = inPath.map { name in OpenAPI.parameter(name, in: "path", fields.first { $0.name == name }) }
        if verb == .get { parameters += others.map { OpenAPI.parameter($0.name, in: "query", $0) } }
        var responses = OpenAPI.refusals(of: permission, writes: verb == .post)
        responses["200"] = ["description": OpenAPI.both(summary)]
        return OpenAPI.operation(
            id: id, tag: tag, summary, permission, parameters: parameters, body: verb == .post ? OpenAPI.body(others) : nil,
            responses: responses)
    }
}
