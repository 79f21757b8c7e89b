#!/usr/bin/env bash
# Installs and builds all that is measured, measures it and writes docs/PERFORMANCE.md: ratios of things that took turns in one
# run. The arguments are those of bench/performance.py.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cmake/setup.sh build
cmake/setup.sh bench
cmake/build.sh release programs bench/all
# What was configured before the libraries were there is configured again.
if [ ! -x build/release/bin/codec_bench ]; then
  cmake --preset release >/dev/null
  cmake --build --preset release --target codec_bench ||
    { echo "bench: the codec cannot be measured: needs Google Benchmark and simdjson (libbenchmark-dev libsimdjson-dev)" >&2; exit 1; }
fi
exec python3 bench/performance.py "$@"
