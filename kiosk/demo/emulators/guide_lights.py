# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated guide lights (导引灯): eight relays of a board, and all that can be done to it."""

from __future__ import annotations

from drivers.lights.emulator import RelayBoard
from kiosk.demo.arguments import ON_OFF, one_of
from kiosk.demo.emulators.relay_board import BOARD, board_facts
from kiosk.demo.panel import Lamps, Title
from kiosk.demo.steering import Emulated, Facts, Verb
from kiosk.demo.wires import CABLE_SWITCH, health

COILS = {
    "id_reader": 0,
    "card_reader": 1,
    "scanner": 2,
    "receipt_printer": 3,
    "camera": 4,
    "status_green": 5,
    "status_yellow": 6,
    "status_red": 7,
}
"""The relay of each lamp, as terminal.toml has it."""
_TITLES = (
    ("id_reader", Title("身份证", "ID card")),
    ("card_reader", Title("社保卡", "Social")),
    ("scanner", Title("扫码", "Code")),
    ("receipt_printer", Title("出纸", "Paper")),
    ("camera", Title("摄像头", "Camera")),
    ("status", Title("状态", "Status")),
)


def _facts(board: RelayBoard) -> Facts:
    lit = board.lit
    lamps = dict.fromkeys(dict(_TITLES), "")
    for name, coil in COILS.items():
        if coil in lit:
            place, _, colour = name.partition("_") if name.startswith("status") else (name, "", "green")
            lamps[place] = colour
    return {**board_facts(board), "lamps": lamps}


DEVICE = Emulated(
    "guide_lights",
    Title("导引灯", "Guide lights"),
    about="a Modbus RTU board with eight relays, a lamp on each",
    driver="modbus",
    verbs=(
        Verb(
            "switch",
            "switch a relay by the button beside it",
            lambda it, lamp, on: it.switch_by_hand(lamp, on=on),
            (one_of("LAMP", COILS), ON_OFF),
        ),
        *BOARD,
    ),
    facts=_facts,
    on_tcp=RelayBoard.on_tcp,
    on_pty=RelayBoard.on_pty,
    settings=lambda it: {"port": it.url, "places": COILS},
    panel=(
        Lamps("lamps", _TITLES),
        CABLE_SWITCH,
        health(Title("控制板", "Board")),
    ),
)
