import Findings
import Foundation

/// Runs one program of poppler on a file: bounded in wall time, processor time, memory and the size of what it writes.
///
/// `sh` sets the limits and becomes the program, so that they hold for it alone; the program gets its own process group and
/// an environment without anything of ours, and is killed when its time is over.
struct BoundedProcess {
    enum Outcome: Equatable {
        case finished
        /// With the first words that the program wrote to its error output.
        case failed(code: Int32, message: String)
        case timedOut
        case tooLarge
        case missing
    }

    var seconds = 20.0
    var memory = 1 << 30
    var outputSize = 64 << 20

    func run(_ program: String, _ arguments: [String], errors path: String) -> Outcome {
        // Blocks of 512 bytes for -f and of 1 KB for -v, as POSIX and dash have them.
        let limits = "ulimit -v \(memory / 1024); ulimit -f \(outputSize / 512); ulimit -t \(Int(seconds) + 1); ulimit -c 0; "
        let command = limits + "exec \"$@\" 2>\"$0\""
        guard let pid = spawn(["/bin/sh", "-c", command, path, program] + arguments) else { return .missing }
        guard let status = wait(for: pid) else { return .timedOut }
        let signal = status & 0x7F
        let code = (status >> 8) & 0xFF
        if signal == SIGXFSZ || code == 128 + SIGXFSZ { return .tooLarge }
        if signal == SIGXCPU { return .timedOut }
        if signal == 0, code == 0 { return .finished }
        if code == 127 { return .missing }
        return .failed(code: signal == 0 ? code : 128 + signal, message: head(of: path))
    }

    private func spawn(_ words: [String]) -> pid_t? {
        var attributes = posix_spawnattr_t()
        guard posix_spawnattr_init(&attributes) == 0 else { return nil }
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        // The program inherits no file and no connection of ours.
        var files = posix_spawn_file_actions_t()
        guard posix_spawn_file_actions_init(&files) == 0 else { return nil }
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0)
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap({ Int32($0) }) where descriptor > 2 {
            posix_spawn_file_actions_addclose(&files, descriptor)
        }
        let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        let variables = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8"]
        let environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { for string in arguments + environment { free(string) } }
        var pid: pid_t = 0
        return posix_spawn(&pid, words[0], &files, &attributes, arguments, environment) == 0 ? pid : nil
    }

    /// The exit status; `nil` when time ran out and the program was killed.
    private func wait(for pid: pid_t) -> Int32? {
        let deadline = ContinuousClock.now + .milliseconds(Int(seconds * 1_000))
        var pause: UInt32 = 500
        var status: Int32 = 0
        while true {
            let done = waitpid(pid, &status, WNOHANG)
            if done == pid { return status }
            if done < 0 && errno != EINTR { return status }
            if ContinuousClock.now >= deadline {
                kill(-pid, SIGKILL)
                _ = waitpid(pid, &status, 0)
                return nil
            }
            usleep(pause)
            pause = min(pause * 2, 10_000)
        }
    }

    private func head(of path: String) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { return "" }
        defer { try? file.close() }
        return String(decoding: (try? file.read(upToCount: 2_000)) ?? Data(), as: UTF8.self)
    }
}
