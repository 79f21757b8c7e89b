"""A JHMP/1 server: python3 server.py HOST PORT IDLE_MS MAX_CONTENT

One thread for each connection. Replace `answer` with what your server is for.
"""

import signal
import socket
import sys
import threading
import time

import jhmp

BACKLOG = 1024
# After the answer, bytes are read and dropped for this long, or the close could be a reset that costs the peer its answer.
DRAIN_SECONDS = 0.4
# How long to wait when descriptors have run out, before accepting again.
ACCEPT_PAUSE_SECONDS = 0.1

TABLE = {
    "morpheus": "Follow the white rabbit. \U0001f430",
    "ring": "In the caves beneath the Misty Mountains. \U0001f48d",
    "\U0001f436": "\U0001f43e Playing ball! \U0001f3d0",
}


def answer(header, content):
    """The bytes that answer a request; a ValueError closes the connection without an answer."""
    if header["content-type"] != "text/json":
        return jhmp.message(b"First 10 bytes of request: " + content[:10], "binary/custom-server-binary-type", "binary")
    request = jhmp.json_object(header, content)
    if request.get("action") != "search":
        return jhmp.json_message({"result": f"Error: invalid action '{request.get('action')}'."})
    value = request.get("value")
    if type(value) is not str:
        raise ValueError("the value to search is no string")
    return jhmp.json_message({"result": TABLE.get(value, f"No match for '{value}'.")})


def drain(connection):
    """Reads until the peer has ended too, or long enough."""
    connection.shutdown(socket.SHUT_WR)
    deadline = time.monotonic() + DRAIN_SECONDS
    while (seconds := deadline - time.monotonic()) > 0:
        connection.settimeout(seconds)
        if not connection.recv(jhmp.CHUNK_BYTES):
            break


def serve(connection, idle_seconds, max_content):
    """One request and its answer. Whatever goes wrong ends this connection and nothing else."""
    with connection:
        try:
            header, content = jhmp.receive(connection, time.monotonic() + idle_seconds, max_content)
            jhmp.send(connection, answer(header, content), idle_seconds)
            drain(connection)
        except (OSError, ValueError):
            pass


def accept_for_ever(listener, idle_seconds, max_content):
    """Whatever accept says, the server goes on: descriptors run out, and peers leave early."""
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            time.sleep(ACCEPT_PAUSE_SECONDS)
            continue
        try:
            threading.Thread(target=serve, args=(connection, idle_seconds, max_content), daemon=True).start()
        except RuntimeError:  # no more threads
            connection.close()


def listen(host, port):
    """A listening socket; SO_REUSEADDR, so that the server can be restarted at once."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    listener.listen(BACKLOG)
    return listener


def main():
    host, port, idle_ms, max_content = sys.argv[1:5]
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        listener = listen(host, int(port))
    except OSError as problem:
        sys.exit(f"server: cannot listen on {host} port {port}: {problem.strerror}")
    accept_for_ever(listener, int(idle_ms) / 1000, int(max_content))


if __name__ == "__main__":
    main()
