#!/usr/bin/env bash
# Builds and runs every benchmark: ratios of things that were measured in turns, in one run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cmake/setup.sh build
cmake/build.sh release
cmake/bench-fuzz.sh "$@"
