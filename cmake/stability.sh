#!/usr/bin/env bash
# Whether verdicts depend on order, on seeds or on the machine's load: runs the whole suite again and again, shuffled, each
# time with another seed, while every processor is kept busy, and prints a table in markdown of what came out.
#
#   cmake/stability.sh RUNS SUBJECT [RUNS SUBJECT]...
#
# Exit status 1 when a verdict differs between two runs of a subject, or a trial that did not fail needed a second attempt.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ $# -lt 2 ] || [ $(($# % 2)) -ne 0 ]; then
  echo "usage: cmake/stability.sh RUNS SUBJECT [RUNS SUBJECT]..." >&2
  exit 2
fi

wiretrial=build/release/bin/wiretrial
folder=$(mktemp -d)
busy=()
finish() {
  kill "${busy[@]}" 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT
# In sessions of their own, as programs of somebody else would be: the kernel shares the processors out by session.
for _ in $(seq "$(nproc)"); do
  setsid timeout 14400 sh -c 'while :; do :; done' &
  busy+=($!)
done

status=0
echo "| subject | runs | trials in each | verdicts that differ | trials with more than one attempt | seconds a run, least to most |"
echo "|---|---|---|---|---|---|"
while [ $# -ge 2 ]; do
  runs=$1 subject=$2
  shift 2
  for run in $(seq "$runs"); do
    echo "$subject: run $run of $runs" >&2
    "$wiretrial" run --subject "$subject" --shuffle --seed "$run" --out "$folder/$run" >"$folder/$run.log" 2>&1 || true
  done
  python3 - "$folder" "$runs" "$subject" <<'COMPARE' || status=1
import json
import sys

folder, runs, subject = sys.argv[1], int(sys.argv[2]), sys.argv[3]
verdicts, repeated, seconds = {}, set(), []
for run in range(1, runs + 1):
    with open(f"{folder}/{run}/record.json", encoding="utf-8") as file:
        record = json.load(file)
    seconds.append(record["duration_ms"] / 1000)
    for trial in record["trials"]:
        verdicts.setdefault(trial["trial"], []).append((trial["outcome"], trial["cause"]))
        # A failure is confirmed by more attempts; with anything else they are a doubt.
        if trial["attempts"] > 1 and trial["outcome"] not in ("fail", "non_strict"):
            repeated.add(trial["trial"])
differing = {trial for trial, seen in verdicts.items() if len(set(seen)) > 1 or len(seen) != runs}
for trial in sorted(differing | repeated):
    print(trial, sorted(set(verdicts[trial])), file=sys.stderr)
print(f"| {subject} | {runs} | {len(verdicts)} | {len(differing)} | {len(repeated)} "
      f"| {min(seconds):.0f} to {max(seconds):.0f} |")
sys.exit(1 if differing or repeated else 0)
COMPARE
done
exit $status
