# SPDX-License-Identifier: GPL-3.0-or-later
import datetime

import pytest

from drivers.travel_document.invented import PASSPORT, PERMIT_OF_HONG_KONG
from drivers.travel_document.mrz import AccessKey, Layout, MalformedMrz, check_digit, full_date, parse_mrz

# The specimens of ICAO 9303 parts 4, 5 and 6.
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
TD1_LONG_NUMBER = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"


@pytest.mark.parametrize(
    ("zone", "layout", "number"),
    [(TD3, Layout.TD3, "L898902C3"), (TD1, Layout.TD1, "D23145890"), (TD2, Layout.TD2, "D23145890")],
)
def test_specimens(zone: str, layout: Layout, number: str) -> None:
    """Passports of the world would not open."""
    mrz = parse_mrz(zone)
    assert (mrz.layout, mrz.issuer, mrz.number, mrz.nationality) == (layout, "UTO", number, "UTO")
    assert (mrz.birth, mrz.sex, mrz.expiry) == ("740812", "F", "120415")
    assert (mrz.surname, mrz.given_names) == ("ERIKSSON", "ANNA MARIA")
    assert "L898902" not in repr(mrz) + repr(mrz.key)


def test_a_number_of_more_than_nine() -> None:
    """Cards with long numbers would open to nobody."""
    mrz = parse_mrz(TD1_LONG_NUMBER)
    assert mrz.number == "D23145890734"
    assert mrz.key.information == "D23145890734" + "9" + "340712" + "7" + "950712" + "2"


def test_cards_of_china() -> None:
    """Visitors from Hong Kong, Macao and Taiwan, and those who go there, would be turned away."""
    permit = parse_mrz(PERMIT_OF_HONG_KONG.zone)
    assert permit.layout is Layout.PERMIT_TO_MAINLAND
    assert (permit.number, permit.birth, permit.expiry, permit.sex) == ("H00000000", "920229", "300630", "F")
    assert (permit.surname, permit.given_names, permit.optional) == ("HO", "YEUNGLAI", "A0000000")
    first = "CS" + "<".join(part + check_digit(part) for part in ("C00000000", "330101", "800101")) + "<"
    first += check_digit(first[2:12] + first[13:20] + first[21:28])
    for zone in (first, first + "<" * 12 + "YANGLI<<SHIMIN<<<<" + "1".ljust(30, "<")):
        exit_permit = parse_mrz(zone)
        assert exit_permit.layout is Layout.PERMIT_FROM_MAINLAND
        assert exit_permit.key == AccessKey("C00000000", "800101", "330101")
    assert (exit_permit.surname, exit_permit.given_names, exit_permit.sex) == ("YANGLI", "SHIMIN", "M")


@pytest.mark.parametrize("zone", [TD3, TD1, TD2, TD1_LONG_NUMBER, PASSPORT.zone, PERMIT_OF_HONG_KONG.zone])
def test_one_wrong_digit(zone: str) -> None:
    """A digit read wrongly would open nothing, and the person would be told that the document is broken."""
    letters = list(zone.replace("\n", ""))
    at = next(index for index, letter in enumerate(letters) if letter.isdigit())
    letters[at] = str((int(letters[at]) + 1) % 10)
    with pytest.raises(MalformedMrz):
        parse_mrz("".join(letters))


@pytest.mark.parametrize(
    "zone", ["", "P<UTO", TD3.replace("<", "«"), TD3[:-1], "A" * 90, "CR" + "<" * 88, "CS" + "A" * 28]
)
def test_no_zone(zone: str) -> None:
    """A page of text would be taken for a document."""
    with pytest.raises(MalformedMrz):
        parse_mrz(zone)


@pytest.mark.parametrize(
    "key", [("", "740812", "120415"), ("L8", "7408", "120415"), ("L8", "740812", "1204é5"), ("l*", "740812", "120415")]
)
def test_a_key_that_is_none(key: tuple[str, str, str]) -> None:
    """What a person mistypes would reach a chip, which locks itself after some tries."""
    with pytest.raises(MalformedMrz):
        AccessKey(*key)


def test_centuries() -> None:
    """A person of a hundred and one years would be a child, or a valid passport have expired long ago."""
    today = datetime.date(2026, 11, 22)
    assert full_date("740812", today) == datetime.date(1974, 8, 12)
    assert full_date("250101", today) == datetime.date(2025, 1, 1)
    assert full_date("261123", today) == datetime.date(1926, 11, 23)
    assert full_date("000229", today) == datetime.date(2000, 2, 29)
    assert full_date("310909", datetime.date(2076, 1, 1)) == datetime.date(2031, 9, 9)
    assert full_date("74<<<<", today) is None
    with pytest.raises(MalformedMrz):
        full_date("741332", today)


def passport(number: str, birth: str, expiry: str) -> str:
    """Return a zone of which every check digit is right."""
    parts = [part + check_digit(part) for part in (number, birth, expiry, 14 * "<")]
    return (
        "P<UTO".ljust(44, "<") + parts[0] + "UTO" + parts[1] + "F" + parts[2] + parts[3] + check_digit("".join(parts))
    )


@pytest.mark.parametrize(
    ("number", "birth", "expiry"),
    [("<<<<<<<<<", "740812", "310909"), ("L898902C3", "A40812", "310909"), ("L898902C3", "740812", "31O909")],
)
def test_a_wrong_zone_with_right_check_digits(number: str, birth: str, expiry: str) -> None:
    """A forged chip would end the reader's thread with a mistake of ours, when its key is looked at."""
    with pytest.raises(MalformedMrz):
        parse_mrz(passport(number, birth, expiry))


def test_a_number_with_a_gap() -> None:
    """A passport with a sign in its number, for which a filler is printed, could not be opened."""
    zone = parse_mrz(passport("AB<1234<<", "740812", "310909"))
    assert zone.number == "AB 1234"
    assert zone.key.information.startswith("AB<1234<<" + check_digit("AB<1234<<"))
