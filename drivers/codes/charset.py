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
_IMPOSSIBLE = re.compile(r"(?<![ｳｶ-ﾄﾊ-ﾎ])ﾞ|(?<![ﾊ-ﾎ])ﾟ|[\ue000-\uf8ff]")
"""A half-width mark of voice after a kana that has none, and signs without a meaning, which only chance writes."""
_HALF_KANA = re.compile(r"[ｦ-ﾟ]")
_WESTERN = re.compile(r"[\t\n\r\x20-\x7e\xa3\xa7\xb0À-ÖØ-öø-ÿ]*")
_WESTERN_LETTER = re.compile(r"[À-ÿ]")


def text_of(data: bytes) -> str | None:
    """Return the text that `data` most probably is, or None when it is none."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _japanese(data) or Code(raw=data).text or _western(data)
    return (_mixes_scripts(text) and _plain_chinese(data)) or Code(raw=data).text


def _mixes_scripts(text: str) -> bool:
    """Whether a text is of several small scripts at once, as a short word in GB 18030 is when it is UTF-8 by chance."""
    foreign = [sign for sign in text if not sign.isascii()]
    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in foreign}
    return all(sign < "\u0800" for sign in foreign) and (len(scripts) > 1 or "" in scripts)


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


def _western(data: bytes) -> str | None:
    """Return ISO/IEC 8859-1, the standard's own default, where it gives words with an accent here and there."""
    text = data.decode("latin-1")
    if not _WESTERN.fullmatch(text):
        return None
    return text if 4 * len(_WESTERN_LETTER.findall(text)) <= len(text) else None
