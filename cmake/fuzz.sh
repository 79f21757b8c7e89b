#!/usr/bin/env bash
# Builds the libFuzzer targets and runs each for the number of seconds given, or only those that are named after it; the first
# finding ends it with its status. A finding is kept in build/fuzz/findings.
set -euo pipefail
seconds=$1
shift
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The options of a target as libFuzzer's arguments: its own file is in the form that ClusterFuzz reads.
options_of() { sed -n 's/^\([a-z_]*\) = \(.*\)$/-\1=\2/p' "$1.options"; }

# The folders that a target begins with: what it found before, the corpus and the findings in the sources, and the seeds.
corpora_of() {
  local name=$1 folder
  mkdir -p "build/fuzz/corpus/$name"
  echo "build/fuzz/corpus/$name"
  for folder in "fuzz/${name#fuzz_}/seed_corpus" "fuzz/${name#fuzz_}/findings" "$(cat "build/fuzz/bin/$name.seeds")"; do
    if [ -d "$folder" ]; then echo "$folder"; fi
  done
}

cmake/setup.sh build
cmake/setup.sh develop
cmake/build.sh fuzz
mkdir -p build/fuzz/findings
targets=("$@")
if [ ${#targets[@]} = 0 ]; then
  for options in build/fuzz/bin/fuzz_*.options; do targets+=("$(basename "$options" .options)"); done
fi
for name in "${targets[@]}"; do
  # The canary is there to be caught; a test sees to it. The empty target finds nothing.
  case $name in fuzz_canary | fuzz_empty) continue ;; esac
  echo "fuzz: $name for $seconds s"
  target=build/fuzz/bin/$name
  mapfile -t options < <(options_of "$target")
  mapfile -t corpora < <(corpora_of "$name")
  "$target" -max_total_time="$seconds" -artifact_prefix="build/fuzz/findings/$name-" -dict="$target.dict" \
    -print_final_stats=1 -verbosity=0 "${options[@]}" "${corpora[@]}"
done
cmake/fuzz-coverage.sh
