#!/usr/bin/env bash
# Fetches from npm what drives a browser in a test (cli/browser/package.json) to .tools/browser; instant when it is there.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
place=$top/.tools/browser

mkdir -p "$place"
if [ -d "$place/node_modules" ] && cmp -s "$top/cli/browser/package-lock.json" "$place/package-lock.json"; then exit 0; fi
command -v npm >/dev/null || { echo "browser-tools: no npm here; the browser test will be skipped" >&2; exit 0; }
rm -rf "$place/node_modules"
cp "$top/cli/browser/package.json" "$top/cli/browser/package-lock.json" "$place"
npm ci --prefix "$place" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null ||
  { rm -f "$place/package-lock.json"; echo "browser-tools: npm could not fetch what $place/package.json names" >&2; exit 1; }
