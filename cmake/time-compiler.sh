#!/usr/bin/env bash
# time-compiler.sh FILE COMMAND...: runs the command, a compiler's, and adds a line "SECONDS OBJECT" to FILE: processor time,
# which other programs on the machine change less than they change the time on the clock.
set -euo pipefail
file=$1
shift
object=
previous=
for word in "$@"; do
  if [ "$previous" = -o ]; then object=$word; fi
  previous=$word
done
status=0
TIMEFORMAT='%U %S'
exec 3>&1 4>&2
times=$({ time "$@" 1>&3 2>&4; } 2>&1) || status=$?
read -r user system <<<"$times"
awk -v user="$user" -v system_time="$system" -v object="$object" 'BEGIN { printf "%.2f %s\n", user + system_time, object }' >>"$file"
exit "$status"
