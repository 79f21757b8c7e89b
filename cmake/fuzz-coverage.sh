#!/usr/bin/env bash
# Runs every fuzz target on the seeds and on the corpora in the sources, without any mutation, and prints what lines of the
# code on trial they reach; the report by lines is build/fuzz-coverage/html/index.html. Fails when impl/wire or impl/session
# is not covered well enough.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cmake/setup.sh develop
cmake/build.sh fuzz-coverage
place=build/fuzz-coverage
rm -rf "$place/profiles"
programs=()
for program in "$place"/tests/replay_*; do
  name=${program##*replay_}
  case $name in canary* | empty* | *.seeds) continue ;; esac  # the canary ends in its first finding
  # llvm-cov takes the first program by itself and each other one with an option.
  if [ ${#programs[@]} -gt 0 ]; then programs+=(-object); fi
  programs+=("$program")
  folders=("$place/fuzz/seeds/$(cat "$place/tests/replay_$name.seeds")")
  for folder in "fuzz/$name/seed_corpus" "fuzz/$name/findings"; do
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

# The share of lines that are covered in a folder.
least_percent=95
for folder in impl/wire impl/session; do
  mapfile -t sources < <(find "$folder" -name '*.cpp' ! -name '*_test.cpp')
  percent=$(llvm-cov-19 report "${programs[@]}" --instr-profile "$place/fuzz.profdata" --show-functions=false \
    --show-region-summary=false --show-branch-summary=false --show-mcdc-summary=false --sources "${sources[@]}" |
    awk '$1 == "TOTAL" { print $NF + 0 }')
  echo "fuzz: the corpora cover $percent % of the lines of $folder"
  awk -v is="$percent" -v least="$least_percent" 'BEGIN { exit !(is >= least) }' ||
    { echo "fuzz: that is less than $least_percent %" >&2; exit 1; }
done
