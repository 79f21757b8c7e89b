#!/usr/bin/env bash
# Builds the targets given (`all` unless told otherwise) from nothing and without a cache in build/times, and prints how long that
# took and the twenty objects that took a compiler longest, in seconds of processor time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=build/times
rm -rf "$folder"
mkdir -p "$folder"
log=$PWD/$folder/compile-times.txt
cmake --preset release -B "$folder" -DCMAKE_CXX_COMPILER_LAUNCHER="$PWD/cmake/time-compiler.sh;$log" >"$folder/configure.log"
begin=$(date +%s)
CCACHE_DISABLE=1 cmake --build "$folder" --target "${@:-all}" >"$folder/build.log" || { tail -n 40 "$folder/build.log" >&2; exit 1; }
end=$(date +%s)
sort -rn "$log" | head -n 20
awk -v clock=$((end - begin)) -v processors="$(nproc)" '{ sum += $1 }
  END { printf "%d objects, %.1f minutes of processor time; %.1f minutes on the clock with %d processors\n", NR, sum / 60, clock / 60, processors }' "$log"
