"""A JHMP/1 server.

usage: server.py HOST PORT [--idle-ms N] [--max-content N]

It prints one line of JSON when it listens. SIGTERM and SIGINT end it with status 0 (SRV-7).
"""

import json
import signal
import sys

from jhmp import charset, options
from jhmp.wire import DEFAULT_MAX_CONTENT
from serving.listener import open_listener
from serving.service import Service

DEFAULTS = {"--idle-ms": 30000, "--max-content": DEFAULT_MAX_CONTENT}
EXIT_FAILURE = 1
EXIT_USAGE = 2


def stop(_signal_number, _frame):
    sys.exit(0)


def announce(listener):
    host, port = listener.getsockname()[:2]
    print(json.dumps({"listening": {"host": host, "port": port}}), flush=True)


def main(arguments):
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        (host, port_text), chosen = options.parse(arguments, 2, DEFAULTS)
        port = options.port_number(port_text)
    except options.UsageError as problem:
        print(f"server: {problem}\n{__doc__.split(chr(10))[2]}", file=sys.stderr)
        return EXIT_USAGE
    try:
        listener = open_listener(host, port)
    except OSError as problem:
        print(f"server: cannot listen on {host} port {port}: {problem.strerror}", file=sys.stderr)
        return EXIT_FAILURE
    charset.load_all_codecs()
    service = Service(listener, chosen["--idle-ms"] / 1000, chosen["--max-content"])
    announce(listener)
    service.run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
