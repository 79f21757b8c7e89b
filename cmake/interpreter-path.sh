#!/usr/bin/env bash
# Prints the folder of the real `python3`. Where a version manager has put a shell script in its place, a start takes ten
# times as long, and tests start thousands.
set -euo pipefail
dirname "$(python3 -c 'import sys; print(sys.executable)')"
