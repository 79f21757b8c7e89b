"""Messages as bytes (PROTOCOL.md, chapter Framing)."""

from collections import namedtuple

from . import charset, header, strict_json
from .rejection import Rejected

DEFAULT_MAX_CONTENT = 16 * 1024 * 1024
LENGTH_BYTES = 2

JSON_TYPE = "text/json"

Message = namedtuple("Message", "header content")


class MessageReader:
    """Takes bytes in any segmentation (FRM-2) and gives the first whole message (FRM-3).

    It holds only bytes that arrived, never room for those that were declared (HDR-10).
    """

    def __init__(self, max_content):
        self._max_content = max_content
        self._received = bytearray()
        self._header = None
        self._content_start = 0

    def feed(self, data):
        """Returns the `Message`, or None while bytes are missing; raises `Rejected`.

        After a message or a rejection it must not be fed again. Later bytes are dropped (FRM-7).
        """
        self._received += data
        if self._header is None:
            self._read_header()
        if self._header is None:
            return None
        end = self._content_start + self._header.content_length
        if len(self._received) < end:
            return None
        with memoryview(self._received) as view, view[self._content_start:end] as content:
            return Message(self._header, bytes(content))

    def _read_header(self):
        if len(self._received) < LENGTH_BYTES:
            return
        header_length = int.from_bytes(self._received[:LENGTH_BYTES], "big")
        if header_length == 0:
            raise Rejected("FRM-5", "the header is empty")
        end = LENGTH_BYTES + header_length
        if len(self._received) >= end:
            self._header = header.parse(bytes(self._received[LENGTH_BYTES:end]), self._max_content)
            self._content_start = end


def is_json(message):
    """Tells JSON content from opaque content (CNT-1, CNT-7)."""
    return message.header.content_type == JSON_TYPE


def json_object(message):
    """Returns the JSON object in the content of `message` or rejects it (CNT-1 to CNT-6)."""
    described = message.header
    text = charset.decode(message.content, described.content_encoding, described.byteorder)
    return strict_json.content_object(text)


def build(content, content_type, content_encoding):
    """Returns the bytes of a message (FRM-1, HDR-16)."""
    header_bytes = header.build(len(content), content_type, content_encoding)
    return b"".join((len(header_bytes).to_bytes(LENGTH_BYTES, "big"), header_bytes, content))


def build_json(value):
    """Returns the bytes of a JSON message in utf-8 (APP-8, APP-9)."""
    return build(strict_json.written(value), JSON_TYPE, "utf-8")
