"""The codec beside its peers, and beside memcpy."""

import json
import subprocess
import sys

from instructions import counted
from measuring import Goal, Row, callgrind_top, output_of, program, ratios

PYTHON = """
import json, time, timeit
header = b'{"byteorder": "little", "content-type": "text/json", "content-encoding": "utf-8", "content-length": 41}'
count = 20000
print(min(timeit.repeat(lambda: json.loads(header), number=count, repeat=3, timer=time.process_time)) / count * 1e9)
"""


def measured(setting):
    """Nanoseconds of processor time of each benchmark, one value a round."""
    bench = program("codec_bench")
    times = {}
    for _ in range(setting.rounds):
        told = json.loads(output_of([bench, "--benchmark_format=json", "--benchmark_enable_random_interleaving=true",
                                     f"--benchmark_min_time={setting.count(0.1, 0.005)}"], stdin=subprocess.DEVNULL))
        for one in told["benchmarks"]:
            if one.get("error_occurred"):
                raise RuntimeError(f"{one['name']}: {one['error_message']}")
            times.setdefault(one["name"], []).append(one["cpu_time"])
        times.setdefault("header/python", []).append(float(output_of([sys.executable, "-c", PYTHON])))
    return times, told["context"]


def header_row(times):
    ours = times["header/ours"]
    simdjson = [min(pair) for pair in zip(times["header/simdjson"], times["header/simdjson-find"])]
    row = Row("header decode, the 103-byte header of a search request", "nlohmann SAX, simdjson On-Demand, Python")
    row.figures = [("ours", "ns", ours), ("simdjson, the quicker of two ways", "ns", simdjson),
                   ("nlohmann SAX", "ns", times["header/nlohmann"]), ("Python json.loads", "ns", times["header/python"])]
    row.goals = [Goal("as fast as nlohmann SAX", ratios(times["header/nlohmann"], ours), at_least=8),
                 Goal("time of simdjson", ratios(ours, simdjson), at_most=1.3),
                 Goal("as fast as Python", ratios(times["header/python"], ours), at_least=20)]
    return row


def long_header_row(times, name, what):
    ours = times[f"{name}/ours"]
    row = Row(f"header decode, 64 KiB of unknown members: {what}", "simdjson On-Demand, nlohmann SAX")
    row.figures = [("ours", "ns", ours), ("simdjson On-Demand, which steps over values unchecked", "ns", times[f"{name}/simdjson"]),
                   ("simdjson DOM, which checks them", "ns", times[f"{name}/simdjson-dom"]),
                   ("nlohmann SAX", "ns", times[f"{name}/nlohmann"])]
    row.goals = [Goal("throughput of simdjson On-Demand", ratios(times[f"{name}/simdjson"], ours), at_least=0.5)]
    return row


def content_row(times):
    row = Row("message decode, 1 MiB of opaque content in pieces of 64 KiB", "memcpy of the content")
    row.figures = [("ours", "ns", times["content/ours"]), ("allocation and memcpy", "ns", times["content/memcpy"])]
    row.goals = [Goal("time of memcpy", ratios(times["content/ours"], times["content/memcpy"]), at_most=1.2)]
    return row


def codec_rows(setting):
    times, context = measured(setting)
    made = [header_row(times),
            long_header_row(times, "mixed", "text, numbers, words, arrays, objects"),
            long_header_row(times, "text", "one string"),
            content_row(times)]
    made[0].why = (
        "simdjson gives views into a buffer that its caller has padded, and finds quotes, colons and commas 64 bytes at a time, by "
        "AVX-512 where the processor has it; how far that carries a text of 103 bytes differs from processor to processor. Ours has "
        "two texts of its own in the end, takes members in any order, and knows the clause and the byte of the first fault; "
        "it is a thousand instructions, without one that stands out.")
    made[0].profile = "`codec_work header` by callgrind:\n\n" + callgrind_top([program("codec_work"), "header", str(setting.count(20000, 50))], setting.folder)
    made[1].why = (
        "On-Demand finds the structure of the text in a first pass over 64 bytes at a time and then leaves out whole values "
        "without looking at them: it takes `{\"a\": [1 2 }` for JSON. The header's parser must find the first byte that "
        "is wrong (HDR-2, HDR-14) and looks at each token, about seven instructions a byte. simdjson's DOM parser, which "
        "checks what we check, is the fairer peer.")
    made[1].profile = "`codec_work mixed` by callgrind:\n\n" + callgrind_top([program("codec_work"), "mixed", str(setting.count(200, 5))], setting.folder)
    made[3].why = "One allocation, and one copy of each piece: what is left is the first pieces' move when the memory grows."
    made[3].profile = "`codec_work content` by callgrind:\n\n" + callgrind_top([program("codec_work"), "content", str(setting.count(50, 2))], setting.folder)
    made[0].peers = f"simdjson {context['simdjson']} ({context['simdjson_implementation']})"
    return made


def instruction_table(setting):
    """Instructions of one piece of work each, which no noise moves."""
    lines = ["| work | instructions |", "|---|---|"]
    for work in ("header", "mixed", "text", "content"):
        lines.append(f"| {work} | {counted(program('codec_work'), work, setting.folder):,} |")
    return "\n".join(lines)


MEASUREMENTS = [codec_rows]
