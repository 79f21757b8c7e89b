"""What the servers of Echo and Wave share: listening, accepting, one loop, and the end.

A connection is an object with `socket`, `wants_read`, `wants_write`, `on_readable()`, `on_writable()`
and, where it has something to do by the clock, `due_seconds` and `on_due()`. The methods return False,
or raise OSError, when the connection has ended.
"""

import errno
import os
import select
import signal
import socket
import sys
import time

BACKLOG = 1024
RETRY_SECONDS = 0.1
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_MISSING = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def _listen(family, address):
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def open_listeners(host, port):
    """Returns a listener for each address of `host`; raises OSError (ECH-3, ECH-13)."""
    found = socket.getaddrinfo(os.fsencode(host), port, type=socket.SOCK_STREAM,
                               flags=socket.AI_PASSIVE)
    listeners = {}
    missing = None
    for family, _, _, _, address in found:
        if listeners and port == 0:
            address = (address[0], next(iter(listeners.values())).getsockname()[1], *address[2:])
        try:
            if address not in listeners:
                listeners[address] = _listen(family, address)
        except OSError as problem:
            if problem.errno not in _MISSING:
                raise
            missing = problem
    if not listeners:
        raise missing
    return list(listeners.values())


class Loop:
    """Serves until the process ends."""

    def __init__(self, listeners, make_connection):
        self._listeners = {listener.fileno(): listener for listener in listeners}
        self._make_connection = make_connection
        self._connections = {}
        self._interest = {}
        self._poll = select.poll()
        self._retry_at = None
        for number in self._listeners:
            self._poll.register(number, select.POLLIN)

    def run(self):
        while True:
            for number, _ in self._poll.poll(self._patience_ms()):
                if number in self._listeners:
                    self._accept(self._listeners[number])
                elif number in self._connections:
                    self._serve(self._connections[number])
            self._do_what_is_due()

    def _due_times(self):
        times = [one.due_seconds for one in self._connections.values()
                 if one.due_seconds is not None]
        return times + ([self._retry_at] if self._retry_at else [])

    def _patience_ms(self):
        times = self._due_times()
        return max(0, (min(times) - time.monotonic()) * 1000 + 1) if times else None

    def _do_what_is_due(self):
        now = time.monotonic()
        if self._retry_at and now >= self._retry_at:
            self._accept_again()
        for one in list(self._connections.values()):
            if one.due_seconds is not None and now >= one.due_seconds:
                self._turn(one, one.on_due)

    def _accept(self, listener):
        try:
            accepted, _ = listener.accept()
        except BlockingIOError:
            return
        except OSError as problem:
            if problem.errno in _EXHAUSTED:
                self._rest()
            return
        accepted.setblocking(False)
        one = self._make_connection(accepted)
        self._connections[accepted.fileno()] = one
        self._follow(one)

    def _rest(self):
        """Without descriptors a listener that is ready would be ready for ever (ECH-9)."""
        for number in self._listeners:
            self._poll.modify(number, 0)
        self._retry_at = time.monotonic() + RETRY_SECONDS

    def _accept_again(self):
        for number in self._listeners:
            self._poll.modify(number, select.POLLIN)
        self._retry_at = None

    def _serve(self, one):
        # An error or a hang-up is told by the call that it makes fail.
        self._turn(one, one.on_readable if one.wants_read else one.on_writable)

    def _turn(self, one, action):
        try:
            goes_on = action()
        except (BlockingIOError, InterruptedError):
            goes_on = True
        except OSError:
            goes_on = False
        if goes_on:
            self._follow(one)
        else:
            self._end(one)

    def _follow(self, one):
        events = (select.POLLIN if one.wants_read else 0) | \
            (select.POLLOUT if one.wants_write else 0)
        number = one.socket.fileno()
        if self._interest.get(number) != events:
            self._interest[number] = events
            self._poll.register(number, events)

    def _end(self, one):
        number = one.socket.fileno()
        self._poll.unregister(number)
        del self._connections[number]
        del self._interest[number]
        one.socket.close()
        if self._retry_at:
            self._accept_again()


def serve(program, arguments, make_connection):
    """Runs a server from its command line: HOST PORT. Returns the exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    try:
        host, port = arguments[0], int(arguments[1])
    except (IndexError, ValueError):
        print(f"usage: {program} HOST PORT", file=sys.stderr)
        return 2
    try:
        listeners = open_listeners(host, port)
    except OSError as problem:
        print(f"{program}: cannot listen on {host} port {port}: {problem.strerror}",
              file=sys.stderr)
        return 1
    print(f"listening on {listeners[0].getsockname()[1]}", flush=True)
    Loop(listeners, make_connection).run()
    return 0
