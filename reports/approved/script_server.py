#!/usr/bin/env python3
"""Shows one trial of app without wiretrial:

    A 'made-up' trial with a / in its title
    HDR-7 (MUST): `content-length` is not negative.
    expected: a rejection
    came:     answered '''/x00\n

    python3 SCRIPT                        starts the program, and does the trial
    python3 SCRIPT --address HOST:PORT    a server that runs already

Ends with status 0 when the program did what is expected, 1 when it did not, 2 when the trial could
not be done. Needs Python 3.8 or later on Linux, and nothing else.
"""

import argparse
import atexit
import json
import os
import re
import resource as limits
import select
import signal as signals
import socket
import struct
import subprocess
import sys
import tempfile
import time

# What is tried

TRIAL = "jhmp/header/made-up@app"
ROLE = "server"
LEVEL = "MUST"
COMMAND = ["./app-server", "{host}", "{port}"]
DIRECTORY = "/srv/app"
ADDRESS = ""
HOST = "ipv4"
SETTINGS = {"idle_ms": 30000}
LIMITS_AWAITED = []
FRESH = False
COMPARE = "none"
SUCCESS_PATTERN = ""
FAILURE_PATTERN = ""
OPAQUE_AS = "raw"
RECORDED = "fail (not_rejected): answered \"\"\"\\x00\x0a"

# The steps, in order: a name, and what it needs. Bytes are sent exactly so; `cuts` are the offsets
# where a segment ends, `spans` are names for parts of the bytes: name, offset, length.
RUNS = [
    ("first", [
        ("connect", {"name": "a"}),
        ("send", {
            "on": "a",
            "cuts": [1, 7],
            "bytes": b"".join([
                b"\x00\x05",  # 0: prefix
                b"{",  # 2: header
                b"\"\\",  # 3: header.x
                b"\"}",  # 5
                b"a" * 100,  # 7: content
                b"\xff\"end",  # 107
            ]),
            "spans": [("prefix", 0, 2), ("header", 2, 5), ("header.x", 3, 2), ("content", 7, 105)],
        }),
        ("repeat", {"times": 2, "steps": [
                ("finish", {"on": "a"}),
            ]}),
        ("expect", {"on": "a", "expectation": {"kind": "rejection"}}),
        ("restart", {"signal": "SIGTERM"}),
        ("reset", {"on": "a"}),
    ]),
]

# A good exchange on a new connection, behind the last run.
CONTROL = [
    ("connect", {"name": "a"}),
]


# Reading messages: two bytes of length, a JSON header of that length, and the content


class Malformed(Exception):
    """What is wrong with a message."""


class Number:
    """A JSON number as it was written."""

    def __init__(self, text):
        self.text = text

    def __eq__(self, other):
        return isinstance(other, Number) and float(self.text) == float(other.text)


def no_constant(name):
    raise Malformed(name + " is not JSON")


def members_once(pairs):
    """A JSON object as a list of pairs keeps what stands twice."""
    return ("object", pairs)


def header_end(data):
    """Where the header ends, or None while the length is not there."""
    return 2 + struct.unpack(">H", bytes(data[:2]))[0] if len(data) >= 2 else None


def whole_size(data):
    """The size of the message that begins so; None: not known yet. A length that cannot be used
    counts as none, so that the message ends with its header."""
    end = header_end(data)
    if end is None or len(data) < end:
        return None
    try:
        header = json.loads(bytes(data[2:end]).decode("utf-8-sig"))
        length = header.get("content-length", 0)
        return end + max(0, int(length)) if isinstance(length, (int, float)) else end
    except (ValueError, AttributeError, OverflowError, RecursionError):
        return end


def read_header(text):
    try:
        kind, pairs = json.loads(
            text.decode("utf-8"), object_pairs_hook=members_once, parse_int=Number,
            parse_float=Number, parse_constant=no_constant)
    except (ValueError, TypeError, RecursionError) as error:
        raise Malformed("the header is no JSON object: %s" % error)
    if kind != "object":
        raise Malformed("the header is no JSON object")
    header = {}
    for name in ("content-length", "byteorder", "content-type", "content-encoding"):
        values = [value for key, value in pairs if key == name]
        if len(values) != 1:
            raise Malformed("the header has %s %d times" % (name, len(values)))
        header[name] = values[0]
    length = header["content-length"]
    if not isinstance(length, Number) or not re.fullmatch("0|[1-9][0-9]*", length.text):
        raise Malformed("content-length is no plain integer")
    header["content-length"] = int(length.text)
    if header["byteorder"] not in ("little", "big"):
        raise Malformed("byteorder is neither little nor big")
    if not all(isinstance(header[name], str) for name in ("content-type", "content-encoding")):
        raise Malformed("content-type or content-encoding is no string")
    return header


ENCODINGS = {
    "utf-8": "utf-8", "utf8": "utf-8", "ascii": "ascii", "us-ascii": "ascii",
    "latin-1": "latin-1", "latin1": "latin-1", "iso-8859-1": "latin-1",
    "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16-le": "utf-16-le",
    "utf-16be": "utf-16-be", "utf-16-be": "utf-16-be", "utf-32": "utf-32",
    "utf-32le": "utf-32-le", "utf-32-le": "utf-32-le", "utf-32be": "utf-32-be",
    "utf-32-be": "utf-32-be",
}


def decoded(content, header):
    encoding = ENCODINGS.get(header["content-encoding"].lower())
    if encoding is None:
        raise Malformed("the content-encoding is unknown")
    marks = {"utf-16": (b"\xff\xfe", b"\xfe\xff"),
             "utf-32": (b"\xff\xfe\0\0", b"\0\0\xfe\xff")}.get(encoding)
    if marks and not content.startswith(marks):
        encoding += "-le" if header["byteorder"] == "little" else "-be"
    try:
        text = content.decode(encoding)
        return text, json.loads(text, parse_constant=no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed("the content is not what its header says: %s" % error)


def read_message(data):
    """Header, content, its JSON value, and size; None while it is not whole. Raises Malformed."""
    end = header_end(data)
    if end is None or len(data) < end:
        return None
    header = read_header(bytes(data[2:end]))
    size = end + header["content-length"]
    if len(data) < size:
        return None
    content = bytes(data[end:size])
    value = decoded(content, header)[1] if header["content-type"] == "text/json" else None
    return header, content, value, size


def mismatch(match, message):
    """What is wrong with a well-formed message, or nothing."""
    header, content, value, _ = message
    for name in ("content_type", "content_encoding"):
        wanted = match.get(name)
        if wanted and header[name.replace("_", "-")] != wanted:
            return "%s is %s, not %s" % (name.replace("_", "-"), header[name.replace("_", "-")],
                                         wanted)
    kind, texts = match["kind"], match["texts"]
    is_json = header["content-type"] == "text/json"
    if kind == "opaque_equals":
        return "" if not is_json and content in texts else "the content is %s" % printable(content)
    if kind in ("result_equals", "result_begins", "json_equals") and not is_json:
        return "content-type is %s, not text/json" % header["content-type"]
    if kind == "json_equals":
        right = any(json.loads(text.decode("utf-8")) == value for text in texts)
        return "" if right else "the content is %s" % printable(content)
    if kind in ("result_equals", "result_begins"):
        result = value.get("result") if isinstance(value, dict) else None
        if not isinstance(result, str):
            return "there is no result: %s" % printable(content)
        wanted = [text.decode("utf-8") for text in texts]
        right = result in wanted if kind == "result_equals" else result.startswith(tuple(wanted))
        return "" if right else "the result is %r" % result
    return ""


def words_of(match):
    texts = " or ".join(printable(text) for text in match["texts"])
    return {
        "anything": "a well-formed message", "result_equals": "the result " + texts,
        "result_begins": "a result that begins with " + texts,
        "json_equals": "JSON content equal to " + texts, "opaque_equals": "the bytes " + texts,
        "shows": "the output " + texts,
    }[match["kind"]]


# Connections, processes, and what the kernel says about them

SETTLE_SECONDS = 0.05  # for a program to do what it will do with the bytes that it has
QUICK_SECONDS = 0.001  # between two questions to the kernel
READY_SECONDS = 15.0
SHOWN_BYTES = 160


class Impossible(Exception):
    """The trial cannot be done here: status 2."""


class Shown:
    rounds = False  # in a repetition that is not shown


def say(text):
    if not Shown.rounds:
        print(text, flush=True)


def printable(data, limit=120):
    text = "".join(chr(byte) if 32 <= byte < 127 else "\\x%02x" % byte for byte in data[:limit])
    return text + (" (%d more bytes)" % (len(data) - limit) if len(data) > limit else "")


def dump(data, at=0, label=""):
    """Hexadecimal and text, sixteen bytes a line."""
    if Shown.rounds:
        return
    if label:
        say("      %s, bytes %d to %d" % (label, at, at + len(data) - 1))
    for line in range(0, min(len(data), SHOWN_BYTES), 16):
        part = data[line:line + 16]
        say("      %8d  %-47s  %s" % (at + line, " ".join("%02x" % byte for byte in part),
                                      "".join(chr(b) if 32 <= b < 127 else "." for b in part)))
    if len(data) > SHOWN_BYTES:
        say("      ... %d more bytes" % (len(data) - SHOWN_BYTES))


def dump_spans(data, spans):
    """Each part under the name of the smallest span that it lies in."""
    edges = {0, len(data)}
    for _, offset, length in spans:
        edges |= {offset, offset + length}
    edges = sorted(edge for edge in edges if edge <= len(data))
    for begin, end in zip(edges, edges[1:]):
        around = [span for span in spans if span[1] <= begin and end <= span[1] + span[2]]
        name = min(around, key=lambda span: span[2])[0] if around else "no name"
        dump(data[begin:end], begin, name)


class KernelSocket:
    """A TCP socket as the kernel describes it (sock_diag(7))."""

    def __init__(self, state, timer, unread, unsent):
        self.state, self.timer, self.unread, self.unsent = state, timer, unread, unsent


LISTENS = 10
PROBES_ZERO_WINDOW = 4


def ask_kernel(local, remote):
    """The socket with these addresses, else the one that listens on the local one, or None."""
    family = socket.AF_INET6 if ":" in local[0] else socket.AF_INET
    here, there = (socket.inet_pton(family, host).ljust(16, b"\0") for host, _ in (local, remote))
    request = struct.pack("=BBBBI", family, socket.IPPROTO_TCP, 0, 0, 0xffffffff)
    request += struct.pack(">HH", local[1], remote[1]) + here + there
    request += struct.pack("=III", 0, 0xffffffff, 0xffffffff)
    by_family, is_request = 20, 1
    header = struct.pack("=IHHII", 16 + len(request), by_family, is_request, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 4) as diagnostics:
        diagnostics.send(header + request)
        answer = diagnostics.recv(65536)
    if struct.unpack_from("=H", answer, 4)[0] != by_family:
        return None
    _, state, timer, _ = struct.unpack_from("=BBBB", answer, 16)
    _, unread, unsent = struct.unpack_from("=III", answer, 68)
    return KernelSocket(state, timer, unread, unsent)


def find_socket(local, remote):
    """The socket at one end of a connection, or None."""
    found = ask_kernel(local, remote)
    return None if found is None or found.state == LISTENS else found


def find_listener(host, port):
    found = ask_kernel((host, port), ("::" if ":" in host else "0.0.0.0", 0))
    return found if found is not None and found.state == LISTENS else None


class Program:
    """A started program; its output goes to files, so that no full pipe stops it."""

    def __init__(self, command, directory):
        self.output, self.error = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        self.asked_by = None  # the signal that we sent
        self.of_second = False
        try:
            self.process = subprocess.Popen(
                command, cwd=directory or None, stdin=subprocess.DEVNULL, stdout=self.output,
                stderr=self.error, start_new_session=True)
        except OSError as error:
            raise Impossible("%s cannot be started: %s" % (command[0], error.strerror))
        self.id = self.process.pid
        atexit.register(self.end)

    def said(self, file):
        return os.pread(file.fileno(), 1 << 26, 0)

    def ended(self):
        return self.process.poll() is not None

    def crashed(self):
        """An end that nobody asked for, or a sanitizer's report; of a client only a signal."""
        if re.search(rb"Sanitizer: |runtime error: ", self.said(self.error)):
            return "a sanitizer reported an error"
        status = self.process.poll()
        if status is None or (status >= 0 and (self.asked_by or self.of_second
                                               or ROLE == "client")):
            return ""
        if self.asked_by and -status in (self.asked_by, signals.SIGKILL):
            return ""
        return self.words()

    def words(self):
        status = self.process.poll()
        if status is None:
            return "alive"
        return "exited %d" % status if status >= 0 else "signal %d" % -status

    def last_words(self):
        text = self.said(self.error) or self.said(self.output)
        return "it said: " + printable(text[-300:], 300) if text else "it said nothing"

    def send(self, number):
        self.asked_by = number if number != signals.SIGSTOP else self.asked_by
        os.kill(self.id, number)

    def end(self):
        try:
            os.killpg(self.id, signals.SIGKILL)
        except OSError:
            pass
        self.process.wait()

    def sockets(self):
        count = 0
        for name in os.listdir("/proc/%d/fd" % self.id):
            try:
                count += os.readlink("/proc/%d/fd/%s" % (self.id, name)).startswith("socket:")
            except OSError:
                pass
        return count

    def memory(self, name="VmRSS"):
        with open("/proc/%d/status" % self.id) as file:
            found = re.search(name + r":\s*([0-9]+) kB", file.read())
        return int(found.group(1)) * 1024 if found else 0

    def busy_seconds(self):
        """The processor time of each thread."""
        times = {}
        for thread in os.listdir("/proc/%d/task" % self.id):
            with open("/proc/%d/task/%s/stat" % (self.id, thread)) as file:
                cells = file.read().rsplit(")", 1)[1].split()
            times[thread] = (int(cells[11]) + int(cells[12])) / os.sysconf("SC_CLK_TCK")
        return times

    def at_rest(self):
        """What its threads have run so far when all of them sleep, else None."""
        looks = []
        try:
            for thread in sorted(os.listdir("/proc/%d/task" % self.id)):
                place = "/proc/%d/task/%s/" % (self.id, thread)
                with open(place + "stat") as file, open(place + "schedstat") as schedule:
                    if file.read().rsplit(")", 1)[1].split()[0] != "S":
                        return None
                    looks.append(schedule.read())
        except OSError:
            return None
        return looks


class Connection:
    """One connection, and all that went to and fro on it."""

    def __init__(self, name, connected=None, failure=""):
        self.name, self.socket, self.failure = name, connected, failure
        self.sent, self.received = bytearray(), bytearray()
        self.sent_before_answer = None  # how much we had sent when the first byte came
        self.ending = ""                # "FIN" or "RST", the other end's
        self.ended_by_us = False
        self.reading = True
        self.at_once, self.read_limit = 65536, None
        self.waits_to_send = False
        self.deadline_passed = False
        if connected:
            connected.setblocking(False)
            self.own, self.peer = connected.getsockname()[:2], connected.getpeername()[:2]

    def open(self):
        return self.socket is not None and not self.ended_by_us

    def ended(self):
        return self.ending != "" or not self.open()

    def wants_to_read(self):
        full = self.read_limit is not None and len(self.received) >= self.read_limit
        return self.open() and self.reading and not self.ending and not full

    def receive(self):
        room = self.at_once
        if self.read_limit is not None:
            room = min(room, self.read_limit - len(self.received))
        try:
            data = self.socket.recv(room)
        except BlockingIOError:
            return
        except OSError:
            self.ending = "RST"
            say("  %s < reset" % self.name)
            return
        if not data:
            self.ending = "FIN"
            say("  %s < end of the stream (FIN)" % self.name)
            return
        if self.sent_before_answer is None:
            self.sent_before_answer = len(self.sent)
        say("  %s < %d bytes" % (self.name, len(data)))
        dump(data, len(self.received))
        self.received += data

    def answered_early(self):
        """Bytes came before our whole message was sent."""
        if self.sent_before_answer is None:
            return False
        size = whole_size(self.sent)
        return size is None or len(self.sent) < size or self.sent_before_answer < size

    def close(self, reset=False):
        if not self.open():
            return
        if reset:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()
        self.ended_by_us = True


# The trial


class Trial:
    """Does the steps, and keeps what they showed."""

    def __init__(self, arguments):
        self.wait = arguments.wait
        self.address = arguments.address
        self.connections, self.snapshots = {}, {}
        self.program = self.server = self.second = self.listener = self.filler = None
        self.host = "::1" if HOST == "ipv6" else "127.0.0.1"
        self.port = 0
        self.findings = []
        self.deadline_passed = False

    # Waiting

    def all(self):
        return [each for group in self.connections.values() for each in group]

    def turn(self, seconds):
        """Reads what has come, and notices who can be written to."""
        poll, by_descriptor = select.poll(), {}
        for each in self.all():
            wanted = ((select.POLLIN if each.wants_to_read() else 0)
                      | (select.POLLOUT if each.open() and each.waits_to_send else 0))
            if wanted:
                by_descriptor[each.socket.fileno()] = each
                poll.register(each.socket, wanted)
        if not by_descriptor:
            time.sleep(seconds)
            return
        for descriptor, events in poll.poll(max(0, int(seconds * 1000))):
            each = by_descriptor[descriptor]
            if events & (select.POLLOUT | select.POLLERR | select.POLLHUP):
                each.waits_to_send = False
            if each.wants_to_read() and events & (select.POLLIN | select.POLLERR | select.POLLHUP):
                each.receive()

    def pump(self, done, seconds, pause=0.02):
        deadline = time.monotonic() + seconds
        while not done():
            left = deadline - time.monotonic()
            self.turn(max(0, min(left, pause)))
            if left <= 0:
                return done()
        return True

    def settle(self):
        """Until the program sleeps, or is not likely to answer any more."""
        looks = []
        def sleeps():
            looks.append(self.program.at_rest() if self.program else None)
            return len(looks) > 1 and looks[-1] is not None and looks[-1] == looks[-2]
        self.pump(sleeps, SETTLE_SECONDS, QUICK_SECONDS)
        self.turn(0)

    def barrier(self, each):
        """Waits until the program has read what was sent, or does not read it."""
        def taken():
            ours = find_socket(each.own, each.peer)
            theirs = find_socket(each.peer, each.own)
            return ((ours is None or ours.unsent == 0)
                    and (theirs is None or theirs.unread == 0))
        if each.open():
            self.pump(taken, min(0.5, self.wait), QUICK_SECONDS)
            self.settle()

    # Programs

    def filled(self, action="", value="", value_repeat=1):
        if not any("{value_repeat}" in word for word in COMMAND):
            value *= value_repeat
        values = dict(SETTINGS, host=self.host, port=self.port, connections=1, file="",
                      value_repeat=value_repeat)
        words = []
        for word in COMMAND:
            for name, each in values.items():
                word = word.replace("{%s}" % name, str(each))
            words.append({"{action}": action, "{value}": value}.get(word, word))
        return words

    def start(self, **words):
        command = self.filled(**words)
        say("  start %s" % " ".join(map(str, command))[:400])
        return Program(command, DIRECTORY)

    def start_server(self):
        if self.address:
            host, self.port = self.address.rsplit(":", 1)
            self.host, self.port = host.strip("[]"), int(self.port)
            return
        if not self.port:
            family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
            with socket.socket(family) as probe:
                probe.bind((self.host, 0))
                self.port = probe.getsockname()[1]
        self.program = self.server = self.start()
        ready = self.pump(lambda: find_listener(self.host, self.port) or self.server.ended(), READY_SECONDS)
        if not ready or self.server.ended():
            raise Impossible("the server does not listen: %s; %s"
                             % (self.server.words(), self.server.last_words()))

    def own_program(self):
        if self.program is None:
            raise Impossible("a step of this trial looks at the server's process, or does something"
                             " to it: it must be started by this script, without --address")
        return self.program

    def listen(self, queue):
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        self.listener = socket.socket(family)
        small = any(name == "accept" and step.get("small_buffer")
                    for _, steps in RUNS for name, step in steps)
        if small:
            self.make_window_small(self.listener)
        self.listener.bind((self.host, 0))
        self.port = self.listener.getsockname()[1]
        if queue is not None:
            self.listener.listen(queue)

    @staticmethod
    def make_window_small(small):
        small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        small.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 88)

    # Steps: each method is called with the fields of its step

    def step_connect(self, name="a", times=1, small_buffer=False, read=True):
        group = []
        for number in range(times):
            full_name = name if times == 1 else "%s#%d" % (name, number + 1)
            each = socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET)
            if small_buffer:
                self.make_window_small(each)
            each.settimeout(self.wait)
            try:
                each.connect((self.host, self.port))
                group.append(Connection(full_name, each))
            except OSError as error:
                say("  %s: no connection: %s" % (full_name, error))
                each.close()
                group.append(Connection(full_name, failure=str(error)))
            group[-1].reading = read
        self.connections[name] = group

    def step_accept(self, name="a", small_buffer=False, read=True):
        self.connections[name] = []
        self.listener.setblocking(False)
        poll = select.poll()
        poll.register(self.listener, select.POLLIN)
        came = self.pump(lambda: poll.poll(0) or self.program.ended(), READY_SECONDS)
        if came and poll.poll(0):
            accepted, _ = self.listener.accept()
            self.connections[name] = [Connection(name, accepted)]
            self.connections[name][0].reading = read
        else:
            say("  no connection came")

    def step_send(self, on="a", bytes=b"", spans=(), cuts=(), stop_at=None, barrier=True,
                  urgent_at=None, held_back=0, swept=False, kernel_flushes=False):
        end = len(bytes) if stop_at is None else min(stop_at, len(bytes))
        edges = set(cuts) | {end}
        if urgent_at is not None:
            edges |= {urgent_at, urgent_at + 1}
        if held_back:
            edges.add(max(0, end - held_back))
        if not Shown.rounds:
            dump_spans(bytes[:end], spans)
        for each in self.connections.get(on, ()):
            begin = 0
            for cut in sorted(edge for edge in edges if 0 < edge <= end):
                if begin and barrier:
                    self.barrier(each)
                corked = held_back and begin >= end - held_back
                if corked and each.open():
                    each.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
                flags = socket.MSG_OOB if begin == urgent_at else 0
                if not self.push(each, bytes[begin:cut], flags):
                    break
                if corked and each.open():
                    self.pump(lambda: False, 0.3)
                    each.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)
                begin = cut
            if barrier and end < len(bytes):
                self.barrier(each)

    def push(self, each, data, flags):
        rest = memoryview(data)
        while rest and each.open():
            try:
                count = each.socket.send(rest, flags | socket.MSG_NOSIGNAL)
            except BlockingIOError:
                each.waits_to_send = True
                if not self.pump(lambda: not each.waits_to_send or self.lost(), self.wait):
                    break
                continue
            except OSError as error:
                say("  %s: cannot send: %s" % (each.name, error))
                self.turn(0)
                return False
            each.sent += rest[:count]
            rest = rest[count:]
        say("  %s > %d bytes%s" % (each.name, len(data) - len(rest), " (urgent)" if flags else ""))
        self.turn(0)
        return not rest

    def lost(self):
        return self.program is not None and self.program.ended()

    def step_finish(self, on="a"):
        for each in self.connections.get(on, ()):
            self.barrier(each)
            if each.open():
                say("  %s > end of the stream (FIN)" % each.name)
                try:
                    each.socket.shutdown(socket.SHUT_WR)
                except OSError:
                    pass

    def step_reset(self, on="a", barrier=True, disconnect=False):
        for each in self.connections.get(on, ()):
            if barrier:
                self.barrier(each)
            say("  %s > reset (RST)" % each.name)
            each.close(reset=True)

    def step_close(self, on="a"):
        for each in self.connections.get(on, ()):
            each.close()

    def step_read(self, on="a", bytes_at_once=0, stop_at=None, stop_in=""):
        for each in self.connections.get(on, ()):
            each.reading, each.at_once = True, bytes_at_once or 65536
            if stop_at is not None:
                self.read_exactly(each, stop_at, stop_in)
            else:
                each.read_limit = None

    def read_exactly(self, each, stop_at, stop_in):
        """Reads to a place of the message and not one byte further."""
        before = {"": lambda: 0, "prefix": lambda: 0,
                  "header": lambda: 2 if header_end(each.received) else None,
                  "content": lambda: header_end(each.received),
                  "end": lambda: whole_size(each.received)}[stop_in]
        each.read_limit = 0
        for known in (lambda: 2, lambda: header_end(each.received), before):
            if before() is not None:
                break
            each.read_limit = known() or each.read_limit
            self.pump(lambda: len(each.received) >= each.read_limit or each.ended(), self.wait)
        each.read_limit = (before() or 0) + (0 if stop_in == "end" else stop_at)
        self.pump(lambda: len(each.received) >= each.read_limit or each.ended(), self.wait)

    def step_repeat(self, times=1, steps=()):
        for number in range(times):
            Shown.rounds = number > 0  # the others look like the first
            self.do(steps)
            if self.deadline_passed:
                break
        Shown.rounds = False

    def step_take_vitals(self, name="", settle_to=""):
        program = self.own_program()
        def queue_is_empty():
            listener = find_listener(self.host, self.port)
            return program.ended() or not listener or listener.unread == 0
        self.pump(queue_is_empty, self.wait)
        self.settle()
        if program.ended():
            return
        if settle_to in self.snapshots:
            wanted = self.snapshots[settle_to]["sockets"]
            self.pump(lambda: program.ended() or program.sockets() <= wanted, self.wait)
        if not program.ended():
            self.snapshots[name] = {"sockets": program.sockets(), "memory": program.memory()}
            say("  %s: %s" % (name, self.snapshots[name]))

    def step_watch(self, duration_ms=1000):
        program, seconds = self.own_program(), max(1.0, duration_ms / 1000)
        if program.ended():
            return
        before, began = program.busy_seconds(), time.monotonic()
        self.pump(program.ended, seconds)
        if not program.ended():
            elapsed = time.monotonic() - began
            busy = max(after - before.get(thread, 0)
                       for thread, after in program.busy_seconds().items()) / elapsed
            say("  the busiest thread was busy for %d %% of the time" % (100 * busy))
            if busy >= 0.8:
                self.find("no busy loop while nothing is due", "a thread was busy all the time")

    def step_limit_descriptors(self, spare=0, restore=False):
        program = self.own_program()
        _, most = limits.prlimit(program.id, limits.RLIMIT_NOFILE)
        used = len(os.listdir("/proc/%d/fd" % program.id))
        limits.prlimit(program.id, limits.RLIMIT_NOFILE,
                         (most if restore else used + spare, most))

    def step_limit(self, resource="memory", bytes=0):
        program = self.own_program()
        kind = {"memory": limits.RLIMIT_AS, "core": limits.RLIMIT_CORE,
                "file_size": limits.RLIMIT_FSIZE}[resource]
        _, most = limits.prlimit(program.id, kind)
        if resource == "memory":
            bytes += program.memory("VmSize")
        limits.prlimit(program.id, kind, (bytes, most))

    def step_signal(self, name="SIGTERM"):
        self.own_program().send(getattr(signals, name))

    def step_restart(self, signal="SIGTERM"):
        program = self.own_program()
        program.send(getattr(signals, signal))
        if not self.pump(program.ended, self.wait):
            program.end()
        self.start_server()

    def step_start_second(self):
        self.own_program()
        self.program = self.second = self.start()
        self.second.of_second = True

    def step_listen(self, kind="accepting"):
        if kind == "accepting" and self.listener and self.queue in (None, 0):
            self.listener.listen(64)
            if self.filler:
                self.listener.accept()[0].close()
                self.filler.close()
        elif kind in ("unreachable", "multicast"):
            self.host = "224.0.0.1" if kind == "multicast" else "127.255.255.255"
            self.port = 9
        elif kind == "abandoned":
            poll = select.poll()
            poll.register(self.listener, select.POLLIN)
            self.pump(lambda: poll.poll(0) or self.program.ended(), READY_SECONDS)
            self.listener.close()
        else:
            self.queue = {"refusing": None, "full": 0}.get(kind, 64)
            self.listen(self.queue)
            if kind == "full":
                self.filler = socket.create_connection((self.host, self.port), self.wait)

    def step_start_client(self, action="search", value=b"", value_repeat=1):
        self.program = self.start(action=action, value=value.decode("utf-8", "surrogateescape"),
                                  value_repeat=value_repeat)

    def step_await_zero_window(self, on="a"):
        for each in self.connections.get(on, ()):
            def blocked():
                theirs = find_socket(each.peer, each.own)
                return theirs is None or (theirs.unsent > 0
                                          and theirs.timer == PROBES_ZERO_WINDOW)
            self.pump(blocked, self.wait)

    def do(self, steps):
        for name, fields in steps:
            if name != "repeat":
                shown = {key: value for key, value in fields.items()
                         if key not in ("bytes", "spans", "expectation")}
                if "expectation" in fields:
                    shown["expectation"] = fields["expectation"]["kind"]
                say("%s %s" % (name.replace("_", " "), shown))
            try:
                getattr(self, "step_" + name)(**fields)
            except (ProcessLookupError, FileNotFoundError):
                say("  not possible: the program has ended")


# What is expected

    def find(self, expected, actual):
        self.findings.append((expected, actual))
        say("  NOT AS EXPECTED: %s" % actual)

    def budget(self, kind):
        of_process = kind in ("running", "success", "failure", "success_or_failure", "exit",
                              "failing_exit")
        limit = max([SETTINGS.get(name, 0) for name in LIMITS_AWAITED] + [0]) / 1000
        return self.wait + (limit if kind == "closed" or (ROLE == "client" and of_process) else 0)

    def step_expect(self, on="a", expectation=None):
        kind = expectation["kind"]
        match = dict({"kind": "anything", "texts": []}, **expectation.get("match", {}))
        if kind in ("sockets_released", "memory_bounded", "memory_settled"):
            self.check_vitals(kind, expectation)
        elif kind == "no_spin":
            return
        elif kind in ("response", "rejection", "response_or_rejection", "closed", "nothing",
                      "silence", "request"):
            self.check_connections(kind, match, self.connections.get(on, []), expectation)
        else:
            self.check_program(kind, match)

    def check_connections(self, kind, match, group, expectation):
        if not group:
            self.find("a connection", "there was none")
        if kind == "nothing":
            self.settle()
        for each in group:
            self.await_end(each, kind)
        for each in group:
            wanted, actual = self.judged(each, kind, match, expectation.get("without_reset"))
            if actual:
                self.find(wanted, "%s: %s" % (each.name, actual))
            elif each.received:
                say("  as expected: %s" % wanted)

    def await_end(self, each, kind):
        def done():
            if each.ended() or kind == "nothing":
                return True
            if kind == "silence":
                return len(each.received) > 0
            size = whole_size(each.received)
            return kind == "request" and size is not None and len(each.received) >= size
        while not done():
            before = len(each.received)
            if not self.pump(lambda: done() or len(each.received) > before, self.budget(kind)):
                each.deadline_passed = True
                self.deadline_passed = self.deadline_passed or kind != "silence"
                return

    def judged(self, each, kind, match, without_reset):
        """What is expected, and what came instead (nothing when all is well)."""
        answer = "an answer of %d bytes: %s" % (len(each.received), printable(each.received))
        how_it_ended = ("it was still open at the deadline" if not each.ended() else
                        "it ended by %s" % (each.ending or "us"))
        if each.socket is None:
            return "a connection", "no connection: %s" % each.failure
        if kind == "request":
            return self.judged_message(each, "the client's request: " + words_of(match), match)
        if kind in ("nothing", "silence"):
            return "no byte so far", answer if each.received else ""
        if kind == "closed":
            wanted = "the end of the connection, without an answer"
            try:
                whole = read_message(each.received) is not None
            except Malformed:
                whole = False
            if whole or each.answered_early():
                return wanted, answer
            return wanted, "" if each.ended() else how_it_ended
        if kind == "rejection" or (kind == "response_or_rejection" and not each.received):
            wanted = "a rejection: no byte, and the end of the connection"
            if each.received:
                return wanted, answer
            return wanted, "" if each.ended() else "no byte came; " + how_it_ended
        wanted = words_of(match) + ", then the end of the connection"
        if each.answered_early():
            return "nothing before the whole message has arrived", answer
        wanted, actual = self.judged_message(each, wanted, match)
        if actual or each.ended():
            reset = without_reset and each.ending == "RST"
            return wanted, actual or ("the right answer came, then a reset" if reset else "")
        return wanted, "the right answer came; " + how_it_ended

    @staticmethod
    def judged_message(each, wanted, match):
        try:
            message = read_message(each.received)
        except Malformed as error:
            return wanted, "a malformed message: %s" % error
        if message is None:
            return wanted, "%d bytes came, no whole message" % len(each.received)
        if len(each.received) > message[3]:
            return wanted, "%d bytes behind the message" % (len(each.received) - message[3])
        return wanted, mismatch(match, message)

    def claim(self):
        """What a client says of itself: "success", "failure", or nothing that can be told."""
        status, output = self.program.process.poll(), self.program.said(self.program.output)
        if FAILURE_PATTERN and re.search(FAILURE_PATTERN.encode(), output):
            return "failure"
        if SUCCESS_PATTERN and re.search(SUCCESS_PATTERN.encode(), output):
            return "success"
        if not SUCCESS_PATTERN and status == 0:
            return "success"
        return "failure" if not FAILURE_PATTERN and status != 0 else ""

    def shows(self, match):
        output = self.program.said(self.program.output)
        return match["kind"] == "anything" or any(
            text in output or (OPAQUE_AS == "python-repr" and repr(text)[2:-1].encode() in output)
            for text in match["texts"])

    def check_program(self, kind, match):
        program = self.own_program()
        if kind == "running":
            self.settle()
            if program.ended() or (SUCCESS_PATTERN and self.claim() == "success"):
                self.find("still waiting: the response has not arrived in full",
                          "%s; %s" % (program.words(), program.last_words()))
            return
        wanted = {"success": "success, showing %s" % words_of(match),
                  "failure": "failure, with a message and without a result",
                  "success_or_failure": "an end, well or badly", "exit": "the end of the process",
                  "failing_exit": "an end with a status other than 0, and a message"}[kind]
        if not self.pump(program.ended, self.budget(kind)):
            self.deadline_passed = True
            return self.find(wanted, "the process was still running at the deadline")
        say("  the program %s; %s" % (program.words(), program.last_words()))
        silent = not program.said(program.output) and not program.said(program.error)
        claim = self.claim()
        if kind == "success_or_failure":
            kind = claim or "success"
            match = match if claim == "success" else dict(match, kind="anything")
        wrong = {
            "exit": False,
            "failing_exit": silent or program.process.poll() <= 0,
            "success": claim != "success" or not self.shows(match),
            "failure": claim != "failure" or silent or (match["kind"] == "shows"
                                                        and self.shows(match)),
        }[kind]
        if wrong:
            self.find(wanted, "%s; %s" % (program.words(), program.last_words()))

    def check_vitals(self, kind, expectation):
        name = "sockets" if kind == "sockets_released" else "memory"
        figures = [self.snapshots[each][name] for each in expectation["references"]
                   if each in self.snapshots]
        steps = [after - before for before, after in zip(figures, figures[1:])]
        if len(figures) != len(expectation["references"]) or not steps:
            self.find("the program's figures", "they were not taken")
        elif kind == "sockets_released" and steps[0] > 0:
            self.find("no more sockets than before: %d" % figures[0], "%d" % figures[1])
        elif kind == "memory_bounded" and steps[0] >= expectation["bytes"]:
            self.find("memory grows by less than %d bytes" % expectation["bytes"],
                      "it grew by %d" % steps[0])
        elif kind == "memory_settled" and min(steps) > expectation["bytes"]:
            self.find("an interval in which memory grows by at most %d bytes"
                      % expectation["bytes"], "it grew by at least %d in each" % min(steps))

    # Runs

    def run(self, number, steps):
        say("\nrun %d of %d" % (number + 1, len(RUNS)))
        self.connections, self.snapshots, self.deadline_passed = {}, {}, False
        if ROLE == "client":
            self.queue = 64
            self.listen(self.queue)
        elif self.server is None or FRESH or self.server.ended():
            if self.server:
                self.server.end()
            self.start_server()
        self.do(steps)
        self.check_life()
        outcome = self.outcome()
        self.close_all()
        last = number + 1 == len(RUNS)
        if last and CONTROL and not self.deadline_passed and not self.lost():
            say("\nafter it, a good exchange on a new connection")
            self.program = self.server
            self.do(CONTROL)
            self.check_life()
            self.close_all()
        return outcome

    def check_life(self):
        for program in {self.program, self.server, self.second} - {None}:
            crash = program.crashed()
            if crash:
                self.find("the process goes on", "%s; %s" % (crash, program.last_words()))

    def close_all(self):
        for each in self.all():
            each.close()
        if self.listener:
            self.listener.close()

    def outcome(self):
        """What runs are compared by."""
        if ROLE == "client" and self.program:
            said = self.program.said(self.program.output) + self.program.said(self.program.error)
            if COMPARE == "distinct_messages":
                said = re.sub(rb"\[?[0-9a-fA-F:.]*[:.][0-9a-fA-F:.]+\]?|[0-9]+", b"", said)
                return said
            return self.program.words(), said
        return [(each.name, self.meaning(each.received), each.ended()) for each in self.all()]

    @staticmethod
    def meaning(data):
        try:
            header, content, value, _ = read_message(data)
            return header["content-type"], header["content-encoding"], value or content
        except (Malformed, TypeError):
            return bytes(data)

    def compare(self, outcomes):
        for right, left in ((b, a) for b in range(len(outcomes)) for a in range(b)):
            names = "%s and %s" % (RUNS[left][0], RUNS[right][0])
            same = outcomes[left] == outcomes[right]
            if COMPARE == "same_outcome" and not same:
                return self.find("the same outcome in " + names, "%s against %s"
                                 % (str(outcomes[left])[:200], str(outcomes[right])[:200]))
            if COMPARE == "distinct_messages" and same:
                return self.find("different messages for " + names, str(outcomes[left])[:200])
        return None


def main():
    parser = argparse.ArgumentParser(description="The trial " + TRIAL)
    if ROLE == "server":
        parser.add_argument("--address", metavar="HOST:PORT", default=ADDRESS,
                            help="a server that runs already")
    parser.add_argument("--wait", metavar="SECONDS", type=float, default=2.0,
                        help="for what does not come (default: 2)")
    arguments = parser.parse_args()
    arguments.address = getattr(arguments, "address", "")
    _, most = limits.getrlimit(limits.RLIMIT_NOFILE)
    limits.setrlimit(limits.RLIMIT_NOFILE, (most, most))
    say(TRIAL)
    trial = Trial(arguments)
    try:
        trial.compare([trial.run(number, steps) for number, (_, steps) in enumerate(RUNS)])
    except (Impossible, OSError, re.error) as error:
        print("not done: %s" % error, file=sys.stderr)
        return 2
    if RECORDED:
        say("\nwiretrial recorded: %s" % RECORDED)
    say("")
    if not trial.findings:
        say("AS EXPECTED: nothing is wrong")
        return 0
    for expected, actual in trial.findings:
        say("expected: %s\ncame:     %s" % (expected, actual))
    if LEVEL == "MAY" and not any(expected == "the process goes on"
                                  for expected, _ in trial.findings):
        say("OPEN: the protocol allows it")
        return 0
    say("FAILURE SHOWN")
    return 1


if __name__ == "__main__":
    sys.exit(main())
