"""One request and its response over a connected socket."""

import select
import time

from jhmp.rejection import Rejected
from jhmp.wire import MessageReader

from . import failure

CHUNK_BYTES = 256 * 1024


class Exchange:
    """Sends the request and reads the response at the same time: neither can block the other.

    A complete response counts, whatever happens to the connection then (CLI-9) and even if the
    request was not sent in full (CLI-11).
    """

    def __init__(self, connected, request, max_content):
        self._socket = connected
        self._unsent = memoryview(request)
        self._reader = MessageReader(max_content)
        self._poll = select.poll()
        self._poll.register(connected, select.POLLIN | select.POLLOUT)

    def run(self, send_seconds, response_seconds):
        """Returns the response as a `Message`, or raises a `Failure`.

        While the request is sent, its limit starts again with every byte that goes; the response
        has one limit in total, from the end of the request (CLI-4).
        """
        deadline = time.monotonic() + send_seconds
        while True:
            events = self._wait(deadline)
            message = self._receive() if events & ~select.POLLOUT else None
            if message is not None:
                return message
            if self._unsent and events & select.POLLOUT and self._send():
                deadline = time.monotonic() + (send_seconds if self._unsent else response_seconds)

    def _wait(self, deadline):
        """Returns the events that are ready; time that is up is a failure."""
        left = deadline - time.monotonic()
        ready = self._poll.poll(left * 1000) if left > 0 else []
        if ready:
            return ready[0][1]
        if self._unsent:
            raise failure.NoResponseInTime("sending the request made no progress in time")
        raise failure.NoResponseInTime("there was no complete response in time")

    def _receive(self):
        """Returns the response when it is complete, else None."""
        try:
            data = self._socket.recv(CHUNK_BYTES)
        except BlockingIOError:
            return None
        except OSError:
            raise failure.closed_or_reset() from None
        if not data:
            raise failure.closed_or_reset()
        try:
            return self._reader.feed(data)
        except Rejected as problem:
            raise failure.InvalidResponse(f"the response is invalid: {problem}") from None

    def _send(self):
        """Returns whether bytes went. What a peer said before it closed is still read (CLI-6)."""
        try:
            count = self._socket.send(self._unsent[:CHUNK_BYTES])
        except BlockingIOError:
            return False
        except OSError:
            self._stop_sending()
            return True
        self._unsent = self._unsent[count:]
        if not self._unsent:
            self._stop_sending()
        return count > 0

    def _stop_sending(self):
        self._unsent = memoryview(b"")
        self._poll.modify(self._socket, select.POLLIN)
