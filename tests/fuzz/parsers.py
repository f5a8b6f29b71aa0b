# SPDX-License-Identifier: GPL-3.0-or-later
"""Every parser of bytes from outside: wires, cards, codes, pictures, files and settings."""

from __future__ import annotations

from tests.fuzz.boards import BOARDS
from tests.fuzz.cards import CARDS
from tests.fuzz.pads import PADS
from tests.fuzz.parser import Parser
from tests.fuzz.pictures import PICTURES
from tests.fuzz.scanners import SCANNERS
from tests.fuzz.texts import TEXTS

PARSERS: dict[str, Parser] = {parser.name: parser for parser in (*CARDS, *SCANNERS, *PADS, *BOARDS, *TEXTS, *PICTURES)}
