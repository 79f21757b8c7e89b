"""Connections, and bytes through them, in the three modes that a socket has."""

import errno
import os
import select
import socket
import struct
import time

from .report import CallError

BLOCKING, NON_BLOCKING, TIMEOUT = "blocking", "non-blocking", "timeout"

IN_PROGRESS = (errno.EINPROGRESS, errno.EALREADY, errno.EINTR)
RECEIVE_BYTES = 65536


class Deadline:
    """A moment by which something is over; None is never."""

    def __init__(self, milliseconds):
        self.end = None if milliseconds is None else time.monotonic() + milliseconds / 1000

    def left_ms(self):
        """What is left, rounded up, or the last of it would be a busy loop; None for ever."""
        if self.end is None:
            return None
        return max(0, -int(-(self.end - time.monotonic()) * 1000 // 1))

    def is_over(self):
        return self.end is not None and time.monotonic() >= self.end


def addresses_of(host, port):
    """The (family, address) pairs of a host; raises CallError."""
    try:
        found = socket.getaddrinfo(os.fsencode(host), port, type=socket.SOCK_STREAM)
    except socket.gaierror:
        raise CallError("getaddrinfo", 0, "unresolvable") from None
    return [(family, address) for family, _, _, _, address in found]


def make_socket(family, kind=socket.SOCK_STREAM, protocol=0):
    try:
        return socket.socket(family, kind, protocol)
    except OSError as problem:
        raise CallError("socket", problem.errno) from None


class Mover:
    """The primitives that actions are made of. Each is a method, so that one of them can differ."""

    def wait(self, connection, event, deadline):
        """Waits without using the processor; False when the deadline is over first."""
        poll = select.poll()
        poll.register(connection, event)
        while True:
            if poll.poll(deadline.left_ms()):
                return True
            if deadline.is_over():
                return False

    def share_ms(self, left_ms, count):
        """What one of so many addresses gets of the time that is left."""
        return left_ms / count

    def connect(self, host, port, limit_ms):
        """A non-blocking connected socket; raises the CallError of the last address."""
        total = Deadline(limit_ms)
        addresses = addresses_of(host, port)
        for tried, (family, address) in enumerate(addresses):
            try:
                left_ms = self.share_ms(total.left_ms(), len(addresses) - tried)
                return self.connect_to(family, address, Deadline(left_ms))
            except CallError as failure:
                last = failure
        raise last

    def connect_to(self, family, address, deadline):
        connection = make_socket(family)
        try:
            connection.setblocking(False)
            number = connection.connect_ex(address)
            if number in IN_PROGRESS:
                self.finish_connect(connection, deadline)
            elif number not in (0, errno.EISCONN):
                raise CallError("connect", number)
            if connection.getsockname() == connection.getpeername():
                raise CallError("connect", errno.ECONNREFUSED)
        except OSError as problem:
            connection.close()
            raise CallError("connect", problem.errno) from None
        except CallError:
            connection.close()
            raise
        return connection

    def finish_connect(self, connection, deadline):
        if not self.wait(connection, select.POLLOUT, deadline):
            raise CallError("connect", errno.EINPROGRESS, "timed_out")
        number = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if number:
            raise CallError("connect", number)

    def set_timeout(self, connection, event, left_ms):
        option = socket.SO_RCVTIMEO if event == select.POLLIN else socket.SO_SNDTIMEO
        seconds, rest_ms = divmod(max(1, left_ms), 1000)
        connection.setsockopt(socket.SOL_SOCKET, option, struct.pack("@ll", seconds, rest_ms * 1000))

    def limit_over(self, call):
        return CallError(call, errno.EAGAIN, "timed_out")

    def move(self, connection, event, name, mode, deadline, call):
        """One call that moves bytes, tried again for as long as that is a remedy."""
        while True:
            if mode != BLOCKING and deadline.is_over():
                raise self.limit_over(name)
            if mode == TIMEOUT:
                self.set_timeout(connection, event, deadline.left_ms())
            try:
                return call()
            except InterruptedError:
                continue
            except BlockingIOError:
                if mode == TIMEOUT:
                    continue
            except OSError as problem:
                raise CallError(name, problem.errno) from None
            if not self.wait(connection, event, deadline):
                raise self.limit_over(name)

    def send_all(self, connection, data, mode, deadline, report):
        view = memoryview(data)
        while view:
            sent = self.move(connection, select.POLLOUT, "send", mode, deadline,
                             lambda: connection.send(view))
            view = view[sent:]
            report.sent_bytes += sent

    def receive_some(self, connection, most, mode, deadline):
        return self.move(connection, select.POLLIN, "recv", mode, deadline,
                         lambda: connection.recv(most))

    def receive_to_end(self, connection, mode, deadline, received=None):
        """All bytes up to the end of the stream, behind those of `received`, which has them after an error as well."""
        received = bytearray() if received is None else received
        while some := self.receive_some(connection, RECEIVE_BYTES, mode, deadline):
            received += some
        return received

    def half_close(self, connection):
        try:
            connection.shutdown(socket.SHUT_WR)
        except OSError as problem:
            raise CallError("shutdown", problem.errno) from None


def open_listener(host, port, reuse=True):
    """A listening socket that does not block; raises CallError."""
    family, address = addresses_of(host, port)[0]
    listener = make_socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1 if reuse else 0)
        listener.bind(address)
        listener.listen(1024)
        listener.setblocking(False)
    except OSError as problem:
        listener.close()
        raise CallError("bind", problem.errno) from None
    return listener
