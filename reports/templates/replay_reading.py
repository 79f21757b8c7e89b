# Reading messages: two bytes of length, a JSON header of that length, and the content


class Malformed(Exception):
    """What is wrong with a message."""


class Number:
    """A JSON number as it was written."""

    def __init__(self, text):
        self.text = text

    def __eq__(self, other):
        return isinstance(other, Number) and float(self.text) == float(other.text)


def no_constant(name):
    raise Malformed(name + " is not JSON")


def members_once(pairs):
    """A JSON object as a list of pairs keeps what stands twice."""
    return ("object", pairs)


def header_end(data):
    """Where the header ends, or None while the length is not there."""
    return 2 + struct.unpack(">H", bytes(data[:2]))[0] if len(data) >= 2 else None


def whole_size(data):
    """The size of the message that begins so; None: not known yet. A length that cannot be used
    counts as none, so that the message ends with its header."""
    end = header_end(data)
    if end is None or len(data) < end:
        return None
    try:
        header = json.loads(bytes(data[2:end]).decode("utf-8-sig"))
        length = header.get("content-length", 0)
        return end + max(0, int(length)) if isinstance(length, (int, float)) else end
    except (ValueError, AttributeError, OverflowError, RecursionError):
        return end


def read_header(text):
    try:
        kind, pairs = json.loads(
            text.decode("utf-8"), object_pairs_hook=members_once, parse_int=Number,
            parse_float=Number, parse_constant=no_constant)
    except (ValueError, TypeError, RecursionError) as error:
        raise Malformed("the header is no JSON object: %s" % error)
    if kind != "object":
        raise Malformed("the header is no JSON object")
    header = {}
    for name in ("content-length", "byteorder", "content-type", "content-encoding"):
        values = [value for key, value in pairs if key == name]
        if len(values) != 1:
            raise Malformed("the header has %s %d times" % (name, len(values)))
        header[name] = values[0]
    length = header["content-length"]
    if not isinstance(length, Number) or not re.fullmatch("0|[1-9][0-9]*", length.text):
        raise Malformed("content-length is no plain integer")
    header["content-length"] = int(length.text)
    if header["byteorder"] not in ("little", "big"):
        raise Malformed("byteorder is neither little nor big")
    if not all(isinstance(header[name], str) for name in ("content-type", "content-encoding")):
        raise Malformed("content-type or content-encoding is no string")
    return header


ENCODINGS = {
    "utf-8": "utf-8", "utf8": "utf-8", "ascii": "ascii", "us-ascii": "ascii",
    "latin-1": "latin-1", "latin1": "latin-1", "iso-8859-1": "latin-1",
    "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16-le": "utf-16-le",
    "utf-16be": "utf-16-be", "utf-16-be": "utf-16-be", "utf-32": "utf-32",
    "utf-32le": "utf-32-le", "utf-32-le": "utf-32-le", "utf-32be": "utf-32-be",
    "utf-32-be": "utf-32-be",
}


def decoded(content, header):
    encoding = ENCODINGS.get(header["content-encoding"].lower())
    if encoding is None:
        raise Malformed("the content-encoding is unknown")
    marks = {"utf-16": (b"\xff\xfe", b"\xfe\xff"),
             "utf-32": (b"\xff\xfe\0\0", b"\0\0\xfe\xff")}.get(encoding)
    if marks and not content.startswith(marks):
        encoding += "-le" if header["byteorder"] == "little" else "-be"
    try:
        text = content.decode(encoding)
        return text, json.loads(text, parse_constant=no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed("the content is not what its header says: %s" % error)


def read_message(data):
    """Header, content, its JSON value, and size; None while it is not whole. Raises Malformed."""
    end = header_end(data)
    if end is None or len(data) < end:
        return None
    header = read_header(bytes(data[2:end]))
    size = end + header["content-length"]
    if len(data) < size:
        return None
    content = bytes(data[end:size])
    value = decoded(content, header)[1] if header["content-type"] == "text/json" else None
    return header, content, value, size


def mismatch(match, message):
    """What is wrong with a well-formed message, or nothing."""
    header, content, value, _ = message
    for name in ("content_type", "content_encoding"):
        wanted = match.get(name)
        if wanted and header[name.replace("_", "-")] != wanted:
            return "%s is %s, not %s" % (name.replace("_", "-"), header[name.replace("_", "-")],
                                         wanted)
    kind, texts = match["kind"], match["texts"]
    is_json = header["content-type"] == "text/json"
    if kind == "opaque_equals":
        return "" if not is_json and content in texts else "the content is %s" % printable(content)
    if kind in ("result_equals", "result_begins", "json_equals") and not is_json:
        return "content-type is %s, not text/json" % header["content-type"]
    if kind == "json_equals":
        right = any(json.loads(text.decode("utf-8")) == value for text in texts)
        return "" if right else "the content is %s" % printable(content)
    if kind in ("result_equals", "result_begins"):
        result = value.get("result") if isinstance(value, dict) else None
        if not isinstance(result, str):
            return "there is no result: %s" % printable(content)
        wanted = [text.decode("utf-8") for text in texts]
        right = result in wanted if kind == "result_equals" else result.startswith(tuple(wanted))
        return "" if right else "the result is %r" % result
    return ""


def words_of(match):
    texts = " or ".join(printable(text) for text in match["texts"])
    return {
        "anything": "a well-formed message", "result_equals": "the result " + texts,
        "result_begins": "a result that begins with " + texts,
        "json_equals": "JSON content equal to " + texts, "opaque_equals": "the bytes " + texts,
        "shows": "the output " + texts,
    }[match["kind"]]
