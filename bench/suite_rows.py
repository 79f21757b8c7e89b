"""The suite beside what it cannot do without: the starts of processes and the connections of its trials."""

import json
import os
import statistics

from measuring import (MIB, SEARCH, TOP, Goal, Row, callgrind_top, output_of, program, ratios, reference_server, seconds_of,
                       system_calls)

SUBJECT = TOP / "impl/reference/subject.json"
# Trials of both roles that wait for nothing but the subject: 990 of them.
PLAIN = ["jhmp/header/*", "jhmp/application/*", "jhmp/content/*", "jhmp/framing/split-*"]
ONE = "jhmp/application/search-morpheus"
# With status 1 something is not as required, which is not what is measured here.
GOOD = (0, 1)


def run(setting, *more):
    return [program("wiretrial"), "run", "--subject", SUBJECT, "--seed", "1", "--out", setting.folder / "suite", *more]


def summary(record):
    """How many trials there are, how many processes of each role were started and how many connections were made, by the
    evidence."""
    starts, connections = {"server": 0, "client": 0}, 0
    for trial in record["trials"]:
        for part in trial.get("evidence", []):
            for event in part["events"]:
                starts[trial["role"]] += event["kind"] == "started"
                connections += event["kind"] in ("connected", "accepted")
    return {"trials": len(record["trials"]), "starts": starts, "connections": connections}


def summary_of(file):
    return summary(json.loads(file.read_text()))


def bare_seconds(setting, starts, connections):
    """What so many starts and exchanges take one after the other, without anything else."""
    client_count, server_count = setting.count(200, 3), setting.count(100, 3)
    server = float(output_of([program("bare_starts"), "line", server_count, program("wt-server"), "127.0.0.1", "0"]))
    with reference_server() as serving:
        port = serving.port
        client = float(output_of([program("bare_starts"), "exit", client_count, program("wt-client"), "127.0.0.1", port,
                                  "search", "morpheus"]))
        count = setting.count(2000, 100)
        rate = float(output_of([program("bare_exchanges"), "127.0.0.1", port, count], input=SEARCH.decode("latin-1"),
                               encoding="latin-1"))
    return starts["server"] * server + starts["client"] * client + connections / rate


def speed_row(setting):
    chosen = setting.count(PLAIN, [ONE])
    record = setting.folder / "suite/record.json"
    one_job, whole, busy, bare = [], [], [], []
    for _ in range(setting.count(7, 1)):
        one_job.append(seconds_of(run(setting, "--jobs", "1", *chosen), GOOD)[0])
        done = summary_of(record)
        bare.append(bare_seconds(setting, done["starts"], done["connections"]))
        seconds, _, processor_seconds = seconds_of(run(setting, *chosen), GOOD)
        whole.append(seconds)
        busy.append(processor_seconds)
    trials, starts = done["trials"], done["starts"]
    row = Row(f"suite, {trials:,} trials, both roles", "the starts of processes and the connections they need, bare")
    row.figures = [("suite, as it is started", "s", whole), ("its processor time, with all its processes", "s", busy),
                   ("suite, one job", "s", one_job),
                   ("the same starts and connections, one after the other", "s", bare)]
    row.goals = [Goal("the sum of what it needs", ratios(whole, bare), at_most=2),
                 Goal("trials", [trials / seconds for seconds in whole], at_least=150, unit="/s")]
    calls = system_calls(run(setting, "--jobs", "1", setting.count("jhmp/application/*", ONE)), setting.folder,
                         lambda: summary_of(record)["trials"], "a trial")
    row.profile = (f"{starts['server']} starts of a server, {starts['client']} of a client, {done['connections']} connections. "
                   f"By system calls, of all processes of a run with one job (`strace -c -f`, which slows it down):\n\n{calls}")
    share = statistics.median(busy) / (os.cpu_count() * statistics.median(whole))
    row.why = (
        "The whole run is measured, from the command to the last report. A tenth of it reads and checks the scenarios, a tenth "
        "writes the record and the reports, a twentieth starts the guards, one for each worker, before the first trial. The processors "
        f"are the limit: the run takes {100 * share:.0f} % of what there is of them meanwhile. Beyond starts "
        "and connections a trial pays for its evidence: the drain barrier, which asks the kernel (`/proc`, netlink) whether "
        "the subject has taken what was sent, a look at the subject's vitals before and after, the control exchange after "
        "whatever must be rejected, and two looks, half a millisecond apart, before a subject is said to be asleep.")
    return row


def growth_row(setting):
    chosen = ["--shard", setting.count("1/10", "1/100"), *PLAIN]
    repeats = setting.count([1, 10, 100], [1, 2])
    record = setting.folder / "suite/record.json"
    seconds, memory, trials = {}, {}, {}
    for number in range(setting.count(3, 1)):
        for repeat in repeats if number % 2 == 0 else reversed(repeats):
            if repeat == 100 and number == 2:
                continue  # it takes a minute, and its own length evens it out
            took, most, _ = seconds_of(run(setting, "--repeat", repeat, *chosen), GOOD)
            seconds.setdefault(repeat, []).append(took)
            memory.setdefault(repeat, []).append(most / MIB)
            trials[repeat] = summary_of(record)["trials"]
            if repeat == repeats[-1]:
                record.replace(setting.folder / "large.json")
    row = Row("suite, growth: " + ", ".join(f"{trials[repeat]:,}" for repeat in repeats) + " trials", "itself")
    each = {repeat: [1000 * one / trials[repeat] for one in seconds[repeat]] for repeat in repeats}
    row.figures = [(f"a trial of {trials[repeat]:,}", "ms", each[repeat]) for repeat in repeats]
    row.figures += [(f"memory with {trials[repeat]:,}", "MiB", memory[repeat]) for repeat in repeats]
    row.goals = [Goal("a trial of the most beside one of a tenth", ratios(each[repeats[-1]], each[repeats[-2]]), at_most=1.1),
                 Goal("memory with the most", memory[repeats[-1]], at_most=300, unit="MiB")]
    row.why = ("Time grows less than in a straight line, for the start is the same for all. Memory is that of the record, which is "
               "kept whole, about 8 KiB a trial: its evidence and the words of its plan. Steps and contents are there once, however "
               "many trials hold them, contents of more than 4 KiB lie in files, and reports are written trial by trial.")
    return row


def first_verdict_row(setting):
    row = Row("start to first verdict, one scenario", "starting the subject bare")
    suite, bare, loading = [], [], []
    server = [program("bare_starts"), "line", "1", program("wt-server"), "127.0.0.1", "0"]
    for _ in range(setting.count(15, 2)):
        suite.append(1000 * seconds_of(run(setting, ONE), GOOD)[0])
        bare.append(1000 * float(output_of(server)))
        loading.append(1000 * seconds_of([program("wiretrial"), "list"])[0])
    row.figures = [("`wiretrial run` with one scenario, reports and all", "ms", suite), ("start of the server", "ms", bare),
                   ("`wiretrial list`, which loads the scenarios and nothing else", "ms", loading)]
    row.goals = [Goal("more than the bare start", [whole - start for whole, start in zip(suite, bare)], at_most=50, unit="ms")]
    row.why = ("Every file of scenarios is read for its ids, but only the chosen scenarios are validated and written out. Beside that, "
               "in a thread, 40 naps of half a millisecond measure how late the machine wakes a process: they take 25 ms.")
    # Valgrind does not know pidfd_open(2): the run ends with status 3 where the first process is started.
    row.profile = "The same run up to the start of the first process, by callgrind:\n\n" + callgrind_top(
        [program("wiretrial"), *(run(setting, ONE)[1:] if setting.count(1, 0) else ["--version"])], setting.folder, good=(0, 3))
    return row


def report_row(setting):
    record = setting.folder / "large.json"
    trials = summary_of(record)["trials"]
    row = Row(f"report for {trials:,} trials", "reading the record, for a badge")
    whole, reading = [], []
    for _ in range(setting.count(3, 1)):
        whole.append(seconds_of([program("wiretrial"), "report", record, "--html", setting.folder / "r.html", "--junit",
                                 setting.folder / "r.xml", "--markdown", setting.folder / "r.md"], GOOD)[0])
        reading.append(seconds_of([program("wiretrial"), "report", record, "--badge", setting.folder / "r.svg"], GOOD)[0])
    row.figures = [("HTML, JUnit and markdown", "s", whole), ("a badge", "s", reading),
                   ("size of the record", "MiB", [record.stat().st_size / MIB])]
    row.goals = [Goal("all reports", whole, at_most=3, unit="s")]
    row.why = "Half of it is reading: the record becomes a tree of JSON, and the tree becomes trials."
    return row


# The report is made of the record that the growth leaves.
MEASUREMENTS = [speed_row, growth_row, first_verdict_row, report_row]
