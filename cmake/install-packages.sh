#!/usr/bin/env bash
# Installs those of the Debian packages given that are missing. When none is, it is instant and needs no network.
# On a system without apt it only says what is needed and succeeds, since CMake names whatever is really missing.
set -euo pipefail

fail() { echo "setup: $*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then env DEBIAN_FRONTEND=noninteractive "$@"
  else sudo env DEBIAN_FRONTEND=noninteractive "$@"; fi
}

missing_packages() {
  comm -23 <(printf '%s\n' "$@" | sort) \
    <(dpkg-query --show --showformat='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
      sed -n 's/ installed$//p' | sort)
}

apt_install() {
  as_root apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "setup: installs packages on Debian only; this system needs its own packages of: $*" >&2
  exit 0
fi
mapfile -t missing < <(missing_packages "$@")
[ ${#missing[@]} -gt 0 ] || exit 0
[ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
  fail "needs root; run this as root: apt-get install ${missing[*]}"

echo "setup: installing ${missing[*]}"
log=$(mktemp)
# Packages of servers start them; what is installed here is only there to be tried (invoke-rc.d(8)).
policy=/usr/sbin/policy-rc.d
[ -e "$policy" ] && policy=
finish() {
  rm -f "$log"
  [ -z "$policy" ] || as_root rm -f "$policy"
}
trap finish EXIT
if [ -n "$policy" ]; then
  as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy"
fi
# The package lists of a machine may be absent or old, and fetching them is slow: only when they do not serve.
apt_install "${missing[@]}" >"$log" 2>&1 ||
  { as_root apt-get update && apt_install "${missing[@]}"; } >"$log" 2>&1 ||
  fail "apt-get failed: $(grep -m1 '^E:' "$log" || tail -n1 "$log")"
