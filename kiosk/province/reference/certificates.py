# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates: what each kind says, from the registers, ready to be sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kiosk.identity.errors import NumberError
from kiosk.identity.resident_id import parse_resident_id
from kiosk.local_time import local_day
from kiosk.province.documents import CertificateKind, IdentifiedPerson
from kiosk.province.reference.authority import OFFICES
from kiosk.province.reference.registers import insurances_of, pension_of
from kiosk.province.verification_code import in_fours, payload
from printers.document.render import Rendered, render
from printers.document.template import Values, read_template

ADDRESS = "https://zwfw.example/verify"
"""Where a phone would be sent; `.example` belongs to nobody (RFC 2606)."""
_FOOT = "演示文件，不具法律效力"
_RESIDENT = "111"
_TEMPLATES = Path(__file__).with_name("templates")
"""Beside the platform's code, so that no terminal has them."""

_OFFICE = {
    CertificateKind.INSURANCE_RECORD: "social-insurance",
    CertificateKind.CONTRIBUTION_PROOF: "social-insurance",
    CertificateKind.NO_CRIMINAL_RECORD: "public-security",
}


class NoRecord(Exception):  # noqa: N818 - it says what was found
    """The registers hold nothing to certify."""


class AtTheCounter(Exception):  # noqa: N818 - it says where to go
    """The office looks at this one itself."""


@dataclass(frozen=True)
class Certificate:
    """A certificate that is not sealed yet."""

    kind: CertificateKind
    title: str
    seal: str
    """Which of `OFFICES` seals it."""
    rendered: Rendered


def write_certificate(
    kind: CertificateKind, person: IdentifiedPerson, *, purpose: str, number: str, code: str, at: datetime
) -> Certificate:
    """Return the certificate of a kind for a person; raises NoRecord or AtTheCounter."""
    if person.id_type != _RESIDENT:
        raise AtTheCounter
    today = local_day(at)
    try:
        identity = parse_resident_id(person.id_number, today)
    except NumberError:
        raise NoRecord from None
    seal = _OFFICE[kind]
    texts = {
        "demo": "演示",
        "foot": _FOOT,
        "number": number,
        "name": person.name,
        "id_kind": "居民身份证",
        "id_number": identity.text,
        "place": "演示省榕东市",
        "purpose": purpose,
        "office": OFFICES[seal],
        "date": in_words(today),
        "payload": payload(ADDRESS, code),
        "code": in_fours(code),
    }
    rows: dict[str, list[list[str]]] = {}
    if kind is CertificateKind.INSURANCE_RECORD:
        rows["insurances"] = [
            [each.name, each.state, each.begins, each.until, str(each.months)]
            for each in insurances_of(identity.text, identity.birth, today)
        ]
    elif kind is CertificateKind.CONTRIBUTION_PROOF:
        texts |= _pension(identity.text, identity.birth, today, rows)
    template = read_template(_TEMPLATES / f"{kind.value}.yaml")
    rendered = render(template, Values(texts, rows=rows), author=OFFICES[seal], made=at)
    return Certificate(kind, template.title, seal, rendered)


def _pension(id_number: str, birth: date, today: date, rows: dict[str, list[list[str]]]) -> dict[str, str]:
    pension = pension_of(id_number, birth, today)
    if pension is None:
        raise NoRecord
    rows["years"] = [
        [str(year.year), str(year.months), money(year.base), money(year.employer), money(year.own)]
        for year in pension.years
    ]
    return {
        "insurance": "企业职工基本养老保险",
        "months": f"{pension.months}个月",
        "period": f"{pension.begins}至{pension.until}",
        "account": money(pension.account),
        "total_months": str(sum(year.months for year in pension.years)),
        "total_employer": money(sum(year.employer for year in pension.years)),
        "total_own": money(sum(year.own for year in pension.years)),
    }


def money(fen: int) -> str:
    """Return an amount of fen in yuan, as 1,234.50."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def in_words(day: date) -> str:
    """Return a day as documents write it (GB/T 9704): no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
