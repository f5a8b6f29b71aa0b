# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated presence sensor (人体感应): a contact of a board, and all that can be done to it."""

from __future__ import annotations

from drivers.lights.emulator import RelayBoard
from kiosk.demo.emulators.relay_board import BOARD, board_facts
from kiosk.demo.panel import Push, Switch, Title
from kiosk.demo.steering import Emulated, Facts, Verb
from kiosk.demo.wires import CABLE_SWITCH, health

CONTACT = 0


def _facts(board: RelayBoard) -> Facts:
    return {**board_facts(board), "near": CONTACT in board.closed}


DEVICE = Emulated(
    "presence",
    Title("人体感应", "Presence sensor"),
    about="a Modbus RTU board with a sensor on its first contact, which closes when somebody comes",
    driver="modbus",
    verbs=(
        Verb("come", "somebody comes before the terminal", lambda it: it.contact(CONTACT, closed=True)),
        Verb("go", "nobody is there any more", lambda it: it.contact(CONTACT, closed=False)),
        *BOARD,
    ),
    facts=_facts,
    on_tcp=RelayBoard.on_tcp,
    on_pty=RelayBoard.on_pty,
    settings=lambda it: {"port": it.url, "input": CONTACT},
    panel=(
        Switch(
            Title("人", "Somebody"),
            "near",
            well=Title("在", "there"),
            spoil=Push(Title("走开", "Go"), "go"),
            ill=Title("不在", "gone"),
            mend=Push(Title("走近", "Come"), "come"),
            plain=True,
        ),
        CABLE_SWITCH,
        health(Title("控制板", "Board")),
    ),
)
