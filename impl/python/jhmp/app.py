"""What requests and responses mean (PROTOCOL.md, chapter Application)."""

from . import wire
from .rejection import Rejected
from .strict_json import written

TABLE = {
    "morpheus": "Follow the white rabbit. \U0001f430",
    "ring": "In the caves beneath the Misty Mountains. \U0001f48d",
    "\U0001f436": "\U0001f43e Playing ball! \U0001f3d0",
}

SERVER_OPAQUE_TYPE = "binary/custom-server-binary-type"
CLIENT_OPAQUE_TYPE = "binary/custom-client-binary-type"
OPAQUE_ENCODING = "binary"
OPAQUE_ANSWER_START = b"First 10 bytes of request: "
OPAQUE_ANSWER_BYTES = 10


def _search(value):
    """Returns the text for a search (APP-1, APP-2); any value but a string is rejected (APP-6)."""
    if type(value) is not str:
        raise Rejected("APP-6", "the value to search is no string")
    return TABLE.get(value) or f"No match for '{value}'."


def _result(request):
    """Returns the text that answers the object `request` (APP-1 to APP-4)."""
    action = request.get("action")
    if type(action) is not str:
        return "Error: invalid action: there is none."
    if action == "search":
        return _search(request.get("value"))
    return f"Error: invalid action '{action}'."


def answer(message):
    """Returns the bytes of the response to a request, or rejects the request."""
    if wire.is_json(message):
        return wire.build_json({"result": _result(wire.json_object(message))})
    content = OPAQUE_ANSWER_START + message.content[:OPAQUE_ANSWER_BYTES]
    return wire.build(content, SERVER_OPAQUE_TYPE, OPAQUE_ENCODING)


def request(action, value, value_repeat):
    """Returns the bytes of the request for `action` and `value`, both bytes (APP-9).

    Raises UnicodeDecodeError when the value of a search is no UTF-8.
    """
    repeated = value * value_repeat
    if action == b"search":
        return wire.build_json({"action": "search", "value": repeated.decode("utf-8")})
    return wire.build(action + repeated, CLIENT_OPAQUE_TYPE, OPAQUE_ENCODING)


def shown(message):
    """Returns the bytes that a client shows of a response, or rejects it (APP-10, APP-11)."""
    if not wire.is_json(message):
        return message.content
    response = wire.json_object(message)
    if "result" not in response:
        raise Rejected("APP-11", "the response has no result")
    result = response["result"]
    if type(result) is not str:
        return written(result)
    try:
        return result.encode("utf-8")
    except UnicodeEncodeError:
        raise Rejected("CNT-13", "the result has a lone surrogate in it") from None
