#!/usr/bin/env bash
# Runs the program given, which must find the planted fault: succeeds if it ends with that finding and no other way.
set -euo pipefail
if output=$("$@" 2>&1); then
  echo "canary: nothing was found" >&2
  exit 1
fi
grep --fixed-strings --quiet 'this does not hold: the canary is alive' <<<"$output" || { tail -n 20 <<<"$output" >&2; exit 1; }
