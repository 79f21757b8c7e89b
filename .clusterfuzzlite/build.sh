#!/usr/bin/env bash
# Builds the fuzz targets as OSS-Fuzz and ClusterFuzzLite want them: the compiler, its flags and the engine come from the
# environment (CC, CXX, CFLAGS, CXXFLAGS, LIB_FUZZING_ENGINE), and into OUT go the targets, each with its options, its
# dictionary and a zip of its corpus, all of the same name. Started at the top of the sources.
set -euo pipefail
: "${OUT:?}" "${CXX:?}" "${LIB_FUZZING_ENGINE:?}"
build=${WORK:-build}/clusterfuzzlite

cmake -S . -B "$build" -G Ninja -DWIRETRIAL_FUZZ=ON -DWIRETRIAL_TESTS=OFF -DWIRETRIAL_FUZZ_ENGINE="$LIB_FUZZING_ENGINE"
cmake --build "$build" --target fuzz/all

for options in "$build"/bin/fuzz_*.options; do
  name=$(basename "$options" .options)
  # These two are there for our own tests.
  case $name in fuzz_canary | fuzz_empty) continue ;; esac
  cp "$build/bin/$name" "$build/bin/$name.dict" "$options" "$OUT"
  corpora=("$(cat "$build/bin/$name.seeds")")
  for folder in "fuzz/${name#fuzz_}/seed_corpus" "fuzz/${name#fuzz_}/findings"; do
    if [ -d "$folder" ]; then corpora+=("$folder"); fi
  done
  rm -f "$OUT/${name}_seed_corpus.zip"
  find "${corpora[@]}" -type f | zip --quiet --junk-paths -@ "$OUT/${name}_seed_corpus.zip"
done
# What this target reads besides its input, in the places that they have to each other; where it runs there are no sources.
data="$OUT/fuzz_scenario.data"
mkdir -p "$data/scenarios/jhmp" "$data/impl"
cp scenarios/jhmp/protocol.json "$data/scenarios/jhmp"
cp impl/PROTOCOL.md "$data/impl"
