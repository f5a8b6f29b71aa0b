# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.id_reader.card import Sex
from drivers.social_card.card import FILES, MalformedRecord, Record, name_is_full, parse_card, record_value

WHOLE = {
    "card_id": bytes.fromhex("44520000000000000000000000000001"),
    "card_class": b"1",
    "version": b"3.00",
    "organisation": bytes.fromhex("915600000244520000010001"),
    "issued": bytes.fromhex("20200701"),
    "valid_to": bytes.fromhex("20300701"),
    "card_number": b"DA0000028",
    "number": b"445202198911240010",
    "name": "林志远".encode("gbk").ljust(30, b"\0"),
    "sex": b"1",
    "nation": b"\x01",
    "birthplace": bytes.fromhex("445202"),
    "birth": bytes.fromhex("19891124"),
}


def test_a_whole_card() -> None:
    """A citizen's data would stand in the wrong fields of the form."""
    card = parse_card(WHOLE)
    assert card.number == "445202198911240010"
    assert card.name == "林志远"
    assert card.sex is Sex.MALE
    assert card.birth == datetime.date(1989, 11, 24)
    assert (card.nation, card.birthplace) == ("01", "445202")
    assert (card.card_number, card.card_class, card.version) == ("DA0000028", "1", "3.00")
    assert card.card_id == "44520000000000000000000000000001"
    assert card.organisation == "915600000244520000010001"
    assert (card.issued, card.valid_to) == (datetime.date(2020, 7, 1), datetime.date(2030, 7, 1))
    assert "林" not in repr(card)


@pytest.mark.parametrize(
    ("encoded", "name"),
    [
        ("B3C2B9F0D3A2", "陈桂英"),
        ("C0EEFE9F", "李䶮"),
        ("9534B235C0EE", "𠮷李"),  # four bytes, which GBK does not have
        ("C0EEFE90", "李\ue854"),  # a private-use place of GBK, which stays as it is
        ("C0EEA1A1CBC4", "李　四"),  # spaced out with a wide space
    ],
)
def test_names(encoded: str, name: str) -> None:
    """A person with a rare name would be refused at every terminal."""
    assert parse_card(WHOLE | {"name": bytes.fromhex(encoded).ljust(30, b"\0")}).name == name


def test_filled_up() -> None:
    """A name would end in blanks that no form accepts, and a day in letters."""
    card = parse_card(WHOLE | {"name": "盘雪梅".encode("gbk") + b"\xff" * 24, "card_number": b"DA1\0\0\0\0\0\0"})
    assert card.name == "盘雪梅"
    assert card.card_number == "DA1"
    assert parse_card(WHOLE | {"valid_to": b"\xff" * 4}).valid_to is None
    assert parse_card(WHOLE | {"valid_to": bytes(4), "sex": b"\0", "nation": b"\xff"}).valid_to is None
    assert parse_card({"number": b"445202198911240010", "name": "林".encode("gbk")}).sex is Sex.UNKNOWN


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", bytes(30)),
        ("number", b"\xff" * 18),
        ("number", b"\xc1\xd6"),
        ("name", b"\xc1"),
        ("name", b"A\x07"),
    ],
)
def test_what_makes_no_sense(field: str, value: bytes) -> None:
    """A form would be filled in with what is nobody's; an error would tell whose card it was."""
    with pytest.raises(MalformedRecord) as malformed:
        parse_card(WHOLE | {field: value})
    assert "4452" not in str(malformed.value)


@pytest.mark.parametrize(
    ("field", "value", "otherwise"),
    [
        ("sex", b"3", Sex.UNKNOWN),
        ("birth", bytes.fromhex("19891340"), None),
        ("valid_to", bytes.fromhex("203007FF"), None),
        ("nation", b"\xab", ""),
        ("birthplace", b"   ", "202020"),
        ("card_number", b"\xc1\xd6", ""),
    ],
)
def test_a_record_that_nobody_needs_and_makes_no_sense_is_not_known(
    field: str, value: bytes, otherwise: object
) -> None:
    """A villager would be told to put the card in again, and again, since its maker left out a day."""
    card = parse_card(WHOLE | {field: value})
    assert getattr(card, field) == otherwise
    assert card.number == "445202198911240010"


def test_a_record_as_it_comes() -> None:
    """A record that is cut off, or another one, would be taken for the one that was asked for."""
    record = Record(0x07, 9, 7)
    assert record_value(b"\x07\x03ABC", record) == b"ABC"
    assert record_value(b"\x08\x03ABC", record) is None
    for cut in (b"\x07", b"\x07\x04ABC"):
        with pytest.raises(MalformedRecord):
            record_value(cut, record)
    assert name_is_full("阿依古丽样例·买买提演示江·图".encode("gbk"))
    assert not name_is_full(WHOLE["name"])


@given(st.dictionaries(st.sampled_from([name for file in FILES.values() for name in file]), st.binary(max_size=40)))
def test_any_bytes(values: dict[str, bytes]) -> None:
    """A damaged card would end the reader's thread with a mistake of ours."""
    with contextlib.suppress(MalformedRecord):
        assert parse_card(values).name
