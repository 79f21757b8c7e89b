"""The header of a message (PROTOCOL.md, chapter Header)."""

import re
import sys
from collections import namedtuple

from .rejection import Rejected
from .strict_json import Number, header_members, written

REQUIRED_NAMES = ("byteorder", "content-length", "content-type", "content-encoding")

# A longer number is above every limit; it is not worth converting.
LONGEST_LENGTH_DIGITS = 20

_PLAIN_INTEGER = re.compile(r"0|[1-9][0-9]*")

Header = namedtuple("Header", "byteorder content_length content_type content_encoding")


def _required(members):
    """Picks the required members, each of which must be there exactly once (HDR-3, HDR-13)."""
    found = {}
    for name, value in members:
        if name not in REQUIRED_NAMES:
            continue
        if name in found:
            raise Rejected("HDR-13", f"the header has {name} twice")
        found[name] = value
    for name in REQUIRED_NAMES:
        if name not in found:
            raise Rejected("HDR-3", f"the header has no {name}")
    return [found[name] for name in REQUIRED_NAMES]


def _length(value, max_content):
    """Converts `content-length`: a plain integer (HDR-7, HDR-8) within the limit (HDR-9)."""
    if type(value) is not Number:
        raise Rejected("HDR-7", "content-length is no number")
    if not _PLAIN_INTEGER.fullmatch(value.text):
        number = float(value.text)
        clause = "HDR-8" if number >= 0 and number.is_integer() else "HDR-7"
        raise Rejected(clause, "content-length is no plain integer of 0 or more")
    if len(value.text) > LONGEST_LENGTH_DIGITS or int(value.text) > max_content:
        raise Rejected("HDR-9", "content-length is over the limit")
    return int(value.text)


def parse(header_bytes, max_content):
    """Returns the `Header` that the bytes are, or rejects them (HDR-1 to HDR-14)."""
    try:
        text = header_bytes.decode("utf-8")
    except UnicodeDecodeError:
        raise Rejected("HDR-1", "the header is no UTF-8") from None
    byteorder, length, content_type, encoding = _required(header_members(text))
    if type(byteorder) is not str or byteorder not in ("little", "big"):
        raise Rejected("HDR-11", "byteorder is neither little nor big")
    if type(content_type) is not str or type(encoding) is not str:
        raise Rejected("HDR-12", "content-type or content-encoding is no string")
    return Header(byteorder, _length(length, max_content), content_type, encoding)


def build(content_length, content_type, content_encoding):
    """Returns the bytes of a header with all four members (HDR-16)."""
    return written({"byteorder": sys.byteorder, "content-type": content_type,
                    "content-encoding": content_encoding, "content-length": content_length})
