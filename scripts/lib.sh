# shellcheck shell=bash
# What the scripts here share: the root, the build folder, the material beside the repository. Source it, do not run it.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
export CARGO_NET_RETRY=10 CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-never}
BUILD=${CARGO_TARGET_DIR:-$ROOT/target}
TOOLS=$BUILD/tools
SHARED=${SCORE_SHARED:-$ROOT/../shared}

# say TEXT: one line on stderr.
say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

# die TEXT: says why and ends.
die() {
  say "$*"
  exit 1
}

# retry COMMAND...: three tries with a pause between them, for what needs a network.
retry() {
  local try
  for try in 1 2 3; do
    "$@" </dev/null && return 0
    say "try $try of 3 failed: $*"
    sleep $((try * 5))
  done
  return 1
}

# need_shared FOLDER: ends unless the material beside the repository has this folder.
need_shared() {
  [ -d "$SHARED/$1" ] || die "$SHARED/$1 is missing; SCORE_SHARED names the folder it is in"
  SHARED=$(cd "$SHARED" && pwd)
  export SCORE_SHARED=$SHARED
}

# release_binary: builds the program as it is shipped; its path is in SCORE.
release_binary() {
  cargo build --quiet --locked --release -p score-cli
  SCORE=$BUILD/release/score
}
