#!/usr/bin/env bash
# Prints how many inputs the stream target tries in a second of processor time, with and without sanitizers, and what share
# that is of a target that does nothing: the medians of so many rounds (5 unless told otherwise), taken in turns, on one core.
set -euo pipefail
rounds=${1:-5}
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cmake/setup.sh build
cmake/setup.sh develop
for preset in fuzz fuzz-fast; do
  cmake --preset "$preset" >/dev/null
  cmake --build "build/$preset" --target fuzz_stream fuzz_empty fuzz_seeds >&2
done
seeds=build/fuzz/fuzz/seeds/stream
place=$(mktemp -d)
trap 'rm -r "$place"' EXIT

# rate PRESET TARGET RUNS: inputs in a second of processor time.
rate() {
  local TIMEFORMAT='%U %S'
  { time "build/$1/bin/fuzz_$2" -max_len=512 -runs="$3" -seed=1 -verbosity=0 "$seeds" >"$place/output" 2>&1; } 2>"$place/time" ||
    { tail -n 20 "$place/output" >&2; exit 3; }
  awk -v runs="$3" '{ printf "%.0f\n", runs / ($1 + $2) }' "$place/time"
}

for ((round = 0; round < rounds; ++round)); do
  for preset in fuzz-fast fuzz; do
    rate "$preset" empty 2000000 >>"$place/$preset-empty"
    rate "$preset" stream 400000 >>"$place/$preset-stream"
    WIRETRIAL_FUZZ_EVERYTHING=1 rate "$preset" stream 100000 >>"$place/$preset-everything"
  done
done

median() { sort -n "$1" | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
line() {
  local empty
  empty=$(median "$place/$1-empty")
  awk -v what="$3" -v rate="$(median "$place/$1-$2")" -v empty="$empty" \
    'BEGIN { printf "%-66s %9d/s %6.1f %%\n", what, rate, 100 * rate / empty }'
}
line fuzz-fast empty 'without sanitizers: nothing'
line fuzz-fast stream 'without sanitizers: whole and one split, bytes for 1 in 16'
line fuzz-fast everything 'without sanitizers: everything on every input'
line fuzz empty 'ASan and UBSan: nothing'
line fuzz stream 'ASan and UBSan: whole and one split, bytes for 1 in 16'
line fuzz everything 'ASan and UBSan: everything on every input'
