"""Errors that a program can bring about by itself, each by a real call."""

import errno
import resource
import select
import socket
import struct

from .moving import Deadline, addresses_of, make_socket, open_listener
from .report import CallError

EVERYBODY = ("127.255.255.255", 9)


def attempt(call, function, *arguments):
    try:
        return function(*arguments)
    except OSError as problem:
        raise CallError(call, problem.errno) from None


def place_of(probe):
    return addresses_of(probe.options.host, probe.options.port)[0]


def would_block(probe):
    attempt("recv", probe.connected().recv, 1)


def in_progress(probe):
    """Met, and overcome by waiting: the report says `ok`."""
    family, address = place_of(probe)
    connection = make_socket(family)
    connection.setblocking(False)
    number = connection.connect_ex(address)
    if number == errno.EINPROGRESS:
        probe.finish_connect(connection, Deadline(probe.options["--connect-ms"]))
    elif number:
        raise CallError("connect", number)


def already(probe):
    family, address = place_of(probe)
    connection = make_socket(family)
    connection.setblocking(False)
    connection.connect_ex(address)
    attempt("connect", connection.connect, address)


def is_connected(probe):
    family, address = place_of(probe)
    connection = make_socket(family)
    attempt("connect", connection.connect, address)
    attempt("connect", connection.connect, address)


def not_connected(_probe):
    attempt("recv", make_socket(socket.AF_INET).recv, 1)


def broken_pipe(probe):
    connection = probe.connected()
    probe.half_close(connection)
    attempt("send", connection.send, b"x")


def address_in_use(probe):
    open_listener(probe.options.host, probe.options.port).close()


def address_not_available(_probe):
    """An address of a network for documents (RFC 5737), which no machine has."""
    open_listener("192.0.2.1", 9).close()


def raw_connect(descriptor, address):
    """Python checks the family of an address; the C library's connect leaves that to the kernel."""
    import ctypes
    library = ctypes.CDLL(None, use_errno=True)
    if library.connect(descriptor, address, len(address)) != 0:
        raise CallError("connect", ctypes.get_errno())


def family_not_supported(_probe):
    """A socket of IPv4 and an address of IPv6 (struct sockaddr_in6)."""
    address = struct.pack("@HHI16sI", socket.AF_INET6, socket.htons(9), 0, bytes(15) + b"\1", 0)
    connection = make_socket(socket.AF_INET)
    raw_connect(connection.fileno(), address)


def protocol_not_supported(_probe):
    make_socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_UDP)


def no_descriptors(_probe):
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    make_socket(socket.AF_INET)


def not_permitted(_probe):
    attempt("sendto", make_socket(socket.AF_INET, socket.SOCK_DGRAM).sendto, b"x", EVERYBODY)


def network_unreachable(_probe):
    attempt("connect", make_socket(socket.AF_INET).connect, EVERYBODY)


def destination_required(_probe):
    attempt("send", make_socket(socket.AF_INET, socket.SOCK_DGRAM).send, b"x")


def message_too_long(probe):
    family, address = place_of(probe)
    attempt("sendto", make_socket(family, socket.SOCK_DGRAM).sendto, bytes(100_000), address)


def not_a_socket(_probe):
    """Python itself asks such a descriptor for its address, when it makes an object of it."""
    with open("/dev/null", "rb") as file:
        attempt("getsockname", socket.socket, socket.AF_INET, socket.SOCK_STREAM, 0, file.fileno())


def bad_descriptor(_probe):
    closed = make_socket(socket.AF_INET)
    closed.close()
    attempt("listen", closed.listen, 1)


def invalid(_probe):
    attempt("accept", make_socket(socket.AF_INET).accept)


def not_supported(_probe):
    attempt("accept", make_socket(socket.AF_INET, socket.SOCK_DGRAM).accept)


def no_such_option(_probe):
    attempt("getsockopt", make_socket(socket.AF_INET).getsockopt, socket.IPPROTO_TCP, 9999)


def refused(_probe):
    """Bound and not listening: nobody else can have the port, and nobody answers there."""
    bound = make_socket(socket.AF_INET)
    bound.bind(("127.0.0.1", 0))
    attempt("connect", make_socket(socket.AF_INET).connect, bound.getsockname())


def reset(_probe):
    listener = open_listener("127.0.0.1", 0)
    client = make_socket(socket.AF_INET)
    client.connect(listener.getsockname())
    select.select([listener], [], [])
    accepted, _ = listener.accept()
    accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    accepted.close()
    attempt("recv", client.recv, 1)


PROVOKED = {
    "EAGAIN": would_block, "EINPROGRESS": in_progress, "EALREADY": already, "EISCONN": is_connected,
    "ENOTCONN": not_connected, "EPIPE": broken_pipe, "EADDRINUSE": address_in_use,
    "EADDRNOTAVAIL": address_not_available, "EAFNOSUPPORT": family_not_supported,
    "EPROTONOSUPPORT": protocol_not_supported, "EMFILE": no_descriptors, "EACCES": not_permitted,
    "ENETUNREACH": network_unreachable, "EDESTADDRREQ": destination_required,
    "EMSGSIZE": message_too_long, "ENOTSOCK": not_a_socket, "EBADF": bad_descriptor,
    "EINVAL": invalid, "EOPNOTSUPP": not_supported, "ENOPROTOOPT": no_such_option,
    "ECONNREFUSED": refused, "ECONNRESET": reset,
}
