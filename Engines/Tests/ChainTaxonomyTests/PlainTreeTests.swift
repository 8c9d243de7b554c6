import Findings
import Testing

@testable import ChainTaxonomy

/// The part of YAML that taxonomies are written in, and what is refused by name.
struct PlainTreeTests {
    static func read(_ text: String) throws -> PlainTree { try PlainTreeReader.read(Array(text.utf8)) }

    static func fault(_ text: String) -> Finding? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return (error as? Unreadable)?.findings.first
        }
    }

    @Test func blockAndFlowFormsAreTheSameTree() throws {
        let flow = try Self.read("a: {b: [1, \"two\", 'it''s'], c: d e}\n")
        let block = try Self.read("a:\n  b:\n  - 1\n  - \"two\"\n  - 'it''s'\n  c: d e  # why\n")
        func plain(_ tree: PlainTree) -> String {
            switch tree {
            case .scalar(let text, _): text
            case .list(let items, _): "[" + items.map(plain).joined(separator: "|") + "]"
            case .map(let entries, _): "{" + entries.map { $0.key + "=" + plain($0.value) }.joined(separator: "|") + "}"
            }
        }
        #expect(plain(flow) == "{a={b=[1|two|it's]|c=d e}}")
        #expect(plain(block) == plain(flow))
    }

    @Test func listsOfMapsAndFlowsOverLinesKeepTheirLines() throws {
        let tree = try Self.read("# head\nnodes:\n- id: X\n  kw: [甲,\n    乙]\n- {id: Y,\n   zh: 丙}\n")
        let nodes = try #require(tree["nodes"]?.items)
        #expect(nodes.map { $0["id"]?.text } == ["X", "Y"])
        #expect(nodes[0]["kw"]?.items?.compactMap(\.text) == ["甲", "乙"])
        #expect(nodes.map(\.line) == [3, 6])
        #expect(nodes[1]["zh"]?.text == "丙")
    }

    @Test func aPlainValueOfAFlowMayRunOverLines() throws {
        let tree = try Self.read("{a: Basic organics\n    and solvents, b: [one\n  two, 'x']}\n")
        #expect(tree["a"]?.text == "Basic organics and solvents")
        #expect(tree["b"]?.items?.compactMap(\.text) == ["one two", "x"])
    }

    @Test func escapesAndCarriageReturnsAreRead() throws {
        let tree = try Self.read("\u{FEFF}a: \"x\\u4e2d\\n\"\r\nb:\r\n  - c\r\n")
        #expect(tree["a"]?.text == "x中\n")
        #expect(tree["b"]?.items?.count == 1)
    }

    @Test(arguments: [
        ("a: &x 1", "an anchor or an alias"), ("a: *x", "an anchor or an alias"), ("a: !!str 1", "a tag"),
        ("a: |\n  text\n", "a block scalar"),
        ("a: 1\na: 2\n", "the key “a” a second time"), ("{a: 1, a: 2}", "the key “a” a second time"),
        ("a:\n\t- b\n", "a tab as indentation"),
        ("a: [1, 2\n", "a list that is not closed"), ("a: {b: 1\n", "a map that is not closed"),
        ("a: \"b\n", "a quote that is not closed on its line"),
        ("a: b: c\n", "a second colon in a plain value; quote it"), ("", "an empty file"), ("%YAML 1.2\n", "a directive"),
        ("a: 1\n  b: 2\n", "a wrong indentation"), ("a: \"\\q\"", "the escape “\\q”"),
        ("a: \"\\ud800\"", "an escape that is no character"),
    ])
    func whatIsOutsideIsRefusedByName(_ text: String, _ what: String) {
        #expect(Self.fault(text)?.arguments["what"] == what)
    }

    @Test func depthIsBounded() {
        #expect(Self.fault("a: " + String(repeating: "[", count: 100_000))?.arguments["what"]?.contains("levels") == true)
        let stairs = (0..<200).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(Self.fault(stairs)?.arguments["what"]?.contains("levels") == true)
    }
}
