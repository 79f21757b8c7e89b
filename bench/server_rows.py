"""The reference server under load, beside the limit and beside the implementation in Python; its memory."""

import json
import socket
import statistics
import subprocess
import threading
import time
from contextlib import contextmanager

from measuring import (KIB, MIB, PATIENCE_SECONDS, SEARCH, Goal, Row, eventually, message, need_descriptors,
                       output_of, program, python_server, ratios, reference_server, serving, system_calls_of)

IN_FLIGHT = 64
HELD = 10_000
RESPONSE_BYTES = 64 * MIB


def answer_of(port):
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(SEARCH)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def bare_server(setting):
    answer = setting.folder / "answer"
    if not answer.exists():
        with reference_server() as reference:
            answer.write_bytes(answer_of(reference.port))
    return serving([program("bare_server"), len(SEARCH), answer])


def load(server, setting, exchanges):
    """What the load generator tells, and the server's processor time in the system and outside of it, of one exchange."""
    before = server.processor_seconds()
    told = json.loads(output_of([program("load"), "127.0.0.1", server.port, setting.folder / "message", exchanges,
                                 IN_FLIGHT]))
    after = server.processor_seconds()
    told["user_us"] = (after[0] - before[0]) / exchanges * 1e6
    told["system_us"] = (after[1] - before[1]) / exchanges * 1e6
    told["rate"] = exchanges / told["seconds"]
    return told


def exchange_row(setting):
    exchanges = setting.count(10_000, 300)
    (setting.folder / "message").write_bytes(SEARCH)
    told = {"reference": [], "bare": [], "python": []}
    with reference_server() as reference, python_server() as python:
        with bare_server(setting) as bare:
            for number in range(2 * setting.rounds):
                order = [("reference", reference), ("bare", bare)]
                for name, server in order if number % 2 == 0 else reversed(order):
                    told[name].append(load(server, setting, exchanges))
                told["python"].append(load(python, setting, exchanges // 4))
            few = setting.count(1000, 100)
            calls = [f"{name} {system_calls_of(server, setting.folder, lambda: load(server, setting, few), few)}"
                     for name, server in order]

    def of(name, what):
        return [one[what] for one in told[name]]

    def processor(name):
        return [one["user_us"] + one["system_us"] for one in told[name]]

    row = Row("reference server, one exchange a connection, 64 in flight",
              "a bare epoll program that answers fixed bytes; the Python implementation")
    row.figures = [(f"{name}: {label}", unit, of(name, key))
                   for name in told for label, unit, key in (("exchanges", "/s", "rate"), ("p50", "µs", "p50_us"),
                                                            ("p99", "µs", "p99_us"))]
    row.figures += [(f"{name}: processor time of the server in an exchange", "µs", processor(name)) for name in told]
    row.goals = [Goal("rate of the limit", ratios(of("reference", "rate"), of("bare", "rate")), at_least=0.9),
                 Goal("rate of Python", ratios(of("reference", "rate"), of("python", "rate")), at_least=1.7),
                 Goal("p99 of the limit", ratios(of("reference", "p99_us"), of("bare", "p99_us")), at_most=1.3)]
    row.why = ("What is left is the kernel's: the reference ends its direction, waits for the client's end and only then closes "
               "(FRM-8, CON-4), where the bare program closes at once. The rest is what Asio does for any "
               "connection: it makes it non-blocking, keeps its place in the poll set and takes it out again.")
    user, system = (statistics.median(of("reference", key)) for key in ("user_us", "system_us"))
    row.profile = (f"Of an exchange the reference server spends {user:.1f} µs of processor time in its own code and "
                   f"{system:.1f} µs in the system. The load generator needs more than the server, so that on two processors "
                   "the rate is what is left of both, and the processor times compare the servers themselves.\n\n"
                   f"System calls of an exchange under that load: {'; '.join(calls)}.")
    return row


@contextmanager
def held_connections(server, setting, count, descriptors):
    """Keeps so many idle connections; gives the memory that they cost the server, which has so many descriptors without any
    connection."""
    eventually(lambda: server.descriptors() == descriptors, "the end of earlier connections")
    before = server.memory_bytes()
    command = [program("load"), "127.0.0.1", str(server.port), str(setting.folder / "message"), "0", "2", str(count)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        if holder.stdout.readline() != "held\n":
            raise RuntimeError(f"the load generator could not open {count} connections")
        eventually(lambda: server.descriptors() == descriptors + count, f"{count} connections at the server")
        yield server.memory_bytes() - before
        holder.communicate("go\n", timeout=PATIENCE_SECONDS)


def idle_row(setting):
    row = Row("10,000 idle connections held, then 1,000 exchanges",
              "memory of a connection; the same exchanges without them; the bare program with and without them")
    held = setting.count(HELD, 200)
    need_descriptors(held + 200)
    (setting.folder / "message").write_bytes(SEARCH)

    def rate(server):
        return statistics.median(load(server, setting, 1000)["rate"] for _ in range(setting.count(9, 1)))

    def measured(running):
        """The memory of a connection, and the rate with them and without."""
        with running as server:
            descriptors = server.descriptors()
            load(server, setting, 1000)  # the first exchanges of a process are slower
            without = rate(server)
            with held_connections(server, setting, held, descriptors) as grown:
                return grown / held, rate(server), without

    ours, bare = [], []
    for _ in range(setting.count(5, 1)):
        # A fresh server each time: memory that was used once is not given back.
        ours.append(measured(reference_server("--idle-ms", "600000")))
        bare.append(measured(bare_server(setting)))
    kept, bare_kept = ([with_them / without for _, with_them, without in rounds] for rounds in (ours, bare))
    row.figures = [("memory of a connection", "bytes", [memory for memory, _, _ in ours])]
    for name, rounds in (("reference", ours), ("bare", bare)):
        row.figures += [(f"{name}: exchanges with them", "/s", [one[1] for one in rounds]),
                        (f"{name}: exchanges without", "/s", [one[2] for one in rounds])]
    row.goals = [Goal("resident memory of a connection", [memory / KIB for memory, _, _ in ours], at_most=2, unit="KiB"),
                 Goal("share of the rate that is kept, beside the bare program's share", ratios(kept, bare_kept), at_least=0.9)]
    row.why = ("With them the bare program, which keeps nothing of a connection, becomes slower too: connect(2) looks for a port among "
               "those that they left, and the kernel's tables are larger. 1,000 exchanges take a fiftieth of a second, so that their "
               "rate is noisy; it is the median of nine times.")
    return row


def slow_reader_row(setting):
    limit = setting.count(RESPONSE_BYTES, MIB)
    request = message(json.dumps({"action": "search", "value": "x" * (limit - 64)}).encode())
    row = Row("64 MiB response to a slow reader", "the limit of content, which the server is given")
    with reference_server("--max-content", str(limit)) as server:
        before = server.memory_bytes()
        with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS) as connection:
            sender = threading.Thread(target=connection.sendall, args=(request,))
            sender.start()
            received = len(connection.recv(16 * KIB))
            sender.join()
            samples = []
            for _ in range(setting.count(50, 5)):
                time.sleep(0.02)
                received += len(connection.recv(16 * KIB))
                samples.append((server.memory_bytes() - before) / MIB)
            peak = (server.memory_bytes("VmHWM") - before) / MIB
            while part := connection.recv(MIB):
                received += len(part)
        if received < limit:
            raise RuntimeError(f"the response had {received} bytes")
        after = (server.memory_bytes() - before) / MIB
    row.figures = [("memory while it is read slowly", "MiB", samples), ("most memory, while the answer was made", "MiB", [peak]),
                   ("memory afterwards", "MiB", [after])]
    row.goals = [Goal("memory beyond the limit while it is read slowly", [one - limit / MIB for one in samples], at_most=8,
                      unit="MiB")]
    return row


MEASUREMENTS = [exchange_row, idle_row, slow_reader_row]
