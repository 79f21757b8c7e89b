"""The fuzzer in process beside a target that does nothing; the one over the wire beside a loop that does nothing else."""

import json
import re

from measuring import (SEARCH, TOP, Goal, NotPossible, Row, callgrind_top, output_of, program, ratios, reference_server,
                       seconds_of, system_calls)


def stream_row(setting):
    row = Row("libFuzzer, stream target", "an empty target, same flags")
    if setting.quick:
        raise NotPossible("left out in the quick setting, for it needs the builds by clang")
    rates = {}
    for _ in range(3):
        for name, rate in re.findall(r"^(.*?) +(\d+)/s", output_of([TOP / "cmake/fuzz-speed.sh", "1"]), re.MULTILINE):
            rates.setdefault(name, []).append(float(rate))
    row.figures = [(name, "inputs/s", values) for name, values in rates.items()]
    names = list(rates)
    row.goals = [Goal("share of the empty target, without sanitizers", ratios(rates[names[1]], rates[names[0]])),
                 Goal("share of the empty target, with ASan and UBSan", ratios(rates[names[4]], rates[names[3]]))]
    row.why = ("A share to state, not a goal. An input is a whole stream of up to 512 bytes, which is read at least twice, whole and "
               "cut, each time from copies that end where they end.")
    target = TOP / "build/fuzz-fast/bin/fuzz_stream"
    row.profile = "`fuzz_stream` without sanitizers by callgrind:\n\n" + callgrind_top(
        [str(target), "-max_len=512", "-runs=6000", "-seed=1", "-verbosity=0",
         str(TOP / "build/fuzz/fuzz/seeds/stream")], setting.folder, most=14)
    return row


def hunt(setting, exchanges, seed):
    return [program("wiretrial"), "fuzz", "--subject", setting.folder / "subject.json", "--role", "server", "--runs", exchanges,
            "--seed", seed, "--out", setting.folder / "fuzz"]


def told(setting):
    return json.loads((setting.folder / "fuzz/fuzz.json").read_text())


def inputs(setting):
    return told(setting)["inputs"]


def wire_row(setting):
    exchanges = setting.count(20_000, 500)
    bare, fuzzer = [], []
    with reference_server() as server:
        (setting.folder / "subject.json").write_text(json.dumps({"name": "reference", "version": "1", "protocol": "jhmp",
                                       "server": {"address": f"127.0.0.1:{server.port}", "pid": server.process.pid},
                                       "limits": {"max_content": 16777216}}))
        for number in range(setting.rounds):
            bare.append(float(output_of([program("bare_exchanges"), "127.0.0.1", server.port, exchanges],
                                        input=SEARCH.decode("latin-1"), encoding="latin-1")))
            seconds_of(hunt(setting, exchanges, number + 1), good=(0, 1))
            fuzzer.append(inputs(setting) / told(setting)["seconds"])
        profile = system_calls(hunt(setting, setting.count(2000, 100), 1), setting.folder, lambda: inputs(setting), "an input")
    row = Row("wire fuzzer", "a bare connect-send-receive-reset loop")
    row.figures = [("fuzzer", "inputs/s", fuzzer), ("bare loop", "/s", bare)]
    row.goals = [Goal("rate of the bare loop", ratios(fuzzer, bare), at_least=0.6)]
    row.why = ("An input is more than an exchange: it is mutated, sent to the reference as well, which is asked what the right "
               "reaction would be, cut in segments now and then, and its reaction is looked up among those that are known.")
    row.profile = "By system calls, of all processes (`strace -c -f`, which slows it down):\n\n" + profile
    return row


MEASUREMENTS = [stream_row, wire_row]
