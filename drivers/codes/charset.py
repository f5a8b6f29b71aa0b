# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes whose encoding a code does not name → text.

ISO/IEC 18004 lets such bytes be ISO/IEC 8859-1, and nearly nobody keeps to it: they are UTF-8 or, in China, GB 18030;
in Japan Shift JIS. What is UTF-8 is hardly ever anything else. Of the others, the one is taken that gives a text that
somebody would write; bytes that give none are no text.
"""

from __future__ import annotations

import re
import unicodedata

from drivers.scanner.code import Code

_FULL_KANA = re.compile(r"[ぁ-ゖァ-ヺー]")
_IMPOSSIBLE = re.compile(r"(?<![ｳｶ-ﾄﾊ-ﾎ])ﾞ|(?<![ﾊ-ﾎ])ﾟ|[\x00-\x03\x05-\x08\x0b\x0c\x0e-\x1b\x7f\ue000-\uf8ff]")
"""A half-width mark of voice after a kana that has none, control characters, signs without a meaning."""
_HALF_KANA = re.compile(r"[ｦ-ﾟ]")
_SCHOLARLY = re.compile(
    r"[^\x00-\u017f\u0218-\u021b\u0300-\u036f\u0386-\u03a9\u03ac-\u03ce\u0400-\u045f\u0492\u0493\u0496\u0497\u049a\u049b"
    r"\u04a2\u04a3\u04ae-\u04b1\u04ba\u04bb\u04d8\u04d9\u04e8\u04e9\u05d0-\u05ea\u060c-\u06ff]"
)
"""Below U+0800, what no everyday text of Europe, the Near East or China's neighbours is written in."""
_EVERYDAY_KANJI = range(0x81, 0x99)
"""First bytes in Shift JIS of punctuation, full-width signs, kana, and the kanji of JIS X 0208's first level."""
_WESTERN = re.compile(r"[\t\n\r\x20-\x7e\xa0¡£§«°º»¿À-ÖØ-öø-ÿ]*")
_ACCENTS = re.compile(r"[\xa0-\xff]")
_LETTERS = re.compile(r"[A-Za-z]")
_TWO_ACCENTS = re.compile(r"(?<=[a-z])[ß-ÿ]{2}(?=[a-z])")
"""As in größer or créée: the same bytes are one ideograph, which nobody writes into a word."""


def text_of(data: bytes) -> str | None:
    """Return the text that `data` most probably is, or None when it is none."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _japanese(data) or _german(data) or Code(raw=data).text or _western(data) or _kanji(data)
    return (_is_no_word(text) and _plain_chinese(data)) or Code(raw=data).text


def _is_no_word(text: str) -> bool:
    """Whether nobody writes a text so, as a short word in GB 18030 looks when it is UTF-8 by chance.

    It is of several small scripts at once, or has letters that only scholars use: 系统 is ϵͳ.
    """
    foreign = [sign for sign in text if not sign.isascii()]
    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in foreign}
    odd = len(scripts) > 1 or "" in scripts or _SCHOLARLY.search(text) is not None
    return all(sign < "\u0800" for sign in foreign) and odd


def _plain_chinese(data: bytes) -> str | None:
    try:
        return data.decode("gb2312")
    except UnicodeDecodeError:
        return None


def _japanese(data: bytes) -> str | None:
    """Return Shift JIS where its kana prove it: the same bytes are mostly valid in GB 18030 too."""
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        return None
    wide = [sign for sign in text if ord(sign) > 0xFF]
    full, half = len(_FULL_KANA.findall(text)), len(_HALF_KANA.findall(text))
    if 2 * (full + half) < len(wide) or _IMPOSSIBLE.search(text):
        return None
    # Of Chinese words, one in fifty has one such mark at a fitting place by chance, and hardly any has two.
    marks = text.count("ﾞ") + text.count("ﾟ")
    return text if full >= 3 or (half >= 3 and marks >= 2) else None


def _kanji(data: bytes) -> str | None:
    """Return Shift JIS of few kana or none, of bytes that are nothing else: everyday signs, and none of half width."""
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        return None
    first = [sign.encode("cp932")[0] for sign in text if not sign.isascii()]
    usual = sum(byte in _EVERYDAY_KANJI for byte in first)
    return text if 2 * usual >= len(first) and not _HALF_KANA.search(text) and not _IMPOSSIBLE.search(text) else None


def _german(data: bytes) -> str | None:
    """Return ISO/IEC 8859-1 where all that looks like Chinese in it is two accented letters within a word."""
    text = data.decode("latin-1")
    if not _TWO_ACCENTS.search(text) or re.search(r"[\xa0-\xff]{2}", _TWO_ACCENTS.sub("", text)):
        return None
    return _western(data)


def _western(data: bytes) -> str | None:
    """Return ISO/IEC 8859-1, the standard's own default, where it gives words with an accent here and there."""
    text = data.decode("latin-1")
    return text if _WESTERN.fullmatch(text) and len(_ACCENTS.findall(text)) <= len(_LETTERS.findall(text)) else None
