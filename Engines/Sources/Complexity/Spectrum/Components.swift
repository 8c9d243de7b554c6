/// The connected parts of the graph in which a region and an industry are joined where the industry is present.
///
/// Across parts the second eigenvector tells nothing but the part, so each is solved by itself. Regions and industries
/// without any presence are in no part. Parts are numbered by their first region.
public struct Components: Sendable {
    /// The part of each region and industry; nil without presence.
    public let ofRegion: [Int?]
    public let ofIndustry: [Int?]
    /// Regions and industries of each part, ascending.
    public let regions: [[Int]]
    public let industries: [[Int]]

    public var count: Int { regions.count }

    public init(_ presence: Presence) {
        let regionCount = presence.diversity.count
        var parent = Array(0..<(regionCount + presence.ubiquity.count))
        func root(_ node: Int) -> Int {
            var node = node
            while parent[node] != node {
                parent[node] = parent[parent[node]]
                node = parent[node]
            }
            return node
        }
        for region in 0..<regionCount {
            for industry in presence.industries(of: region) {
                let a = root(region)
                let b = root(regionCount + Int(industry))
                if a != b { parent[max(a, b)] = min(a, b) }
            }
        }
        var numbers: [Int: Int] = [:]
        var regions: [[Int]] = []
        var industries: [[Int]] = []
        ofRegion = (0..<regionCount).map { region in
            if presence.diversity[region] == 0 { return nil }
            let number = numbers[root(region)] ?? numbers.count
            if number == regions.count {
                numbers[root(region)] = number
                regions.append([])
                industries.append([])
            }
            regions[number].append(region)
            return number
        }
        ofIndustry = presence.ubiquity.indices.map { industry in
            guard presence.ubiquity[industry] > 0, let number = numbers[root(regionCount + industry)] else { return nil }
            industries[number].append(industry)
            return number
        }
        self.regions = regions
        self.industries = industries
    }
}
