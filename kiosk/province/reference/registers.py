# SPDX-License-Identifier: GPL-3.0-or-later
"""The registers that certificates are made from. Everything in them is invented, the same for a number every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

_WORKS_FROM, _WORKS_TO = 18, 60
"""Ages between which somebody here pays contributions."""
_FIRST_YEAR = 1998
_YEARS_TOLD = 6
"""Years of which a proof tells each one."""
_OWN, _EMPLOYER = 8, 15
"""Percent of the base."""


@dataclass(frozen=True)
class Insurance:
    """Taking part in one insurance; months as 2026-11."""

    name: str
    state: str
    begins: str
    until: str
    months: int


@dataclass(frozen=True)
class Year:
    """Contributions of one year; money in whole fen."""

    year: int
    months: int
    base: int
    """A month's."""

    @property
    def own(self) -> int:
        """What the person paid."""
        return self.months * self.base * _OWN // 100

    @property
    def employer(self) -> int:
        """What the employer paid."""
        return self.months * self.base * _EMPLOYER // 100


@dataclass(frozen=True)
class Pension:
    """A pension account."""

    months: int
    begins: str
    until: str
    years: tuple[Year, ...]
    """The latest ones, oldest first."""

    @property
    def account(self) -> int:
        """What is in the person's own account, in fen."""
        return self.months * self.years[-1].base * _OWN // 100


def pension_of(id_number: str, birth: date, today: date) -> Pension | None:
    """Return somebody's pension account, None for one too young to have any."""
    begins = max(birth.year + _WORKS_FROM + _chance(id_number, "begins", 8), _FIRST_YEAR)
    month = 1 + _chance(id_number, "month", 12)
    last = min((today.year, today.month), (birth.year + _WORKS_TO, birth.month))
    months = _between((begins, month), last)
    if months <= 0:
        return None
    base = 300_000 + 100 * _chance(id_number, "base", 4_000)
    years = tuple(
        Year(year, _between(max((begins, month), (year, 1)), min(last, (year, 12))), base + 25_000 * (year - last[0]))
        for year in range(max(begins, last[0] - _YEARS_TOLD + 1), last[0] + 1)
    )
    return Pension(months, _month((begins, month)), _month(last), years)


def insurances_of(id_number: str, birth: date, today: date) -> tuple[Insurance, ...]:
    """Return the insurances in which somebody takes part; health insurance everybody from birth."""
    found = []
    pension = pension_of(id_number, birth, today)
    if pension is not None:
        over = birth.year + _WORKS_TO <= today.year
        state = "领取待遇" if over else "正常参保"
        found.append(Insurance("企业职工基本养老保险", state, pension.begins, pension.until, pension.months))
    since = max((birth.year, birth.month), (2009, 1))
    months = _between(since, (today.year, 12))
    name = "城乡居民基本医疗保险"
    found.append(Insurance(name, "正常参保", _month(since), f"{today.year}-12", months))
    return tuple(found)


def _chance(id_number: str, what: str, below: int) -> int:
    return int.from_bytes(sha256(f"{what}:{id_number}".encode()).digest()[:8]) % below


def _between(first: tuple[int, int], last: tuple[int, int]) -> int:
    """Return the number of months from one to another, both counted."""
    return (last[0] - first[0]) * 12 + last[1] - first[1] + 1


def _month(month: tuple[int, int]) -> str:
    return f"{month[0]}-{month[1]:02d}"
