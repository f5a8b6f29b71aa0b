# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, Chinese turns into signs that nobody wrote, or a citizen's code stands in the log."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.scanner import Code, Symbology


@pytest.mark.parametrize(
    ("raw", "encoding", "text"),
    [
        (b"445202", "utf-8", "445202"),
        ("姓名：无此人".encode(), "utf-8", "姓名：无此人"),
        (b"\xef\xbb\xbfbom", "utf-8", "bom"),
        ("姓名：无此人，13号".encode("gb18030"), "gb18030", "姓名：无此人，13号"),
        ("张𠮷".encode("gb18030"), "gb18030", "张𠮷"),
        ("（二）第①项 “甲”—乙".encode("gb18030"), "gb18030", "（二）第①项 “甲”—乙"),
        (b"[)>\x1e06\x1dP1\x1e\x04", "utf-8", "[)>\x1e06\x1dP1\x1e\x04"),
        (b"two\r\nlines\t.", "utf-8", "two\r\nlines\t."),
    ],
)
def test_what_is_text(raw: bytes, encoding: str, text: str) -> None:
    """Codes of Chinese offices hold UTF-8 or GB 18030, and both are common."""
    assert (Code(raw).encoding, Code(raw).text) == (encoding, text)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01\x02",
        b"text\x00",
        b"\xff\xfe",
        "été à".encode("latin-1"),
        "ét".encode("latin-1"),
        "日本語".encode("shift_jis"),
        "中文".encode("big5"),
        b"\x80\x81\x82\x83",
    ],
)
def test_what_is_not(raw: bytes) -> None:
    """Text of another encoding would be shown as Chinese that nobody wrote."""
    assert Code(raw).text is None
    assert Code(raw).encoding is None


def test_korean_in_two_bytes_cannot_be_told_from_chinese() -> None:
    """Whoever uses the text has to know what it cannot promise: only `encoding` tells that it is not UTF-8."""
    assert Code("한국어".encode("euc-kr")).encoding == "gb18030"


def test_a_code_shows_nothing_of_itself() -> None:
    """Somebody's electronic identity would stand in the log."""
    code = Code(b"e-id:445202:9f3c", Symbology.QR)
    assert repr(code) == str(code) == f"{code}" == "Code(symbology=<Symbology.QR: 'Q'>)"


@given(st.binary(max_size=100))
@settings(max_examples=200)
def test_any_bytes(raw: bytes) -> None:
    """A code of any bytes must be text or none, and text must be those bytes."""
    code = Code(raw)
    assert (code.text is None) == (code.encoding is None)
    if code.text is not None and code.encoding is not None:
        assert code.text.encode(code.encoding) == raw.removeprefix(b"\xef\xbb\xbf")


@given(st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs", "Cc"]), min_size=1))
@settings(max_examples=100)
def test_any_utf_8(text: str) -> None:
    """A citizen's text in UTF-8 is read as it is, whatever its script."""
    assert Code(text.encode()).text == text.removeprefix("\ufeff")
