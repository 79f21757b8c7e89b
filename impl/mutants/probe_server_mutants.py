"""The server of the probe of sockets, wrong in one way or right in an unusual one; probe_mutants.py starts it."""

import errno
import select
import signal
import socket
import threading

import probe
from plain_sockets import moving
from plain_sockets.moving import RECEIVE_BYTES
from plain_sockets.report import CallError


class AnswersAtOnce(probe.EchoHost):
    def receive(self, guest):
        some = guest.connection.recv(RECEIVE_BYTES)
        guest.connection.send(some)
        return bool(some)


class TakesShortAnswersForWhole(probe.EchoHost):
    def answer(self, guest):
        if guest.data:
            guest.connection.send(guest.data)
        return False


class NeverCloses(probe.EchoHost):
    def answer(self, guest):
        return super().answer(guest) or True

    def events_of(self, guest):
        return super().events_of(guest) if not guest.ended or guest.data else 0


class ClosesAtEnd(probe.EchoHost):
    def receive(self, guest):
        return super().receive(guest) and not guest.ended


class EndsAtAcceptError(probe.EchoHost):
    def accept_all(self):
        try:
            connection, _ = self.listener.accept()
        except OSError as problem:
            raise CallError("accept", problem.errno) from None
        connection.setblocking(False)
        self.guests[connection.fileno()] = self.welcome(connection)
        return True

    def wait(self, accepting):
        ready = super().wait(accepting)
        while not any(number == self.listener.fileno() for number, _ in ready):
            for number, events in ready:
                if number in self.guests and not self.handle(self.guests[number], events):
                    self.forget(number)
            ready = super().wait(accepting)
        return ready


class EndsAtAnyError(probe.EchoHost):
    def handle(self, guest, events):
        return self.answer(guest) if guest.ended else self.receive(guest)


class ClosesAtEagain(probe.EchoHost):
    def handle(self, guest, events):
        try:
            return self.answer(guest) if guest.ended else self.receive(guest)
        except OSError:
            return False


class AsksWithoutEnd(probe.EchoHost):
    def wait(self, accepting):
        poll = select.poll()
        poll.register(self.listener, select.POLLIN)
        for number, guest in self.guests.items():
            poll.register(number, self.events_of(guest))
        return poll.poll(0)


class SpinsInShortage(probe.EchoHost):
    def accept_all(self):
        super().accept_all()
        return True


class AnswersInThreads(probe.EchoHost):
    """Right: a thread for each connection, whose calls wait for an hour."""

    def accept_all(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except BlockingIOError:
                return True
            except OSError as problem:
                if problem.errno in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                    return False
                continue
            connection.settimeout(3600)
            threading.Thread(target=self.serve_one, args=(connection,), daemon=True).start()

    def serve_one(self, connection):
        parts = []
        try:
            while some := connection.recv(RECEIVE_BYTES):
                parts.append(some)
            connection.sendall(b"".join(parts))
        except OSError:
            pass
        connection.close()


def listen_without_reuse(host, port):
    return moving.open_listener(host, port, False)


def listen_on_shared_port(host, port):
    """SO_REUSEPORT: who else asks for it shares the port in silence."""
    family, address = moving.addresses_of(host, port)[0]
    listener = moving.make_socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind(address)
    listener.listen(1024)
    listener.setblocking(False)
    return listener


def listen_or_fail(host, port):
    try:
        return moving.open_listener(host, port)
    except CallError as failure:
        raise CallError(failure.call, failure.number, "failed") from None


def listen_or_wait(host, port):
    try:
        return moving.open_listener(host, port)
    except CallError:
        signal.pause()


# What accepts, and how it listens.
SERVERS = {
    "answers-at-once": (AnswersAtOnce,), "takes-short-answers-for-whole": (TakesShortAnswersForWhole,),
    "never-closes": (NeverCloses,), "closes-at-end": (ClosesAtEnd,),
    "shares-its-port": (probe.EchoHost, listen_on_shared_port), "fails-when-taken": (probe.EchoHost, listen_or_fail),
    "waits-when-taken": (probe.EchoHost, listen_or_wait), "does-not-reuse": (probe.EchoHost, listen_without_reuse),
    "ends-at-accept-error": (EndsAtAcceptError,), "ends-at-any-error": (EndsAtAnyError,),
    "closes-at-eagain": (ClosesAtEagain,), "asks-without-end": (AsksWithoutEnd,),
    "spins-in-shortage": (SpinsInShortage,), "answers-in-threads": (AnswersInThreads,),
}
