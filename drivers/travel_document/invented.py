# SPDX-License-Identifier: GPL-3.0-or-later
"""Invented people's travel documents, for the emulator, the demo and the tests. Nobody here exists.

The machine-readable zones carry right check digits, and are put together here and not by what reads them.
"""

from __future__ import annotations

from dataclasses import dataclass

PICTURE = bytes.fromhex("FFD8FFE000104A46494600010100000100010000") + bytes(at % 253 for at in range(900)) + b"\xff\xd9"
"""The head of a JPEG file and nobody's face."""


@dataclass(frozen=True, slots=True)
class InventedDocument:
    """A document: what is printed in its zone, and what its chip adds."""

    lines: tuple[str, ...]
    number: str
    birth: str
    """YYMMDD, as the last day of validity."""
    expiry: str
    full_name: str
    full_birth: str
    """YYYYMMDD."""
    personal_number: str = ""
    picture: bytes = PICTURE

    @property
    def zone(self) -> str:
        """The lines as they are printed."""
        return "\n".join(self.lines)


def _digit(text: str) -> str:
    """A check digit: letters count from ten on, fillers nothing; weights seven, three, one."""
    values = [0 if letter == "<" else int(letter, 36) for letter in text]
    return str(sum(value * weight for value, weight in zip(values, [7, 3, 1] * 30, strict=False)) % 10)


def _passport(*, number: str, issuer: str, birth: str, sex: str, expiry: str, name: str) -> tuple[str, ...]:
    first = ("P<" + issuer + name).ljust(44, "<")
    personal = "<" * 14
    checked = number + _digit(number) + birth + _digit(birth) + expiry + _digit(expiry) + personal + _digit(personal)
    second = (
        number
        + _digit(number)
        + issuer
        + birth
        + _digit(birth)
        + sex
        + expiry
        + _digit(expiry)
        + personal
        + _digit(personal)
        + _digit(checked)
    )
    return first, second


def _permit(*, code: str, number: str, birth: str, sex: str, expiry: str, other: str, name: str) -> tuple[str, ...]:
    renewals = "01"
    number = number.ljust(9, "<")
    first = (
        code
        + number
        + _digit(number)
        + renewals
        + _digit(renewals)
        + expiry
        + _digit(expiry)
        + sex
        + birth
        + _digit(birth)
    )
    other = other.ljust(9, "<")
    second = "<" * 18 + "B" + other + _digit(other)
    return first, second + _digit(first[2:22] + first[23:30] + second[19:29]), name.ljust(30, "<")


PASSPORT = InventedDocument(
    lines=_passport(number="E00000000", issuer="CHN", birth="891124", sex="M", expiry="310909", name="LIN<<ZHIYUAN"),
    number="E00000000",
    birth="891124",
    expiry="310909",
    full_name="林志远",
    full_birth="19891124",
)
PERMIT_OF_HONG_KONG = InventedDocument(
    lines=_permit(
        code="CR",
        number="H00000000",
        birth="920229",
        sex="F",
        expiry="300630",
        other="A0000000",
        name="HO<<YEUNGLAI",
    ),
    number="H00000000",
    birth="920229",
    expiry="300630",
    full_name="何样例",
    full_birth="19920229",
    personal_number="A0000000",
)
PEOPLE = (PASSPORT, PERMIT_OF_HONG_KONG)
