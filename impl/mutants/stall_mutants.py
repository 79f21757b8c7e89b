"""Peers that stall, and those who meet them, each wrong in one way or right in an unusual one; the first argument is its name.

usage: stall_mutants.py MUTANT serve|send|await HOST PORT [options of impl/python/stall.py]
"""

import errno
import os
import select
import signal
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

import stall  # noqa: E402
from plain_sockets import command  # noqa: E402
from plain_sockets.moving import RECEIVE_BYTES, Deadline  # noqa: E402
from plain_sockets.report import CallError  # noqa: E402

ENDED = select.POLLERR | select.POLLHUP


# Servers.


class ReadsAlthoughNever(stall.StallHost):
    def welcome(self, connection):
        return self.Guest(connection, self.most_bytes or 1 << 40)


class ReadsWholeBuffers(stall.StallHost):
    def handle(self, guest, events):
        if events & ENDED:
            return False
        received = len(guest.connection.recv(RECEIVE_BYTES))
        guest.left_bytes = max(0, guest.left_bytes - received) if received else 0
        return True


class ReadsOnce(stall.StallHost):
    def handle(self, guest, events):
        goes_on = super().handle(guest, events)
        guest.left_bytes = 0
        return goes_on


class OneLimitForAll(stall.StallHost):
    def handle(self, guest, events):
        guest.left_bytes = before = min(guest.left_bytes, self.most_bytes)
        if events & ENDED or not before:
            return not events & ENDED
        goes_on = super().handle(guest, events)
        self.most_bytes -= before - guest.left_bytes
        return goes_on


class Greets(stall.StallHost):
    def welcome(self, connection):
        connection.send(b"hello\r\n")
        return super().welcome(connection)


class Answers(stall.StallHost):
    def handle(self, guest, events):
        before = guest.left_bytes
        goes_on = super().handle(guest, events)
        if goes_on and before != guest.left_bytes:
            guest.connection.send(b"ok\r\n")
        return goes_on


class ClosesAtLimit(stall.StallHost):
    def handle(self, guest, events):
        return super().handle(guest, events) and guest.left_bytes > 0


class ClosesAtEnd(stall.StallHost):
    def handle(self, guest, events):
        if not events & ENDED and guest.left_bytes and not guest.connection.recv(1, 2):  # MSG_PEEK
            return False
        return super().handle(guest, events)


class ClosesAtHalfClose(stall.StallHost):
    def events_of(self, guest):
        return super().events_of(guest) | select.POLLRDHUP

    def handle(self, guest, events):
        return not events & select.POLLRDHUP and super().handle(guest, events)


class AsksAboutWhatItDoesNotRead(stall.StallHost):
    def events_of(self, guest):
        return select.POLLIN

    def handle(self, guest, events):
        return super().handle(guest, events) if guest.left_bytes or events & ENDED else True


class ReadsTheEndAgain(stall.StallHost):
    def handle(self, guest, events):
        if events & ENDED:
            return False
        guest.left_bytes -= len(guest.connection.recv(min(RECEIVE_BYTES, guest.left_bytes)))
        return True


class AsksAboutHalfClose(stall.StallHost):
    def events_of(self, guest):
        return super().events_of(guest) | select.POLLRDHUP

    def handle(self, guest, events):
        return super().handle(guest, events) if events != select.POLLRDHUP else True


class OneAtATime(stall.StallHost):
    def accept_all(self):
        if self.guests:
            return True
        try:
            connection, _ = self.listener.accept()
            self.guests[connection.fileno()] = self.welcome(connection)
        except BlockingIOError:
            pass
        return True

    def wait(self, accepting):
        return super().wait(accepting and not self.guests) if not self.guests else self.wait_for_guests()

    def wait_for_guests(self):
        poll = select.poll()
        for number, guest in self.guests.items():
            poll.register(number, self.events_of(guest))
        return poll.poll()


class ReadsOneToTheLimit(stall.StallHost):
    def welcome(self, connection):
        connection.setblocking(True)
        guest = super().welcome(connection)
        while guest.left_bytes:
            received = len(connection.recv(min(RECEIVE_BYTES, guest.left_bytes)))
            guest.left_bytes -= received or guest.left_bytes
        return guest


class DoesNotLearnOfResets(stall.StallHost):
    def wait(self, accepting):
        poll = select.poll()
        poll.register(self.listener, select.POLLIN)
        for number, guest in self.guests.items():
            if guest.left_bytes:
                poll.register(number, select.POLLIN)
        return poll.poll()


class ForgetsAfterErrors(stall.StallHost):
    """An error of a read takes the connection out of the loop, and nobody closes it."""

    lost = []

    def forget(self, number):
        self.lost.append(self.guests.pop(number).connection)


class ThreadForEach(stall.StallHost):
    """Right: a thread reads from each connection, and one that polls learns of resets."""

    def welcome(self, connection):
        connection.setblocking(True)
        guest = self.Guest(connection, 0)
        threading.Thread(target=self.read, args=(connection,), daemon=True).start()
        return guest

    def read(self, connection):
        left_bytes = self.most_bytes
        try:
            while left_bytes:
                received = len(connection.recv(min(RECEIVE_BYTES, left_bytes)))
                left_bytes -= received or left_bytes
        except OSError:
            pass


class ReadsByteByByte(stall.StallHost):
    """Right: no more than a few bytes at a time."""

    def handle(self, guest, events):
        if events & ENDED or not guest.left_bytes:
            return False
        received = len(guest.connection.recv(min(100, guest.left_bytes)))
        guest.left_bytes -= received or guest.left_bytes
        return True


# Clients.


class SendsAgainAfterWaiting(stall.Stall):
    def send_patiently(self, connection, data):
        first = True
        while first or self.report.sent_bytes < len(data):
            first = False
            try:
                while self.report.sent_bytes < len(data):
                    view = memoryview(data)[self.report.sent_bytes:]
                    self.report.sent_bytes += connection.send(view[:65536])
            except BlockingIOError:
                self.wait_patiently(connection, select.POLLOUT, "send", "for room",
                                    self.report.sent_bytes, self.options["--send-ms"])
                connection.send(data[:1])
            except OSError as problem:
                raise CallError("send", problem.errno) from None


class TakesShortSendsForWhole(stall.Stall):
    def send_patiently(self, connection, data):
        for begin in range(0, len(data), 65536):
            part = data[begin:begin + 65536]
            super().send_patiently(_Whole(connection), part)


class _Whole:
    """A connection whose send says that it took everything."""

    def __init__(self, connection):
        self.connection = connection

    def send(self, data):
        self.connection.send(data)
        return len(data)

    def fileno(self):
        return self.connection.fileno()


class EagainIsAnError(stall.Stall):
    def wait_patiently(self, connection, event, call, words, count, limit_ms):
        if event == select.POLLOUT:
            raise CallError(call, errno.EAGAIN, "closed")
        super().wait_patiently(connection, event, call, words, count, limit_ms)


class KeepsItsDirectionOpen(stall.Stall):
    def half_close(self, connection):
        pass


class DoesNotAwaitTheEnd(stall.Stall):
    def send(self, connection):
        self.send_patiently(connection, self.options["--value"].encode() * self.options["--value-repeat"])
        self.half_close(connection)


class SaysNothing(stall.Stall):
    def announce(self, words, count):
        pass


class SaysItAfterwards(stall.Stall):
    kept_back = ()

    def announce(self, words, count):
        self.kept_back = self.kept_back or (words, count)

    def perform(self):
        super().perform()
        if self.kept_back:
            super().announce(*self.kept_back)
        return self.report


class Spins(stall.Stall):
    def wait(self, connection, event, deadline):
        poll = select.poll()
        poll.register(connection, event)
        while not deadline.is_over():
            if poll.poll(0):
                return True
        return False


class CountsEverything(stall.Stall):
    def send_patiently(self, connection, data):
        try:
            super().send_patiently(connection, data)
        finally:
            self.report.sent_bytes = len(data)


class NeverGivesUp(stall.Stall):
    def wait_patiently(self, connection, event, call, words, count, limit_ms):
        super().wait_patiently(connection, event, call, words, count, None)


class GivesUpWithSuccess(stall.Stall):
    def perform(self):
        report = super().perform()
        if report.outcome == "timed_out":
            report.outcome = "ok"
        return report


class GivesUpOnce(stall.Stall):
    """The limit is watched over the first time only."""

    waits = 0

    def wait_patiently(self, connection, event, call, words, count, limit_ms):
        self.waits += 1
        super().wait_patiently(connection, event, call, words, count, limit_ms if self.waits == 1 else None)


class DiesOfSigpipe(stall.Stall):
    def connect_to(self, family, address, deadline):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        return super().connect_to(family, address, deadline)

    def wait(self, connection, event, deadline):
        ready = super().wait(connection, event, deadline)
        if connection.getsockopt(1, 4):  # SOL_SOCKET, SO_ERROR: the reset is reported once
            connection.send(b"x")
        return ready


class WaitsOnAfterReset(stall.Stall):
    def wait(self, connection, event, deadline):
        ready = super().wait(connection, event, deadline)
        if ready and connection.getsockopt(1, 4):
            signal.pause()
        return ready


class ResetIsSuccess(stall.Stall):
    def perform(self):
        report = super().perform()
        if report.outcome == "closed":
            report.outcome, report.error, report.call = "ok", "", ""
        return report


class ForgetsBytes(stall.Stall):
    def receive_patiently(self, connection, words):
        try:
            super().receive_patiently(connection, words)
        except CallError:
            self.report.received.clear()
            raise


class FirstBytesAreEnough(stall.Stall):
    def await_bytes(self, connection):
        self.wait_patiently(connection, select.POLLIN, "recv", "for bytes", 0, self.options["--response-ms"])
        self.report.received = connection.recv(RECEIVE_BYTES)


class EndIsSilence(stall.Stall):
    def await_bytes(self, connection):
        self.receive_patiently(connection, "for bytes")
        signal.pause()


class SendsSmallPieces(stall.Stall):
    """Right: no send is larger than a kilobyte."""

    def send_patiently(self, connection, data):
        view = memoryview(data)
        for begin in range(0, len(data), 1024):
            super().send_patiently(connection, view[begin:begin + 1024])


class WaitsInTurns(stall.Stall):
    """Right: a wait is cut into turns of a tenth of a second, which costs next to nothing."""

    def wait(self, connection, event, deadline):
        while not deadline.is_over():
            left_ms = deadline.left_ms()
            if super().wait(connection, event, Deadline(100 if left_ms is None else min(100, left_ms))):
                return True
        return False


SERVERS = {
    "reads-although-never": ReadsAlthoughNever, "reads-whole-buffers": ReadsWholeBuffers, "reads-once": ReadsOnce,
    "one-limit-for-all": OneLimitForAll, "greets": Greets, "answers": Answers, "closes-at-limit": ClosesAtLimit,
    "closes-at-end": ClosesAtEnd, "closes-at-half-close": ClosesAtHalfClose,
    "asks-about-what-it-does-not-read": AsksAboutWhatItDoesNotRead, "reads-the-end-again": ReadsTheEndAgain,
    "asks-about-half-close": AsksAboutHalfClose, "one-at-a-time": OneAtATime,
    "reads-one-to-the-limit": ReadsOneToTheLimit, "does-not-learn-of-resets": DoesNotLearnOfResets,
    "forgets-after-errors": ForgetsAfterErrors, "thread-for-each": ThreadForEach, "reads-few-bytes": ReadsByteByByte,
}

CLIENTS = {
    "sends-again-after-waiting": SendsAgainAfterWaiting, "takes-short-sends-for-whole": TakesShortSendsForWhole,
    "eagain-is-an-error": EagainIsAnError, "keeps-its-direction-open": KeepsItsDirectionOpen,
    "does-not-await-the-end": DoesNotAwaitTheEnd, "says-nothing": SaysNothing, "says-it-afterwards": SaysItAfterwards,
    "spins": Spins, "counts-everything": CountsEverything, "never-gives-up": NeverGivesUp,
    "gives-up-with-success": GivesUpWithSuccess, "gives-up-once": GivesUpOnce, "dies-of-sigpipe": DiesOfSigpipe,
    "waits-on-after-reset": WaitsOnAfterReset, "reset-is-success": ResetIsSuccess, "forgets-bytes": ForgetsBytes,
    "first-bytes-are-enough": FirstBytesAreEnough, "end-is-silence": EndIsSilence,
    # The same mistakes, met by the other action.
    "says-nothing-of-waiting": SaysNothing, "spins-without-bytes": Spins, "never-gives-up-receiving": NeverGivesUp,
    "sends-small-pieces": SendsSmallPieces, "waits-in-turns": WaitsInTurns,
}


def perform(options):
    if options.action == "serve":
        return stall.serve(options, SERVERS[NAME])
    return CLIENTS[NAME](options).perform().publish()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    NAME = sys.argv[1]
    sys.exit(command.run(sys.argv[2:], stall.DEFAULTS, __doc__.splitlines()[2], perform))
