# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a part of a code is taken for the whole, or a named encoding for a guess."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from segno import consts

from drivers.codes.qr import tables
from drivers.codes.qr.reed_solomon import correct
from drivers.codes.qr.segments import Malformed, Part, parse
from drivers.codes.qr.symbol import content_of

LEVELS: dict[str, int | None] = {
    "L": consts.ERROR_LEVEL_L,
    "M": consts.ERROR_LEVEL_M,
    "Q": consts.ERROR_LEVEL_Q,
    "H": consts.ERROR_LEVEL_H,
}
Bits = np.ndarray[tuple[int, int], np.dtype[np.bool_]]


def modules(code: segno.QRCode) -> Bits:
    return np.array([list(row) for row in code.matrix_iter(border=0)], np.bool_)


@pytest.mark.parametrize("version", range(1, 41))
def test_the_tables_are_those_that_an_encoder_has(version: int) -> None:
    """Two hands have copied them out of the standard."""
    for name, level in LEVELS.items():
        table: Any = consts.ECC
        groups = table[version][level]
        assert tables.blocks(version, name) == sum(group.num_blocks for group in groups)
        assert {tables.correction(version, name)} == {group.num_total - group.num_data for group in groups}
        assert len(tables.path(version)[0]) // 8 == sum(group.num_blocks * group.num_total for group in groups)
    if version > 1:
        assert tables.alignment(version) == list(consts.ALIGNMENT_POS[version - 2])


@given(
    st.integers(1, 40),
    st.sampled_from("LMQH"),
    st.integers(0, 7),
    st.one_of(
        st.integers(0, 10**16 - 1).map(lambda number: (str(number), "numeric", None)),
        st.text("ABC 019:/", min_size=1, max_size=9).map(lambda text: (text, "alphanumeric", None)),
        st.text(min_size=1, max_size=2).map(lambda text: (text, "byte", "utf-8")),
        st.text("粤智助", min_size=1, max_size=3).map(lambda text: (text, "hanzi", None)),
        st.text("点茗", min_size=1, max_size=3).map(lambda text: (text, "kanji", None)),
    ),
    st.booleans(),
)
def test_content_is_found_whatever_the_version_level_mask_and_mode(
    version: int, level: str, mask: int, content: tuple[str, str, str | None], mirrored: bool
) -> None:
    """segno writes the symbol, in every size that there is."""
    text, mode, encoding = content
    code = segno.make_qr(text, version=version, error=level, mask=mask, mode=mode, encoding=encoding, boost_error=False)
    charset = {"hanzi": "gb2312", "kanji": "cp932", "byte": "utf-8"}.get(mode, "ascii")
    seen = modules(code).T if mirrored else modules(code)
    found = content_of(seen, mask, level, text.encode(charset))
    assert found is not None
    assert found.data == text.encode(charset)
    assert found.part is None


@pytest.mark.parametrize("version", [1, 5, 14, 40])
@pytest.mark.parametrize("level", "LMQH")
def test_a_damaged_symbol_is_corrected(version: int, level: str) -> None:
    """A thumb on the corner hides several codewords; as many as can be corrected are, in every block."""
    chance = np.random.default_rng(version)
    block = chance.integers(0, 256, tables.correction(version, level) + 30).astype(np.uint8)
    check = tables.correction(version, level)
    encoded = _with_check(block[:-check], check)
    most = check // 2
    damaged = encoded.copy()
    places = chance.choice(len(encoded), most, replace=False)
    damaged[places] ^= chance.integers(1, 256, most).astype(np.uint8)
    mended = correct(damaged, check)
    assert mended is not None
    assert mended.tolist() == encoded.tolist()


def test_too_much_damage_is_not_corrected_into_something_else() -> None:
    chance = np.random.default_rng(5)
    encoded = _with_check(chance.integers(0, 256, 40).astype(np.uint8), 20)
    for _ in range(50):
        damaged = encoded.copy()
        places = chance.choice(len(encoded), 16, replace=False)
        damaged[places] ^= chance.integers(1, 256, 16).astype(np.uint8)
        assert correct(damaged, 20) is None


def test_the_part_is_read_from_a_damaged_symbol_too() -> None:
    """Number and order of the parts stand in the first bits; with those hidden, the correction brings them back."""
    codes = list(segno.make_sequence("one text in several parts, " * 4, version=3, error="h", boost_error=False))
    text = ("one text in several parts, " * 4).encode()
    parity = int(np.bitwise_xor.reduce(np.frombuffer(text, np.uint8)))
    at = 0
    for index, code in enumerate(codes):
        seen = modules(code)
        seen[-4:, -2:] ^= True  # the first codeword
        data = text[at : at + 15] if index < len(codes) - 1 else text[at:]
        found = next(
            one for one in (content_of(seen, code.mask, "H", text[at : at + n]) for n in range(25, 0, -1)) if one
        )
        at += len(found.data)
        assert found.part == Part(index, len(codes), parity), data
    assert at == len(text)


@pytest.mark.parametrize("at", [(-1, -1), (-2, -2), (-3, -1), (-3, -2), (-4, -1), (-5, -2)])
def test_the_encoding_is_read_from_a_damaged_symbol_too(at: tuple[int, int]) -> None:
    """It stands in the first twelve bits; the bytes behind them can be well when one of these is not."""
    code = segno.make_qr("a text", version=3, error="q", eci=True, encoding="utf-8", mode="byte", boost_error=False)
    seen = modules(code)
    seen[at] ^= True
    found = content_of(seen, code.mask, "Q", b"a text")
    assert found is not None
    assert found.segments == [(b"a text", "utf-8")]


@given(st.binary(max_size=40), st.integers(1, 40))
def test_any_bits_are_content_or_malformed(data: bytes, version: int) -> None:
    try:
        content = parse(data, version)
    except Malformed:
        return
    assert len(content.data) <= 8 * len(data)


@given(st.integers(1, 60), st.integers(1, 60), st.binary(max_size=8))
def test_modules_that_are_no_symbol_have_no_content(height: int, width: int, data: bytes) -> None:
    dark = np.random.default_rng(height * width).random((height, width)) < 0.5
    content = content_of(dark, 3, "M", data)
    assert content is None or content.data == data


def _with_check(
    data: np.ndarray[tuple[int], np.dtype[np.uint8]], check: int
) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """Append the check codewords by long division, with tables of segno's."""
    exponents, logarithms = consts.GALIOS_EXP, consts.GALIOS_LOG
    generator = [1]
    for root in range(check):
        longer = [*generator, 0]
        for i, one in enumerate(generator):
            longer[i + 1] ^= exponents[(logarithms[one] + root) % 255] if one else 0
        generator = longer
    rest = [int(one) for one in data] + [0] * check
    for i in range(len(data)):
        leading = rest[i]
        if leading:
            for j, one in enumerate(generator):
                rest[i + j] ^= exponents[(logarithms[one] + logarithms[leading]) % 255] if one else 0
    return np.array([*data.tolist(), *rest[len(data) :]], np.uint8)
