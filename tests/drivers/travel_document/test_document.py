# SPDX-License-Identifier: GPL-3.0-or-later
import datetime

import pytest

from drivers.travel_document.document import (
    Details,
    parse_contents,
    parse_group_1,
    parse_group_2,
    parse_group_11,
)
from drivers.travel_document.emulator import TravelDocumentChip
from drivers.travel_document.invented import PASSPORT, PERMIT_OF_HONG_KONG
from drivers.travel_document.security_object import parse_security_object
from drivers.travel_document.tlv import MalformedData, elements, encode, find, need, whole_length

FILES = TravelDocumentChip(PERMIT_OF_HONG_KONG).files


def test_the_contents_of_the_standards_example() -> None:
    """A group that is there would not be asked for."""
    # ICAO 9303-11, appendix D.4
    assert parse_contents(bytes.fromhex("60145F0104303130365F36063034303030305C026175")) == {1, 2}


def test_the_zone_of_the_standards_example() -> None:
    """The chip's own zone could not be compared with the printed one."""
    zone = b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    assert parse_group_1(bytes.fromhex("615B5F1F58") + zone).number == "L898902C3"


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("李样例".encode(), "李样例"),
        ("李样例".encode("gbk"), "李样例"),
        (b"ERIKSSON<<ANNA<MARIA", "ERIKSSON ANNA MARIA"),
    ],
)
def test_the_holders_own_script(name: bytes, read: str) -> None:
    """A person would be addressed by letters that are nobody's name."""
    group = encode(0x6B, encode(0x5C, b"\x5f\x0e") + encode(0x5F0E, name))
    assert parse_group_11(group) == Details(full_name=read)
    assert read not in repr(parse_group_11(group))


@pytest.mark.parametrize("day", [b"19891124", bytes.fromhex("19891124")])
def test_the_whole_day_of_birth(day: bytes) -> None:
    """A person of a hundred would be taken for an infant."""
    assert parse_group_11(encode(0x6B, encode(0x5F2B, day))).birth == datetime.date(1989, 11, 24)
    assert parse_group_11(encode(0x6B, encode(0x5F2B, b"19890000"))).birth is None


def test_the_picture() -> None:
    """A face would be compared with bytes that are no picture."""
    portrait = parse_group_2(FILES[0x0102])
    assert (portrait.kind, portrait.data) == ("jpeg", PERMIT_OF_HONG_KONG.picture)
    for broken in (FILES[0x0102].replace(b"FAC", b"FIR"), FILES[0x0101], FILES[0x0102][:60]):
        with pytest.raises(MalformedData):
            parse_group_2(broken)


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha512"])
def test_hashes(digest: str) -> None:
    """A group that somebody changed, or that was never signed, would count as genuine."""
    signed = parse_security_object(TravelDocumentChip(PASSPORT, digest=digest).files[0x011D])
    files = TravelDocumentChip(PASSPORT).files
    assert signed.can_check
    assert signed.fits(1, files[0x0101])
    assert not signed.fits(1, files[0x0101] + b"\0")
    assert not signed.fits(11, files[0x0101])
    assert not signed.fits(3, files[0x0101])
    assert not parse_security_object(TravelDocumentChip(PASSPORT, digest="none").files[0x011D]).can_check


def test_elements() -> None:
    """A file would be read beyond its end, or not to it."""
    assert encode(0x5F1F, bytes(300)).hex()[:10] == "5f1f82012c"
    assert whole_length(bytes.fromhex("7582012C")) == 304
    assert list(elements(bytes.fromhex("0101AA5F1F00"))) == [(1, b"\xaa"), (0x5F1F, b"")]
    assert find(bytes.fromhex("30030201 05"), 0x30, 0x02) == b"\x05"
    assert find(b"", 0x30) is None
    for broken in ("01", "0102AA", "3080", "5F", "0183FFFFFF", "FFFFFFFFFFFF"):
        with pytest.raises(MalformedData):
            list(elements(bytes.fromhex(broken)))
    with pytest.raises(MalformedData):
        need(b"\x30\x00", 0x30, 0x02)
