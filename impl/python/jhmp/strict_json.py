"""JSON as RFC 8259 has it: the standard library's parser with its tolerances taken away."""

import json
import re
import sys

from .rejection import Rejected

# Python needs quadratic time for long integers. Newer versions refuse them; for older ones this
# does (CNT-12 allows rejecting). A hook for every number is slow, so it is used only where it is
# needed.
PYTHON_REFUSES_LONG_INTEGERS = hasattr(sys, "get_int_max_str_digits")
LONGEST_CONTENT_NUMBER_DIGITS = 4000

_WHITE_SPACE = re.compile(r"[ \t\n\r]*")


class Number:
    """A number of the header in the form in which it was written (HDR-8 judges the form)."""

    __slots__ = ("text",)

    def __init__(self, text):
        self.text = text


class Members(list):
    """The members of an object of the header as (name, value) pairs, duplicates too (HDR-13)."""


class _NotJson(ValueError):
    """A literal that Python's parser knows and JSON does not (HDR-14, CNT-11)."""


def _refuse_literal(literal):
    raise _NotJson(f"{literal} is no JSON")


def _integer(text):
    if len(text) > LONGEST_CONTENT_NUMBER_DIGITS:
        raise _NotJson("a number is too long")
    return int(text)


_HEADER_DECODER = json.JSONDecoder(object_pairs_hook=Members, parse_constant=_refuse_literal,
                                   parse_int=Number, parse_float=Number)
_CONTENT_DECODER = json.JSONDecoder(parse_constant=_refuse_literal,
                                    parse_int=int if PYTHON_REFUSES_LONG_INTEGERS else _integer)


def _decode(decoder, text, clause):
    """Parses `text`; whatever is wrong, nesting too deep to parse too, is a rejection."""
    try:
        return decoder.decode(text)
    except RecursionError:
        raise Rejected(clause, "the JSON is nested too deeply") from None
    except ValueError as problem:
        raise Rejected(clause, f"this is no JSON: {problem}") from None


def header_members(text):
    """Returns the `Members` of the one object that `text` is; anything else is rejected (HDR-2)."""
    members = _decode(_HEADER_DECODER, text, "HDR-2")
    if type(members) is not Members:
        raise Rejected("HDR-2", "the header is no JSON object")
    return members


def content_object(text):
    """Returns the dict that the content `text` is; all else is rejected (CNT-6, APP-5, APP-10).

    The first character decides before anything is parsed: a megabyte of `[` costs nothing.
    """
    if not text.startswith("{", _WHITE_SPACE.match(text).end()):
        raise Rejected("CNT-6", "the content is no JSON object")
    return _decode(_CONTENT_DECODER, text, "CNT-6")


def written(value):
    """Returns `value` as compact JSON in UTF-8.

    What was read and cannot be written is rejected: lone surrogates, numbers out of range (CNT-13).
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8")
    except ValueError:
        raise Rejected("CNT-13", "there is a lone surrogate or a number out of range") from None
    except RecursionError:
        raise Rejected("CNT-12", "the JSON is nested too deeply") from None
