#!/usr/bin/env bash
# Runs every fuzz target on all corpora that there are, and prints what lines of the reference implementation they reach; the
# report by lines is build/fuzz-coverage/html/index.html.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cmake/setup.sh develop
cmake/build.sh fuzz-coverage
place=build/fuzz-coverage
rm -rf "$place/profiles"
programs=()
for program in "$place"/tests/replay_*; do
  name=${program##*replay_}
  case $name in canary* | *.seeds) continue ;; esac  # the canary ends in its first finding
  # llvm-cov takes the first program by itself and each other one with an option.
  if [ ${#programs[@]} -gt 0 ]; then programs+=(-object); fi
  programs+=("$program")
  folders=("$place/fuzz/seeds/$(cat "$place/tests/replay_$name.seeds")")
  for folder in "build/fuzz/corpus/fuzz_$name" "fuzz/$name/seed_corpus" "fuzz/$name/findings"; do
    if [ -d "$folder" ]; then folders+=("$folder"); fi
  done
  LLVM_PROFILE_FILE="$place/profiles/$name.profraw" "$program" 0 "${folders[@]}" 2>/dev/null
done
llvm-profdata-19 merge --output "$place/fuzz.profdata" "$place"/profiles/*.profraw
mapfile -t sources < <(find impl/wire impl/session impl/app harness/protocol -name '*.cpp' ! -name '*_test.cpp')
llvm-cov-19 report "${programs[@]}" --instr-profile "$place/fuzz.profdata" \
  --show-functions=false --show-region-summary=false --show-mcdc-summary=false --sources "${sources[@]}"
llvm-cov-19 show "${programs[@]}" --instr-profile "$place/fuzz.profdata" --format=html \
  --output-dir "$place/html" --sources "${sources[@]}"
