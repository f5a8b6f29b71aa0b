# SPDX-License-Identifier: GPL-3.0-or-later
import datetime
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.id_reader.card import CardKind, IdCard, MalformedCard, Sex, Validity, parse_card
from drivers.id_reader.invented import CHEN_GUIYING, LIN_ZHIYUAN, PAN_XUEMEI, PEOPLE, InventedCard

Day = datetime.date


def block(fields: dict[int, str]) -> bytes:
    """Return a text block with each value at its byte offset."""
    text = bytearray(" ".encode("utf-16-le") * 128)
    for offset, value in fields.items():
        encoded = value.encode("utf-16-le")
        text[offset : offset + len(encoded)] = encoded
    return bytes(text)


def test_resident_card() -> None:
    """A citizen's data would stand in the wrong fields of the form."""
    assert parse_card(LIN_ZHIYUAN.text(), LIN_ZHIYUAN.photo) == IdCard(
        kind=CardKind.RESIDENT,
        name="林志远",
        sex=Sex.MALE,
        birth=Day(1989, 11, 24),
        number="445202198911240010",
        validity=Validity(Day(2018, 9, 10), Day(2038, 9, 10)),
        nation="01",
        address="广东省揭阳市榕城区演示街道样例村二巷18号",
        issuer="揭阳市公安局榕城分局",
        photo=LIN_ZHIYUAN.photo,
    )


def test_residence_permit() -> None:
    """A resident from Hong Kong, Macau or Taiwan would be read as one of the mainland."""
    card = parse_card(
        block(
            {
                0: "何样例",
                30: "2",
                36: "19920229",
                52: "广东省珠海市演示路1号",
                122: "810000199202290029",
                158: "珠海市公安局",
                188: "20190101",
                204: "20240101",
                220: "H00000000",
                238: "01",
                248: "J",
            }
        )
    )
    assert card.kind is CardKind.PERMIT
    assert (card.name, card.number, card.pass_number) == ("何样例", "810000199202290029", "H00000000")
    assert card.birth == Day(1992, 2, 29)
    assert card.nation == ""


def test_foreigners_card_of_2017() -> None:
    """A foreign permanent resident would be refused."""
    card = parse_card(
        block(
            {
                0: "SPECIMEN, ALEXANDRA",
                120: "2",
                122: "XXX440080010101",
                152: "XXX",
                158: "样本",
                188: "20180701",
                204: "20280630",
                220: "19800101",
                236: "01",
                240: "4400",
                248: "I",
            }
        )
    )
    assert card.kind is CardKind.FOREIGN_2017
    assert (card.name, card.english_name) == ("样本", "SPECIMEN, ALEXANDRA")
    assert (card.number, card.nationality, card.issuer) == ("XXX440080010101", "XXX", "4400")


def test_foreigners_card_of_2023() -> None:
    """A long name would lose its end, or the space where the card cuts it in two."""
    name = "SPECIMEN EXAMPLE, ALEXANDRA JULIET MARIA X"
    assert name[34] == " "
    card = parse_card(
        block(
            {
                30: "1",
                36: "19800101",
                52: name[:35],
                122: "944000198001010019",
                188: "20240101",
                204: "20340101",
                220: name[35:],
                242: "XXX",
                248: "Y",
            }
        )
    )
    assert card.kind is CardKind.FOREIGN_2023
    assert card.name == card.english_name == name
    assert card.nationality == "XXX"


def test_validity() -> None:
    """An old card would pass, or the last day of a good one be refused."""
    long_term = parse_card(CHEN_GUIYING.text()).validity
    assert long_term.ends is None
    assert long_term.covers(Day(2999, 1, 1))
    assert not long_term.covers(Day(2012, 5, 31))
    ten_years = parse_card(PAN_XUEMEI.text()).validity
    assert ten_years.covers(Day(2019, 7, 2))
    assert ten_years.covers(Day(2029, 7, 2))
    assert not ten_years.covers(Day(2029, 7, 3))


def test_rare_characters_stay() -> None:
    """A citizen whose name has a rare character would get a paper with another name."""
    text = CHEN_GUIYING.text().replace("桂".encode("utf-16-le"), "\ue1a3".encode("utf-16-le"), 1)
    assert parse_card(text).name == "陈\ue1a3英"


@pytest.mark.parametrize("person", PEOPLE)
def test_nothing_of_the_person_is_shown(person: InventedCard) -> None:
    """A person's data would stand in a log or a crash report."""
    assert repr(parse_card(person.text())) == str(parse_card(person.text())) == "IdCard(RESIDENT)"


@given(st.integers(0, 255), st.integers(0, 255))
def test_one_wrong_byte(at: int, value: int) -> None:
    """A card with one wrong byte would crash the visit."""
    text = bytearray(LIN_ZHIYUAN.text())
    text[at] = value
    told = ""
    try:
        card = parse_card(bytes(text))
    except MalformedCard as malformed:
        told = "".join(traceback.format_exception(malformed))
    else:
        assert card.name
        assert card.number
    assert not any(part in told for part in (LIN_ZHIYUAN.name, LIN_ZHIYUAN.number, LIN_ZHIYUAN.birth))
