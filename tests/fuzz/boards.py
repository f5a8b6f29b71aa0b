# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsers of what relay boards, power supplies and receipt printers answer."""

from __future__ import annotations

import contextlib

from drivers.contract import DeviceError
from drivers.modbus import ReplyFinder, crc, read_coils, read_inputs, write_coils
from drivers.modbus_bus import Limits, _Port
from drivers.status import StatusBoard
from drivers.ups.contract import Power
from drivers.ups.nut import PACE, _Upsd
from drivers.ups.nut import Limits as UpsLimits
from drivers.ups.protocol import Lines, Nonsense, Refusal, ups_names, variable
from drivers.ups.supply import judge
from drivers.watched import Watched
from printers.receipt.hearing import Kind, hear
from printers.receipt.profiles import Dialect
from printers.receipt.status import answered_by, fence_paper, read_answers, says_offline, stops
from tests.fuzz.other_side import Clock, ScriptedLine, answers, script
from tests.fuzz.parser import Feed, Parser, whole

_QUESTIONS = (read_coils(1, 0, 16), read_inputs(1, 3, 1), write_coils(1, 0, [True] * 9))


def _sealed(*content: int) -> bytes:
    return bytes(content) + crc(bytes(content))


def _replies() -> Feed:
    finders = {question: ReplyFinder(question) for question in _QUESTIONS}

    def feed(data: bytes) -> None:
        for question, finder in finders.items():
            if (reply := finder.feed(data)) is not None:
                assert reply.meaning
                finders[question] = ReplyFinder(question)

    return feed


def _exchange(data: bytes) -> None:
    clock = Clock()
    port, line = _Port("/dev/ttyUSB0", 9600), ScriptedLine(answers(data), clock)
    for question in _QUESTIONS:
        port._exchange(line, question, Limits(), clock)


def _lines() -> Feed:
    cutter = Lines()

    def feed(data: bytes) -> None:
        for line in cutter.feed(data):
            for understand in (_variable, lambda line: ups_names([line, line])):
                with contextlib.suppress(Nonsense, Refusal):
                    understand(line)

    return feed


def _variable(line: str) -> None:
    value = variable(line, "ups", "ups.status")
    judge(value, value, value)


def _converse_upsd(data: bytes) -> None:
    clock, power = Clock(), Watched(Power())
    said = answers(data)
    upsd = _Upsd(
        StatusBoard("UPS"), lambda: ScriptedLine(said, clock), power, name="", limits=UpsLimits(), pace=PACE, now=clock
    )
    upsd._attach()


_UPSD = script(
    b'BEGIN LIST UPS\nUPS ups "a supply"\nEND LIST UPS\n',
    b'VAR ups ups.serial "E2E-0001"\n',
    b'VAR ups ups.status "OB DISCHRG"\n',
    b'VAR ups battery.charge "77"\n',
    b"ERR VAR-NOT-SUPPORTED\n",
)


def _printer(data: bytes) -> None:
    for dialect in Dialect:
        heard, said = bytearray(data), []
        while (one := hear(heard, dialect, over=True)) is not None:
            said.append(one)
        assert b"".join(one.data for one in said) == data
        answers = [one for one in said if one.kind is answered_by(dialect)]
        read_answers(dialect, [one.data for one in answers])
        for one in said:
            assert one.kind is not Kind.STATUS or stops(dialect, one) in {True, False}
            fence_paper(one.data[0])
            says_offline(one.data[0])


BOARDS = (
    Parser(
        "modbus.replies",
        _replies,
        (_sealed(1, 1, 2, 0xAA, 0x55), _sealed(1, 2, 1, 1), _sealed(1, 15, 0, 0, 0, 9), _sealed(1, 0x81, 2)),
        is_stream=True,
    ),
    whole("modbus.exchange", _exchange, (script(_sealed(1, 1, 2, 0xAA, 0x55), _sealed(1, 0x82, 6)),)),
    Parser("ups.lines", _lines, (b'VAR ups ups.status "OL CHRG"\r\nERR DATA-STALE\n',), (Nonsense,), is_stream=True),
    whole("ups.conversation", _converse_upsd, (_UPSD,), DeviceError),
    whole("printers.status", _printer, (b"\x12\x12\x12\x12", b"\x1a\x32\x1a\x72", b"\x10\x0f\0\0\0\0\x11\x37\x25\0")),
)
