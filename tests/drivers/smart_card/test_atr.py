# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.smart_card.atr import MalformedAtr, parse_atr


def test_cards_with_a_processor() -> None:
    """A citizen's card would be turned away as a bus card."""
    assert parse_atr(bytes.fromhex("3B6500002063CB6800")).historical.hex() == "2063cb6800"  # T=0, without check byte
    assert not parse_atr(bytes.fromhex("3B8780014B494F534B2D314F")).is_storage  # contactless, T=1


def test_cards_without() -> None:
    """A bus card on the reader would be reported as a broken social security card."""
    # MIFARE Classic 1K and Ultralight, as PC/SC part 3 composes their ATR.
    assert parse_atr(bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")).is_storage
    assert parse_atr(bytes.fromhex("3B8F8001804F0CA0000003060300030000000068")).is_storage


@pytest.mark.parametrize(
    "atr",
    [
        "",
        "3B",
        "FFFFFFFFFF",
        "3B65000020",
        "3B8780014B494F534B2D3100",
        "3B8780",
        "3B" + "F0" * 40,
        "3B65000020636300FFFFFF",
    ],
)
def test_no_answer_to_reset(atr: str) -> None:
    """A coin in the slot would be spoken to as a card."""
    with pytest.raises(MalformedAtr):
        parse_atr(bytes.fromhex(atr))


@given(st.binary(max_size=40).map(lambda tail: b"\x3b" + tail))
def test_any_bytes(atr: bytes) -> None:
    """A broken card would end the reader's thread with a mistake of ours."""
    with contextlib.suppress(MalformedAtr):
        assert len(parse_atr(atr).historical) <= 15
