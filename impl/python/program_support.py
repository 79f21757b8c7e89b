"""Starts the two programs for the tests, and plays a scripted server for the client."""

import json
import os
import resource
import socket
import struct
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
PATIENCE_SECONDS = 10


@contextmanager
def running_server(*more, host="127.0.0.1", descriptors=None):
    """Runs server.py on a free port; gives (process, address)."""
    def limit():
        if descriptors:
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
    command = [sys.executable, "-u", "server.py", host, "0", *more]
    process = subprocess.Popen(command, cwd=HERE, preexec_fn=limit,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        listening = json.loads(process.stdout.readline())["listening"]
        yield process, (listening["host"], listening["port"])
    finally:
        process.kill()
        process.communicate()


def connect(address):
    connected = socket.create_connection(address, PATIENCE_SECONDS)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected


def read_to_end(connected):
    """Returns (bytes, whether the end was a reset)."""
    received = bytearray()
    while True:
        try:
            data = connected.recv(1 << 18)
        except ConnectionResetError:
            return bytes(received), True
        if not data:
            return bytes(received), False
        received += data


def exchange(address, data, half_close=False):
    """Sends `data` and returns what comes until the connection ends."""
    with connect(address) as connected:
        try:
            connected.sendall(data)
            if half_close:
                connected.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass  # A rejection may come before everything was sent.
        return read_to_end(connected)[0]


def reset(connected):
    """Closes with RST."""
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connected.close()


def run_client(address, action="search", value="ring", *more):
    """Returns the completed process of client.py."""
    command = [sys.executable, "client.py", address[0], str(address[1]), action, value, *more]
    return subprocess.run(command, cwd=HERE, capture_output=True, timeout=PATIENCE_SECONDS)


@contextmanager
def scripted_server(script):
    """Accepts one connection and hands it to `script`; gives the address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connected, _ = listener.accept()
        with connected:
            connected.settimeout(PATIENCE_SECONDS)
            try:
                script(connected)
            except OSError:
                pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()
    finally:
        thread.join(PATIENCE_SECONDS)
        listener.close()


def descriptor_count(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


def processor_seconds(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
