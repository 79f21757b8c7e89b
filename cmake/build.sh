#!/usr/bin/env bash
# Configures a preset once and builds it with every core: what the preset names, or the targets given. Silent when there is nothing to do, unless on a terminal.
set -euo pipefail
preset=$1
shift
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ ! -f "build/$preset/build.ninja" ]; then
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  cmake --preset "$preset" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
fi
if [ -t 1 ]; then
  cmake --build --preset "$preset" ${1:+--target "$@"}
else
  cmake --build --preset "$preset" ${1:+--target "$@"} | { grep --line-buffered -Ev 'no work to do|Re-checking globbed' || true; }
fi
