"""A JHMP/1 client: python3 client.py HOST PORT ACTION VALUE CONNECT_MS SEND_MS RESPONSE_MS

Success is status 0 and the result on standard output; every failure is status 1 and a message.
"""

import os
import socket
import sys
import time

import jhmp


def request(action, value):
    """The bytes of a request; a search goes as JSON, everything else as it is."""
    if action == "search":
        return jhmp.json_message({"action": action, "value": value})
    return jhmp.message(os.fsencode(action + value), "binary/custom-client-binary-type", "binary")


def shown(header, content):
    """What the user sees of a response, as bytes."""
    if header["content-type"] != "text/json":
        return content
    response = jhmp.json_object(header, content)
    if "result" not in response:
        raise ValueError("the response has no result")
    return str(response["result"]).encode("utf-8")


def connect(host, port, seconds):
    """Tries one address of the host after the other; the limit is for all of them."""
    deadline = time.monotonic() + seconds
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for tried, (family, kind, protocol, _, address) in enumerate(addresses):
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(max(0.001, deadline - time.monotonic()) / (len(addresses) - tried))
        try:
            connection.connect(address)
            return connection
        except OSError as problem:
            connection.close()
            failure = TimeoutError("connecting took too long") if isinstance(problem, TimeoutError) else problem
    raise failure


def main():
    host, port, action, value, connect_ms, send_ms, response_ms = sys.argv[1:8]
    try:
        with connect(host, int(port), int(connect_ms) / 1000) as connection:
            jhmp.send(connection, request(action, value), int(send_ms) / 1000)
            result = shown(*jhmp.receive(connection, time.monotonic() + int(response_ms) / 1000))
    except (ConnectionResetError, BrokenPipeError):
        sys.exit("client: the connection was closed before the message was complete")
    except (OSError, ValueError) as problem:
        sys.exit(f"client: {problem}")
    sys.stdout.buffer.write(result + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
