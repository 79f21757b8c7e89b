"""Gets one file by HTTP/1.0 and writes its bytes to standard output (PROTOCOL.md, section Fetch).

usage: fetch.py --host HOST [--port PORT] [--file FILE] [--connect-ms N] [--response-ms N]
"""

import os
import re
import sys

from stream_client import Failure, connect, exchange

STATUS = {"socket": 3, "address": 4, "connect": 5, "send": 6, "receiving": 7}
REFUSED = 8
HEAD_BYTES = 64 * 1024
STATUS_LINE = re.compile(rb"HTTP/\d\.\d (\d{3})( .*)?")
FILE = re.compile(r"/[!-~]*")


class Refused(Exception):
    """The server answered with a status that is no success."""


def request_for(host, port, file):
    place = f"[{host}]" if ":" in host else host
    return f"GET {file} HTTP/1.0\r\nHost: {place}:{port}\r\nConnection: close\r\n\r\n".encode()


def read_head(head):
    """Returns the length of the body, None if the head has none; raises Failure or Refused."""
    lines = [line.removesuffix(b"\r") for line in head.split(b"\n")]
    first = STATUS_LINE.fullmatch(lines[0])
    if not first:
        raise Failure("receiving", "this is no HTTP")
    lengths = set()
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        if not colon:
            raise Failure("receiving", "a header field has no colon")
        if name.lower() == b"content-length":
            lengths.add(value.strip())
        if name.lower() == b"transfer-encoding":
            raise Failure("receiving", "a transfer encoding, for which nobody asked")
    if len(lengths) > 1 or not all(length.isdigit() for length in lengths):
        raise Failure("receiving", "no content-length that can be used")
    if not first[1].startswith(b"2"):
        raise Refused(lines[0].decode("latin-1"))
    if first[1] == b"204":
        return 0
    return int(lengths.pop()) if lengths else None


class Response:
    """Takes the bytes of the connection; `done` when nothing more is wanted."""

    def __init__(self, write):
        self._write = write
        self._head = b""
        self._in_body = False
        self._left = None
        self.done = False

    def take(self, data):
        if not self._in_body:
            data = self._take_head(data)
        if self._in_body and not self.done:
            self._take_body(data)

    def _take_head(self, data):
        self._head += data
        end = re.search(rb"\r?\n\r?\n", self._head)
        if (end.end() if end else len(self._head)) > HEAD_BYTES:
            raise Failure("receiving", "the head has no end")
        # What begins otherwise will never be HTTP.
        if not self._head.startswith(b"HTTP/"[:len(self._head)]):
            raise Failure("receiving", "this is no HTTP")
        if not end:
            return b""
        self._left = read_head(self._head[:end.start()])
        self._in_body = True
        self.done = self._left == 0
        return self._head[end.end():]

    def _take_body(self, data):
        if self._left is not None:
            data = data[:self._left]
            self._left -= len(data)
            self.done = self._left == 0
        self._write(data)

    def end(self):
        if not self.done and (not self._in_body or self._left):
            raise Failure("receiving", "the connection ended too early")


def write_out(data):
    while data:
        data = data[os.write(1, data):]


def fetch(options):
    host, port = options["--host"], int(options["--port"])
    response = Response(write_out)
    with connect(host, port, int(options["--connect-ms"]) / 1000) as connection:
        request = request_for(host, port, options["--file"])
        for data in exchange(connection, request, int(options["--response-ms"]) / 1000, False):
            response.take(data)
            if response.done:
                return
    response.end()


def end(message, status):
    """A thread that waits for a name is not waited for."""
    print(f"fetch: {message}", file=sys.stderr, flush=True)
    os._exit(status)


def main(arguments):
    options = {"--port": "80", "--file": "/", "--connect-ms": "5000", "--response-ms": "10000"}
    options.update(zip(arguments[::2], arguments[1::2]))
    if "--host" not in options or not FILE.fullmatch(options["--file"]):
        end(__doc__, 2)
    try:
        fetch(options)
    except Failure as failure:
        end(failure, STATUS[failure.stage])
    except Refused as refused:
        end(f"the server answered {refused}", REFUSED)


if __name__ == "__main__":
    main(sys.argv[1:])
