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
