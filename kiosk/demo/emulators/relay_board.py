# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done to a Modbus relay board (继电器板), whatever hangs on it."""

from __future__ import annotations

from drivers.lights.emulator import READ_COILS, READ_INPUTS, WRITE_COIL, WRITE_COILS, RelayBoard
from kiosk.demo.arguments import ON_OFF, hexadecimal, whole
from kiosk.demo.steering import Facts, Verb
from kiosk.demo.wires import SERIAL

_FUNCTIONS = (READ_COILS, READ_INPUTS, WRITE_COIL, WRITE_COILS)


def _sicken(board: RelayBoard, exception: int) -> None:
    for function in _FUNCTIONS:
        board.refuse(function, exception)


def _heal(board: RelayBoard) -> None:
    for function in _FUNCTIONS:
        board.refuse(function, None)
    board.silence(on=False)
    board.split(on=False)
    board.slow()
    board.noise(b"")
    board.damage(0)
    board.echo(on=False)


BOARD: tuple[Verb[RelayBoard], ...] = (
    *SERIAL,
    Verb(
        "noise",
        "put stray bytes in front of each answer; 'heal' ends it",
        RelayBoard.noise,
        (hexadecimal("BYTES", "00FF"),),
    ),
    Verb("damage", "send the next answers with a wrong CRC", RelayBoard.damage, (whole("ANSWERS", 0, 1000, "1"),)),
    Verb(
        "echo",
        "hand every byte back as it comes, as some converters do, or no more",
        lambda it, on: it.echo(on=on),
        (ON_OFF,),
    ),
    Verb("restart", "lose the power for a moment: all relays drop, and nobody is told", RelayBoard.lose_power),
    Verb(
        "sick",
        "refuse every function with this exception: 1 unknown function, 4 failure of the board, 6 busy",
        _sicken,
        (whole("EXCEPTION", 1, 11, "4"),),
    ),
    Verb("heal", "end every trouble but a pulled cable", _heal),
)


def board_facts(board: RelayBoard) -> Facts:
    """Return what is true of any board."""
    return {"plugged": board.wire.plugged, "healthy": not board.refuses and not board.wire.silent}
