# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsers of what cards and their readers say."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from itertools import chain

from drivers.card_reader import CardUnreadable
from drivers.contract import DeviceError
from drivers.id_reader.card import MalformedCard, parse_address, parse_card
from drivers.id_reader.delays import Delays
from drivers.id_reader.exchange import NoAnswer, ask
from drivers.id_reader.fingerprint import MalformedFingerprints, parse_fingerprints
from drivers.id_reader.invented import ALEXANDRA, FANG_YAN, HE_YANGLI, JULIET, PHOTO, fingerprint
from drivers.id_reader.photo import PhotoUndecoded, picture
from drivers.id_reader.protocol import Command as SamCommand
from drivers.id_reader.protocol import FrameScanner, Reply, card_content, sam_id
from drivers.id_reader.reading import Abilities
from drivers.id_reader.reading import read_card as read_id_card
from drivers.id_reader.usb_line import SdtUsbLine
from drivers.io_thread import Cancelled
from drivers.smart_card.apdu import Answer, Command, MalformedAnswer, exchange
from drivers.smart_card.atr import MalformedAtr, parse_atr
from drivers.smart_card.emulator import ATR_T0, ATR_T1, Request
from drivers.social_card.card import FILES, MalformedRecord, name_is_full, record_value
from drivers.social_card.card import parse_card as parse_social_card
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import LONG_NAME
from drivers.social_card.reading import read_card as read_social_card
from drivers.travel_document.access import Refused, Session, begin
from drivers.travel_document.document import parse_contents, parse_group_1, parse_group_2, parse_group_11
from drivers.travel_document.emulator import TravelDocumentChip
from drivers.travel_document.invented import PASSPORT, PERMIT_OF_HONG_KONG
from drivers.travel_document.mrz import MalformedMrz, full_date, parse_mrz
from drivers.travel_document.reading import read_document
from drivers.travel_document.secrecy import Forged, encrypt, pad
from drivers.travel_document.secrecy import checksum as seal_of
from drivers.travel_document.security_object import parse_security_object
from drivers.travel_document.tlv import MalformedData, elements, encode, find, whole_length
from tests.fuzz.other_side import Clock, ScriptedLine, answers, script, scripted_card
from tests.fuzz.parser import Feed, Parser, whole

# Identity cards.


def _frame(*content: int, data: bytes = b"") -> bytes:
    body = (len(content) + len(data) + 1).to_bytes(2, "big") + bytes(content) + data
    check = 0
    for byte in body:
        check ^= byte
    return bytes.fromhex("AAAAAA9669") + body + bytes((check,))


_TEXT, _PRINTS = FANG_YAN.text(), fingerprint(11) + fingerprint(17)
_READING = b"".join(len(part).to_bytes(2, "big") for part in (_TEXT, PHOTO, _PRINTS)) + _TEXT + PHOTO + _PRINTS
_ADDRESS = "广东省揭阳市榕城区演示街道样例村三巷9号".ljust(35).encode("utf-16-le")
_DONE, _FOUND, _SELECTED = _frame(0, 0, 0x90), _frame(0, 0, 0x9F), _frame(0, 0, 0x90)
_CONVERSATION = script(_FOUND, _SELECTED, _frame(0, 0, 0x90, data=_READING), _frame(0, 0, 0x90, data=_ADDRESS))


def _frames() -> Feed:
    scanner = FrameScanner()
    return lambda data: [*scanner.feed(data)]


def _broken_frames() -> Feed:
    scanner = FrameScanner()
    return lambda data: [*scanner.feed(data), *scanner.give_up()]


def _pauses() -> Iterator[None]:
    yield from [None] * 20
    raise Cancelled


def _read_id_card(data: bytes) -> None:
    clock, pauses = Clock(), _pauses()
    line = ScriptedLine(answers(data), clock)
    delays = Delays()
    read_id_card(
        lambda command: ask(line, command, delays, clock),
        lambda: next(pauses),
        lambda: None,
        Abilities(),
        tries=delays.tries,
        fingerprints=True,
    )


def _obey_module(data: bytes) -> None:
    """A module whose frames are sound, and whose verdicts and data are anything."""
    said, pauses = answers(data), _pauses()

    def reply(_: SamCommand) -> Reply:
        answer = next(said, b"")
        if not answer:
            raise NoAnswer(heard=False)
        return Reply(0, answer[0], answer[1:])

    read_id_card(reply, lambda: next(pauses), lambda: None, Abilities(), tries=2, fingerprints=len(data) % 2 == 0)


def _parts(data: bytes) -> None:
    for command in (SamCommand.READ, SamCommand.READ_WITH_FINGERPRINTS):
        card_content(command, data.ljust(6, b"\0"))  # a reply with less is no answer


class _Packets:
    """A USB reader whose end points say what an input tells."""

    def __init__(self, data: bytes) -> None:
        self._said = chain((b"",) * 2, answers(data))

    def read(self, endpoint: int, seconds: float) -> bytes:
        """Return the next packet."""
        return next(self._said, b"")

    def write(self, endpoint: int, data: bytes) -> None:
        """Take what is sent."""


def _usb_line(data: bytes) -> None:
    line = SdtUsbLine.__new__(SdtUsbLine)
    line._device = _Packets(data)  # type: ignore[assignment]
    line.write(SamCommand.STATUS.frame)
    for _ in range(20):
        line.read(0)


_BMP = b"BM" + bytes(8) + (54).to_bytes(4, "little") + (40).to_bytes(4, "little") + (102).to_bytes(4, "little")
_BMP += (126).to_bytes(4, "little") + b"\x01\x00\x18\x00" + bytes(24) + bytes(range(256)) * 152

_ID_CARDS = (
    Parser("id_reader.frames", _frames, (_DONE, _frame(0, 0, 0x90, data=_READING)), is_stream=True),
    Parser("id_reader.broken_frames", _broken_frames, (_frame(0, 0, 0x90, data=_READING),), is_stream=True),
    whole("id_reader.conversation", _read_id_card, (_CONVERSATION,), DeviceError, Cancelled),
    whole(
        "id_reader.module",
        _obey_module,
        (
            script(b"\x9f", b"\x90", b"\x90" + _READING, b"\x90" + _ADDRESS),
            script(
                *(b"\x80", b"\x9f", b"\x81", b"\x9f", b"\x90", b"\x21", b"\x9f", b"\x90"),
                *(b"\x90" + _READING[:4] + _READING[6:1286], b"\x91"),
            ),
        ),
        DeviceError,
        Cancelled,
    ),
    whole("id_reader.parts", _parts, (_READING,)),
    whole(
        "id_reader.text",
        parse_card,
        [person.text() for person in (FANG_YAN, HE_YANGLI, ALEXANDRA, JULIET)],
        MalformedCard,
    ),
    whole("id_reader.address", parse_address, (_ADDRESS,), MalformedCard),
    whole("id_reader.fingerprints", parse_fingerprints, (_PRINTS, b""), MalformedFingerprints),
    whole(
        "id_reader.sam_id", lambda data: sam_id(data.ljust(16, b"\0")[:16]), (bytes.fromhex("05010100") + bytes(12),)
    ),
    whole("id_reader.picture", picture, (_BMP, bytes(38556)), PhotoUndecoded),
    whole(
        "id_reader.usb_line",
        _usb_line,
        (script(_DONE[:7], _DONE[7:]), script(_DONE)),
    ),
)

# Chips.


def _ask_card(data: bytes) -> Iterator[Answer]:
    transmit = scripted_card(data)
    for t0 in (True, False):
        yield exchange(transmit, Command(0x00, 0xA4, 0x04, 0x00, b"application", 256), t0=t0)


def _request(command: Command) -> Request:
    return Request(command.cla, command.ins, command.p1, command.p2, command.data, command.le)


def _social_conversation() -> bytes:
    chip = SocialCardChip(LONG_NAME)
    said: list[bytes] = []

    def obey(command: Command) -> Answer:
        data, verdict = chip.obey(_request(command))
        said.append(data + verdict.to_bytes(2, "big"))
        return Answer(data, verdict)

    read_social_card(obey)
    return script(*said)


def _read_social_card(data: bytes) -> None:
    transmit = scripted_card(data)
    read_social_card(lambda command: exchange(transmit, command))


_RECORDS = [(name, record) for records in FILES.values() for name, record in records.items()]


def _records(data: bytes) -> None:
    values = {}
    for (name, record), answer in zip(_RECORDS, answers(data), strict=False):
        value = record_value(answer, record)
        if value is not None:
            name_is_full(value)
            values[name] = value
    parse_social_card(values)


def _record_seed() -> bytes:
    chip = SocialCardChip(LONG_NAME)
    files = {tag: value for records in chip._files.values() for tag, value in records.items()}
    return script(*(bytes((record.tag, len(files[record.tag]))) + files[record.tag] for _, record in _RECORDS))


def _tlv(data: bytes) -> None:
    with contextlib.suppress(MalformedData):
        whole_length(data)
    for tag, value in elements(data):
        encode(tag, value)
        find(data, tag, 0x5C)
        with contextlib.suppress(MalformedData):
            [*elements(value)]


_TODAY = datetime.date(2026, 11, 22)


def _mrz(data: bytes) -> None:
    try:
        zone = parse_mrz(data.decode("utf-8", "replace"))
    except MalformedMrz:
        return
    assert zone.key.information  # what was understood opens the chip
    with contextlib.suppress(MalformedMrz):  # there is no 30 February
        full_date(zone.birth, _TODAY)


_KEY = parse_mrz(PASSPORT.zone).key
_FILES = (0x011E, 0x0101, 0x0102, 0x010B, 0x011D)


def _counting(number: int) -> bytes:
    """Chance that is none, so that an input always does the same."""
    return bytes(at % 256 for at in range(number))


def _document_chip(data: bytes) -> None:
    """A forger's chip: it speaks as it should, and what is written into it is anything."""
    chip = TravelDocumentChip(PASSPORT, digest=None, chance=_counting)
    for name, content in zip(_FILES, answers(data), strict=False):
        if content:
            chip.files[name] = content
    read_document(lambda command: Answer(*chip.obey(_request(command))), _KEY, portrait=True, chance=_counting)


def _access(data: bytes) -> None:
    transmit = scripted_card(data)
    begin(lambda command: exchange(transmit, command), _KEY, _counting)


def _access_seed() -> bytes:
    chip = TravelDocumentChip(PASSPORT, chance=_counting)
    said: list[bytes] = []
    chip.obey(Request(0, 0xA4, 4, 0x0C, bytes.fromhex("A0000002471001"), None))

    def obey(command: Command) -> Answer:
        data, verdict = chip.obey(_request(command))
        said.append(data + verdict.to_bytes(2, "big"))
        return Answer(data, verdict)

    begin(obey, _KEY, _counting)
    return script(*said)


_ENCRYPTION, _SEALING = _counting(16), _counting(32)[16:]


def _session(data: bytes) -> None:
    """Even inputs are sealed as by whoever knows the key; their inside is anything."""
    session = Session(_ENCRYPTION, _SEALING, bytes(8))
    if data[:1] == b"\0":
        try:
            parts = [*elements(data[1:])]
        except MalformedData:
            return
        covered = b"".join(encode(tag, value) for tag, value in parts if tag != 0x8E)
        data = b"\0" + covered + encode(0x8E, seal_of(_SEALING, pad((1).to_bytes(8, "big") + covered)))
    session.open(Answer(data[1:], 0x9000))


_PROTECTED = b"\0" + encode(0x87, b"\1" + encrypt(_ENCRYPTION, pad(b"answer"))) + encode(0x99, b"\x90\0")
_CHIP = TravelDocumentChip(PERMIT_OF_HONG_KONG).files
_GENUINE = TravelDocumentChip(PASSPORT).files

_CHIPS = (
    whole(
        "smart_card.atr",
        parse_atr,
        (ATR_T0, ATR_T1, bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")),
        MalformedAtr,
    ),
    whole(
        "smart_card.answers",
        lambda data: [*_ask_card(data)],
        (script(b"\x61\x02", b"ab\x61\x01", b"c\x90\0", b"\x6c\x03", b"abc\x90\0"),),
        MalformedAnswer,
    ),
    whole("social_card.records", _records, (_record_seed(),), MalformedRecord),
    whole("social_card.conversation", _read_social_card, (_social_conversation(),), CardUnreadable, MalformedAnswer),
    whole("travel_document.elements", _tlv, (_CHIP[0x011E], _CHIP[0x011D], _CHIP[0x010B]), MalformedData),
    whole("travel_document.zone", _mrz, [document.zone.encode() for document in (PASSPORT, PERMIT_OF_HONG_KONG)]),
    whole("travel_document.contents", parse_contents, (_CHIP[0x011E],), MalformedData),
    whole("travel_document.group_1", parse_group_1, (_CHIP[0x0101],), MalformedData),
    whole("travel_document.group_2", parse_group_2, (_CHIP[0x0102],), MalformedData),
    whole("travel_document.group_11", parse_group_11, (_CHIP[0x010B],), MalformedData),
    whole("travel_document.security_object", parse_security_object, (_CHIP[0x011D],), MalformedData),
    whole("travel_document.access", _access, (_access_seed(),), Refused, Forged, MalformedAnswer),
    whole("travel_document.session", _session, (_PROTECTED,), Forged),
    whole(
        "travel_document.chip",
        _document_chip,
        (script(b""), script(*(_GENUINE[name] for name in _FILES))),
        DeviceError,
        examples=30,
    ),
)

CARDS = _ID_CARDS + _CHIPS
