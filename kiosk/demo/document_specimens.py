# SPDX-License-Identifier: GPL-3.0-or-later
"""One document of each kind, of invented people: what the platform seals, and what a citizen signs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

from drivers.id_reader.invented import LIN_ZHIYUAN, InventedCard
from drivers.signature.invented import FIELD, written
from drivers.signature.strokes import Point, Signature
from kiosk.documents.signed import Signing, draw_application, draw_pledge
from kiosk.province.documents import CertificateKind, IdentifiedPerson
from kiosk.province.reference.authority import DocumentAuthority
from kiosk.province.reference.certificates import write_certificate
from kiosk.province.reference.sealing_documents import seal_document
from kiosk.province.verification_code import new_code
from kiosk.visit.answers import Applicant

WHEN = datetime(2026, 11, 21, 6, 5, tzinfo=UTC)
_NUMBER = "44520137604912000183"
_TERMINAL = "4452-0137"

CERTIFICATES: tuple[tuple[str, CertificateKind, InventedCard, str], ...] = (
    ("insurance-record", CertificateKind.INSURANCE_RECORD, LIN_ZHIYUAN, "子女入学"),
    ("contribution-proof", CertificateKind.CONTRIBUTION_PROOF, LIN_ZHIYUAN, "本人核对"),
    ("no-criminal-record", CertificateKind.NO_CRIMINAL_RECORD, LIN_ZHIYUAN, "求职"),
)
"""Name, kind, person and purpose."""


def certificates(authority: DocumentAuthority) -> Iterator[tuple[str, bytes]]:
    """Yield name and PDF of each certificate, sealed."""
    for name, kind, card, purpose in CERTIFICATES:
        person = IdentifiedPerson(name=card.name, id_type="111", id_number=card.number, how="card")
        code = new_code(Random(name).randrange)  # noqa: S311 - a specimen's code opens nothing
        certificate = write_certificate(kind, person, purpose=purpose, number="2026112100000042", code=code, at=WHEN)
        yield name, seal_document(certificate.rendered, authority, office=certificate.seal, at=WHEN)


def signed_papers() -> Iterator[tuple[str, bytes]]:
    """Yield name and PDF of each paper that a citizen signs at the terminal."""
    yield (
        "pledge",
        draw_pledge(
            _signing("法律援助申请"),
            department="演示市法律援助处",
            notices=(
                "申请法律援助，应当符合经济困难标准。家庭人均月收入不高于当地最低工资标准的，可以申请。",
                "用告知承诺代替经济困难证明。作出承诺后，不用再到村（居）委会开具证明。",
                "承诺的内容会核查。承诺不实的，终止援助，已经发生的费用由承诺人承担，并记入信用记录。",
            ),
            promises=(
                "本人及家庭成员的收入、财产情况属实，没有隐瞒。",
                "情况有变化的，在五个工作日内告诉受理机构。",
                "愿意承担不实承诺的法律责任。",
            ),
        ).pdf,
    )
    answers = (
        ("诉求类型", "求助"),
        (
            "内容",
            "村口到小学的路灯有四盏不亮，天黑以后孩子放学看不清路，上周有一位老人在那里摔倒。希望尽快修好，"
            "或者先装上临时照明。",
        ),
        ("地点", "榕城区演示街道样例村东侧机耕路口"),
        ("联系电话", "138 0013 8000"),
    )
    yield "application", draw_application(_signing("反映问题"), answers).pdf


def _signing(service: str) -> Signing:
    applicant = Applicant(name="王小明", id_number=LIN_ZHIYUAN.number, id_type="111", how="card")
    return Signing(applicant, service, _NUMBER, _TERMINAL, WHEN, invented_signature(), demo=True)


def invented_signature() -> Signature:
    """Return a name that nobody writes like this."""
    strokes = [[Point(x, y, t) for x, y, t in stroke] for stroke in written()]
    return Signature.from_strokes(strokes, width=FIELD[0], height=FIELD[1])
