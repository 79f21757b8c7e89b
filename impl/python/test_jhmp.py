"""JHMP/1 without sockets: tables of headers, contents and requests, and splits at every byte."""

import json
import re
import time
import unittest
from pathlib import Path

from jhmp import app, charset, wire
from jhmp.rejection import Rejected

MAX_CONTENT = 1 << 24
REQUIRED = {"byteorder": '"little"', "content-length": "3", "content-type": '"x/y"', "content-encoding": '"binary"'}
NESTED = "[" * 32 + "]" * 32


def header_with(**changes):
    members = {**REQUIRED, **{name.replace("_", "-"): value for name, value in changes.items()}}
    return "{" + ",".join(f'"{name}":{value}' for name, value in members.items() if value is not None) + "}"


def framed(header, content=b"abc"):
    header_bytes = header.encode("utf-8") if isinstance(header, str) else header
    return len(header_bytes).to_bytes(2, "big") + header_bytes + content


def json_message(content, encoding="utf-8", byteorder="little"):
    return framed(header_with(content_length=str(len(content)), content_type='"text/json"',
                              content_encoding=json.dumps(encoding), byteorder=json.dumps(byteorder)), content)


def read(data, max_content=MAX_CONTENT):
    return wire.MessageReader(max_content).feed(data)


def answered(data):
    """Returns (header, content) of what the server answers to the bytes of a request."""
    response = read(app.answer(read(data)))
    return response.header, response.content


ACCEPTED_HEADERS = {
    "HDR-4 white space": header_with().replace(":", " :\t").replace(",", "\r\n , "),
    "HDR-4 escaped name": header_with().replace("content-type", "\\u0063ontent-type"),
    "HDR-5 unknown members": header_with(a="null", b="-1.5e3", c='{"byteorder":1}', d=NESTED, e="[true,{}]"),
    "HDR-6 long number": header_with(a="9" * 60000),
    "FRM-6 longest": header_with(a='"' + "x" * (65535 - len(header_with(a='""'))) + '"'),
    "HDR-11 big": header_with(byteorder='"big"'),
}

REJECTED_HEADERS = {
    "FRM-5": b"", "HDR-1 overlong": header_with(a='"@"').encode().replace(b"@", b"\xc0\xaf"),
    "HDR-1 surrogate": header_with(a='"@"').encode().replace(b"@", b"\xed\xa0\x80"),
    "HDR-1 cut short": header_with(a='"@"').encode().replace(b"@", b"\xf0\x9f\x90"),
    "HDR-1 utf-16": header_with().encode("utf-16"), "HDR-2 one byte": "{", "HDR-3 none": "{}",
    "HDR-2 array": "[" + header_with() + "]", "HDR-2 trailing NUL": header_with() + "\0",
    "HDR-2 trailing": header_with() + "{}", "HDR-2 trailing comma": header_with()[:-1] + ",}",
    "HDR-2 comment": header_with() + "//", "HDR-2 single quotes": header_with().replace('"', "'"),
    "HDR-2 raw control": header_with(a='"\n"'), "HDR-2 leading zero": header_with(a="01"),
    "HDR-3 case": header_with().replace("byteorder", "Byteorder"),
    **{f"HDR-3 {name}": header_with(**{name: None}) for name in REQUIRED},
    **{f"HDR-7 {value}": header_with(content_length=value) for value in (
        "-1", "10.5", '"3"', "true", "false", "null", "[3]", '{"a":3}', "NaN", "Infinity", "-Infinity", "1e999")},
    **{f"HDR-8 {value}": header_with(content_length=value) for value in ("3.0", "0.3e1", "3e0", "-0", "03", "+3")},
    "HDR-9": header_with(content_length=str(MAX_CONTENT + 1)), "HDR-9 long": header_with(content_length="9" * 60000),
    **{f"HDR-11 {value}": header_with(byteorder=value) for value in ('"middle"', "1", "null", '["little"]', '"Big"')},
    **{f"HDR-12 {value}": header_with(content_type=value) for value in ("1", "null", "[]", "{}")},
    **{f"HDR-12 encoding {value}": header_with(content_encoding=value) for value in ("1", "null", "true")},
    **{f"HDR-13 {name}": header_with()[:-1] + f',"{name}":{value}}}' for name, value in REQUIRED.items()},
    "HDR-13 escaped": header_with()[:-1] + ',"byteorde\\u0072":"big"}',
    "HDR-14": header_with(a="[NaN]"), "HDR-14 Infinity": header_with(a='{"b":-Infinity}'),
    "HDR-6 open brackets": "[" * 65535, "HDR-6 nested": header_with(a="[" * 30000 + "]" * 30000),
}

REJECTED_CONTENT = (
    b"", b" ", b"[]", b"[1]", b'""', b'"x"', b"0", b"5", b"null", b"true", b"false", b"{", b"{}x", b"{}\0", b"{'a':1}",
    b'{"a":NaN}', b'{"a":-Infinity}', b'{"a":\xff}', b'{"action":"\xed\xa0\x80"}', b'{"a":1,}', b"\xff\xfe{\0}\0",
    b'{"a":' + b"[" * 100000, b"[" * MAX_CONTENT, b'{"a":' + b"9" * (MAX_CONTENT - 6) + b"}")

RESULTS = (
    ({"action": "search", "value": "ring"}, "In the caves beneath the Misty Mountains. 💍"),
    ({"action": "search", "value": "morpheus"}, "Follow the white rabbit. 🐰"),
    ({"value": "🐶", "action": "search", "more": [1]}, "🐾 Playing ball! 🏐"),
    ({"action": "search", "value": "Ring"}, "No match for 'Ring'."),
    ({"action": "search", "value": ""}, "No match for ''."),
    ({"action": "search", "value": "\"\\\n\0é'"}, "No match for '\"\\\n\0é''."),
    ({"action": "find", "value": "ring"}, "Error: invalid action 'find'."),
    ({"action": ""}, "Error: invalid action ''."))


class HeaderTest(unittest.TestCase):
    def test_accepted(self):
        for name, header in ACCEPTED_HEADERS.items():
            with self.subTest(name):
                self.assertEqual(read(framed(header)).content, b"abc")

    def test_rejected(self):
        for name, header in REJECTED_HEADERS.items():
            with self.subTest(name), self.assertRaises(Rejected):
                read(framed(header))

    def test_limit_is_inclusive(self):
        self.assertEqual(read(framed(header_with()), max_content=3).content, b"abc")
        self.assertRaises(Rejected, read, framed(header_with(), b""), 2)

    def test_shortest_header_has_78_bytes(self):
        header = '{"byteorder":"big","content-length":0,"content-type":"","content-encoding":""}'
        self.assertEqual(len(header), 78)
        self.assertEqual(read(framed(header, b"")).content, b"")


class FramingTest(unittest.TestCase):
    def test_every_split_has_the_same_outcome(self):
        data = json_message(b'{"action":"search","value":"\xf0\x9f\x90\xb6"}')
        for place in range(len(data)):
            reader = wire.MessageReader(MAX_CONTENT)
            self.assertIsNone(reader.feed(data[:place]))
            self.assertEqual(reader.feed(data[place:]), read(data))

    def test_each_byte_alone_and_bytes_after_the_message(self):
        reader = wire.MessageReader(MAX_CONTENT)
        outcomes = [reader.feed(bytes((byte,))) for byte in framed(header_with())]
        self.assertEqual([outcome is None for outcome in outcomes], [True] * (len(outcomes) - 1) + [False])
        self.assertEqual(read(framed(header_with()) + b"more"), outcomes[-1])


class ContentTest(unittest.TestCase):
    def test_rejected(self):
        for content in REJECTED_CONTENT:
            with self.subTest(content[:20], size=len(content)), self.assertRaises(Rejected):
                answered(json_message(content))

    def test_encodings(self):
        text = '{"action":"search","value":"aé"}'
        for encoding, codec, order in (
                ("UTF-8", "utf-8", "big"), ("utf-16", "utf-16-le", "little"), ("utf-16", "utf-16-be", "big"),
                ("utf-16", "utf-16", "big"), ("utf-16-be", "utf-16-be", "little"), ("utf-32", "utf-32-be", "big"),
                ("utf-32", "utf-32", "big"), ("Latin-1", "latin-1", "big"), ("iso-8859-1", "latin-1", "big")):
            with self.subTest(encoding, codec=codec):
                self.assertIn("aé", answered(json_message(text.encode(codec), encoding, order))[1].decode())

    def test_unsupported_or_ill_formed(self):
        for encoding in ("klingon", "binary", "base64", "", "utf-7", "hex", "rot13", "\ud800", "utf\u2010" + "8", "utf-8\0"):
            with self.subTest(encoding), self.assertRaises(Rejected):
                answered(json_message(b"{}", encoding))
        for encoding, content in (("ascii", b'{"\xe9":1}'), ("utf-16", b"{\0}"), ("utf-16-le", b'{\0"\0\0\xd8"\0:\x001\0}\0')):
            with self.subTest(encoding), self.assertRaises(Rejected):
                answered(json_message(content, encoding))

    def test_sixteen_mebibytes_take_well_under_a_second(self):
        start = time.monotonic()
        content = b'{"action":"search","value":"' + b"y" * (MAX_CONTENT - 30) + b'"}'
        self.assertGreater(len(answered(json_message(content))[1]), MAX_CONTENT - 30)
        self.assertLess(time.monotonic() - start, 1)


class ApplicationTest(unittest.TestCase):
    def test_results(self):
        for request, result in RESULTS:
            with self.subTest(request):
                header, content = answered(json_message(json.dumps(request).encode()))
                self.assertEqual(json.loads(content), {"result": result})
                self.assertEqual(header[2:], ("text/json", "utf-8"))

    def test_no_usable_action(self):
        for content in (b"{}", b'{"action":1}', b'{"action":null,"value":"ring"}', b'{"Action":"search"}'):
            self.assertTrue(json.loads(answered(json_message(content))[1])["result"].startswith("Error: invalid action"))

    def test_opaque(self):
        for content in (b"", b"abc", bytes(range(246, 256)), bytes(range(256))):
            header, answer = answered(framed(header_with(content_length=str(len(content))), content))
            self.assertEqual(answer, b"First 10 bytes of request: " + content[:10])
            self.assertEqual(header[2:], ("binary/custom-server-binary-type", "binary"))

    def test_client(self):
        request = read(app.request(b"search", "🐶".encode(), 2))
        self.assertEqual(wire.json_object(request), {"action": "search", "value": "🐶🐶"})
        opaque = read(app.request(b"a\xff", b"\xfe", 2))
        self.assertEqual(opaque.content, b"a\xff\xfe\xfe")
        self.assertEqual(opaque.header[2:], ("binary/custom-client-binary-type", "binary"))
        for result, shown in (('"é"', "é"), ("[1,null]", "[1,null]"), ("12", "12"), ('{"a":1.5}', '{"a":1.5}')):
            self.assertEqual(app.shown(read(json_message(f'{{"result":{result}}}'.encode()))), shown.encode())
        for content in (b"{}", b"[]", b'{"result":"\\ud800"}', b'{"result":1e999}', b'{"Result":1}'):
            self.assertRaises(Rejected, app.shown, read(json_message(content)))


class SpecificationTest(unittest.TestCase):
    def test_this_table_names_every_clause_of_the_header_chapter_that_rejects(self):
        text = (Path(__file__).parent.parent / "PROTOCOL.md").read_text(encoding="utf-8")
        clauses = set(re.findall(r"^\| (HDR-\d+) \| .* rejected", text, re.M)) - {"HDR-15"}
        self.assertEqual(clauses - {name.split()[0] for name in REJECTED_HEADERS}, set())

    def test_codecs_exist(self):
        charset.load_all_codecs()


if __name__ == "__main__":
    unittest.main()
