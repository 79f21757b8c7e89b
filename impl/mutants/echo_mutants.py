"""Echo servers and clients that break one clause each, and some that are unusual and right.

usage: echo_mutants.py NAME server HOST PORT
       echo_mutants.py NAME client HOST PORT VALUE VALUE_REPEAT

impl/mutants/echo.json says what each does. A server has a thread for each connection.
"""

import collections
import os
import select
import signal
import socket
import struct
import sys
import threading
import time

NAME = sys.argv[1]
LEAKED = []
OPEN = set()
CHUNK_BYTES = 64 * 1024
PATIENCE_SECONDS = 5


def named(*names):
    return NAME in names


# Servers

def changed(data):
    """What is sent back in place of `data`."""
    if named("upper-case"):
        return data.upper()
    if named("seven-bit"):
        return bytes(byte & 0x7f for byte in data)
    if named("drops-zero-bytes"):
        return data.replace(b"\0", b"")
    if named("line-ends-converted"):
        return data.replace(b"\r\n", b"\n")
    if named("text-in-ascii"):
        return data.decode("ascii", "replace").replace("\ufffd", "?").encode()
    if named("adds-line-end"):
        return data + b"\n"
    return data


def send(connection, data):
    if named("sends-once"):
        connection.send(data)
    elif named("drops-what-is-not-taken"):
        try:
            connection.send(data, socket.MSG_DONTWAIT)
        except BlockingIOError:
            pass
    elif named("ten-bytes-at-a-time"):
        # Much in this way would take minutes.
        for index in range(0, 300, 10):
            connection.sendall(data[index:index + 10])
        connection.sendall(data[300:])
    else:
        connection.sendall(data)


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def has_ended(connection):
    """Whether the peer's FIN is there already, behind what was read."""
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP)
    return bool(poll.poll(0))


def echo(connection):
    """One connection, from its first byte to its end."""
    kept = b""
    if named("greets"):
        connection.sendall(b"welcome\n")
    if named("idle-limit-of-half-a-second"):
        connection.settimeout(0.5)
    if named("drops-what-waits"):
        time.sleep(0.01)
        select.select([connection], [], [], 0)
        connection.setblocking(False)
        try:
            connection.recv(CHUNK_BYTES)
        except BlockingIOError:
            pass
        connection.setblocking(True)
    while True:
        data = connection.recv(1024 if named("small-reads") else CHUNK_BYTES)
        if not data:
            break
        if named("waits-for-line-end", "waits-for-a-kilobyte", "waits-for-the-end", "holds-last-byte"):
            kept += data
            data, kept = released(kept)
        if named("forgets-rest-at-end") and has_ended(connection):
            return
        send(connection, changed(data))
        if named("echoes-twice"):
            send(connection, data)
        if named("closes-after-first-chunk") or (named("closes-at-quit") and data == b"quit\n"):
            return
    if named("waits-for-the-end", "holds-last-byte"):
        connection.sendall(kept)
    if named("says-goodbye"):
        connection.sendall(b"bye\n")
    if named("open-after-end"):
        time.sleep(60)
    if named("resets-at-end"):
        reset(connection)


def released(kept):
    """(what is sent now, what is kept)"""
    if named("waits-for-line-end"):
        end = kept.rfind(b"\n") + 1
        return kept[:end], kept[end:]
    if named("waits-for-a-kilobyte"):
        end = len(kept) // 1024 * 1024
        return kept[:end], kept[end:]
    if named("holds-last-byte"):
        return kept[:-1], kept[-1:]
    return b"", kept


def echo_from_memory(connection):
    """Reads whatever comes, and writes it when it can."""
    queue = collections.deque()
    ready = threading.Condition()

    def write():
        while True:
            with ready:
                ready.wait_for(lambda: queue)
                data = queue.popleft()
            if not data:
                connection.close()
                return
            connection.sendall(data)

    threading.Thread(target=write, daemon=True).start()
    while True:
        data = connection.recv(CHUNK_BYTES)
        with ready:
            queue.append(data)
            ready.notify()
        if not data:
            return


def echo_busily(connection):
    """Asks again and again."""
    connection.setblocking(False)
    while True:
        try:
            data = connection.recv(CHUNK_BYTES)
        except BlockingIOError:
            continue
        if not data:
            return
        connection.setblocking(True)
        connection.sendall(data)
        connection.setblocking(False)


def serve_connection(connection):
    OPEN.add(connection)
    try:
        if named("reads-without-bound"):
            return echo_from_memory(connection)
        if named("polls-busily"):
            echo_busily(connection)
        else:
            echo(connection)
    except OSError as problem:
        if named("dies-of-a-reset") and isinstance(problem, ConnectionResetError):
            os.abort()
        if named("reset-ends-all"):
            for other in OPEN - {connection}:
                other.shutdown(socket.SHUT_RDWR)
    OPEN.discard(connection)
    if named("keeps-descriptors"):
        connection.shutdown(socket.SHUT_RDWR)
        LEAKED.append(connection)
    elif named("keeps-memory"):
        LEAKED.append(bytearray(b"x" * 50000))
        connection.close()
    else:
        connection.close()


def listen(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if named("ipv4-only") and family == socket.AF_INET6:
        time.sleep(60)
    listener = socket.socket(family, socket.SOCK_STREAM)
    if not named("port-not-reused"):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if named("shares-its-port"):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((host, port))
    except OSError as problem:
        print(problem, file=sys.stderr)
        sys.exit(0 if named("taken-port-is-success") else 1)
    listener.listen(1024)
    return listener


def accept_all(listener):
    served = 0
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            if named("dies-without-descriptors"):
                os.abort()
            time.sleep(0.05)
            continue
        served += 1
        if named("ten-at-a-time") and len(OPEN) >= 10:
            connection.close()
        elif named("one-after-another", "serves-one-after-another"):
            serve_connection(connection)
        elif named("serves-two-and-no-more", "drops-what-waits") :
            serve_connection(connection)
            if named("serves-two-and-no-more") and served == 2:
                time.sleep(60)
        else:
            if named("small-send-buffer"):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            threading.Thread(target=serve_connection, args=(connection,), daemon=True).start()


def run_server(host, port):
    if named("ignores-signals"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    else:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    if named("dies-of-sigpipe"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    threading.stack_size(256 * 1024)
    accept_all(listen(host, port))


# Clients

def show(data):
    if named("shows-text-only"):
        data = data.decode("ascii", "ignore").encode()
    if named("shows-a-line"):
        data += b"\n"
    while data:
        data = data[os.write(1, data):]


def connect(host, port):
    problem = OSError("no address")
    for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        connection = socket.socket(family, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE_SECONDS / 5)
        try:
            connection.connect(address)
            connection.settimeout(PATIENCE_SECONDS)
            return connection
        except OSError as failed:
            problem = failed
            connection.close()
            if named("first-address-only"):
                break
    raise problem


def write_request(connection, value):
    if named("sends-once-to-server"):
        connection.send(value)
    elif named("sends-a-line"):
        connection.sendall(value + b"\n")
    elif named("sends-zero-byte"):
        connection.sendall(value + b"\0")
    elif named("sends-without-last-byte"):
        connection.sendall(value[:-1])
    elif named("sends-in-pieces"):
        for begin in range(0, len(value), 1000):
            connection.sendall(value[begin:begin + 1000])
    else:
        connection.sendall(value)
    if not named("does-not-half-close"):
        connection.shutdown(socket.SHUT_WR)


def converse(connection, value):
    """Returns what came back."""
    if named("sends-all-then-reads"):
        write_request(connection, value)
    else:
        threading.Thread(target=write_request, args=(connection, value), daemon=True).start()
    came = bytearray()
    while True:
        # Much in this way would take minutes.
        data = connection.recv(2 if named("reads-two-bytes-at-a-time") and len(came) < 300 else CHUNK_BYTES)
        if not data:
            break
        came += data
        if not named("shows-at-the-end"):
            show(data)
        if named("one-read-is-all") or (named("leaves-at-the-last-byte") and len(came) == len(value)):
            break
    if named("shows-at-the-end"):
        show(came)
    return bytes(came)


def end(status, problem=""):
    if problem and not named("fails-silently"):
        print(problem, file=sys.stderr, flush=True)
    os._exit(0 if named("status-is-always-0") else status)


def run_client(host, port, value, repeat):
    threading.excepthook = lambda _: None
    value = os.fsencode(value) * int(repeat)
    try:
        came = converse(connect(host, port), value)
    except OSError as problem:
        if named("reset-is-an-end") and isinstance(problem, ConnectionResetError):
            end(0)
        if named("waits-after-failure"):
            time.sleep(60)
        end(3 if named("status-3") else 1, problem)
    if named("any-answer-is-right"):
        end(0)
    if named("length-is-compared-only") and len(came) == len(value):
        end(0)
    if named("prefix-is-enough") and value.startswith(came):
        end(0)
    if named("status-1-after-success"):
        end(1, "done")
    end(0 if came == value else 1, "" if came == value else "something else came back")


if __name__ == "__main__":
    if sys.argv[2] == "server":
        run_server(sys.argv[3], int(sys.argv[4]))
    else:
        run_client(sys.argv[3], int(sys.argv[4]), sys.argv[5], sys.argv[6])
