#!/usr/bin/env bash
# Builds and runs every benchmark.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ ! -f bench/CMakeLists.txt ]; then
  echo "bench: nothing is measured yet" >&2
  exit 1
fi
cmake/setup.sh build
cmake/build.sh release
for program in build/release/bin/bench_*; do "$program"; done
