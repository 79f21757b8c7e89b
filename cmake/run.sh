#!/usr/bin/env bash
# Judges the reference implementation with the arguments given and says where the reports are; the status is wiretrial's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

status=0
build/release/bin/wiretrial run --subject impl/reference/subject.json --out out "$@" || status=$?
case $status in
  0 | 1 | 4 | 130) echo "reports: out/report.html out/report.md out/junit.xml out/record.json" ;;
esac
exit "$status"
