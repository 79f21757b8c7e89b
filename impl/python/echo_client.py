"""An Echo client: sends a value and shows what comes back (PROTOCOL.md, section Echo).

usage: echo_client.py HOST PORT VALUE [CONNECT_MS RESPONSE_MS [VALUE_REPEAT]]
"""

import os
import sys

from stream_client import Failure, connect, exchange


def show(data):
    while data:
        data = data[os.write(1, data):]


def call(host, port, value, connect_seconds, response_seconds):
    expected = memoryview(value)
    with connect(host, port, connect_seconds) as connection:
        for data in exchange(connection, value, response_seconds, half_closes=True):
            if expected[:len(data)] != data:
                raise Failure("echo", "something else came back")
            show(data)
            expected = expected[len(data):]
    if expected:
        raise Failure("echo", f"{len(expected)} bytes did not come back")


def main(arguments):
    if len(arguments) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    host, port, value = arguments[0], int(arguments[1]), os.fsencode(arguments[2])
    connect_ms, response_ms, repeat = (list(map(int, arguments[3:])) + [5000, 10000, 1][len(arguments) - 3:])[:3]
    try:
        call(host, port, value * repeat, connect_ms / 1000, response_ms / 1000)
    except Failure as failure:
        print(f"echo_client: {failure}", file=sys.stderr, flush=True)
        os._exit(1)  # A thread that waits for a name is not waited for.
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
