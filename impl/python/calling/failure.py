"""How an exchange can fail, told apart as CLI-3 asks."""

import errno


class Failure(Exception):
    """The exchange failed; the text is for the user. Each subclass is a class of CLI-3."""


class Refused(Failure):
    """Nobody listens there."""


class Unreachable(Failure):
    """There is no way to the address."""


class Unresolvable(Failure):
    """The name has no address."""


class ConnectTimedOut(Failure):
    """No connection within the limit."""


class NoResponseInTime(Failure):
    """The connection stands, but the exchange was not complete within a limit."""


class ClosedOrReset(Failure):
    """The server ended the connection before its response was complete."""


class InvalidResponse(Failure):
    """The response is no JHMP message, or breaks a clause."""


def of_connect(error_number):
    """Returns the `Failure` for an errno of connecting."""
    if error_number == errno.ECONNREFUSED:
        return Refused("connection refused: nobody listens there")
    if error_number == errno.ETIMEDOUT:
        return ConnectTimedOut("connecting timed out")
    if error_number in (errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE):
        return closed_or_reset()
    name = errno.errorcode.get(error_number, "unknown")
    return Unreachable(f"the address is unreachable: {name}")


def closed_or_reset():
    """Returns the one failure for every early end of a connection."""
    return ClosedOrReset("the connection was closed or reset before the response was complete")
