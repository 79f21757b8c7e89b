"""A Wave server (PROTOCOL.md, section Wave).

usage: wave_server.py HOST PORT INTERVAL_MS
"""

import sys
import time

from stream_server import serve

WAVE = b"wave\n"
IGNORED_BYTES = 4096


class Connection:
    """Waves, and forgets what it hears."""

    interval_seconds = 5.0
    wants_read = True

    def __init__(self, accepted):
        self.socket = accepted
        self._unsent = WAVE
        self.due_seconds = time.monotonic() + self.interval_seconds
        self._greet()

    def _greet(self):
        try:
            self.on_writable()
        except OSError:
            pass  # Whatever it is, reading will tell it, too.

    @property
    def wants_write(self):
        return bool(self._unsent)

    def on_readable(self):
        if self._unsent:
            self.on_writable()
        return bool(self.socket.recv(IGNORED_BYTES))

    def on_writable(self):
        try:
            self._unsent = self._unsent[self.socket.send(self._unsent):]
        except (BlockingIOError, InterruptedError):
            pass
        return True

    def on_due(self):
        # A reader that is slow misses waves; nothing is kept for it (WAV-4).
        self.due_seconds = time.monotonic() + self.interval_seconds
        self._unsent = self._unsent or WAVE
        return self.on_writable()


def main(arguments):
    if len(arguments) != 3 or not arguments[2].isdigit():
        print(__doc__, file=sys.stderr)
        return 2
    Connection.interval_seconds = int(arguments[2]) / 1000
    return serve("wave_server", arguments[:2], Connection)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
