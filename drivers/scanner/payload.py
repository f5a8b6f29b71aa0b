# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scanner puts in front of a code, and codes that are meant for scanners and not for us."""

from __future__ import annotations

import re
from typing import Final

from drivers.scanner.code import MAX_BYTES, Code, Symbology
from drivers.scanner.contract import CodeDamaged, CodeTooLong, ConfigurationCode

_AIM: Final = re.compile(rb"\]([A-Za-z])[0-9A-Za-z]")
"""Flag, code character, modifier (ISO/IEC 15424)."""

_BY_LETTER: Final = {symbology.value.encode(): symbology for symbology in Symbology}

_CONFIGURATION: Final = re.compile(
    rb"@MENU_OPTO@.*@OTPO_UNEM@"  # Opticon, "Universal Menu Book": the whole envelope, as one code
    rb"|[@#][A-Z0-9]{3}[A-Z]{3}[0-9]*;?"  # Newland: storage type, tag, sub-tag, value ("@FACDEF", "#SCNTRG1")
    rb"|~\x010000[@#].*"  # Newland, "Serial Programming Command Manual": the same with its prefix
    rb"|\x16[MYT]\r.*"  # Honeywell: SYN, a letter, CR in front of a menu command
    rb"|#@[0-9]{6}\r?",  # CipherLab, "Host Serial Commands"
    re.DOTALL,
)
"""Set-up codes that can be told by what they hold. Most never come here: those of Honeywell, Zebra and others are
Code 128 with FNC3, which ISO/IEC 15417 keeps inside the scanner."""


def read_frame(frame: bytes, *, prefix: bytes, aim: bool) -> Code:
    """Return the code that a burst holds.

    `prefix` is what the scanner is set to send in front of each code; `aim` says whether an AIM identifier comes behind
    it and is taken off. Raises `CodeDamaged`, `CodeTooLong` or `ConfigurationCode`.
    """
    if not frame.startswith(prefix):
        raise CodeDamaged("the code came without the prefix that terminal.toml names")
    raw, symbology = frame[len(prefix) :], None
    if aim and (identifier := _AIM.match(raw)):
        raw, symbology = raw[identifier.end() :], _BY_LETTER.get(identifier[1])
    if not raw:
        raise CodeDamaged("nothing came but what the scanner puts around a code")
    if len(raw) > MAX_BYTES:
        raise CodeTooLong("more came than any code holds")
    if _CONFIGURATION.fullmatch(raw):
        raise ConfigurationCode("the code looks like one that sets up a scanner")
    return Code(raw, symbology)
