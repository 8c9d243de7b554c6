import DMN
import Decimals
import FEEL
import Findings
import Foundation

/// What each target does with a piece of input. None may trap, hang or grow without end.
enum Targets {
    static let limits: Limits = {
        var limits = Limits()
        limits.work = 20_000
        return limits
    }()

    /// Small fixed offsets stand in for the tz database.
    static let settings = Evaluation.Settings(
        now: Moment(instant: 1_700_000_000, nanos: 0, zone: .offset(28_800)), limits: limits)

    static let context = Context([
        ("a", .number(1)), ("研发投入", .number(500)), ("b c", .string("x")), ("缺", .null), ("l", .list([.number(1), .number(2), .null])),
        ("m", .context([("a b", .number(1)), ("n", .list([.context([("k", .boolean(true))])]))])),
    ])

    /// The lexer and parser alone, as an expression and as the tests of a cell.
    static func parse(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let scope = Scope(within: .language())
        for (name, _) in context.entries { _ = scope.declare(name) }
        _ = FEEL.expression(text, scope: scope)
        let slot = scope.declare("?", type: .number)
        _ = FEEL.tests(text, slot: slot, scope: scope)
        _ = FEEL.type(text, lexicon: Lexicon())
    }

    /// Both modes: a failure has causes, and a number survives its text.
    static func evaluate(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let plain = FEEL.evaluate(text, context: context, settings: settings)
        let strict = FEEL.evaluate(text, context: context, strict: true, settings: settings)
        _ = plain.value.description
        if let failure = strict.value.failure, failure.causes.isEmpty { fatal("a failure without a cause") }
        if case .number(let n) = plain.value {
            if Decimal34(n.description) != n { fatal("a number that does not survive its text") }
        }
    }

    /// The XML reader, the model, its checks, every decision of it, and the writer.
    static func model(_ bytes: [UInt8]) {
        guard let document = try? XMLDocument(bytes) else { return }
        let written = document.write()
        guard let again = try? XMLDocument(written), again.write() == written else { fatal("a document that does not survive writing") }
        guard let model = try? Model(bytes) else { return }
        _ = model.check()
        for name in model.decisions.prefix(8) {
            _ = model.evaluate(name, inputs: [], settings: settings)
            _ = model.explain(name, inputs: model.inputs.map { ($0, .number(1)) }, strict: true, settings: settings)
        }
        _ = try? SuiteFile(bytes)
        _ = try? JSONReader.read(bytes)
    }

    private static func fatal(_ message: String) -> Never {
        print(message)
        abort()
    }
}
