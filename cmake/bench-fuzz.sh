#!/usr/bin/env bash
# How fast `wiretrial fuzz` is against the reference server, beside a loop that does nothing but connect, send, receive and
# reset, in turns against one server. Prints both rates, and the median of the rounds' ratios.
#
#   cmake/bench-fuzz.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds="${1:-5}"
exchanges=20000
bin=build/release/bin
folder="$(mktemp -d)"
"$bin/wt-server" 127.0.0.1 0 >"$folder/listening" &
server=$!
trap 'kill "$server"; rm -r "$folder"' EXIT
for _ in $(seq 100); do
  [ -s "$folder/listening" ] && break
  read -r -t 0.1 <> <(:) || true
done
port="$(sed 's/.*"port":\([0-9]*\).*/\1/' "$folder/listening")"
cat >"$folder/subject.json" <<END
{"name": "reference", "version": "1", "protocol": "jhmp",
 "server": {"address": "127.0.0.1:$port", "pid": $server}, "limits": {"max_content": 16777216}}
END
python3 - >"$folder/message" <<'END'
import json, struct, sys
content = json.dumps({"action": "search", "value": "morpheus"}).encode()
header = json.dumps({"byteorder": "little", "content-type": "text/json", "content-encoding": "utf-8",
                     "content-length": len(content)}).encode()
sys.stdout.buffer.write(struct.pack(">H", len(header)) + header + content)
END
for round in $(seq "$rounds"); do
  bare="$("$bin/bare_exchanges" 127.0.0.1 "$port" "$exchanges" <"$folder/message")"
  "$bin/wiretrial" fuzz --subject "$folder/subject.json" --role server --runs "$exchanges" --seed "$round" \
    --out "$folder/out" >/dev/null 2>&1
  python3 - "$bare" "$folder/out/fuzz.json" <<'END'
import json, sys
fuzz = json.load(open(sys.argv[2]))
rate = fuzz["inputs"] / fuzz["seconds"]
print(f"bare loop {float(sys.argv[1]):.0f}/s, fuzzer {rate:.0f} inputs/s: {rate / float(sys.argv[1]):.2f}")
END
done | tee "$folder/rounds"
sed 's/.*: //' "$folder/rounds" | sort -n | awk '{ all[NR] = $1 } END { print "median ratio " all[int((NR + 1) / 2)] }'
