"""server.py as a process, over loopback."""

import signal
import socket
import subprocess
import sys
import time
import unittest

from jhmp import app, header, wire
from program_support import (HERE, connect, descriptor_count, exchange, processor_seconds, read_to_end, reset,
                             run_client, running_server)

REQUEST = app.request(b"search", b"ring", 1)
RESPONSE = wire.build_json({"result": app.TABLE["ring"]})
OVER_LIMIT_HEADER = header.build(wire.DEFAULT_MAX_CONTENT + 1, "x/y", "binary")
OVER_LIMIT = len(OVER_LIMIT_HEADER).to_bytes(2, "big") + OVER_LIMIT_HEADER


def eventually(condition, seconds=2):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


class ServerTest(unittest.TestCase):
    def setUp(self):
        context = running_server("--idle-ms", "20000")
        self.process, self.address = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.descriptors = descriptor_count(self.process)

    def tearDown(self):
        self.assertEqual(exchange(self.address, REQUEST), RESPONSE)
        self.assertTrue(eventually(lambda: descriptor_count(self.process) == self.descriptors))
        self.assertLess(processor_seconds(self.process), 3)

    def test_each_byte_alone_and_half_close(self):
        with connect(self.address) as connected:
            for byte in REQUEST:
                connected.send(bytes((byte,)))
            connected.shutdown(socket.SHUT_WR)
            self.assertEqual(read_to_end(connected), (RESPONSE, False))

    def test_every_truncation_is_rejected(self):
        for place in range(len(REQUEST)):
            self.assertEqual(exchange(self.address, REQUEST[:place], half_close=True), b"")

    def test_resets_at_every_stage(self):
        for place in range(0, len(REQUEST) + 1, 7):
            connected = connect(self.address)
            connected.sendall(REQUEST[:place])
            reset(connected)

    def test_rejected_at_once(self):
        for data in (OVER_LIMIT, b"\0\0", b"\0\1{", b"GET / HTTP/1.0\r\n\r\n" + b"x" * 20000):
            start = time.monotonic()
            self.assertEqual(exchange(self.address, data), b"")
            self.assertLess(time.monotonic() - start, 0.8)

    def test_bytes_after_the_request_do_not_cost_the_answer(self):
        for size in (5, 10_000, 3_000_000):
            with connect(self.address) as connected:
                connected.sendall(REQUEST + b"x" * size)
                connected.shutdown(socket.SHUT_WR)
                self.assertEqual(read_to_end(connected), (RESPONSE, False))

    def test_connections_of_every_kind_at_once(self):
        with_all = [connect(self.address) for _ in range(250)]
        for number, connected in enumerate(with_all):
            connected.sendall(REQUEST[:number % len(REQUEST)])
        self.assertEqual(exchange(self.address, REQUEST), RESPONSE)
        for number, connected in reversed(list(enumerate(with_all))):
            connected.sendall(REQUEST[number % len(REQUEST):])
            self.assertEqual(read_to_end(connected), (RESPONSE, False))
            connected.close()

    def test_reader_that_never_reads_and_one_that_is_slow(self):
        request = app.request(b"search", b"y", 16_000_000)
        with connect(self.address) as never, connect(self.address) as slow:
            never.sendall(request)
            slow.sendall(request)
            before = processor_seconds(self.process)
            time.sleep(0.5)
            self.assertEqual(exchange(self.address, REQUEST), RESPONSE)
            self.assertLess(processor_seconds(self.process) - before, 0.3)
            self.assertGreater(len(read_to_end(slow)[0]), 16_000_000)

    def test_client_program(self):
        for value in ("ring", "🐶", "-x", "'\"\n"):
            completed = run_client(self.address, "search", value)
            self.assertEqual((completed.returncode, completed.stderr), (0, b""))
            result = app.TABLE.get(value) or f"No match for '{value}'."
            self.assertEqual(completed.stdout, result.encode() + b"\n")
        completed = run_client(self.address, "do", "x", "--value-repeat", "16777214")
        self.assertEqual(completed.stdout, b"First 10 bytes of request: doxxxxxxxx\n")


class ServerLifeTest(unittest.TestCase):
    def test_idle_limit_counts_from_accept_and_a_moving_response_goes_on(self):
        with running_server("--idle-ms", "400") as (_, address), connect(address) as dripping:
            start = time.monotonic()
            with self.assertRaises(OSError):
                for byte in REQUEST:
                    dripping.sendall(bytes((byte,)))
                    time.sleep(0.05)
            self.assertLess(time.monotonic() - start, 1)
            with connect(address) as slow:
                slow.sendall(app.request(b"search", b"y", 16_000_000))
                received = 0
                while data := slow.recv(1 << 20):
                    received += len(data)
                    time.sleep(0.03)
                self.assertGreater(received, 16_000_000)

    def test_no_descriptors_left(self):
        with running_server("--idle-ms", "20000", descriptors=24) as (process, address):
            held = [connect(address) for _ in range(40)]
            time.sleep(0.6)
            self.assertLess(processor_seconds(process), 0.4)
            for connected in held:
                connected.close()
            self.assertEqual(exchange(address, REQUEST), RESPONSE)

    def test_ipv6(self):
        with running_server(host="::1") as (_, address):
            self.assertEqual(exchange(address, REQUEST), RESPONSE)
            self.assertEqual(run_client(address).returncode, 0)

    def test_port_taken_and_free_again(self):
        with running_server() as (_, address):
            exchange(address, REQUEST)
            command = [sys.executable, "server.py", address[0], str(address[1])]
            second = subprocess.run(command, cwd=HERE, capture_output=True, timeout=5)
            self.assertEqual((second.returncode, second.stdout), (1, b""))
            self.assertIn(b"in use", second.stderr)
        again = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE)
        try:
            self.assertIn(b"listening", again.stdout.readline())
        finally:
            again.kill()
            again.communicate()

    def test_signals(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with running_server() as (process, address), connect(address):
                process.send_signal(number)
                self.assertEqual(process.wait(2), 0)


if __name__ == "__main__":
    unittest.main()
