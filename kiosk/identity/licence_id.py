# SPDX-License-Identifier: GPL-3.0-or-later
"""The identifier of an electronic licence (电子证照标识), GB/T 36904.

The root 1.2.156.3005.2 and five dotted parts: type of licence (the issuing body's credit code and three digits),
issuer (18 characters, or a division of 6 digits), serial, version, check character. The check is ISO 7064 MOD 37,36
over the four parts before it joined together, without the root.
"""

from __future__ import annotations

import re

import msgspec

from kiosk.identity.errors import CheckError, NumberError

ROOT = "1.2.156.3005.2"

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PARTS = re.compile(r"([0-9A-Z]{18}[0-9]{3})\.([0-9A-Z]{18}|[0-9]{6})\.([0-9A-Z]{7,32})\.([0-9]{3})\.([0-9A-Z])")


class PartsError(NumberError):
    """A text that has not the parts of a licence identifier."""

    def __init__(self) -> None:
        super().__init__(f"not {ROOT} and five dotted parts of the right lengths")


class LicenceId(msgspec.Struct, frozen=True):
    """An identifier known to be well formed; made by `parse_licence_id`."""

    kind: str
    issuer: str
    serial: str
    version: str

    def __str__(self) -> str:
        parts = (self.kind, self.issuer, self.serial, self.version)
        return ".".join((ROOT, *parts, check_character("".join(parts))))


def parse_licence_id(text: str) -> LicenceId:
    """Return the identifier in a text; raises PartsError or CheckError."""
    parts = _PARTS.fullmatch(text.strip().upper().removeprefix(f"{ROOT}."))
    if parts is None or not text.strip().startswith(f"{ROOT}."):
        raise PartsError
    *body, check = parts.groups()
    if check_character("".join(body)) != check:
        raise CheckError
    return LicenceId(*body)


def check_character(text: str) -> str:
    """Return the ISO 7064 MOD 37,36 check character of digits and capitals."""
    product = 36
    for character in text:
        total = (product + _ALPHABET.index(character)) % 36 or 36
        product = total * 2 % 37
    return _ALPHABET[(37 - product) % 36]
