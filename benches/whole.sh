#!/usr/bin/env bash
# Times the command as a process, and those of the reference tools on the same inputs when their paths are given:
#
#   benches/whole.sh [--compose score-compose] [--k8s score-k8s] [COUNT...]
#
# COUNT is a number of workloads, 1 10 100 1000 10000 when none is given. The reference tools stop at 1000: they take
# minutes for more. Times are the least of several runs, in seconds; memory is the peak, in MB.
set -euo pipefail
cd "$(dirname "$0")/.."

REFERENCE_COMPOSE='' REFERENCE_K8S='' COUNTS=()
while [ $# -gt 0 ]; do
  case $1 in
    --compose) REFERENCE_COMPOSE=$(realpath "$2"); shift 2 ;;
    --k8s) REFERENCE_K8S=$(realpath "$2"); shift 2 ;;
    *) COUNTS+=("$1"); shift ;;
  esac
done
[ ${#COUNTS[@]} -gt 0 ] || COUNTS=(1 10 100 1000 10000)

cargo build --quiet --locked --release -p score-cli
cargo build --quiet --locked --release -p score-benches --bin generate
TARGET=$(realpath "${CARGO_TARGET_DIR:-target}")
export SCORE=$TARGET/release/score GENERATE=$TARGET/release/generate
export REFERENCE_COMPOSE REFERENCE_K8S
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

printf 'binary: %s bytes; %s, %s cores\n' "$(stat -c %s "$SCORE")" "$(uname -sm)" "$(nproc)"
python3 benches/whole.py "$WORK" "${COUNTS[@]}"
