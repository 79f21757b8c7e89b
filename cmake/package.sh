#!/usr/bin/env bash
# Makes wiretrial-VERSION-linux-MACHINE.tar.gz of the release build in the folder given (build/ unless told otherwise), and
# prints its path. The same programs give the same archive.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=${1:-$top/build}
build=$top/build/release

version=$("$build/bin/wiretrial" --version)
name=wiretrial-$version-linux-$(uname -m)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cmake --install "$build" --prefix "$place/$name" --strip >"$place/log" || { cat "$place/log" >&2; exit 1; }
chmod -R u=rwX,go=rX "$place/$name"
tar -C "$place" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@"${SOURCE_DATE_EPOCH:-0}" -cf - "$name" |
  gzip -9n >"$folder/$name.tar.gz"
echo "$folder/$name.tar.gz"
