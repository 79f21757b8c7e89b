"""Connecting, for the clients of Echo, Wave and Fetch: an error says what was being done."""

import errno
import os
import select
import socket
import threading
import time

INTERRUPTED_ATTEMPTS = 100
_IN_PROGRESS = (errno.EINPROGRESS, errno.EALREADY, errno.EAGAIN)


class Failure(Exception):
    """`stage` is one of the five of PROTOCOL.md, section Fetch."""

    def __init__(self, stage, reason):
        super().__init__(f"{stage} failed: {reason}")
        self.stage = stage


def addresses_of(host, port, seconds):
    """Returns [(family, address)], asked for in a thread, since nothing can interrupt the question."""
    found = []

    def ask():
        try:
            for family, _, _, _, address in socket.getaddrinfo(os.fsencode(host), port,
                                                               type=socket.SOCK_STREAM):
                found.append((family, address))
        except (OSError, UnicodeError):
            pass

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise Failure("address", f"nobody knows {host}")
    return list(found)


def wait_for(connection, events, seconds):
    """Whether the connection is ready before the time is up; `seconds` may be None."""
    poll = select.poll()
    poll.register(connection, events)
    return bool(poll.poll(None if seconds is None else max(0, seconds * 1000)))


def _start(connection, address):
    """Starts a non-blocking connect and returns its errno; an interrupted one is asked for again."""
    for _ in range(INTERRUPTED_ATTEMPTS):
        error_number = connection.connect_ex(address)
        if error_number != errno.EINTR:
            break
    return 0 if error_number == errno.EISCONN else error_number


def _connect_to(family, address, seconds):
    try:
        connection = socket.socket(family, socket.SOCK_STREAM)
    except OSError as problem:
        raise Failure("socket", problem.strerror) from problem
    try:
        connection.setblocking(False)
        error_number = _start(connection, address)
        if error_number in _IN_PROGRESS:
            if not wait_for(connection, select.POLLOUT, seconds):
                raise TimeoutError(errno.ETIMEDOUT, "no answer in time")
            error_number = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error_number:
            raise OSError(error_number, os.strerror(error_number))
        return connection
    except OSError as problem:
        connection.close()
        raise Failure("connect", problem.strerror) from problem


def connect(host, port, limit_seconds):
    """Tries each address in turn and returns a non-blocking socket; raises Failure."""
    deadline = time.monotonic() + limit_seconds
    addresses = addresses_of(host, port, limit_seconds)
    last = None
    for tried, (family, address) in enumerate(addresses):
        left = max(0.0, deadline - time.monotonic())
        try:
            return _connect_to(family, address, left / (len(addresses) - tried))
        except Failure as failure:
            last = failure
    raise last


def exchange(connection, request, limit_seconds, half_closes):
    """Sends `request` and yields what comes, until the end; raises Failure. Reads while it sends."""
    unsent = memoryview(request)
    while True:
        events = select.POLLIN | (select.POLLOUT if unsent else 0)
        if not wait_for(connection, events, limit_seconds):
            raise Failure("send" if unsent else "receiving", "no progress in time")
        if unsent:
            try:
                unsent = unsent[connection.send(unsent[:1 << 18]):]
            except (BlockingIOError, InterruptedError):
                pass
            except OSError as problem:
                raise Failure("send", problem.strerror) from problem
            if not unsent and half_closes:
                connection.shutdown(socket.SHUT_WR)
        try:
            data = connection.recv(1 << 16)
        except (BlockingIOError, InterruptedError):
            continue
        except OSError as problem:
            raise Failure("receiving", problem.strerror) from problem
        if not data:
            return
        yield data
