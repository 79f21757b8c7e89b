"""A JHMP/1 client: one request, one response.

usage: client.py HOST PORT ACTION VALUE [--connect-ms N] [--send-ms N] [--response-ms N]
       [--max-content N] [--value-repeat N]

Success is status 0 and the result on standard output; failure another status and a line on standard
error (CLI-1).
"""

import os
import sys

from calling.connector import connect
from calling.exchange import Exchange
from calling.failure import Failure, InvalidResponse
from jhmp import app, options
from jhmp.rejection import Rejected
from jhmp.wire import DEFAULT_MAX_CONTENT

DEFAULTS = {"--connect-ms": 5000, "--send-ms": 10000, "--response-ms": 10000,
            "--max-content": DEFAULT_MAX_CONTENT, "--value-repeat": 1}
EXIT_FAILURE = 1
EXIT_USAGE = 2


def call(host, port, request, chosen):
    """Returns the bytes to show, or raises a `Failure`."""
    connected = connect(host, port, chosen["--connect-ms"] / 1000)
    with connected:
        exchange = Exchange(connected, request, chosen["--max-content"])
        message = exchange.run(chosen["--send-ms"] / 1000, chosen["--response-ms"] / 1000)
    try:
        return app.shown(message)
    except Rejected as problem:
        raise InvalidResponse(f"the response is invalid: {problem}") from None


def complain(text, status):
    """Writes one line, whatever characters the text has, and returns `status`."""
    print(f"client: {text}".encode("ascii", "backslashreplace").decode("ascii"), file=sys.stderr)
    return status


def run(arguments):
    try:
        (host, port_text, action, value), chosen = options.parse(arguments, 4, DEFAULTS)
        port = options.port_number(port_text)
        request = app.request(os.fsencode(action), os.fsencode(value), chosen["--value-repeat"])
    except options.UsageError as problem:
        return complain(problem, EXIT_USAGE)
    except UnicodeDecodeError:
        return complain("the value to search is no UTF-8", EXIT_USAGE)
    try:
        result = call(host, port, request, chosen)
    except Failure as problem:
        return complain(problem, EXIT_FAILURE)
    return show(result)


def show(result):
    try:
        sys.stdout.buffer.write(result + b"\n")
        sys.stdout.buffer.flush()
    except OSError as problem:
        return complain(f"the result cannot be written: {problem.strerror}", EXIT_FAILURE)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
