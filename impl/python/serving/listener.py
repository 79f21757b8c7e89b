"""The listening socket, and accepting from it."""

import errno
import os
import socket

BACKLOG = 1024

# One turn of the loop accepts no more than this, so that open connections get their turn.
ACCEPTS_PER_TURN = 64

# Errors that say the process or the machine has run out of something; they last until it is freed.
_EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


def open_listener(host, port):
    """Returns a non-blocking listening socket; raises OSError (SRV-6). It can rebind (SRV-5)."""
    # The host goes as bytes: for a str, Python would load its IDNA codec.
    family, kind, protocol, _, address = socket.getaddrinfo(
        os.fsencode(host), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def accept_ready(listener):
    """Returns (non-blocking sockets accepted, whether descriptors or memory ran out) (SRV-4)."""
    accepted = []
    for _ in range(ACCEPTS_PER_TURN):
        try:
            connected, _ = listener.accept()
        except BlockingIOError:
            break
        except OSError as problem:
            if problem.errno in _EXHAUSTED:
                return accepted, True
            continue  # The peer went away before it was accepted (SRV-1).
        connected.setblocking(False)
        accepted.append(connected)
    return accepted, False
