# SPDX-License-Identifier: GPL-3.0-or-later
"""Every parser of bytes from outside: wires, cards, codes, pictures, files and settings."""

from __future__ import annotations

from tests.fuzz.cards import CARDS
from tests.fuzz.parser import Parser
from tests.fuzz.pictures import PICTURES
from tests.fuzz.wires import WIRES

PARSERS: dict[str, Parser] = {parser.name: parser for parser in (*CARDS, *WIRES, *PICTURES)}
