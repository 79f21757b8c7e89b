"""Deadlines that all lie the same time ahead."""

from collections import OrderedDict


class DeadlineQueue:
    """Keys with a deadline each, in order, because each one is set `duration_seconds` ahead.

    Every operation takes constant time; a key that is removed leaves nothing behind (SRV-8).
    """

    def __init__(self, duration_seconds):
        self._duration_seconds = duration_seconds
        self._deadlines = OrderedDict()

    def restart(self, key, now):
        """Sets the deadline of `key`, which need not be here yet."""
        self._deadlines.pop(key, None)
        self._deadlines[key] = now + self._duration_seconds

    def remove(self, key):
        """Forgets `key`, which need not be here."""
        self._deadlines.pop(key, None)

    def first(self):
        """Returns the earliest deadline, or None."""
        return next(iter(self._deadlines.values()), None)

    def expired(self, now):
        """Returns the keys whose deadline has come; they stay until they are removed."""
        keys = []
        for key, deadline in self._deadlines.items():
            if deadline > now:
                break
            keys.append(key)
        return keys
