# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated card speaks vpcd's protocol and T=0's manners as written, whatever our own driver thinks of them."""

import socket

from drivers.smart_card.emulator import ATR_T1, Emulator
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import LIN_ZHIYUAN


def say(line: socket.socket, message: str) -> None:
    data = bytes.fromhex(message)
    line.sendall(len(data).to_bytes(2, "big") + data)


def hear(line: socket.socket) -> str:
    length = int.from_bytes(line.recv(2, socket.MSG_WAITALL), "big")
    return line.recv(length, socket.MSG_WAITALL).hex()


def test_golden_conversation() -> None:
    """Driver and emulator could agree on a card that no real reader knows."""
    ours, theirs = _pair()
    with ours, Emulator(lambda: theirs) as emulator:
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        for message in ("01", "04"):
            say(ours, message)
        assert hear(ours) == "3b650000534b000001"
        say(ours, "00A404000F7378312E73682EC9E7BBE1B1A3D5CF")
        assert hear(ours) == "6113"
        say(ours, "00C0000013")
        assert hear(ours) == "6f11840f7378312e73682ec9e7bbe1b1a3d5cf9000"
        say(ours, "00A4020002EF06")
        assert hear(ours) == "9000"
        say(ours, "00B2080000")
        assert hear(ours) == "6c14"
        say(ours, "00B2080014")
        assert hear(ours) == "0812" + LIN_ZHIYUAN.number.encode().hex() + "9000"
        say(ours, "02")
        say(ours, "00B2080014")
        assert hear(ours) == "6986"


def test_a_contactless_card_answers_at_once() -> None:
    """A driver that fetches what nobody keeps back would never be noticed."""
    ours, theirs = _pair()
    with ours, Emulator(lambda: theirs) as emulator:
        emulator.insert(SocialCardChip(LIN_ZHIYUAN, atr=ATR_T1))
        say(ours, "00A404000F7378312E73682EC9E7BBE1B1A3D5CF")
        assert hear(ours) == "6f11840f7378312e73682ec9e7bbe1b1a3d5cf9000"


def _pair() -> tuple[socket.socket, socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        theirs = socket.create_connection(server.getsockname())
        ours, _ = server.accept()
    ours.settimeout(5)
    return ours, theirs
