"""The server's loop: one thread, readiness from the kernel, deadlines from the clock."""

import selectors
import sys
import time

from jhmp.rejection import Rejected

from .connection import BYTES_PER_TURN, ENDED, LINGER, REQUEST, RESPONSE, Connection
from .deadlines import DeadlineQueue
from .listener import accept_ready

# How long a connection is kept after its response for bytes that still come from the peer (FRM-8).
LINGER_SECONDS = 0.4

# After descriptors ran out, accepting is tried again when a connection ends, or after this (SRV-4).
ACCEPT_PAUSE_SECONDS = 0.2

_EVENTS = {REQUEST: selectors.EVENT_READ, RESPONSE: selectors.EVENT_WRITE,
           LINGER: selectors.EVENT_READ}


class Service:
    """Serves every connection of one listener; owns all of them."""

    def __init__(self, listener, idle_seconds, max_content, clock=time.monotonic):
        self._listener = listener
        self._max_content = max_content
        self._clock = clock
        self._scratch = memoryview(bytearray(BYTES_PER_TURN))
        self._selector = selectors.DefaultSelector()
        self._accept_again_at = None
        # CON-7: from accept to the last byte of the request in total; then without any progress.
        self._deadlines = {REQUEST: DeadlineQueue(idle_seconds),
                           RESPONSE: DeadlineQueue(idle_seconds),
                           LINGER: DeadlineQueue(LINGER_SECONDS)}
        self._selector.register(listener, selectors.EVENT_READ)

    def run(self):
        """Serves until a signal handler raises."""
        while True:
            self.turn()

    def turn(self):
        """Waits for readiness or the next deadline, and does what is due."""
        for key, _ in self._selector.select(self._wait_seconds()):
            if key.data is None:
                self._accept()
            else:
                self._serve(key.data)
        self._expire()

    def _wait_seconds(self):
        """Returns the time to the next deadline, or None, which means to wait without a limit."""
        moments = [queue.first() for queue in self._deadlines.values()]
        moments = [moment for moment in (*moments, self._accept_again_at) if moment is not None]
        return max(0.0, min(moments) - self._clock()) if moments else None

    def _accept(self):
        accepted, exhausted = accept_ready(self._listener)
        if exhausted and self._accept_again_at is None:
            self._selector.unregister(self._listener)
            self._accept_again_at = self._clock() + ACCEPT_PAUSE_SECONDS
        for connected in accepted:
            self._adopt(Connection(connected, self._max_content))

    def _adopt(self, connection):
        try:
            self._selector.register(connection.socket, _EVENTS[REQUEST], connection)
        except OSError:  # No memory for another entry: that ends this connection alone.
            connection.close()
            return
        self._deadlines[REQUEST].restart(connection, self._clock())

    def _resume_accepting(self):
        if self._accept_again_at is not None:
            self._accept_again_at = None
            self._selector.register(self._listener, selectors.EVENT_READ)

    def _serve(self, connection):
        """Lets one connection go on. Whatever happens to it stays its own affair (SRV-1, CON-5)."""
        phase_before = connection.phase
        try:
            progress = connection.advance(self._scratch)
        except (Rejected, OSError):
            connection.phase = ENDED
        except Exception as problem:  # A fault of ours must not end the other connections.
            print(f"server: internal error: {problem!r:.200}", file=sys.stderr)
            connection.phase = ENDED
        if connection.phase == ENDED:
            self._end(connection, phase_before)
        elif connection.phase != phase_before:
            self._change_phase(connection, phase_before)
        elif progress and connection.phase == RESPONSE:
            self._deadlines[RESPONSE].restart(connection, self._clock())

    def _change_phase(self, connection, phase_before):
        self._deadlines[phase_before].remove(connection)
        self._deadlines[connection.phase].restart(connection, self._clock())
        if _EVENTS[connection.phase] != _EVENTS[phase_before]:
            self._selector.modify(connection.socket, _EVENTS[connection.phase], connection)

    def _end(self, connection, phase):
        """Releases everything the connection holds (SRV-3)."""
        self._deadlines[phase].remove(connection)
        self._selector.unregister(connection.socket)
        connection.close()
        self._resume_accepting()

    def _expire(self):
        now = self._clock()
        for phase, queue in self._deadlines.items():
            for connection in queue.expired(now):
                self._end(connection, phase)
        if self._accept_again_at is not None and self._accept_again_at <= now:
            self._resume_accepting()
