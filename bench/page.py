"""The rows as a page in markdown, and its plot."""

import datetime
import os
import platform
import re
import statistics
from html import escape
from pathlib import Path

from measuring import output_of, rounded, spread

BAR_PIXELS = 360
ROW_PIXELS = 26


def processor_name():
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.machine()


def machine():
    compiler = output_of(["c++", "--version"]).splitlines()[0]
    load = " ".join(f"{one:.2f}" for one in os.getloadavg())
    return [("processor", f"{processor_name()}, {os.cpu_count()} cores"), ("kernel", f"{platform.system()} {platform.release()}"),
            ("compiler", compiler), ("Python", platform.python_version()),
            ("load of the last 1, 5 and 15 minutes when it began", load),
            ("date", datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"))]


def goal_text(goal):
    if goal.at_least is None and goal.at_most is None:
        return f"{goal.text}: stated"
    word, bound = ("at least", goal.at_least) if goal.at_most is None else ("at most", goal.at_most)
    return f"{goal.text}: {word} {rounded(bound)}{unit_of(goal)}"


def unit_of(goal):
    if goal.unit == "/s":
        return " a second"
    return f" {goal.unit}" if goal.unit else " x"


def verdict(row):
    if row.missing:
        return "not measured"
    if all(share_of(goal) is None for goal in row.goals):
        return "stated"
    return "met" if row.met() else "**missed**"


def summary(rows):
    lines = ["| what | against | goal | reached | |", "|---|---|---|---|---|"]
    for row in rows:
        goals = "<br>".join(goal_text(goal) for goal in row.goals) or "-"
        reached = "<br>".join(f"{spread(goal.ratio)}{unit_of(goal)}" for goal in row.goals) or "-"
        lines.append(f"| {row.what} | {row.against} | {goals} | {reached} | {verdict(row)} |")
    return lines


def section(row):
    lines = ["", f"## {row.what[0].upper()}{row.what[1:]}", "", f"Against: {row.against}. Alone: `bench/performance.py --only {row.group}`.", ""]
    if row.missing:
        return lines + [f"Not measured: {row.missing}."]
    lines += ["| measured | median | least to most | values |", "|---|---|---|---|"]
    for name, unit, values in row.figures:
        lines.append(f"| {name} | {rounded(statistics.median(values), 4)} {unit} | {rounded(min(values), 4)} to "
                     f"{rounded(max(values), 4)} | {len(values)} |")
    if row.why:
        lines += ["", row.why]
    if row.profile:
        lines += ["", row.profile]
    return lines


def page(rows, instructions, quick, plot_name):
    lines = ["# Performance", "", "Every figure is made again, and this page written, by", "", "```", "./justw bench", "```", "",
             "A figure is the median of rounds in which those that are compared took turns; a ratio is the median of the rounds' "
             "ratios, and behind it stand the least and the most. Times of the codec are processor time.", ""]
    if quick:
        lines += ["**Made with `--quick`, to try the script: these figures say nothing.**", ""]
    lines += ["| machine | |", "|---|---|"] + [f"| {name} | {value} |" for name, value in machine()]
    lines += [f"| peers | {row.peers} |" for row in rows if row.peers]
    lines += ["", f"![Each goal and what was reached]({plot_name})", ""]
    lines += summary(rows)
    for row in rows:
        lines += section(row)
    if instructions:
        lines += ["", "## Instructions of the codec", "",
                  "By callgrind, one piece of work each; a test holds them against `bench/instructions.json`, for no noise moves "
                  "them.", "", instructions]
    return "\n".join(lines) + "\n"


def plot(rows):
    """A bar for each goal: how far it is reached, as a share of the bound, so that longer is better and 1 is the goal."""
    bars = [(f"{row.what}: {goal.text}", share_of(goal), goal.met()) for row in rows for goal in row.goals
            if share_of(goal) is not None]
    label_pixels = 800
    width = label_pixels + BAR_PIXELS + 60
    height = ROW_PIXELS * (len(bars) + 2)
    goal_at = label_pixels + BAR_PIXELS / 2
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="13">',
             f'<rect width="{width}" height="{height}" fill="white"/>',
             f'<text x="{goal_at}" y="17" text-anchor="middle">goal</text>']
    for number, (name, share, met) in enumerate(bars):
        y = ROW_PIXELS * (number + 1)
        length = BAR_PIXELS / 2 * min(share, 2)
        parts.append(f'<text x="{label_pixels - 8}" y="{y + 17}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect x="{label_pixels}" y="{y + 4}" width="{length:.1f}" height="{ROW_PIXELS - 8}" '
                     f'fill="{"#2e7d32" if met else "#c62828"}"/>')
        parts.append(f'<text x="{label_pixels + length + 6:.1f}" y="{y + 17}">{share:.2f}</text>')
    parts.append(f'<line x1="{goal_at}" x2="{goal_at}" y1="{ROW_PIXELS}" y2="{height - ROW_PIXELS}" stroke="black" '
                 'stroke-dasharray="4 3"/>')
    parts.append(f'<text x="{label_pixels}" y="{height - 8}">1 is the goal, more is better; bars end at 2</text>')
    return "\n".join(parts + ["</svg>"]) + "\n"


def share_of(goal):
    value = goal.value()
    if goal.at_least is not None:
        return value / goal.at_least
    if goal.at_most is not None:
        return goal.at_most / max(value, goal.at_most / 100)
    return None
