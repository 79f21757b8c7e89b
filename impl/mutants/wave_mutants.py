"""Wave servers and clients that break one clause each, and some that are unusual and right.

usage: wave_mutants.py NAME server HOST PORT INTERVAL_MS
       wave_mutants.py NAME client HOST PORT FIRST_MS LARGEST_MS CONNECT_MS SILENCE_MS

impl/mutants/wave.json says what each does. A server has a thread for each connection.
"""

import errno
import os
import random
import select
import signal
import socket
import sys
import threading
import time

NAME = sys.argv[1]
WAVE = b"wave\n"
LEAKED = []
OPEN = set()


def named(*names):
    return NAME in names


# Servers

def hear(connection, interval_seconds):
    """Takes what the client sends until the interval is over; False when the client has ended."""
    deadline = time.monotonic() + interval_seconds
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return True
        connection.settimeout(left)
        try:
            data = connection.recv(4096)
        except TimeoutError:
            return True
        if not data:
            return False
        if named("echoes"):
            connection.sendall(data)
        if named("ends-at-quit") and b"quit" in data:
            return False


def send_wave(connection, wave=WAVE):
    connection.settimeout(None)
    if named("sends-once"):
        connection.send(wave)
    elif named("waves-two-bytes-at-a-time"):
        for index in range(0, len(wave), 2):
            connection.sendall(wave[index:index + 2])
    else:
        connection.sendall(wave)


def wave_at(connection, interval_seconds):
    wave = {"waves-in-capitals": b"WAVE\n", "waves-with-crlf": b"wave\r\n"}.get(NAME, WAVE)
    if named("waits-for-a-word"):
        connection.recv(1)
    if named("waits-for-an-interval"):
        time.sleep(min(interval_seconds, 60))
    send_wave(connection, wave)
    if named("waves-once"):
        interval_seconds = 3600
    if named("interval-in-hundredths"):
        interval_seconds /= 100
    if named("throws-the-silent-out"):
        interval_seconds = 0.5
    if named("reads-nothing"):
        while True:
            time.sleep(interval_seconds)
            send_wave(connection)
    if named("asks-again-and-again"):
        while True:
            connection.setblocking(False)
            try:
                if not connection.recv(4096):
                    return
            except BlockingIOError:
                pass
    while hear(connection, interval_seconds):
        if named("throws-the-silent-out"):
            return
        send_wave(connection)
    if named("open-after-end"):
        time.sleep(60)


def serve_connection(connection, interval_seconds):
    OPEN.add(connection)
    try:
        wave_at(connection, interval_seconds)
    except OSError as problem:
        if named("dies-of-a-reset") and isinstance(problem, ConnectionResetError):
            os.abort()
        if named("reset-ends-all"):
            for other in OPEN - {connection}:
                other.shutdown(socket.SHUT_RDWR)
    OPEN.discard(connection)
    if named("keeps-descriptors"):
        LEAKED.append(connection)
        connection.shutdown(socket.SHUT_RDWR)
    else:
        connection.close()


def accept_all(listener, interval_seconds):
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
        elif named("waves-at-the-first-only") and served > 1:
            LEAKED.append(connection)
        elif named("one-at-a-time"):
            serve_connection(connection, interval_seconds)
        else:
            threading.Thread(target=serve_connection, args=(connection, interval_seconds), daemon=True).start()


def run_server(host, port, interval_ms):
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))
    if named("dies-of-sigpipe"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if not named("port-not-reused"):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if named("shares-its-port"):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((host, int(port)))
    except OSError as problem:
        print(problem, file=sys.stderr)
        sys.exit(0 if named("taken-port-is-success") else 1)
    listener.listen(1024)
    threading.stack_size(256 * 1024)
    accept_all(listener, int(interval_ms) / 1000)


# Clients

def report(line):
    os.write(1, line.encode() + b"\n")


class Delays:
    def __init__(self, first_ms, largest_ms):
        self.first_ms = first_ms
        self.largest_ms = largest_ms
        self.upper_ms = first_ms

    def begin_anew(self):
        if not named("never-anew"):
            self.upper_ms = self.first_ms

    def connected(self):
        if named("anew-with-the-connection"):
            self.begin_anew()

    def next_ms(self):
        upper_ms = self.upper_ms
        grown_ms = {"grows-by-a-step": upper_ms + self.first_ms, "does-not-grow": upper_ms,
                    "grows-threefold": upper_ms * 3}.get(NAME, upper_ms * 2)
        if named("stops-below-the-largest") and grown_ms > self.largest_ms:
            grown_ms = upper_ms
        self.upper_ms = grown_ms if named("without-bound") else min(grown_ms, self.largest_ms)
        if named("no-jitter"):
            return upper_ms
        if named("jitter-from-zero"):
            return random.randint(0, (upper_ms + 1) // 2 - 1)
        if named("jitter-on-top"):
            return upper_ms + random.randint(1, upper_ms // 2)
        if named("jitter-near-the-end"):
            return random.randint(upper_ms - upper_ms // 4, upper_ms)
        return random.randint((upper_ms + 1) // 2, upper_ms)


def connect(host, port, limit_seconds):
    connection = socket.create_connection((host, port), None if named("no-limit-of-connecting") else limit_seconds)
    connection.settimeout(None)
    return connection


def connect_busily(host, port):
    connection = socket.socket()
    connection.setblocking(False)
    connection.connect_ex((host, port))
    while not select.select([], [connection], [], 0)[1]:
        pass
    connection.setblocking(True)
    return connection


def wait_readable(connection, seconds):
    if named("holds-busily"):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if select.select([connection], [], [], 0)[0]:
                return True
        return False
    if named("no-limit-of-silence"):
        seconds = None
    return bool(select.select([connection], [], [], seconds)[0])


def take_waves(part, delays):
    """(how many waves there are, what is left)"""
    count = 0
    if named("four-letters-are-enough") and part.startswith(WAVE[:4]):
        return 1, b""
    if named("read-is-a-line"):
        return (1, b"") if part.startswith(WAVE) else (0, b"" if part else part)
    while part.startswith(WAVE):
        count += 1
        part = part[len(WAVE):]
    if named("skips-other-lines") and b"\n" in part:
        part = part[part.rfind(b"\n") + 1:]
    if named("trims-white-space") and part.strip() == b"wave" and part.endswith(b"\n"):
        return count + 1, b""
    if named("begins-like-a-wave") and part.endswith(b"\n") and part.startswith(b"wave"):
        return count + 1, b""
    return count, part


def may_become_wave(part):
    if named("waits-for-the-line-end", "skips-other-lines", "begins-like-a-wave", "trims-white-space"):
        return b"\n" not in part
    return WAVE.startswith(part)


class Holder:
    def __init__(self, delays, silence_seconds):
        self._delays = delays
        self._silence_seconds = silence_seconds
        self._part = b""

    def hold(self, connection):
        """Returns why the connection is lost."""
        if not named("part-is-kept"):
            self._part = b""
        deadline = time.monotonic() + self._silence_seconds
        while True:
            if not wait_readable(connection, max(0, deadline - time.monotonic())):
                return "silence"
            data = connection.recv(2 if named("reads-two-bytes-at-a-time") else 65536)
            if not data:
                if named("ends-with-the-server"):
                    os._exit(0)
                if named("ignores-the-end"):
                    time.sleep(60)
                return "end"
            if named("any-byte-ends-silence"):
                deadline = time.monotonic() + 60
            count, self._part = take_waves(self._part + data, self._delays)
            for _ in range(count):
                report("waved")
            if count:
                self._delays.begin_anew()
                deadline = time.monotonic() + self._silence_seconds
            if not may_become_wave(self._part):
                return "nonsense"


def wait(delay_ms):
    if named("waits-busily"):
        deadline = time.monotonic() + delay_ms / 1000
        while time.monotonic() < deadline:
            pass
    time.sleep(delay_ms / 1000)


def lose(problem, losses):
    """What is odd about a loss."""
    if named("refusal-ends-it") and isinstance(problem, ConnectionRefusedError):
        sys.exit(1)
    if named("reset-ends-it") and isinstance(problem, ConnectionResetError):
        sys.exit(1)
    if named("names-end-it") and isinstance(problem, socket.gaierror):
        sys.exit(1)
    if named("only-network-errors-are-losses") and getattr(problem, "errno", 0) in (errno.EMFILE, errno.EADDRNOTAVAIL):
        sys.exit(1)
    if named("gives-up-after-ten") and losses == 10:
        sys.exit(1)
    if named("keeps-memory"):
        LEAKED.append(bytearray(b"x" * 16000))


def run_client(host, port, first_ms, largest_ms, connect_ms, silence_ms):
    ending = (lambda *_: None) if named("signal-is-a-loss") else (lambda *_: os._exit(0))
    if named("status-of-a-signal"):
        ending = lambda *_: os._exit(130)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ending)
    delays = Delays(int(first_ms), int(largest_ms))
    holder = Holder(delays, int(silence_ms) / 1000)
    losses = 0
    while True:
        problem = None
        try:
            if named("connects-busily"):
                connection = connect_busily(host, int(port))
            else:
                connection = connect(host, int(port), int(connect_ms) / 1000)
            delays.connected()
            problem = holder.hold(connection)
            if named("keeps-descriptors"):
                LEAKED.append(connection)
            else:
                connection.close()
        except OSError as failed:
            problem = failed
        losses += 1
        lose(problem, losses)
        delay_ms = delays.next_ms()
        if not named("loss-not-told"):
            report(f"waiting {delay_ms} ms")
        if named("talkative"):
            print(f"lost: {problem}", file=sys.stderr, flush=True)
        wait(delay_ms)


if __name__ == "__main__":
    (run_server if sys.argv[2] == "server" else run_client)(*sys.argv[3:])
