"""Clients of Fetch that break one clause each, and some that are unusual and right.

usage: fetch_mutants.py NAME HOST PORT FILE CONNECT_MS RESPONSE_MS

impl/mutants/fetch.json says what each does.
"""

import errno
import os
import re
import select
import signal
import socket
import sys

NAME = sys.argv[1]
HEAD_BYTES = 64 * 1024
STATUS = {"socket": 3, "address": 4, "connect": 5, "send": 6, "receiving": 7, "refused": 8, "usage": 2}


def named(*names):
    return NAME in names


class Failure(Exception):
    def __init__(self, stage, reason):
        super().__init__(f"{stage}: {reason}")
        self.stage = stage


def end(status, message=""):
    if message:
        print(message, file=sys.stderr, flush=True)
    os._exit(status)


def request_for(host, file):
    if not named("asks-for-anything") and not re.fullmatch("/[!-~]*", file):
        if not (named("only-crlf-is-refused") and "\r\n" not in file):
            raise Failure("usage", "no such file can be asked for")
    if named("decodes-the-file"):
        file = re.sub("%([0-9A-F]{2})", lambda code: chr(int(code[1], 16)), file)
    if named("short-request-buffer"):
        file = file[:1000]
    version = "HTTP/1.1" if named("asks-by-http-1-1") else "HTTP/1.0"
    line_end = "\n" if named("bare-line-feeds") else "\r\n"
    fields = "" if named("no-fields") else f"Host: {host}{line_end}"
    if named("many-fields"):
        fields += "".join(f"X-Field-{number}: value{line_end}" for number in range(50))
    more = "X" if named("sends-more") else ""
    return f"GET {file} {version}{line_end}{fields}{line_end}{more}".encode()


def addresses_of(host, port):
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as problem:
        raise Failure("connect" if named("address-is-connect") else "address", problem) from problem


def connect(host, port, limit_seconds):
    addresses = addresses_of(host, port)
    if named("first-address-only"):
        addresses = addresses[:1]
    failure = None
    for family, _, _, _, address in addresses:
        try:
            connection = socket.socket(family, socket.SOCK_STREAM)
        except OSError as problem:
            raise Failure("connect" if named("socket-is-connect") else "socket", problem) from problem
        connection.settimeout(None if named("no-limit-of-connecting") else limit_seconds / len(addresses))
        try:
            if named("connects-busily"):
                connect_busily(connection, address)
            else:
                connection.connect(address)
            return connection
        except OSError as problem:
            connection.close()
            if named("only-refused-is-connect") and problem.errno != errno.ECONNREFUSED:
                end(1, problem)
            failure = problem
    raise Failure("address" if named("connect-is-address") else "connect", failure)


def connect_busily(connection, address):
    connection.setblocking(False)
    connection.connect_ex(address)
    while not select.select([], [connection], [], 0)[1]:
        pass
    connection.setblocking(True)


def send(connection, request):
    try:
        if named("sends-once"):
            connection.send(request)
        elif named("sends-ten-bytes-at-a-time"):
            for index in range(0, len(request), 10):
                connection.sendall(request[index:index + 10])
        else:
            connection.sendall(request)
    except OSError as problem:
        if named("send-is-not-looked-at"):
            return
        raise Failure("receiving" if named("send-is-receiving") else "send", problem) from problem


def receive(connection):
    """The next bytes, none at the end."""
    try:
        if named("receives-busily"):
            return receive_busily(connection)
        return connection.recv(2 if named("reads-two-bytes-at-a-time") else 65536)
    except OSError as problem:
        if named("reset-is-an-end") and isinstance(problem, ConnectionResetError):
            return b""
        raise Failure("connect" if named("receiving-is-connect") else "receiving", problem) from problem


def receive_busily(connection):
    connection.setblocking(False)
    while True:
        try:
            return connection.recv(65536)
        except BlockingIOError:
            continue


def read_head(connection):
    """(lines of the head, what came behind it)"""
    came = b""
    while True:
        data = receive(connection)
        if not data:
            if came and named("end-ends-the-head"):
                return came.split(b"\r\n"), b""
            raise Failure("receiving", "the head is not complete")
        came = data if named("head-in-one-read") else came + data
        if named("anything-is-http") and not came.startswith(b"HTTP"):
            return [b"HTTP/1.0 200 OK"], came
        if not named("anything-is-http") and not came.startswith(b"HTTP/"[:len(came)]):
            raise Failure("receiving", "this is no HTTP")
        if len(came) > HEAD_BYTES and not named("head-without-limit"):
            if named("only-lines-have-a-limit") and b"\n" in came[-HEAD_BYTES:]:
                continue
            raise Failure("receiving", "the head is too long")
        place = came.rfind(b"\r\n\r\n") if named("last-empty-line") else came.find(b"\r\n\r\n")
        if place >= 0:
            return came[:place].split(b"\r\n"), came[place + 4:]


def read_status(line):
    found = re.match(rb"HTTP/\d\.\d (\d{3})( |$)", line)
    if not found:
        if named("any-status-will-do"):
            return 200
        raise Failure("receiving", "this is no HTTP")
    status = int(found[1])
    good = status == 200 if named("only-200-is-good") else 200 <= status < 300
    if named("only-404-is-bad"):
        good = status != 404
    if named("redirections-are-good"):
        good = status < 400
    if not good and not named("every-status-is-good"):
        if named("refused-page-is-shown"):
            os.write(1, b"not here!")
        raise Failure("refused", "the server said no" if named("status-not-told") else line.decode("latin-1"))
    return status


def read_length(lines):
    lengths = []
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        if named("length-in-one-spelling") and name != b"Content-Length":
            continue
        searched = b"content-length" in name.lower() if named("length-by-search") else name.lower() == b"content-length"
        if searched:
            lengths.append(value.strip())
    if named("first-length-wins", "length-by-search"):
        lengths = lengths[:1]
    if not lengths or named("length-is-ignored"):
        return None
    if named("lenient-lengths"):
        digits = re.match(rb"[+-]?(\d*)", lengths[0])
        return int(digits[1] or 0)
    if len(set(lengths)) > 1 or not lengths[0].isdigit():
        raise Failure("receiving", "no length that can be used")
    return int(lengths[0])


def show(data):
    if named("text-only"):
        data = data.decode("utf-8", "replace").encode()
    if named("line-ends-converted"):
        data = data.replace(b"\r\n", b"\n")
    while data:
        data = data[os.write(1, data):]


def read_body(connection, left, data):
    """Shows the body, of which `data` is there; `left` is its length, None when nobody knows."""
    if left == 0 and named("waits-for-empty-body"):
        receive(connection)
    if left is None and named("one-read-without-length"):
        return show(data or receive(connection))
    while left is None or left > 0 or named("waits-for-the-end"):
        if not data:
            data = receive(connection)
            if not data:
                break
        if left is not None and not named("surplus-is-shown"):
            data = data[:left]
        show(data)
        left = None if left is None else max(0, left - len(data))
        data = b""
    if left and not named("short-body-is-good"):
        raise Failure("receiving", "the body is not complete")


def fetch(host, port, file, connect_ms, response_ms):
    request = request_for(host, file)
    connection = connect(host, port, connect_ms / 1000)
    connection.settimeout(None if named("no-limit-of-receiving") else response_ms / 1000)
    send(connection, request)
    if named("nothing-is-an-empty-file"):
        connection.recv(1, socket.MSG_PEEK) or end(0)
    lines, data = read_head(connection)
    if named("head-limit-only"):
        connection.settimeout(None)
    status = read_status(lines[0])
    length = 0 if status == 204 else read_length(lines)
    read_body(connection, length, data)
    if named("ends-with-a-line"):
        os.write(1, b"\n")


def main(host, port, file, connect_ms, response_ms):
    if named("dies-of-sigpipe"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        fetch(host, int(port), file, int(connect_ms), int(response_ms))
    except Failure as failure:
        if named("one-status-for-all"):
            end(1, failure)
        if named("fails-silently"):
            end(STATUS[failure.stage], "failed")
        words = {"socket": "No SOCKET", "address": "Unknown Address", "connect": "Cannot connect"}
        text = words.get(failure.stage, failure) if named("words-in-capitals") else failure
        end(STATUS[failure.stage], text)
    if named("status-1-after-success"):
        end(1, "done")
    end(0)


if __name__ == "__main__":
    main(*sys.argv[2:])
