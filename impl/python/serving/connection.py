"""One connection of the server, from its accept to its close."""

import socket

from jhmp import app
from jhmp.wire import MessageReader

REQUEST = "request"
RESPONSE = "response"
LINGER = "linger"
ENDED = "ended"

# One turn of the loop moves no more than this for one connection, so that others get their turn.
BYTES_PER_TURN = 256 * 1024

# Bytes after the request are read and dropped up to here, so that the close is no reset (FRM-8).
LINGER_BYTES = 64 * 1024 * 1024


class Connection:
    """Reads one request, sends one response (CON-1), then lingers until the peer has ended too.

    `advance` is called whenever the socket is ready; `phase` says what for. It raises `Rejected` or
    OSError when the connection is to be closed without ceremony; the caller then calls `close`.
    """

    __slots__ = ("socket", "phase", "_reader", "_unsent", "_linger_bytes")

    def __init__(self, accepted_socket, max_content):
        self.socket = accepted_socket
        self.phase = REQUEST
        self._reader = MessageReader(max_content)
        self._unsent = None
        self._linger_bytes = 0

    def advance(self, scratch):
        """Does what the socket is ready for and returns whether any byte moved."""
        try:
            if self.phase == REQUEST:
                return self._receive(scratch)
            if self.phase == RESPONSE:
                return self._send()
            return self._drain(scratch)
        except BlockingIOError:
            return False

    def close(self):
        """Closes the socket. It is a reset if unread bytes are left, as the kernel has it."""
        self.phase = ENDED
        self._reader = self._unsent = None
        self.socket.close()

    def _receive(self, scratch):
        count = self.socket.recv_into(scratch)
        if count == 0:
            self.phase = ENDED  # FRM-4: the request will never be complete.
            return False
        message = self._reader.feed(scratch[:count])
        if message is not None:
            self._reader = None
            self._unsent = memoryview(app.answer(message))
            self.phase = RESPONSE
            self._send_at_once()
        return True

    def _send_at_once(self):
        """Most responses fit into the socket's buffer; then there is nothing to wait for."""
        try:
            self._send()
        except BlockingIOError:
            pass

    def _send(self):
        count = self.socket.send(self._unsent[:BYTES_PER_TURN])
        self._unsent = self._unsent[count:]
        if not self._unsent:
            self._unsent = None
            self.socket.shutdown(socket.SHUT_WR)
            self.phase = LINGER
        return count > 0

    def _drain(self, scratch):
        count = self.socket.recv_into(scratch)
        self._linger_bytes += count
        if count == 0 or self._linger_bytes > LINGER_BYTES:
            self.phase = ENDED
        return count > 0
