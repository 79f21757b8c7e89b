"""A loop of poll for programs that accept connections and do not use the processor meanwhile."""

import errno
import select

EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
PAUSE_MS = 100


class Host:
    """Accepts until a signal ends the process; what becomes of connections, others say."""

    def __init__(self, listener):
        self.listener = listener
        self.guests = {}

    def events_of(self, guest):
        """What is waited for on it, for poll."""
        raise NotImplementedError

    def welcome(self, connection):
        """The guest that is made of an accepted connection."""
        raise NotImplementedError

    def handle(self, guest, events):
        """Something came; False when the connection is over."""
        raise NotImplementedError

    def accept_all(self):
        """Accepts what is there; False when descriptors or memory ran out."""
        while True:
            try:
                connection, _ = self.listener.accept()
            except BlockingIOError:
                return True
            except OSError as problem:
                if problem.errno in EXHAUSTED:
                    return False
                continue
            connection.setblocking(False)
            self.guests[connection.fileno()] = self.welcome(connection)

    def wait(self, accepting):
        poll = select.poll()
        poll.register(self.listener, select.POLLIN if accepting else 0)
        for number, guest in self.guests.items():
            poll.register(number, self.events_of(guest))
        return poll.poll(None if accepting else PAUSE_MS)

    def forget(self, number):
        self.guests.pop(number).connection.close()

    def serve(self):
        accepting = True
        while True:
            for number, events in self.wait(accepting):
                if number in self.guests and not self.handle(self.guests[number], events):
                    self.forget(number)
            accepting = self.accept_all()
