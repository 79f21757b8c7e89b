"""What every group of measurements uses: programs run in turns, medians of ratios within a round, servers started and
watched."""

import json
import os
import re
import resource
import signal
import statistics
import struct
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
BIN = TOP / "build/release/bin"
PATIENCE_SECONDS = 60
KIB = 1024
MIB = 1024 * 1024


class NotPossible(Exception):
    """This machine cannot measure it; the text says what is missing and what would help."""


@dataclass
class Goal:
    """One promise of a row: `ratio` holds one value a round, or one in all."""
    text: str
    ratio: list
    at_least: float | None = None
    at_most: float | None = None
    unit: str = ""

    def value(self):
        return statistics.median(self.ratio)

    def met(self):
        value = self.value()
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


@dataclass
class Row:
    what: str
    against: str
    # What was measured: (name, unit, values of the rounds).
    figures: list = field(default_factory=list)
    goals: list = field(default_factory=list)
    why: str = ""       # what the limit is, where a goal is missed
    profile: str = ""   # markdown that shows it
    missing: str = ""   # why it was not measured
    group: str = ""     # what --only calls it
    peers: str = ""     # what else is to be known of the machine

    def met(self):
        return not self.missing and all(goal.met() for goal in self.goals)


@dataclass
class Setting:
    quick: bool
    rounds: int
    folder: Path

    def count(self, usual, quick):
        return quick if self.quick else usual


def tell(text):
    print(text, file=sys.stderr, flush=True)


def program(name):
    path = BIN / name
    if not path.exists():
        raise NotPossible(f"{path.relative_to(TOP)} is not built: {remedy(name)}")
    return str(path)


def remedy(name):
    if name == "codec_bench":
        return "install libbenchmark-dev and libsimdjson-dev, and run `just bench`, which does both"
    return "run `just bench`, which builds it"


def output_of(command, good=(0,), **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **options)
    if done.returncode not in good:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


# What a process had before it became another program counts as that program's memory: whoever starts it must be small.
STARTER = """
import os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - began, usage.ru_maxrss, usage.ru_utime + usage.ru_stime, os.waitstatus_to_exitcode(status))
process.returncode = 0
"""


def seconds_of(command, good=(0,)):
    """How long a command takes, the most memory that it, or one of its children, had, in bytes, and the processor time of all of
    them in seconds."""
    seconds, most_kib, processor_seconds, status = output_of([sys.executable, "-I", "-S", "-c", STARTER, *command]).split()
    if int(status) not in good:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {status}")
    return float(seconds), int(most_kib) * KIB, float(processor_seconds)


def ratios(numerators, denominators):
    return [above / below for above, below in zip(numerators, denominators)]


def message(content, content_type="text/json", encoding="utf-8"):
    header = json.dumps({"byteorder": "little", "content-type": content_type, "content-encoding": encoding,
                         "content-length": len(content)}).encode()
    return struct.pack(">H", len(header)) + header + content


SEARCH = message(json.dumps({"action": "search", "value": "morpheus"}).encode())


class Server:
    """A program that serves, and what /proc says of it."""

    def __init__(self, process, port):
        self.process = process
        self.port = port

    def processor_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        ticks = os.sysconf("SC_CLK_TCK")
        return int(fields[11]) / ticks, int(fields[12]) / ticks

    def memory_bytes(self, name="VmRSS"):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) * KIB

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


@contextmanager
def serving(command, folder=TOP):
    """Runs a server whose first line of output has its port; ends it in the end."""
    process = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        found = re.search(r'"port":\s*(\d+)', line) or re.fullmatch(r"(\d+)\n", line)
        if not found:
            raise RuntimeError(f"{command[0]} did not say where it listens, but: {line!r}")
        yield Server(process, int(found[1]))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def reference_server(*more):
    return serving([program("wt-server"), "127.0.0.1", "0", *more])


def python_server():
    return serving([sys.executable, "-S", "-u", "server.py", "127.0.0.1", "0"], TOP / "impl/python")


def need_descriptors(count):
    """Raises the soft limit as far as it is needed, and says so where the hard one forbids it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        raise NotPossible(f"needs {count} descriptors, and the hard limit is {hard}: raise it (as root: ulimit -Hn "
                          f"{count}) and run it again")
    if soft != resource.RLIM_INFINITY and soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


def eventually(condition, what):
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not come about within {PATIENCE_SECONDS} s")
        time.sleep(0.01)


def spread(values, digits=3):
    """The median, and the least and the most."""
    return f"{rounded(statistics.median(values), digits)} ({rounded(min(values), digits)} to {rounded(max(values), digits)})"


def rounded(value, digits=3):
    if value == 0:
        return "0"
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    return f"{value:.{digits}g}"


def callgrind_top(command, folder, most=10, good=(0,)):
    """The functions in which most instructions were executed, as a table in markdown."""
    out = folder / "callgrind.out"
    # Not every valgrind reads what every compiler writes for debuggers; names of functions are enough.
    stripped = folder / "profiled"
    try:
        output_of(["objcopy", "--strip-debug", command[0], stripped])
        output_of(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", stripped, *command[1:]], good)
        text = output_of(["callgrind_annotate", "--threshold=98", out])
    except (FileNotFoundError, RuntimeError) as error:
        return f"(no profile: {str(error).splitlines()[0]})"
    lines = re.findall(r"^ *([\d,]+) \( ?([\d.]+)%\)  (.*)$", text, re.MULTILINE)
    rows = ["| share | function |", "|---|---|"]
    for _, share, where in [line for line in lines if "PROGRAM TOTALS" not in line[2]][:most]:
        name = re.sub(r"^[^:]*:", "", where)
        name = re.sub(r" \[.*\]$", "", name)
        rows.append(f"| {share} % | `{shortened(name)}` |")
    return "\n".join(rows)


def system_calls(command, folder, pieces_of, unit, most=12):
    """The system calls of a command and of its children in one of its pieces, as a table in markdown; `pieces_of` is asked
    afterwards how many pieces there were."""
    out = folder / "strace.out"
    try:
        seconds_of(["strace", "-c", "-f", "-S", "calls", "-U", "name,calls", "-o", out, *command], good=(0, 1))
    except FileNotFoundError:
        return "(no profile: strace is not installed)"
    rows = [f"| system call | in {unit} |", "|---|---|"]
    return "\n".join(rows + [f"| `{name}` | {count:.1f} |" for name, count in counted_calls(out, pieces_of())][:most + 2])


def system_calls_of(server, folder, work, pieces):
    """The system calls of a running server while `work` is done, in one of its pieces, in a line."""
    out = folder / "strace.out"
    try:
        tracer = subprocess.Popen(["strace", "-c", "-f", "-S", "calls", "-U", "name,calls", "-o", out, "-p", str(server.process.pid)],
                                  stderr=subprocess.PIPE, text=True)
    except FileNotFoundError:
        return "not known, for strace is not installed"
    with tracer:
        tracer.stderr.readline()  # it is attached
        work()
        tracer.send_signal(signal.SIGINT)
    calls = [(name, count) for name, count in counted_calls(out, pieces) if count >= 0.05]
    return f"{sum(count for _, count in calls):.1f} (" + ", ".join(f"`{name}` {count:.1f}" for name, count in calls) + ")"


def counted_calls(out, pieces):
    calls = re.findall(r"^ *(\w+) +(\d+)$", out.read_text(), re.MULTILINE)
    return [(name, int(count) / pieces) for name, count in calls if name != "total"]


def shortened(name, most=110):
    name = name.replace("wiretrial::", "").replace("(anonymous namespace)::", "").replace("[abi:cxx11]", "")
    name = name.replace("](", "] (")  # or markdown would have a link
    name = re.sub(r"std::basic_string_view<char, std::char_traits<char> >", "std::string_view", name)
    name = re.sub(r"std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >", "std::string", name)
    return name if len(name) <= most else name[:most] + "..."
