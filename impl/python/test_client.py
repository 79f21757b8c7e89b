"""client.py as a process, against servers that do whatever a network can do."""

import re
import socket
import time
import unittest

from jhmp import app, wire
from program_support import HERE, read_to_end, reset, run_client, scripted_server

REQUEST_BYTES = len(app.request(b"search", b"ring", 1))
RESPONSE = wire.build_json({"result": "yes"})
QUICK = ("--connect-ms", "300", "--send-ms", "300", "--response-ms", "300")


def receive_request(connected):
    remaining = REQUEST_BYTES
    while remaining:
        remaining -= len(connected.recv(remaining))


def respond(*pieces, pause_seconds=0.0, then=lambda connected: None):
    def script(connected):
        receive_request(connected)
        for piece in pieces:
            connected.sendall(piece)
            time.sleep(pause_seconds)
        then(connected)
    return script


def outcome(script, *arguments):
    with scripted_server(script) as address:
        return run_client(address, *(arguments or ("search", "ring", *QUICK)))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def full_listener():
    """A listener whose queue is full, so that the next connect gets no reply at all."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    fillers = []
    for _ in range(3):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
        fillers.append(filler)
    return listener, fillers


class SuccessTest(unittest.TestCase):
    def assert_shown(self, completed, shown=b"yes"):
        self.assertEqual((completed.returncode, completed.stdout, completed.stderr), (0, shown + b"\n", b""))

    def test_segments_and_bytes_after(self):
        self.assert_shown(outcome(respond(*(bytes((byte,)) for byte in RESPONSE))))
        self.assert_shown(outcome(respond(RESPONSE + b"more" * 1000)))

    def test_reset_after_the_response(self):
        self.assert_shown(outcome(respond(RESPONSE, then=reset)))

    def test_does_not_wait_for_the_server_to_close(self):
        start = time.monotonic()
        self.assert_shown(outcome(respond(RESPONSE, then=read_to_end), "search", "ring"))
        self.assertLess(time.monotonic() - start, 1)

    def test_opaque_bytes_and_large_response(self):
        self.assert_shown(outcome(respond(wire.build(bytes(range(256)), "a/b", ""))), bytes(range(256)))
        large = b"y" * wire.DEFAULT_MAX_CONTENT
        self.assert_shown(outcome(respond(wire.build(large, "a/b", ""))), large)

    def test_large_request_to_a_slow_reader(self):
        sizes = []

        def script(connected):
            reader, message = wire.MessageReader(1 << 24), None
            while message is None:
                message = reader.feed(connected.recv(1 << 20))
                time.sleep(0.02)
            sizes.append(len(message.content))
            connected.sendall(RESPONSE)
        self.assert_shown(outcome(script, "do", "x", "--value-repeat", "9000000"))
        self.assertEqual(sizes, [9_000_002])

    def test_a_name_with_several_addresses(self):
        with scripted_server(respond(RESPONSE)) as (_, port):
            self.assert_shown(run_client(("localhost", port)))


class FailureTest(unittest.TestCase):
    def assert_failure(self, completed):
        self.assertEqual(completed.returncode, 1)
        self.assertEqual(completed.stdout, b"")
        self.assertEqual(completed.stderr.count(b"\n"), 1)
        self.assertNotIn(b"Traceback", completed.stderr)

    def test_invalid_responses(self):
        for response in (b"HTTP/1.1 200 OK\r\n\r\n", b"hello" * 9000, b"\0\0", wire.build(b"[]", "text/json", "utf-8"),
                         wire.build(b"{}", "text/json", "utf-8"), wire.build(b"", "text/json", "utf-8"),
                         RESPONSE.replace(b"little", b"middle")):
            with self.subTest(response[:20]):
                completed = outcome(respond(response, then=read_to_end))
                self.assert_failure(completed)

    def test_every_truncation(self):
        for place in range(0, len(RESPONSE), 17):
            for ending in (lambda connected: None, reset):
                self.assert_failure(outcome(respond(RESPONSE[:place], then=ending)))

    def test_limits_are_totals(self):
        start = time.monotonic()
        pieces = [bytes((byte,)) for byte in RESPONSE]
        completed = outcome(respond(*pieces, pause_seconds=0.05))
        self.assert_failure(completed)
        self.assertIn(b"in time", completed.stderr)
        self.assertLess(time.monotonic() - start, 15)

    def test_peer_that_closes_or_answers_early_or_never_reads(self):
        large = ("do", "x", "--value-repeat", "9000000", *QUICK)
        self.assert_failure(outcome(lambda connected: connected.recv(100), *large))
        self.assert_failure(outcome(reset, *large))
        completed = outcome(lambda connected: time.sleep(1), *large)
        self.assert_failure(completed)
        self.assertIn(b"no progress", completed.stderr)
        early = outcome(lambda connected: (connected.sendall(RESPONSE), read_to_end(connected)), *large)
        self.assertEqual((early.returncode, early.stdout), (0, b"yes\n"))

    def test_usage(self):
        self.assertEqual(run_client(("127.0.0.1", "x")).returncode, 2)
        self.assertEqual(run_client(("127.0.0.1", 1), "search", b"\xff").returncode, 2)


class CausesTest(unittest.TestCase):
    """CLI-3, judged as PROTOCOL.md says."""

    def patterns(self):
        text = (HERE.parent / "PROTOCOL.md").read_text(encoding="utf-8")
        section = text.split("\n## CLI-3: what is removed\n")[1].split("\n## ")[0]
        return re.findall(r"^\| [^|]* \| `(.*)` \|$", section, re.M)

    def without_details(self, completed):
        self.assertNotEqual(completed.returncode, 0)
        text = (completed.stdout + completed.stderr).decode()
        for pattern in self.patterns():
            text = re.sub(pattern, "", text)
        return text

    def test_six_causes_are_told_apart(self):
        listener, fillers = full_listener()
        completed = [run_client(("127.0.0.1", free_port())), run_client(("255.255.255.255", 80)),
                     run_client(("no-such-name.invalid", 80)), run_client(listener.getsockname(), "search", "ring", *QUICK),
                     outcome(lambda connected: time.sleep(1)), outcome(respond(b"\0"))]
        for opened in (listener, *fillers):
            opened.close()
        causes = [self.without_details(each) for each in completed]
        self.assertEqual(len(set(causes)), 6, causes)
        for cause, word in zip(causes, ("refused", "unreachable", "resolved", "connectingtimedout", "response", "closed")):
            self.assertIn(word, cause)


if __name__ == "__main__":
    unittest.main()
