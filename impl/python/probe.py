"""wt-probe again: one promise about sockets at a time, and a line of JSON about what came of it.

usage: probe.py ACTION HOST PORT [--value V] [--value-repeat N] [--connect-ms N] [--send-ms N] [--response-ms N]
"""

import array
import errno
import os
import select
import shutil
import signal
import socket
import sys
import tempfile

from plain_sockets import command
from plain_sockets.hosting import Host
from plain_sockets.moving import (BLOCKING, NON_BLOCKING, RECEIVE_BYTES, TIMEOUT, Deadline, Mover, addresses_of,
                                  make_socket, open_listener)
from plain_sockets.provoking import PROVOKED
from plain_sockets.report import CallError, Report

DEFAULTS = {"--value": "", "--value-repeat": 1, "--connect-ms": 5000, "--send-ms": 10000,
            "--response-ms": 10000}


class EchoHost(Host):
    """Each connection gets back what it sent, once it has half-closed (SOC-21)."""

    class Guest:
        def __init__(self, connection):
            self.connection = connection
            self.data = bytearray()
            self.ended = False

    def welcome(self, connection):
        return self.Guest(connection)

    def events_of(self, guest):
        return select.POLLOUT if guest.ended else select.POLLIN

    def handle(self, guest, events):
        try:
            return self.answer(guest) if guest.ended else self.receive(guest)
        except (BlockingIOError, InterruptedError):
            return True
        except OSError:
            return False

    def receive(self, guest):
        some = guest.connection.recv(RECEIVE_BYTES)
        guest.data += some
        guest.ended = not some
        return True

    def answer(self, guest):
        sent = guest.connection.send(guest.data) if guest.data else 0
        del guest.data[:sent]
        return bool(guest.data)


class Probe(Mover):
    """The actions, each a method; `-` in the name of an action is `_` here."""

    def __init__(self, options):
        self.options = options
        self.report = Report(options.action)
        self.value = options["--value"].encode("utf-8", "surrogateescape")
        self.data = self.value * options["--value-repeat"]

    def connected(self, mode=NON_BLOCKING):
        connection = self.connect(self.options.host, self.options.port, self.options["--connect-ms"])
        connection.setblocking(mode != NON_BLOCKING)
        return connection

    def until_sent(self):
        return Deadline(self.options["--send-ms"])

    def until_received(self):
        return Deadline(self.options["--response-ms"])

    def action_connect(self):
        self.connected().close()

    def exchange_in(self, mode):
        connection = self.connected(mode)
        self.send_all(connection, self.data, mode, self.until_sent(), self.report)
        self.half_close(connection)
        self.receive_to_end(connection, mode, self.until_received(), self.report.received)

    def action_exchange(self):
        self.exchange_in(NON_BLOCKING)

    def action_exchange_blocking(self):
        self.exchange_in(BLOCKING)

    def action_exchange_timeout(self):
        self.exchange_in(TIMEOUT)

    def action_receive(self):
        connection = self.connected()
        try:
            self.report.received = connection.recv(RECEIVE_BYTES)
        except OSError as problem:
            raise CallError("recv", problem.errno) from None

    def receive_in(self, mode):
        connection = self.connected(mode)
        self.report.received = self.receive_some(connection, RECEIVE_BYTES, mode, self.until_received())

    def action_receive_blocking(self):
        self.receive_in(BLOCKING)

    def action_receive_timeout(self):
        self.receive_in(TIMEOUT)

    def action_reply(self):
        connection = self.connected()
        received = self.report.received
        self.receive_to_end(connection, NON_BLOCKING, self.until_received(), received)
        self.send_all(connection, received, NON_BLOCKING, self.until_sent(), self.report)
        self.half_close(connection)

    def send_file(self, connection, file, deadline):
        sent_bytes = 0
        while sent_bytes < len(self.data):
            sent_bytes += self.move(
                connection, select.POLLOUT, "sendfile", NON_BLOCKING, deadline,
                lambda: os.sendfile(connection.fileno(), file.fileno(), sent_bytes,
                                    len(self.data) - sent_bytes))
            self.report.sent_bytes = sent_bytes

    def action_send_file(self):
        with tempfile.TemporaryFile() as file:
            file.write(self.data)
            file.flush()
            connection = self.connected()
            self.send_file(connection, file, self.until_sent())
            self.half_close(connection)
            self.receive_to_end(connection, NON_BLOCKING, self.until_received(), self.report.received)

    def relay(self, channel):
        """The other process: sends back what comes over the UNIX socket."""
        data = self.receive_to_end(channel, BLOCKING, Deadline(None))
        channel.sendall(data)

    def action_relay_unix(self):
        folder = tempfile.mkdtemp(prefix="wt-probe-")
        try:
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(folder + "/socket")
                listener.listen(1)
                if os.fork() == 0:
                    with socket.socket(socket.AF_UNIX) as channel:
                        channel.connect(folder + "/socket")
                        self.relay(channel)
                    os._exit(0)
                channel, _ = listener.accept()
            with channel, self.connected() as connection:
                request = self.receive_to_end(connection, NON_BLOCKING, self.until_received())
                channel.sendall(request)
                channel.shutdown(socket.SHUT_WR)
                self.report.received = self.receive_to_end(channel, BLOCKING, Deadline(None))
                self.send_all(connection, self.report.received, NON_BLOCKING, self.until_sent(), self.report)
                self.half_close(connection)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def go_on(self, channel):
        """The other process: it was there before the connection, and so did not inherit it."""
        _, control, _, _ = channel.recvmsg(1, socket.CMSG_LEN(array.array("i").itemsize))
        connection = socket.socket(fileno=array.array("i", control[0][2])[0])
        self.send_all(connection, self.data, NON_BLOCKING, self.until_sent(), self.report)
        self.half_close(connection)
        received = self.receive_to_end(connection, NON_BLOCKING, self.until_received())
        channel.sendall(b"%d %s" % (self.report.sent_bytes, received))

    def hand_over(self, channel, connection):
        rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [connection.fileno()]))
        channel.sendmsg([b"d"], [rights])

    def action_pass_descriptor(self):
        channel, theirs = socket.socketpair(socket.AF_UNIX)
        if os.fork() == 0:
            try:
                channel.close()
                self.go_on(theirs)
            finally:
                os._exit(0)
        theirs.close()
        with self.connected() as connection:
            self.hand_over(channel, connection)
        words = self.receive_to_end(channel, BLOCKING, Deadline(None))
        sent_bytes, space, self.report.received = words.partition(b" ")
        if not space:
            raise CallError("recvmsg", errno.ECONNABORTED)
        self.report.sent_bytes = int(sent_bytes)

    def leave_time_wait(self, reuse):
        """Leaves a connection of the port in TIME_WAIT: our accepted end closes first."""
        with open_listener(self.options.host, 0, reuse) as listener:
            place = listener.getsockname()
            listener.setblocking(True)
            with make_socket(listener.family) as client:
                client.connect(place)
                listener.accept()[0].close()
                client.recv(1)
        return place

    def bind_again(self, place, reuse):
        open_listener(place[0], place[1], reuse).close()

    def action_rebind(self):
        kind = self.value.decode()
        if kind == "listening":
            self.bind_again((self.options.host, self.options.port), True)
        else:
            self.bind_again(self.leave_time_wait(kind == "reuse"), kind == "reuse")

    def action_provoke(self):
        bring_about = PROVOKED.get(self.value.decode())
        if bring_about is None:
            raise CallError("provoke", 0, "failed")
        bring_about(self)

    def perform(self):
        """The report of the action; None when there is no such action."""
        action = getattr(self, "action_" + self.options.action.replace("-", "_"), None)
        if action is None:
            return None
        try:
            action()
        except CallError as failure:
            self.report.add(failure)
        return self.report


def serve(options, host_type=EchoHost, listen=open_listener):
    report = Report("serve")
    try:
        host_type(listen(options.host, options.port)).serve()
    except CallError as failure:
        report.add(failure)
    print(f"probe: cannot serve on {options.host} port {options.port}: {report.error}", file=sys.stderr)
    return report.publish()


def perform(options):
    if options.action == "serve":
        return serve(options)
    report = Probe(options).perform()
    if report is None:
        print(f"probe: there is no action {options.action}", file=sys.stderr)
        return command.BAD_USAGE
    return report.publish()


if __name__ == "__main__":
    # Python would make an exception of SIGINT; SIGPIPE it ignores by itself (SOC-9).
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(command.run(sys.argv[1:], DEFAULTS, __doc__.splitlines()[2], perform))
