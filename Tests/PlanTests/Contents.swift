import Foundation
import HouseTesting

@testable import Plan

extension Sample {
    /// The content files of this repository.
    static let content = (try? PlanContent(folder: URL(filePath: TestHouse.content)))!
}
