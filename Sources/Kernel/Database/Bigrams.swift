import Foundation

/// Text cut into pieces that both engines index alike, so that two Chinese characters are enough to find a record.
///
/// A run of Chinese characters becomes its overlapping pairs and its last character; letters and digits become words. Compatibility forms
/// are folded (NFKC: `Ⅱ` is `II`, `Ａ` is `A`) and case is lowered.
///
/// SQLite 3.40's own trigram index answers a two-character query with nothing, and both engines take a whole Chinese sentence for one word.
///
/// ```swift
/// Bigrams.column("生物医药产业, PD-1")   // "生物 物医 医药 药产 产业 业 pd 1"
/// ```
public enum Bigrams {
    /// PostgreSQL counts places in a text up to 16,383; beyond, phrases would not be found.
    static let mostPieces = 16_000
    private static let longestWord = 64

    /// The text of a search column, pieces separated by spaces.
    public static func column(_ text: String) -> String {
        var pieces: [String] = []
        for run in runs(text) {
            pieces += run.isWord ? [run.text] : pairs(run.scalars) + (run.scalars.last.map { [String(Character($0))] } ?? [])
            if pieces.count >= mostPieces { break }
        }
        return pieces.prefix(mostPieces).joined(separator: " ")
    }

    /// What a query asks for: every phrase must be found; the last piece of an open phrase may go on.
    struct Phrase: Equatable {
        let pieces: [String]
        let isOpen: Bool
    }

    static func query(_ text: String) -> [Phrase] {
        runs(text).prefix(16).map { run in
            if run.isWord { return Phrase(pieces: [run.text], isOpen: true) }
            if run.scalars.count == 1 { return Phrase(pieces: [run.text], isOpen: true) }
            return Phrase(pieces: Array(pairs(run.scalars).prefix(64)), isOpen: false)
        }
    }

    private struct Run {
        let isWord: Bool
        var scalars: [Unicode.Scalar]
        var text: String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars.prefix(longestWord))
            return String(view)
        }
    }

    private static func runs(_ text: String) -> [Run] {
        var runs: [Run] = []
        var open = false
        for scalar in text.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            guard let isWord = kind(scalar) else {
                open = false
                continue
            }
            if open, let last = runs.indices.last, runs[last].isWord == isWord {
                runs[last].scalars.append(scalar)
            } else {
                runs.append(Run(isWord: isWord, scalars: [scalar]))
            }
            open = true
        }
        return runs
    }

    /// Part of a word, part of Chinese text (false), or neither.
    private static func kind(_ scalar: Unicode.Scalar) -> Bool? {
        switch scalar.value {
        case 0x30...0x39, 0x61...0x7A: return true
        case 0..<0x80: return nil
        case 0x3005, 0x3040...0x30FF, 0xAC00...0xD7AF: return false  // 々, kana, hangul
        default:
            let properties = scalar.properties
            if properties.isIdeographic { return false }
            return properties.isAlphabetic || properties.generalCategory == .decimalNumber ? true : nil
        }
    }

    private static func pairs(_ scalars: [Unicode.Scalar]) -> [String] {
        zip(scalars, scalars.dropFirst()).map { pair in
            var view = String.UnicodeScalarView()
            view.append(pair.0)
            view.append(pair.1)
            return String(view)
        }
    }
}
