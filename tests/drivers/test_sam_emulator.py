# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator answers as the printed frames say, whatever our own driver thinks of it."""

import socket
from urllib.parse import urlsplit

import pytest

from drivers.id_reader.emulator import Emulator
from drivers.id_reader.invented import CHEN_GUIYING
from tests.faults.waiting import PATIENCE


def ask(line: socket.socket, frame: str, length: int) -> bytes:
    line.sendall(bytes.fromhex(frame))
    answer = b""
    while len(answer) < length:
        piece = line.recv(4096)
        if not piece:
            break
        answer += piece
    return answer


@pytest.mark.parametrize("split", [False, True])
def test_golden_conversation(*, split: bool) -> None:
    """Driver and emulator could agree on frames that no real reader speaks."""
    with Emulator.on_tcp() as emulator:
        emulator.split(on=split)
        port = urlsplit(emulator.url).port
        with socket.create_connection(("127.0.0.1", port or 0), timeout=PATIENCE) as line:
            assert ask(line, "AAAAAA9669 0003 11FF ED", 11).hex() == "aaaaaa96690004000090" + "94"
            assert ask(line, "AAAAAA9669 0003 2001 22", 11).hex() == "aaaaaa9669000400008084"
            emulator.insert(CHEN_GUIYING)
            assert ask(line, "AAAAAA9669 0003 2001 22", 15).hex() == "aaaaaa9669000800009f0000000097"
            assert ask(line, "AAAAAA9669 0003 2002 21", 19).hex() == "aaaaaa9669000c00009000000000000000009c"
            card = ask(line, "AAAAAA9669 0003 3001 32", 1295)
            assert len(card) == 1295
            assert card[:14].hex() == "aaaaaa96690508000090" + "01000400"
            assert card[14:20].decode("utf-16-le") == "陈桂英"
            assert card[14 + 256 : -1] == CHEN_GUIYING.photo
            assert ask(line, "AAAAAA9669 0003 2001 22", 11).hex() == "aaaaaa9669000400008084"
            assert ask(line, "AAAAAA9669 0003 2001 23", 11).hex() == "aaaaaa9669000400001014"
