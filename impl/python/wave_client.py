"""A Wave client: holds a connection, and reconnects when it is lost (PROTOCOL.md, section Wave).

usage: wave_client.py HOST PORT FIRST_MS LARGEST_MS CONNECT_MS SILENCE_MS
"""

import os
import random
import select
import signal
import sys
import time

from stream_client import Failure, connect, wait_for

WAVE = b"wave\n"


class Delays:
    """WAV-9 to WAV-12."""

    def __init__(self, first_ms, largest_ms):
        self._first_ms = first_ms
        self._largest_ms = largest_ms
        self._random = random.Random()
        self.begin_anew()

    def begin_anew(self):
        self._upper_ms = self._first_ms

    def next_ms(self):
        upper_ms = self._upper_ms
        self._upper_ms = min(2 * upper_ms, self._largest_ms)
        return self._random.randint((upper_ms + 1) // 2, upper_ms)


def report(line):
    os.write(1, line.encode() + b"\n")


def listen_for_waves(connection, silence_seconds, delays):
    """Returns why the connection is lost."""
    part = b""
    deadline = time.monotonic() + silence_seconds
    while True:
        if not wait_for(connection, select.POLLIN, deadline - time.monotonic()):
            return "silence"
        try:
            data = connection.recv(4096)
        except (BlockingIOError, InterruptedError):
            continue
        except OSError as problem:
            return problem.strerror
        if not data:
            return "the end of the connection"
        part += data
        while part.startswith(WAVE):
            report("waved")
            part = part[len(WAVE):]
            delays.begin_anew()
            deadline = time.monotonic() + silence_seconds
        if not WAVE.startswith(part):
            return "something that is no wave"


def hold(host, port, delays, connect_seconds, silence_seconds):
    while True:
        try:
            with connect(host, port, connect_seconds) as connection:
                reason = listen_for_waves(connection, silence_seconds, delays)
        except Failure as failure:
            reason = str(failure)
        print(f"wave_client: {reason}", file=sys.stderr, flush=True)
        delay_ms = delays.next_ms()
        report(f"waiting {delay_ms} ms")
        time.sleep(delay_ms / 1000)


def main(arguments):
    try:
        host = arguments[0]
        port, first_ms, largest_ms, connect_ms, silence_ms = map(int, arguments[1:])
    except (IndexError, ValueError):
        print(__doc__, file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))
    hold(host, port, Delays(first_ms, largest_ms), connect_ms / 1000, silence_ms / 1000)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
