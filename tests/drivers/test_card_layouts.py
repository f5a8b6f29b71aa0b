# SPDX-License-Identifier: GPL-3.0-or-later
"""Offsets and lengths are those that vendors' restatements of GA 467 print; the invented cards are held to them too."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from drivers.id_reader.card import CardKind, IdCard, Sex, parse_card
from drivers.id_reader.invented import (
    ALEXANDRA,
    AYIGULI,
    CHEN_GUIYING,
    FANG_YAN,
    HE_YANGLI,
    JULIET,
    LIN_ZHIYUAN,
    ON_AN_OLD_CARD,
    OTHERS,
    PEOPLE,
)

Day = datetime.date
Places = dict[str, tuple[int, int]]

RESIDENT: Places = {
    "name": (0, 30),
    "sex": (30, 2),
    "nation": (32, 4),
    "birth": (36, 16),
    "address": (52, 70),
    "number": (122, 36),
    "issuer": (158, 30),
    "valid_from": (188, 16),
    "valid_to": (204, 16),
}
PERMIT = {key: place for key, place in RESIDENT.items() if key != "nation"} | {
    "pass_number": (220, 18),
    "issue_count": (238, 4),
}
FOREIGN_2017: Places = {
    "english_name": (0, 120),
    "sex": (120, 2),
    "number": (122, 30),
    "nationality": (152, 6),
    "name": (158, 30),
    "valid_from": (188, 16),
    "valid_to": (204, 16),
    "birth": (220, 16),
    "version": (236, 4),
    "office": (240, 8),
}
FOREIGN_2023: Places = {
    "name": (0, 30),
    "sex": (30, 2),
    "replacements": (32, 4),
    "birth": (36, 16),
    "number": (122, 36),
    "valid_from": (188, 16),
    "valid_to": (204, 16),
    "nationality": (242, 6),
    "former_number": (250, 6),
}
CARDS: list[tuple[Any, Places, str]] = [
    (LIN_ZHIYUAN, RESIDENT, " "),
    (FANG_YAN, RESIDENT, " "),
    (HE_YANGLI, PERMIT, "J"),
    (ALEXANDRA, FOREIGN_2017, "I"),
    (JULIET, FOREIGN_2023, "Y"),
]


@pytest.mark.parametrize(("card", "places", "kind"), CARDS, ids=lambda value: str(value) if len(str(value)) < 3 else "")
def test_an_invented_card_is_laid_out_as_the_papers_say(card: Any, places: Places, kind: str) -> None:
    """The emulator would lay cards on the reader that no police station issues."""
    text = card.text()
    assert len(text) == 256
    for field, (offset, length) in places.items():
        written = text[offset : offset + length].decode("utf-16-le")
        assert written == getattr(card, field).ljust(length // 2), field
    assert text[248:250].decode("utf-16-le") == kind


def test_a_long_english_name_lies_in_two_places() -> None:
    """Half of a name would be lost."""
    text = JULIET.text()
    assert (text[52:122] + text[220:242]).decode("utf-16-le").rstrip() == JULIET.english_name
    assert len(JULIET.english_name) == 46


@pytest.mark.parametrize(
    ("offset", "length", "written", "field", "read"),
    [
        (0, 30, "甲", "name", "甲"),
        (30, 2, "9", "sex", Sex.UNSTATED),
        (32, 4, "56", "nation", "56"),
        (36, 16, "19000101", "birth", Day(1900, 1, 1)),
        (52, 70, "乙", "address", "乙"),
        (122, 36, "丙", "number", "丙"),
        (158, 30, "丁", "issuer", "丁"),
        (188, 16, "20000229", "starts", Day(2000, 2, 29)),
        (204, 16, "长期", "ends", None),
        (204, 16, "20991231", "ends", Day(2099, 12, 31)),
    ],
)
def test_each_field_of_a_resident_card(offset: int, length: int, written: str, field: str, read: object) -> None:
    """A field would be read from its neighbour's place."""
    assert changed(LIN_ZHIYUAN, offset, length, written, field) == read


@pytest.mark.parametrize(
    ("offset", "length", "written", "field"),
    [
        (0, 30, "甲", "name"),
        (52, 70, "乙", "address"),
        (122, 36, "丙", "number"),
        (158, 30, "丁", "issuer"),
        (220, 18, "M12345678", "pass_number"),
        (238, 4, "11", "issue_count"),
    ],
)
def test_each_field_of_a_permit(offset: int, length: int, written: str, field: str) -> None:
    """A resident of Hong Kong, Macau or Taiwan would be taken for somebody else."""
    assert changed(HE_YANGLI, offset, length, written, field) == written


@pytest.mark.parametrize(
    ("offset", "length", "written", "field"),
    [
        (0, 120, "X" * 60, "english_name"),
        (122, 30, "YYY330081020217", "number"),
        (152, 6, "YYY", "nationality"),
        (158, 30, "甲", "name"),
        (240, 8, "3300", "issuer"),
    ],
)
def test_each_field_of_a_card_of_2017(offset: int, length: int, written: str, field: str) -> None:
    """A foreign permanent resident would be taken for somebody else."""
    assert changed(ALEXANDRA, offset, length, written, field) == written


@pytest.mark.parametrize(
    ("offset", "length", "written", "field"),
    [
        (0, 30, "甲", "name"),
        (32, 4, "09", "issue_count"),
        (122, 36, "911840198102021234", "number"),
        (242, 6, "YYY", "nationality"),
        (250, 6, "9X1", "former_number"),
    ],
)
def test_each_field_of_a_card_of_2023(offset: int, length: int, written: str, field: str) -> None:
    """A foreign permanent resident would be taken for somebody else."""
    assert changed(JULIET, offset, length, written, field) == written


def changed(card: Any, offset: int, length: int, written: str, field: str) -> object:
    """Return one field of a card on which one place was overwritten; everything else must stay."""
    text = bytearray(card.text())
    before = facts(parse_card(bytes(text)))
    text[offset : offset + length] = written.ljust(length // 2).encode("utf-16-le")
    after = facts(parse_card(bytes(text)))
    assert {key for key in after if after[key] != before[key]} == {field}
    return after[field]


def facts(card: IdCard) -> dict[str, object]:
    known = {name: getattr(card, name) for name in card.__slots__ if name not in {"validity", "photo"}}
    return known | {"starts": card.validity.starts, "ends": card.validity.ends}


@pytest.mark.parametrize(
    ("card", "kind", "name", "number"),
    [
        (HE_YANGLI, CardKind.PERMIT, "何样例", "810000199202290029"),
        (ALEXANDRA, CardKind.FOREIGN_2017, "样本", "XXX440080010107"),
        (JULIET, CardKind.FOREIGN_2023, "样丽叶", "944999198001010026"),
        (FANG_YAN, CardKind.RESIDENT, "方\u4dae", "445202199103070011"),
        (AYIGULI, CardKind.RESIDENT, "阿依古丽·示例买买提", "653101198804200027"),
        (ON_AN_OLD_CARD, CardKind.RESIDENT, "魏\ue863\ue1a3", "445202196602180027"),
    ],
)
def test_names_and_numbers_stay_as_they_are(card: Any, kind: CardKind, name: str, number: str) -> None:
    """A citizen whose name has a rare character would get a paper with another name, or one with a question mark."""
    read = parse_card(card.text())
    assert (read.kind, read.name, read.number) == (kind, name, number)


@pytest.mark.parametrize("name", ["㛃", "䶮", "鿫", "鿿", "\ue863", "\uf8ff", "𠮷", "𫚉𫖮", "欧阳·X", "Ａ", "々〇"])
def test_every_character_of_gb_18030(name: str) -> None:
    """Of the characters that GB 18030-2022 brought, any that our own code drops makes somebody nameless."""
    text = (name.ljust(15 - (len(name.encode("utf-16-le")) // 2 - len(name)))).encode("utf-16-le")
    assert parse_card(text + LIN_ZHIYUAN.text()[30:]).name == name


def test_without_end() -> None:
    """The card of an old person would count as expired, or as no card."""
    for ends in ("长期      ", "长期\0\0\0\0\0\0"):
        text = bytearray(CHEN_GUIYING.text())
        text[204:220] = ends.encode("utf-16-le")
        assert parse_card(bytes(text)).validity.ends is None


def test_the_address_of_today() -> None:
    """A form would carry an address from which its citizen moved away years ago."""
    card = parse_card(LIN_ZHIYUAN.text())
    assert card.newest_address is None
    assert card.current_address == LIN_ZHIYUAN.address


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@pytest.mark.parametrize("card", [card for card in (*PEOPLE, *OTHERS) if len(card.number) == 18])
def test_invented_numbers_could_be_real(card: Any) -> None:
    """Demo and tests would stop at the check digit instead of showing a visit (GB 11643)."""
    digits = card.number[:17]
    assert card.number[17] == "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]
    assert digits[6:14] == card.birth
    assert int(digits[16]) % 2 == int(card.sex) % 2
