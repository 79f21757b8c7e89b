"""JHMP/1 messages: read from a socket, and made. Whatever is wrong with one is a ValueError."""

import json
import sys
import time

MAX_CONTENT_BYTES = 16 * 1024 * 1024
CHUNK_BYTES = 64 * 1024


def _refuse(literal):
    raise ValueError(f"{literal} is no JSON")


def _members(pairs):
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = [name for name, _ in pairs if name in REQUIRED]
        if len(set(twice)) < len(twice):
            raise ValueError("a member of the header occurs twice")
    return members


def _number(text):
    """An int for plain integers only; "-0" and "-1" are none, and no length either."""
    return int(text) if text.isdigit() else float(text)


REQUIRED = ("byteorder", "content-length", "content-type", "content-encoding")
_HEADER = json.JSONDecoder(object_pairs_hook=_members, parse_int=_number, parse_constant=_refuse)
_CONTENT = json.JSONDecoder(parse_constant=_refuse)


def _decode(decoder, data):
    try:
        return decoder.decode(data.decode("utf-8"))
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None


def parse_header(data, max_content):
    """The header as a dict, with everything in it that must be."""
    header = _decode(_HEADER, data)
    if type(header) is not dict or not all(name in header for name in REQUIRED):
        raise ValueError("the header is no object with the four members")
    if header["byteorder"] not in ("little", "big"):
        raise ValueError("byteorder is neither little nor big")
    if type(header["content-type"]) is not str or type(header["content-encoding"]) is not str:
        raise ValueError("content-type and content-encoding are strings")
    length = header["content-length"]
    if type(length) is not int or not 0 <= length <= max_content:
        raise ValueError("content-length is no integer from 0 to the limit")
    return header


def receive_exactly(connection, count, deadline):
    """So many bytes, in whatever pieces they come. Memory grows with what came, not with `count`."""
    received = bytearray()
    while len(received) < count:
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("no complete message in time")
        connection.settimeout(seconds)
        try:
            part = connection.recv(min(count - len(received), CHUNK_BYTES))
        except TimeoutError:
            raise TimeoutError("no complete message in time") from None
        if not part:
            raise ConnectionError("the connection was closed before the message was complete")
        received += part
    return bytes(received)


def receive(connection, deadline, max_content=MAX_CONTENT_BYTES):
    """The header and the content of one message."""
    header_length = int.from_bytes(receive_exactly(connection, 2, deadline), "big")
    header = parse_header(receive_exactly(connection, header_length, deadline), max_content)
    return header, receive_exactly(connection, header["content-length"], deadline)


def json_object(header, content):
    """The dict that the content of a text/json message is."""
    if header["content-encoding"].lower() != "utf-8":
        raise ValueError("only utf-8 is supported")
    value = _decode(_CONTENT, content)
    if type(value) is not dict:
        raise ValueError("the content is no JSON object")
    return value


def message(content, content_type, content_encoding):
    """The bytes of a message."""
    header = json.dumps({"byteorder": sys.byteorder, "content-type": content_type,
                         "content-encoding": content_encoding, "content-length": len(content)}).encode()
    return len(header).to_bytes(2, "big") + header + content


def json_message(value):
    """The bytes of a message with JSON in it."""
    return message(json.dumps(value, ensure_ascii=False).encode("utf-8"), "text/json", "utf-8")


def send(connection, data, seconds):
    """Sends all of it; the limit holds for each time without progress."""
    unsent = memoryview(data)
    connection.settimeout(seconds)
    while unsent:
        unsent = unsent[connection.send(unsent):]
