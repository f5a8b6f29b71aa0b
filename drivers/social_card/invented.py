# SPDX-License-Identifier: GPL-3.0-or-later
"""Invented people's social security cards, for the emulator, the demo and the tests. Nobody here exists.

They are the people of the invented identity cards, and one with a long name.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.id_reader.invented import CHEN_GUIYING as CHEN
from drivers.id_reader.invented import LIN_ZHIYUAN as LIN
from drivers.id_reader.invented import PAN_XUEMEI as PAN
from drivers.id_reader.invented import InventedCard


@dataclass(frozen=True, slots=True)
class InventedSocialCard:
    """A social security card, field by field as it is written on the chip; days are YYYYMMDD."""

    number: str
    name: str
    sex: str
    nation: str
    birthplace: str
    birth: str
    card_number: str
    issued: str = "20200701"
    valid_to: str = "20300701"
    version: str = "3.00"
    division: str = "445200"


def _of(card: InventedCard, card_number: str) -> InventedSocialCard:
    return InventedSocialCard(
        number=card.number,
        name=card.name,
        sex=card.sex,
        nation=card.nation,
        birthplace=card.number[:6],
        birth=card.birth,
        card_number=card_number,
    )


CHEN_GUIYING = _of(CHEN, "DA0000017")
LIN_ZHIYUAN = _of(LIN, "DA0000028")
PAN_XUEMEI = _of(PAN, "DA0000039")
LONG_NAME = InventedSocialCard(
    number="654001199603150027",
    name="阿依古丽样例·买买提演示江·图尔贡",
    sex="2",
    nation="05",
    birthplace="654001",
    birth="19960315",
    card_number="DA0000040",
)
"""Seventeen characters, 34 bytes: the last two stand in the extension."""
PEOPLE = (CHEN_GUIYING, LIN_ZHIYUAN, PAN_XUEMEI, LONG_NAME)
