#!/usr/bin/env python3
"""Measures how fast the project is, beside peers and limits, and writes a page about it.

    bench/performance.py [--quick] [--only codec|servers|suite|fuzzers] [--page FILE]

It measures what is built in build/release; `just bench` builds first. --quick is for trying the script out: its figures say
nothing. The page is docs/PERFORMANCE.md unless told otherwise, and its plot an SVG file beside it. Exit status 1 when a
measurement went wrong; what the machine cannot measure stands on the page with the reason.
"""

import argparse
import sys
import tempfile
import time
import traceback
from pathlib import Path

import codec_rows
import fuzz_rows
import server_rows
import suite_rows
from measuring import TOP, NotPossible, Row, Setting, rounded, tell
from page import goal_text, page, plot, spread, unit_of, verdict

GROUPS = {"codec": codec_rows, "servers": server_rows, "suite": suite_rows, "fuzzers": fuzz_rows}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few rounds of little work")
    parser.add_argument("--only", action="append", choices=GROUPS, help="this group alone; may be repeated")
    parser.add_argument("--page", type=Path, default=TOP / "docs/PERFORMANCE.md", help="where the page goes")
    return parser.parse_args()


def measured(function, setting):
    """What a measurement gives, a row or a list of rows, as a list, and whether all went well. What this machine cannot measure,
    or what went wrong, becomes a row that says so."""
    name = function.__name__.replace("_", " ").removesuffix(" row").removesuffix(" rows")
    try:
        rows = function(setting)
        return (rows if isinstance(rows, list) else [rows]), True
    except NotPossible as reason:
        return [Row(name, "-", missing=str(reason))], True
    except (RuntimeError, OSError, ValueError) as error:
        traceback.print_exc()
        return [Row(name, "-", missing=f"went wrong: {error}")], False


def measure(group, setting):
    """The rows of a group, and whether all went well."""
    began = time.monotonic()
    all_rows, all_well = [], True
    for function in GROUPS[group].MEASUREMENTS:
        rows, well = measured(function, setting)
        all_rows += rows
        all_well = all_well and well
    tell(f"{group}: {rounded(time.monotonic() - began)} s")
    for row in all_rows:
        row.group = group
        tell(f"  {row.what}: {row.missing or verdict(row)}")
        for goal in row.goals:
            tell(f"    {goal_text(goal)}, reached {spread(goal.ratio)}{unit_of(goal)}")
    return all_rows, all_well


def instructions_of(groups, setting):
    if "codec" not in groups:
        return ""
    try:
        return codec_rows.instruction_table(setting)
    except (NotPossible, FileNotFoundError):
        return ""


def main():
    options = arguments()
    groups = options.only or list(GROUPS)
    with tempfile.TemporaryDirectory(prefix="wiretrial-bench-") as folder:
        setting = Setting(options.quick, 2 if options.quick else 9, Path(folder))
        rows, all_well = [], True
        for group in groups:
            more, well = measure(group, setting)
            rows += more
            all_well = all_well and well
        image = options.page.with_suffix(".svg")
        text = page(rows, instructions_of(groups, setting), options.quick, image.name)
    options.page.write_text(text)
    image.write_text(plot(rows))
    print(f"written: {options.page} {image}")
    return 0 if all_well else 1


if __name__ == "__main__":
    sys.exit(main())
