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
