"""An Echo server for all clients at once (PROTOCOL.md, section Echo).

usage: echo_server.py HOST PORT
"""

import sys

from stream_server import serve

# More than this is not kept for a client that takes nothing back (ECH-6).
KEPT_BYTES = 64 * 1024


class Connection:
    """Reads what there is room for, and writes it as it is taken."""

    due_seconds = None

    def __init__(self, accepted):
        self.socket = accepted
        self._kept = b""

    @property
    def wants_read(self):
        return not self._kept

    @property
    def wants_write(self):
        return bool(self._kept)

    def on_readable(self):
        self._kept = self.socket.recv(KEPT_BYTES)
        if not self._kept:
            return False  # All that came before has gone out already (ECH-4).
        return self.on_writable()

    def on_writable(self):
        try:
            self._kept = self._kept[self.socket.send(self._kept):]
        except (BlockingIOError, InterruptedError):
            pass
        return True


if __name__ == "__main__":
    sys.exit(serve("echo_server", sys.argv[1:], Connection))
