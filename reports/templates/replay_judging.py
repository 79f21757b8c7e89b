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
        if status or (FAILURE_PATTERN and re.search(FAILURE_PATTERN.encode(), output)):
            return "failure"
        return "success" if not SUCCESS_PATTERN or self.said_success(output) else ""

    @staticmethod
    def said_success(output):
        pattern = SUCCESS_PATTERN.replace("(?<result>", "(?P<result>")
        return pattern and re.search(pattern.encode(), output)

    def shows(self, match):
        output = self.program.said(self.program.output)
        return match["kind"] == "anything" or any(
            text in output or (OPAQUE_AS == "python-repr" and repr(text)[2:-1].encode() in output)
            for text in match["texts"])

    def check_program(self, kind, match):
        program = self.own_program()
        if kind == "running":
            self.settle()
            if program.ended() or self.said_success(program.said(program.output)):
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
            output = self.program.said(self.program.output)
            if COMPARE == "distinct_messages":
                said = output + self.program.said(self.program.error)
                return re.sub(rb"\[?[0-9a-fA-F:.]*[:.][0-9a-fA-F:.]+\]?|[0-9]+", b"", said)
            found = self.said_success(output)
            result = found.groupdict().get("result") if found else None
            words = "" if SUCCESS_PATTERN or FAILURE_PATTERN else self.program.words()
            return self.claim(), words, result
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
