#!/usr/bin/env bash
# Builds the libFuzzer targets and runs each for the number of seconds given; the first finding ends it with its status.
set -euo pipefail
seconds=$1
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ ! -f fuzz/CMakeLists.txt ]; then
  echo "fuzz: there are no fuzz targets yet" >&2
  exit 1
fi
cmake/setup.sh build
cmake/setup.sh develop
cmake/build.sh fuzz
for target in build/fuzz/bin/fuzz_*; do
  echo "fuzz: $target for $seconds s"
  corpus=build/fuzz/corpus/${target##*/}
  mkdir -p "$corpus"
  "$target" -max_total_time="$seconds" -artifact_prefix="build/fuzz/" "$corpus"
done
