"""The text encodings of JSON content (CNT-2 to CNT-5).

The table is closed on purpose: Python's codec registry also knows codecs of other kinds.
"""

import codecs

from .rejection import Rejected

_CODECS = {
    "utf-8": "utf-8", "utf8": "utf-8",
    "utf-16-le": "utf-16-le", "utf-16le": "utf-16-le",
    "utf-16-be": "utf-16-be", "utf-16be": "utf-16-be",
    "utf-32-le": "utf-32-le", "utf-32le": "utf-32-le",
    "utf-32-be": "utf-32-be", "utf-32be": "utf-32-be",
    "latin-1": "latin-1", "latin1": "latin-1", "iso-8859-1": "latin-1",
    "ascii": "ascii", "us-ascii": "ascii",
}

# Encodings whose byte order a mark names, or else the header's byteorder: the marks of each.
_MARKS = {
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
}


def _codec_name(content, encoding, byteorder):
    """Chooses Python's codec for `encoding`, whose ASCII case does not matter (CNT-2)."""
    name = encoding.lower() if encoding.isascii() else encoding
    if name in _MARKS:
        if content.startswith(_MARKS[name]):
            return name
        return name + ("-le" if byteorder == "little" else "-be")
    if name not in _CODECS:
        raise Rejected("CNT-3", "the content encoding is not supported")
    return _CODECS[name]


def decode(content, encoding, byteorder):
    """Returns the text that the bytes `content` are; ill-formed ones are rejected (CNT-6)."""
    codec_name = _codec_name(content, encoding, byteorder)
    try:
        return content.decode(codec_name)
    except UnicodeDecodeError:
        raise Rejected("CNT-6", f"the content is no {codec_name}") from None


def load_all_codecs():
    """Loads each codec now: it opens files, which fails once descriptors have run out (SRV-4)."""
    for name in {*_CODECS.values(), *_MARKS}:
        codecs.lookup(name)
