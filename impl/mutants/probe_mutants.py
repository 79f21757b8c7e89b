"""The probe of sockets, wrong in one way or right in an unusual one; the first argument is its name.

usage: probe_mutants.py MUTANT ACTION HOST PORT [options of impl/python/probe.py]
"""

import errno
import json
import os
import select
import signal
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))

import probe  # noqa: E402
from probe_server_mutants import SERVERS  # noqa: E402
from plain_sockets import command, moving, report  # noqa: E402
from plain_sockets.moving import BLOCKING, NON_BLOCKING, RECEIVE_BYTES, TIMEOUT, Deadline  # noqa: E402
from plain_sockets.report import CallError  # noqa: E402


# Clients: what they say.


class PrintsTwice(probe.Probe):
    def perform(self):
        print(super().perform().line())
        return self.report


class OneStatusForAll(probe.Probe):
    def perform(self):
        super().perform().status = lambda: 0 if self.report.outcome == "ok" else 1
        return self.report


class OtherOrder(probe.Probe):
    def perform(self):
        done = super().perform()
        words = json.dumps(json.loads(done.line()), sort_keys=True, separators=(",", ":"))
        done.line = lambda: words
        return done


def outcome_for(errors, outcome):
    """A probe that takes these errors for that outcome."""

    class Mistaken(probe.Probe):
        def perform(self):
            done = super().perform()
            if done.error in errors:
                done.outcome = outcome
            return done

    return Mistaken


# Clients: connecting.


class DoesNotAskForTheError(probe.Probe):
    def finish_connect(self, connection, deadline):
        if not self.wait(connection, select.POLLOUT, deadline):
            raise CallError("connect", errno.EINPROGRESS, "timed_out")


class NoConnectLimit(probe.Probe):
    def connect_to(self, family, address, deadline):
        return super().connect_to(family, address, Deadline(None))


class LimitForEachAddress(probe.Probe):
    def share_ms(self, left_ms, count):
        return self.options["--connect-ms"]


class FirstUsesUpAll(probe.Probe):
    def share_ms(self, left_ms, count):
        return left_ms

    def connect_to(self, family, address, deadline):
        if deadline.is_over():
            raise CallError("connect", errno.EINPROGRESS, "timed_out")
        return super().connect_to(family, address, deadline)


class FirstAddressOnly(probe.Probe):
    def connect(self, host, port, limit_ms):
        family, address = moving.addresses_of(host, port)[0]
        return self.connect_to(family, address, Deadline(limit_ms))


class FirstErrorIsKept(probe.Probe):
    first = None

    def connect_to(self, family, address, deadline):
        try:
            return super().connect_to(family, address, deadline)
        except CallError as failure:
            self.first = self.first or failure
            raise self.first from None


class PassesOverBind(probe.Probe):
    def perform(self):
        done = super().perform()
        if done.call == "bind":
            done.outcome, done.error, done.call = "ok", "", ""
        return done


# Clients: bytes.


class DiesOfSigpipe(probe.Probe):
    def perform(self):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        return super().perform()


class ResetIsAnEnd(probe.Probe):
    def receive_some(self, connection, most, mode, deadline):
        try:
            return super().receive_some(connection, most, mode, deadline)
        except CallError as failure:
            if failure.outcome == "closed":
                return b""
            raise


class KeepsItsDirectionOpen(probe.Probe):
    def half_close(self, connection):
        pass


class TakesShortSendsForWhole(probe.Probe):
    def send_all(self, connection, data, mode, deadline, done):
        for begin in range(0, len(data), 65536):
            part = data[begin:begin + 65536]
            self.move(connection, select.POLLOUT, "send", mode, deadline, lambda: connection.send(part))
            done.sent_bytes += len(part)


class OneReceiveIsAll(probe.Probe):
    def receive_to_end(self, connection, mode, deadline, received=None):
        received = bytearray() if received is None else received
        received += self.receive_some(connection, RECEIVE_BYTES, mode, deadline)
        return received


class TimeoutInEveryMode(probe.Probe):
    def move(self, connection, event, name, mode, deadline, call):
        return super().move(connection, event, name, TIMEOUT if mode == BLOCKING else mode, deadline, call)


class BlocksAfterAll(probe.Probe):
    def connected(self, mode=NON_BLOCKING):
        return super().connected(BLOCKING)


class NoReceiveLimit(probe.Probe):
    def until_received(self):
        return Deadline(None)

    def set_timeout(self, connection, event, left_ms):
        if left_ms is not None:
            super().set_timeout(connection, event, left_ms)


class SecondsForMilliseconds(probe.Probe):
    def set_timeout(self, connection, event, left_ms):
        super().set_timeout(connection, event, left_ms * 1000)


class ProgressProlongs(probe.Probe):
    def move(self, connection, event, name, mode, deadline, call):
        if event == select.POLLOUT:
            deadline = self.until_sent()
        return super().move(connection, event, name, mode, deadline, call)


class NoSendLimit(probe.Probe):
    def until_sent(self):
        return Deadline(None)

    def set_timeout(self, connection, event, left_ms):
        if left_ms is not None:
            super().set_timeout(connection, event, left_ms)


class EagainIsTheEnd(probe.Probe):
    def move(self, connection, event, name, mode, deadline, call):
        if mode == NON_BLOCKING and not self.wait(connection, event, deadline):
            raise self.limit_over(name)
        if mode == TIMEOUT:
            self.set_timeout(connection, event, deadline.left_ms())
        try:
            return call()
        except BlockingIOError:
            raise self.limit_over(name) from None
        except OSError as problem:
            raise CallError(name, problem.errno) from None


class ConnectsAgain(probe.Probe):
    """A connect that is under way is begun again."""

    def finish_connect(self, connection, deadline):
        select.select([], [connection], [], 0.2)
        number = connection.connect_ex((self.options.host, self.options.port))
        if number:
            raise CallError("connect", number, "failed")


class EndsAtTheEnd(probe.Probe):
    def action_reply(self):
        self.report.received = self.receive_to_end(self.connected(), NON_BLOCKING, self.until_received())


class RepliesAtOnce(probe.Probe):
    def action_reply(self):
        connection = self.connected()
        while some := self.receive_some(connection, RECEIVE_BYTES, NON_BLOCKING, self.until_received()):
            self.report.received += some
            self.send_all(connection, some, NON_BLOCKING, self.until_sent(), self.report)
        self.half_close(connection)


class OneSendfile(probe.Probe):
    def send_file(self, connection, file, deadline):
        os.sendfile(connection.fileno(), file.fileno(), 0, len(self.data) or 1)
        self.report.sent_bytes = len(self.data)


class FileFromTheStartAgain(probe.Probe):
    def send_file(self, connection, file, deadline):
        while self.report.sent_bytes < len(self.data):
            self.report.sent_bytes += self.move(
                connection, select.POLLOUT, "sendfile", NON_BLOCKING, deadline,
                lambda: os.sendfile(connection.fileno(), file.fileno(), 0,
                                    len(self.data) - self.report.sent_bytes))


class RelaysOneReceive(probe.Probe):
    def relay(self, channel):
        channel.sendall(channel.recv(1024))


class RelaysNoEnd(probe.Probe):
    def relay(self, channel):
        super().relay(channel)
        signal.pause()


class ShutsDownForBoth(probe.Probe):
    def hand_over(self, channel, connection):
        super().hand_over(channel, connection)
        connection.shutdown(socket.SHUT_RDWR)


class PassesANumber(probe.Probe):
    """The number of a descriptor means nothing to another process."""

    def hand_over(self, channel, connection):
        channel.sendmsg([b"%d" % connection.fileno()])


class AlwaysReuses(probe.Probe):
    def bind_again(self, place, reuse):
        super().bind_again(place, True)

    def leave_time_wait(self, reuse):
        return super().leave_time_wait(True)


class NeverReuses(probe.Probe):
    def bind_again(self, place, reuse):
        super().bind_again(place, False)


class Spins(probe.Probe):
    def wait(self, connection, event, deadline):
        poll = select.poll()
        poll.register(connection, event)
        while not deadline.is_over():
            if poll.poll(0):
                return True
        return False


class WaitsWithSelect(probe.Probe):
    """Right: select waits in place of poll."""

    def wait(self, connection, event, deadline):
        lists = ([connection], [], []) if event == select.POLLIN else ([], [connection], [])
        left_ms = deadline.left_ms()
        return any(select.select(*lists, None if left_ms is None else left_ms / 1000))


class MovesSmallPieces(probe.Probe):
    """Right: no call moves more than a thousand bytes."""

    def send_all(self, connection, data, mode, deadline, done):
        for begin in range(0, len(data), 1000):
            super().send_all(connection, data[begin:begin + 1000], mode, deadline, done)

    def receive_some(self, connection, most, mode, deadline):
        return super().receive_some(connection, min(most, 1000), mode, deadline)


CLIENTS = {
    "prints-twice": PrintsTwice, "one-status-for-all": OneStatusForAll, "other-order": OtherOrder,
    "refused-is-unreachable": outcome_for(("ECONNREFUSED",), "unreachable"),
    "unreachable-is-refused": outcome_for(("ENETUNREACH", "EHOSTUNREACH"), "refused"),
    "kernel-limit-is-failed": outcome_for(("ETIMEDOUT",), "failed"),
    "shortage-is-unreachable": outcome_for(("EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"), "unreachable"),
    "no-address-is-refused": outcome_for(("EADDRNOTAVAIL", "EADDRINUSE"), "refused"),
    "denied-is-unreachable": outcome_for(("EACCES",), "unreachable"),
    "unsupported-is-failed": outcome_for(
        ("EAFNOSUPPORT", "EPROTONOSUPPORT", "EOPNOTSUPP", "ENOPROTOOPT"), "failed"),
    "misuse-is-closed": outcome_for(
        ("EISCONN", "ENOTCONN", "EDESTADDRREQ", "EMSGSIZE", "ENOTSOCK", "EBADF", "EINVAL"), "closed"),
    "would-block-is-timed-out": outcome_for(("EAGAIN", "EALREADY"), "timed_out"),
    "does-not-ask-for-the-error": DoesNotAskForTheError, "no-connect-limit": NoConnectLimit,
    "limit-for-each-address": LimitForEachAddress, "first-uses-up-all": FirstUsesUpAll,
    "first-address-only": FirstAddressOnly, "first-error-is-kept": FirstErrorIsKept,
    "passes-over-bind": PassesOverBind, "dies-of-sigpipe": DiesOfSigpipe, "reset-is-an-end": ResetIsAnEnd,
    "keeps-its-direction-open": KeepsItsDirectionOpen, "takes-short-sends-for-whole": TakesShortSendsForWhole,
    "one-receive-is-all": OneReceiveIsAll, "timeout-in-every-mode": TimeoutInEveryMode,
    "blocks-after-all": BlocksAfterAll, "no-receive-limit": NoReceiveLimit,
    "seconds-for-milliseconds": SecondsForMilliseconds, "progress-prolongs": ProgressProlongs,
    "no-send-limit": NoSendLimit, "eagain-is-the-end": EagainIsTheEnd, "connects-again": ConnectsAgain,
    "ends-at-the-end": EndsAtTheEnd, "replies-at-once": RepliesAtOnce, "one-sendfile": OneSendfile,
    "file-from-the-start-again": FileFromTheStartAgain, "relays-one-receive": RelaysOneReceive,
    "relays-no-end": RelaysNoEnd, "shuts-down-for-both": ShutsDownForBoth, "passes-a-number": PassesANumber,
    "always-reuses": AlwaysReuses, "never-reuses": NeverReuses, "spins": Spins,
    "waits-with-select": WaitsWithSelect, "moves-small-pieces": MovesSmallPieces,
}


def perform(options):
    if options.action == "serve":
        return probe.serve(options, *SERVERS[NAME])
    done = CLIENTS[NAME](options).perform()
    return done.publish() if done else report.BAD_USAGE


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    NAME = sys.argv[1]
    sys.exit(command.run(sys.argv[2:], probe.DEFAULTS, __doc__.splitlines()[2], perform))
