# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated power supply (不间断电源) behind its service, and all that can be done to it."""

from __future__ import annotations

from drivers.ups.emulator import Upsd
from kiosk.demo.arguments import ON_OFF, hexadecimal, one_of, whole
from kiosk.demo.panel import Push, Switch, Title
from kiosk.demo.steering import Emulated, Facts, Verb
from kiosk.demo.wires import CABLE_SWITCH, SERIAL, health

_ERRORS = {name.lower(): name for name in ("DATA-STALE", "DRIVER-NOT-CONNECTED", "ACCESS-DENIED")}
_FULL, _LOW = 100, 8


def _flag(supply: Upsd, flag: str, *, on: bool) -> None:
    flags = [one for one in supply.status.split() if one != flag]
    supply.power(" ".join([*flags, flag] if on else flags))


def _mains(supply: Upsd, on: bool) -> None:
    _flag(supply, "OL", on=on)
    _flag(supply, "OB", on=not on)


def _low(supply: Upsd, on: bool) -> None:
    _flag(supply, "LB", on=on)
    supply.tell("battery.charge", str(_LOW if on else _FULL))
    supply.tell("battery.runtime", "90" if on else "1800")


def _heal(supply: Upsd) -> None:
    supply.fail("")
    supply.answer_with(None)
    supply.silence(on=False)
    supply.split(on=False)
    supply.slow()
    _flag(supply, "RB", on=False)


def _facts(supply: Upsd) -> Facts:
    flags = supply.status.split()
    return {
        "plugged": supply.wire.plugged,
        "mains": "OB" not in flags,
        "battery": "LB" not in flags,
        "charge": supply.charge,
        "healthy": supply.well and not supply.wire.silent,
    }


DEVICE = Emulated(
    "ups",
    Title("不间断电源", "Power supply"),
    about="the service of an uninterruptible power supply (NUT, RFC 9271)",
    driver="nut",
    verbs=(
        Verb("mains", "cut the mains, or let them come back", _mains, (ON_OFF,)),
        Verb("low", "let the battery come to its end, or be full again", _low, (ON_OFF,)),
        Verb(
            "charge",
            "tell so many per cent of the battery",
            lambda it, charge: it.tell("battery.charge", str(charge)),
            (whole("PER-CENT", 0, 100),),
        ),
        Verb("worn", "ask for a new battery, or no more", lambda it, on: _flag(it, "RB", on=on), (ON_OFF,)),
        *SERIAL,
        Verb("garbage", "answer everything with these bytes", Upsd.answer_with, (hexadecimal("BYTES", "A50A"),)),
        Verb("sick", "answer everything with this error", Upsd.fail, (one_of("ERROR", _ERRORS, "data-stale"),)),
        Verb("heal", "end every trouble but a pulled cable", _heal),
    ),
    facts=_facts,
    on_tcp=Upsd.on_tcp,
    panel=(
        Switch(
            Title("市电", "Mains"),
            "mains",
            well=Title("有电", "on"),
            spoil=Push(Title("停电", "Cut"), "mains off"),
            ill=Title("停了", "off"),
            mend=Push(Title("来电", "Back"), "mains on"),
        ),
        Switch(
            Title("电池", "Battery"),
            "battery",
            well=Title("够用", "good"),
            spoil=Push(Title("用光", "Drain"), "low on"),
            ill=Title("快没了", "low"),
            mend=Push(Title("充满", "Charge"), "low off"),
        ),
        CABLE_SWITCH,
        health(Title("服务", "NUT")),
    ),
)
