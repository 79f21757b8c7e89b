"""The one way in which received bytes are refused."""


class Rejected(Exception):
    """The received message breaks a clause; `clause` is its id in PROTOCOL.md.

    A server then ends the connection without an answer, a client reports failure.
    """

    def __init__(self, clause, reason):
        super().__init__(f"{reason} ({clause})")
        self.clause = clause
