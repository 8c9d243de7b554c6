# Shared by the commands of ./dev.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

say() { printf '\n\033[1m%s\033[0m\n' "$*" >&2; }
die() { printf '%s\n' "$*" >&2; exit 2; }

# Installs the Debian packages named that are not here yet.
need() {
    local missing=()
    for name in "$@"; do dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name"); done
    [ ${#missing[@]} -eq 0 ] && return
    say "Installing ${missing[*]}"
    local root=(); [ "$(id -u)" = 0 ] || root=(sudo)
    # A PostgreSQL server is installed for tests only: no cluster of its own.
    "${root[@]}" mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo 'create_main_cluster = false' | "${root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
    "${root[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

command -v swift >/dev/null || die "Swift 6.3 is not on the PATH. Install it from swift.org, then run this again."
