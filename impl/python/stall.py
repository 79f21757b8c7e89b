"""wt-stall again: a peer that stops reading, and programs that meet one.

usage: stall.py serve|send|await HOST PORT [--most-bytes N] [--value V] [--value-repeat N] [--connect-ms N] [--send-ms N] [--response-ms N]
"""

import errno
import select
import signal
import sys

from plain_sockets import command
from plain_sockets.hosting import Host
from plain_sockets.moving import RECEIVE_BYTES, Deadline, Mover, open_listener
from plain_sockets.report import CallError, Report

DEFAULTS = {"--most-bytes": 0, "--value": "", "--value-repeat": 1, "--connect-ms": 5000,
            "--send-ms": 10000, "--response-ms": 10000}


class StallHost(Host):
    """Takes the first bytes of each connection, so many and no more; never writes, never closes."""

    class Guest:
        def __init__(self, connection, left_bytes):
            self.connection = connection
            self.left_bytes = left_bytes

    def __init__(self, listener, most_bytes):
        super().__init__(listener)
        self.most_bytes = most_bytes

    def welcome(self, connection):
        return self.Guest(connection, self.most_bytes)

    def events_of(self, guest):
        """With no event at all poll tells of a reset and of nothing else."""
        return select.POLLIN if guest.left_bytes else 0

    def handle(self, guest, events):
        if events & (select.POLLERR | select.POLLHUP):
            return False
        try:
            received = len(guest.connection.recv(min(RECEIVE_BYTES, guest.left_bytes)))
        except (BlockingIOError, InterruptedError):
            return True
        except OSError:
            return False
        guest.left_bytes -= received or guest.left_bytes
        return True


class Stall(Mover):
    """The two clients. `waiting` is said once, before the first wait."""

    def __init__(self, options):
        self.options = options
        self.report = Report(options.action)
        self.announced = False

    def announce(self, words, count):
        if not self.announced:
            print(f"stall: waiting {words} after {count} bytes", file=sys.stderr, flush=True)
        self.announced = True

    def wait_patiently(self, connection, event, call, words, count, limit_ms):
        self.announce(words, count)
        if not self.wait(connection, event, Deadline(limit_ms)):
            raise CallError(call, errno.EAGAIN, "timed_out")

    def send_patiently(self, connection, data):
        view = memoryview(data)
        while view:
            try:
                sent = connection.send(view)
            except InterruptedError:
                continue
            except BlockingIOError:
                self.wait_patiently(connection, select.POLLOUT, "send", "for room",
                                    self.report.sent_bytes, self.options["--send-ms"])
                continue
            except OSError as problem:
                raise CallError("send", problem.errno) from None
            view = view[sent:]
            self.report.sent_bytes += sent

    def receive_patiently(self, connection, words):
        while True:
            try:
                some = connection.recv(RECEIVE_BYTES)
            except InterruptedError:
                continue
            except BlockingIOError:
                self.wait_patiently(connection, select.POLLIN, "recv", words,
                                    len(self.report.received), self.options["--response-ms"])
                continue
            except OSError as problem:
                raise CallError("recv", problem.errno) from None
            if not some:
                return
            self.report.received += some

    def send(self, connection):
        data = self.options["--value"].encode() * self.options["--value-repeat"]
        self.send_patiently(connection, data)
        self.half_close(connection)
        # The peer's end says that it has all.
        self.receive_patiently(connection, "for the end")

    def await_bytes(self, connection):
        self.receive_patiently(connection, "for bytes")

    def perform(self):
        try:
            connection = self.connect(self.options.host, self.options.port, self.options["--connect-ms"])
            actions = {"send": self.send, "await": self.await_bytes}
            actions[self.options.action](connection)
        except CallError as failure:
            self.report.add(failure)
        return self.report


def serve(options, host_type=StallHost):
    report = Report("serve")
    try:
        host_type(open_listener(options.host, options.port), options["--most-bytes"]).serve()
    except CallError as failure:
        report.add(failure)
    print(f"stall: cannot serve on {options.host} port {options.port}: {report.error}", file=sys.stderr)
    return report.publish()


def perform(options):
    if options.action == "serve":
        return serve(options)
    return Stall(options).perform().publish()


if __name__ == "__main__":
    # Python would make an exception of SIGINT; SIGPIPE it ignores by itself.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(command.run(sys.argv[1:], DEFAULTS, __doc__.splitlines()[2], perform))
