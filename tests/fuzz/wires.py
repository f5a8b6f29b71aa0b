# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsers of what comes over lines, out of event nodes, from files and from terminal.toml."""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drivers.capture.emulator.parser import BadCapture, read_capture
from drivers.contract import ConfigurationError, DeviceError
from drivers.driver import Driver
from drivers.event_node import EV_ABS, EV_KEY, EV_SYN, SYN_REPORT, Axis, EventNode
from drivers.io_thread import Cancel, Cancelled
from drivers.modbus import ReplyFinder, crc, read_coils, read_inputs, write_coils
from drivers.modbus_bus import Limits, _Port
from drivers.registry import BUILT_IN
from drivers.scanner.code import Code
from drivers.scanner.contract import CodeUnreadable, ScannerAbsent
from drivers.scanner.delays import Delays
from drivers.scanner.evdev import _Keys
from drivers.scanner.framing import Framer, Suffix
from drivers.scanner.hearing import Hearing
from drivers.scanner.masked import summary
from drivers.scanner.payload import read_frame
from drivers.scanner.serial import _Wire
from drivers.settings import Text, Wholes
from drivers.signature.collecting import Ink, Paper
from drivers.signature.contract import PadAbsent, TooMuchInk
from drivers.signature.pen import (
    ABS_MT_POSITION_X,
    ABS_MT_POSITION_Y,
    ABS_MT_SLOT,
    ABS_MT_TRACKING_ID,
    ABS_PRESSURE,
    ABS_X,
    ABS_Y,
    BTN_TOUCH,
    Pen,
    Sample,
    Shape,
)
from drivers.signature.picture import png
from drivers.signature.strokes import Signature
from drivers.signature.vector import from_json, svg, to_json
from drivers.status import StatusBoard
from drivers.transport import check_port
from drivers.ups.contract import Power
from drivers.ups.nut import PACE, _Upsd
from drivers.ups.nut import Limits as UpsLimits
from drivers.ups.protocol import Lines, Nonsense, Refusal, ups_names, variable
from drivers.ups.supply import judge
from drivers.usb_address import usb_address
from drivers.watched import Watched
from printers.receipt.status import (
    fence_paper,
    is_automatic_status,
    is_automatic_status_rest,
    is_fence_answer,
    is_status_answer,
    read_status,
    says_offline,
)
from tests.fuzz.other_side import Clock, ScriptedLine, answers, as_file, as_node, script
from tests.fuzz.parser import Feed, Parser, whole

# Scanners.


def _look_at(code: Code) -> None:
    assert summary(code)["bytes"] == len(code.raw)


def _bursts() -> Feed:
    """A scanner without pauses but for an FF."""
    framers = {suffix: Framer(suffix) for suffix in (Suffix.ANY, Suffix.CRLF)}

    def feed(data: bytes) -> None:
        for framer in framers.values():
            framer.feed(data)
            if data.endswith(b"\xff"):
                with contextlib.suppress(CodeUnreadable):
                    _look_at(read_frame(framer.end(), prefix=b"", aim=True))

    return feed


class _Impatient(Cancel):
    """Work whose caller goes away after some looks."""

    looks = 30

    @property
    def is_set(self) -> bool:
        """See `Cancel.is_set`."""
        self.looks -= 1
        return self.looks < 0


def _hear(data: bytes) -> None:
    clock, said = Clock(), answers(data)
    source = _Wire(lambda: ScriptedLine(said, clock), b"look", b"rest")
    hearing = Hearing(
        source,
        Framer(),
        lambda burst: read_frame(burst, prefix=b"", aim=True),
        StatusBoard("scanner"),
        delays=Delays(),
        now=clock,
    )
    for _ in range(3):
        with contextlib.suppress(CodeUnreadable):
            _look_at(hearing.scan(_Impatient()))


_EVENT = struct.Struct("@llHHi")


def _events(*events: tuple[int, int, int]) -> bytes:
    return b"".join(_EVENT.pack(at // 100, at % 100 * 10_000, *event) for at, event in enumerate(events))


def _typed(data: bytes) -> None:
    keys, framer = _Keys(""), Framer()
    with as_node(data) as path:
        keys._node = EventNode(path, ScannerAbsent, "scanner")
        with contextlib.suppress(ScannerAbsent):  # the end of the pipe
            while keys.hear(framer, 0):
                pass
        keys.close()
    with contextlib.suppress(CodeUnreadable):
        _look_at(read_frame(framer.end(), prefix=b"", aim=True))


_KEYS = [(42, 1), (30, 1), (30, 0), (42, 0), (2, 1), (2, 0), (56, 1), (82, 1), (75, 1), (56, 0), (28, 1), (28, 0)]
_SCANS = script(b"", b"]Q0https://example.org/\r\n", b"", b"\xc9\xe7\xbb\xe1\r", b"", b"~\x010000@FACDEF;\r")

# Signatures.

_AXIS, _FELT = Axis(0, 0, 12_000, 0), Axis(0, 0, 2047, 0)
_PADS = (
    Shape(_AXIS, _AXIS, _FELT, None, has_touch=True),
    Shape(_AXIS, Axis(5, -1, -1, 100), None, None, has_touch=True),
    Shape(_AXIS, _AXIS, _FELT, None, has_touch=False),
    Shape(_AXIS, _AXIS, None, 0, has_touch=True),
)


def _samples(node: EventNode, pen: Pen) -> Iterator[Sample]:
    with contextlib.suppress(PadAbsent):  # the end of the pipe
        while True:
            for event in node.read(0):
                if (sample := pen.feed(event)) is not None:
                    yield sample


def _draw(data: bytes) -> None:
    shape = _PADS[data[0] % len(_PADS)] if data else _PADS[0]
    ink = Ink(Paper(shape, 150.0, 80.0))
    with as_node(data[1:]) as path:
        node = EventNode(path, PadAbsent, "pad")
        try:
            for _ in ink.take(_samples(node, Pen(shape))):
                pass
        finally:
            node.close()
    _use(ink.signature())


def _use(signature: Signature) -> None:
    """Do with a signature what is done with it: keep, show, print."""
    assert from_json(to_json(signature)).amount is signature.amount
    svg(signature)
    if signature.strokes:
        png(signature, dpi=100)


def _stroke() -> Iterator[tuple[int, int, int]]:
    for at in range(12):
        yield EV_ABS, ABS_X, 900 * at
        yield EV_ABS, ABS_Y, 4000 + 700 * (at % 3)
        yield EV_ABS, ABS_PRESSURE, 100 * at + 1
        yield EV_KEY, BTN_TOUCH, 1
        yield EV_SYN, SYN_REPORT, 0
    yield EV_ABS, ABS_PRESSURE, 0
    yield EV_KEY, BTN_TOUCH, 0
    yield EV_SYN, SYN_REPORT, 0


def _finger() -> Iterator[tuple[int, int, int]]:
    yield EV_ABS, ABS_MT_SLOT, 0
    yield EV_ABS, ABS_MT_TRACKING_ID, 7
    for at in range(12):
        yield EV_ABS, ABS_MT_POSITION_X, 900 * at
        yield EV_ABS, ABS_MT_POSITION_Y, 3000 + 500 * (at % 5)
        yield EV_SYN, SYN_REPORT, 0
    yield EV_ABS, ABS_MT_TRACKING_ID, -1
    yield EV_SYN, SYN_REPORT, 0


_SIGNED = (
    b'{"format":"kiosk-signature","version":1,"width":15000,"height":8000,"strokes":['
    b'{"x":[100,900,2000],"y":[100,800,900],"t":[0,10,20],"p":[100,500,900]},{"x":[5000],"y":[4000],"t":[700]}]}'
)

# Relay boards and power supplies.

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

# Files and settings.


def _capture(data: bytes) -> None:
    with as_file(data) as path:
        read_capture(Path(path))


_CAPTURE = b"kiosk capture 1\ndriver id_reader sdt\ndate 2026-11-22\n# a card\n0.000000 open serial\n"
_CAPTURE += b"0.100000 > aa aa aa 96 69 00 03 12 ff ee\n0.200000 < 96 69\n0.300000 command\n1.000000 lost\n1.1 close\n"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _set(data: bytes) -> None:
    """One text in terminal.toml is anything; where it is said to fit, the device is made."""
    driver = BUILT_IN[data[0] % len(BUILT_IN)] if data else BUILT_IN[0]
    texts = [name for name, setting in driver.settings.items() if isinstance(setting, Text)]
    changed = texts[data[1] % len(texts)] if len(data) > 1 else ""
    settings: dict[str, Any] = {}
    for name, setting in driver.settings.items():
        match setting:
            case Text():
                usual = next((place for place in map(bytes.decode, _PLACES) if setting.fits(place)), "")
                settings[name] = setting.default if setting.default is not None else usual
            case Wholes():
                settings[name] = {next(iter(setting.keys)): 1}
            case _:
                settings[name] = setting.default
        if name == changed and isinstance(setting, Text):
            text = data[2:].decode("utf-8", "replace")
            if "\0" in text or not setting.fits(text):  # terminal.toml is refused with either
                return
            settings[name] = text
    driver.open(settings)


_PLACES = (
    b"/dev/ttyUSB0",
    b"socket://[::1]:4001",
    b"spy:///dev/ttyUSB0?file=/tmp/wire",
    b"usb://0400:C35A?at=1-2.3",
    b"http://name:word@192.168.8.20:80/video.mjpg?a=b",
    b"/dev/input/by-id/usb-a-event-kbd",
    b"16 54 0D",
    b"ups",
    b"/srv/film",
)


def _fitting(driver: Driver) -> Iterator[tuple[int, bytes]]:
    """Yield texts that fit, and the number of their setting; no folder has WeChat's models in it."""
    texts = {name: setting for name, setting in driver.settings.items() if isinstance(setting, Text)}
    for key, (name, setting) in enumerate(texts.items()):
        yield from ((key, place) for place in _PLACES if name != "wechat" and setting.fits(place.decode()))


# The receipt printer.


def _printer(data: bytes) -> None:
    read_status(dict(zip((1, 2, 3, 4), data, strict=False)))
    for byte in data:
        for judge_byte in (is_status_answer, is_automatic_status, is_automatic_status_rest, is_fence_answer):
            assert judge_byte(byte) in {True, False}
        says_offline(byte)
        fence_paper(byte)


_BLOCKS = 512 * 1024
"""numpy keeps up to seven freed blocks of each small size, and curves are of many sizes."""
_CACHES = 5_000_000
"""Python keeps the last addresses that it cut up, a table of the names in paths, and the modules of the drivers."""

WIRES = (
    Parser("scanner.bursts", _bursts, (b"]Q0https://example.org/\r\n\xff", b"]C1\xff"), is_stream=True),
    whole("scanner.hearing", _hear, (_SCANS,), Cancelled),
    whole("scanner.keys", _typed, (_events(*((EV_KEY, *key) for key in _KEYS)),)),
    whole(
        "signature.pen",
        _draw,
        (b"\0" + _events(*_stroke()), b"\3" + _events(*_finger())),
        TooMuchInk,
        seconds=6.0,
        examples=6,
        tables=_BLOCKS,
    ),
    whole("signature.points", lambda data: _use(from_json(data)), (_SIGNED,), ValueError, seconds=6.0, examples=10),
    Parser(
        "modbus.replies",
        _replies,
        (_sealed(1, 1, 2, 0xAA, 0x55), _sealed(1, 2, 1, 1), _sealed(1, 15, 0, 0, 0, 9), _sealed(1, 0x81, 2)),
        is_stream=True,
    ),
    whole("modbus.exchange", _exchange, (script(_sealed(1, 1, 2, 0xAA, 0x55), _sealed(1, 0x82, 6)),)),
    Parser("ups.lines", _lines, (b'VAR ups ups.status "OL CHRG"\r\nERR DATA-STALE\n',), (Nonsense,), is_stream=True),
    whole("ups.conversation", _converse_upsd, (_UPSD,), DeviceError),
    whole("capture.file", _capture, (_CAPTURE,), BadCapture),
    whole("settings.port", lambda data: check_port(_text(data)), _PLACES[:3], ConfigurationError, tables=_CACHES),
    whole("settings.usb_address", lambda data: usb_address(_text(data)), _PLACES[3:4], ConfigurationError),
    whole(
        "settings.devices",
        _set,
        [bytes((at, key)) + place for at, driver in enumerate(BUILT_IN) for key, place in _fitting(driver)],
        ConfigurationError,
        examples=150,
        tables=_CACHES,
    ),
    whole("printers.status", _printer, (b"\x12\x12\x12\x12", b"\x1a\x32\x1a\x72")),
)
