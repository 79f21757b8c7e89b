"""From a host and a port to a connected socket."""

import errno
import os
import select
import socket
import threading
import time

from . import failure

_IN_PROGRESS = (errno.EINPROGRESS, errno.EALREADY, errno.EAGAIN)

# An interrupted connect is asked for again, but not for ever.
INTERRUPTED_ATTEMPTS = 100


def _look_up(host, port, flags):
    # The host goes as bytes: for a str, Python would load its IDNA codec, which takes long.
    return socket.getaddrinfo(os.fsencode(host), port, type=socket.SOCK_STREAM, flags=flags)


def _look_up_name(host, port, seconds):
    """Asks for a name in a thread of its own, since nothing can interrupt the question."""
    found = []

    def ask():
        try:
            found.extend(_look_up(host, port, 0))
        except OSError:
            pass

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return list(found)


def addresses_of(host, port, seconds):
    """Returns the (family, socket address) pairs of `host`; raises `Unresolvable`."""
    try:
        found = _look_up(host, port, socket.AI_NUMERICHOST)
    except OSError:
        # RFC 6761: a name in .invalid has no address, and nobody needs to be asked.
        never = not host or host.rstrip(".").lower().endswith(".invalid")
        found = [] if never else _look_up_name(host, port, seconds)
    if not found:
        raise failure.Unresolvable(f"the name cannot be resolved: {host!r}")
    return [(family, address) for family, _, _, _, address in found]


def _start(connecting, address):
    """Starts a non-blocking connect and returns its errno, 0 when it is already done."""
    for _ in range(INTERRUPTED_ATTEMPTS):
        error_number = connecting.connect_ex(address)
        if error_number != errno.EINTR:
            break
    return 0 if error_number == errno.EISCONN else error_number


def _finish(connecting, seconds):
    """Waits for a connect in progress and returns its errno."""
    poll = select.poll()
    poll.register(connecting, select.POLLOUT)
    if not poll.poll(max(0, seconds * 1000)):
        return errno.ETIMEDOUT
    return connecting.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)


def _connect_to(connecting, address, seconds):
    """Connects to one address and returns the errno, 0 for success."""
    connecting.setblocking(False)
    error_number = _start(connecting, address)
    if error_number in _IN_PROGRESS:
        error_number = _finish(connecting, seconds)
    if error_number == 0 and connecting.getsockname() == connecting.getpeername():
        return errno.ECONNREFUSED  # The kernel chose the port itself as ours: nobody else is there.
    return error_number


def _attempt(family, address, seconds):
    """Returns (socket, 0), or (None, errno) with nothing left open."""
    connecting = None
    try:
        connecting = socket.socket(family, socket.SOCK_STREAM)
        error_number = _connect_to(connecting, address, seconds)
        if error_number == 0:
            return connecting, 0
    except OSError as problem:
        error_number = problem.errno or errno.EHOSTUNREACH
    if connecting is not None:
        connecting.close()
    return None, error_number


def connect(host, port, limit_seconds):
    """Returns a connected non-blocking socket; raises a `Failure`. The caller closes the socket.

    Every address is tried in turn (CLI-7) within one limit for all (CLI-4): each gets its share of
    the time that is left, so that a silent one does not use up the time of those after it.
    """
    deadline = time.monotonic() + limit_seconds
    addresses = addresses_of(host, port, limit_seconds)
    for tried, (family, address) in enumerate(addresses):
        left = max(0.0, deadline - time.monotonic())
        connected, error_number = _attempt(family, address, left / (len(addresses) - tried))
        if connected is not None:
            return connected
    raise failure.of_connect(error_number)
