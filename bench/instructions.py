#!/usr/bin/env python3
"""Counts the instructions of the codec's work with callgrind, and holds them against bench/instructions.json.

    bench/instructions.py CODEC_WORK [--write]

Exit status 1 when a count is above its bound, or so far below that the bound should be lowered; --write stores the counts. The
bounds are those of a release build by g++ 12 on x86-64.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

STORED = Path(__file__).with_name("instructions.json")
# Counts repeat to the instruction; this is for another patch release of the compiler or of glibc.
TOLERANCE = 0.03
# How memcpy copies depends on the processor; a second copy of the content would show nevertheless.
TOLERANCES = {"content": 0.5}
PIECES = {"header": 2000, "mixed": 20, "text": 20, "content": 4}


def total(program, work, count, folder):
    out = Path(folder) / "instructions.out"
    done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", program, work, str(count)],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"valgrind ended with {done.returncode}: {done.stderr[-2000:]}")
    return int(re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.MULTILINE)[1])


def counted(program, work, folder):
    """The instructions of one piece: the difference of two runs leaves the program's start out."""
    pieces = PIECES[work]
    return round((total(program, work, 2 * pieces, folder) - total(program, work, pieces, folder)) / pieces)


def judge(counts, bounds):
    """What is wrong, line by line."""
    wrong = []
    for work, bound in bounds.items():
        count = counts[work]
        tolerance = TOLERANCES.get(work, TOLERANCE)
        if count > bound * (1 + tolerance):
            wrong.append(f"{work}: {count} instructions, and {bound} is the bound: the codec became slower")
        if count < bound * (1 - tolerance):
            wrong.append(f"{work}: {count} instructions, and {bound} is the bound: keep the gain with --write")
    return wrong


def main(words):
    if not words:
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        counts = {work: counted(words[0], work, folder) for work in PIECES}
    print(json.dumps(counts))
    if "--write" in words[1:]:
        STORED.write_text(json.dumps(counts, indent=2) + "\n")
        return 0
    wrong = judge(counts, json.loads(STORED.read_text()))
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
