"""What a program says about what it did with its sockets: one line of JSON (SOC-1)."""

import errno
import json
import sys

# The exit status of each outcome; 2 is for bad usage.
STATUS = {"ok": 0, "failed": 1, "refused": 3, "unreachable": 4, "timed_out": 5, "closed": 6,
          "address": 7, "resources": 8, "denied": 9, "unsupported": 10, "misused": 11,
          "unresolvable": 12, "would_block": 13}

BAD_USAGE = 2

OUTCOME = {
    "ECONNREFUSED": "refused",
    "ENETUNREACH": "unreachable", "EHOSTUNREACH": "unreachable", "ENETDOWN": "unreachable",
    "ETIMEDOUT": "timed_out",
    "ECONNRESET": "closed", "EPIPE": "closed", "ECONNABORTED": "closed",
    "EADDRINUSE": "address", "EADDRNOTAVAIL": "address",
    "EMFILE": "resources", "ENFILE": "resources", "ENOBUFS": "resources", "ENOMEM": "resources",
    "EACCES": "denied", "EPERM": "denied",
    "EAFNOSUPPORT": "unsupported", "EPROTONOSUPPORT": "unsupported", "EOPNOTSUPP": "unsupported",
    "ENOPROTOOPT": "unsupported",
    "EISCONN": "misused", "ENOTCONN": "misused", "EDESTADDRREQ": "misused", "EMSGSIZE": "misused",
    "ENOTSOCK": "misused", "EBADF": "misused", "EINVAL": "misused",
    "EAGAIN": "would_block", "EINPROGRESS": "would_block", "EALREADY": "would_block",
}

MOST_SHOWN_BYTES = 4096


def name_of(number):
    """The symbol of an errno; EAGAIN and EWOULDBLOCK are one on Linux, and so are two others."""
    same = {errno.EAGAIN: "EAGAIN", errno.EOPNOTSUPP: "EOPNOTSUPP"}
    return same.get(number) or errno.errorcode.get(number, str(number)) if number else ""


class CallError(Exception):
    """A call failed, and trying it again is no remedy."""

    def __init__(self, call, number, outcome=None):
        super().__init__(call, number)
        self.call = call
        self.number = number
        self.outcome = outcome or OUTCOME.get(name_of(number), "failed")


class Report:
    def __init__(self, action):
        self.action = action
        self.outcome = "ok"
        self.error = ""
        self.call = ""
        self.sent_bytes = 0
        self.received = bytearray()

    def add(self, failure):
        self.outcome = failure.outcome
        self.error = name_of(failure.number)
        self.call = failure.call

    def line(self):
        return json.dumps({
            "action": self.action, "outcome": self.outcome, "error": self.error, "call": self.call,
            "sent_bytes": self.sent_bytes, "received_bytes": len(self.received),
            "received": self.received[:MOST_SHOWN_BYTES].decode("utf-8", "replace"),
        }, separators=(",", ":"), ensure_ascii=False)

    def status(self):
        return STATUS[self.outcome]

    def publish(self):
        """Writes the line and returns the exit status."""
        sys.stdout.write(self.line() + "\n")
        sys.stdout.flush()
        return self.status()
