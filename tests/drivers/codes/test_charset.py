# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a name on a code is shown as signs that nobody can read, or as another name."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codes.charset import text_of
from drivers.codes.zxing import text_in


@pytest.mark.parametrize(
    "text", ["粤智助", "ئۇيغۇر تىلى", "བོད་སྐད", "Привет", "Müller", "Қазақ тілі", "ﾃﾞｻﾞｲﾝ", "𠮷", "é", "abc", "한국"]
)
def test_utf8_is_utf8(text: str) -> None:
    assert text_of(text.encode()) == text


@pytest.mark.parametrize(
    "text",
    [
        "粤智助",
        "广东省梅州市丰顺县",
        "王㑇",
        "李镕",
        "姓名：张三，￥12",
        "械只",
        "挺指",
        "税怨",
        "联通",
        "系统",
        "1页",
        "目前",
    ],
)
def test_chinese_bytes_without_a_name_are_gb18030(text: str) -> None:
    """The words of two signs are valid UTF-8 too: ϵͳ, Ŀǰ."""
    assert text_of(text.encode("gb18030")) == text


@pytest.mark.parametrize("text", ["ﾃﾞｻﾞｲﾝQR\nhttp://a.example/", "[外側QRコード]*ﾀﾞﾌﾞﾙQR*", "Google モバイル"])
def test_japanese_is_told_from_chinese_by_its_kana(text: str) -> None:
    assert text_of(text.encode("cp932")) == text


@pytest.mark.parametrize(
    "text", ["MECARD:N:測試;;", "人民", "東京タ", "を選", "神奈川県横浜市", "検索の文字", "[面板]"]
)
def test_shift_jis_of_few_kana_or_none_is_read_where_the_bytes_are_nothing_else(text: str) -> None:
    """What several makers of codes write unasked for every text that Shift JIS can hold: 人民 too."""
    assert text_of(text.encode("cp932")) == text


@pytest.mark.parametrize(
    "text",
    [
        "café in Köln",
        "Größe ändern",
        "vergrößern",
        "créée à Genève",
        "Sök",
        "«Está aquí»",
        "¿Dónde?",
        "Fichier\xa0: été",
    ],
)
def test_western_words_are_latin_1(text: str) -> None:
    """`öß` and `éé` are an ideograph each in GB 18030, which stands in no word."""
    assert text_of(text.encode("latin-1")) == text


@pytest.mark.parametrize("text", ["id鲞", "鲞鱼2斤", "wifi殚密码"])
def test_an_ideograph_beside_letters_stays_one(text: str) -> None:
    """Within a word and nowhere else is it two accented letters."""
    assert text_of(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02", b"\xff\xfe\xfd", bytes(range(256)), b"\x82", b"\xe9", b"\x00\x91\xaa\x8e\x8e"]
)
def test_what_is_no_text_is_none(data: bytes) -> None:
    """Half a sign, or nothing but noise: silence is better than mojibake."""
    assert text_of(data) is None


def test_hardly_any_chinese_word_is_taken_for_something_else() -> None:
    """Words of two to eight everyday signs, by chance: a seeded sample, as hard as names get."""
    signs = [bytes((lead, trail)).decode("gb2312") for lead in range(0xB0, 0xD7) for trail in range(0xA1, 0xFF)]
    chance = random.Random(1)
    words = ["".join(chance.choices(signs, k=chance.choice((2, 3, 4, 6, 8)))) for _ in range(4000)]
    wrong = [word for word in words if text_of(word.encode("gb18030")) != word]
    assert len(wrong) <= len(words) * 0.002


@given(st.binary(max_size=60))
def test_any_bytes_are_a_text_or_none(data: bytes) -> None:
    text = text_of(data)
    assert text is None or ("\ufffd" not in text or "\ufffd".encode() in data or b"\x841\xa47" in data)


def test_a_named_encoding_is_kept_to() -> None:
    """C2A4 is 陇 in GB 18030, ¤ in UTF-8, and the code says which."""
    assert text_in([(b"\xc2\xa4", "gb18030")]) == "陇"
    assert text_in([(b"\xc2\xa4", "utf-8")]) == "¤"
    assert text_in([(b"12", "ascii"), ("路口".encode("gb18030"), None), (b"3", "ascii")]) == "12路口3"
    assert text_in([(b"\x93\x5f", "cp932"), ("点".encode(), "utf-8")]) == "点点"
    assert text_in([(b"abc", "unknown")]) is None
    assert text_in([(b"\xff", "utf-8")]) is None
