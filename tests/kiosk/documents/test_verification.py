# SPDX-License-Identifier: GPL-3.0-or-later
"""Verification from a code to a verdict, against a real platform. Lost: a wrong word about somebody's paper."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import zxingcpp
from sqlalchemy import update

from drivers.id_reader.invented import CHEN_GUIYING, LIN_ZHIYUAN
from kiosk.documents.authorities import load_authorities
from kiosk.documents.verify import Finding, Verdict, Verifier
from kiosk.province.credentials import CredentialsError
from kiosk.province.document_client import DocumentClient
from kiosk.province.documents import CertificateKind, CertificateReply, CertificateRequest, IdentifiedPerson
from kiosk.province.reference.documents import documents, revoke
from kiosk.province.verification_code import in_fours, new_code, read_code
from offline_cache.transport import Unreachable
from tests.province_site import NOW, QUICK, Site, open_site

LIN = IdentifiedPerson(name=LIN_ZHIYUAN.name, id_type="111", id_number=LIN_ZHIYUAN.number, how="card")


@dataclass
class Stand:
    site: Site
    client: DocumentClient
    authorities: tuple[bytes, ...]

    def certify(
        self,
        kind: CertificateKind = CertificateKind.NO_CRIMINAL_RECORD,
        person: IdentifiedPerson = LIN,
        key: str | None = None,
    ) -> CertificateReply:
        key = key or str(uuid.uuid4())
        return self.client.certify(CertificateRequest(key=key, kind=kind, person=person, purpose="求职"))

    def verify(self, code: str, authorities: tuple[bytes, ...] | None = None) -> Finding:
        verifier = Verifier(self.client, self.authorities if authorities is None else authorities)
        try:
            return asyncio.run(verifier.verify(code))
        finally:
            verifier.close()

    def spoil(self, code: str, pdf: bytes) -> None:
        with self.site.platform.database.begin() as connection:
            connection.execute(update(documents).where(documents.c.code == code).values(pdf=pdf))


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with open_site(tmp_path_factory.mktemp("site")) as site:
        credentials = site.enrol()
        client = DocumentClient(site.platform.url, credentials, clock=site.clock, choose=secrets.choice, limits=QUICK)
        yield Stand(site, client, load_authorities(site.folder / "credentials-4452-0137"))
        client.close()


def code_of(reply: CertificateReply) -> str:
    assert reply.document is not None
    return reply.document.code


@pytest.mark.parametrize("kind", CertificateKind)
def test_the_paper_of_each_certificate_leads_back_to_it(stand: Stand, kind: CertificateKind) -> None:
    """From the printed code, as a scanner reads it, to the original and its picture."""
    reply = stand.certify(kind)
    assert reply.result == "sealed"
    code = code_of(reply)
    finding = stand.verify(code)
    assert finding.verdict is Verdict.GENUINE
    assert finding.document == reply.document
    assert finding.sealed is not None
    assert finding.sealed.at == NOW
    assert finding.page is not None
    assert (finding.page[:, :, 0].astype(int) - finding.page[:, :, 2] > 100).sum() > 1000, "the red of the seal"
    scanned = [found.text for found in zxingcpp.read_barcodes(finding.page)]
    assert [read_code(text) for text in scanned] == [code]


def test_a_revoked_one_is_called_revoked(stand: Stand) -> None:
    code = code_of(stand.certify())
    later = NOW + timedelta(days=3)
    assert revoke(stand.site.platform.database, code, at=later)
    revoke(stand.site.platform.database, code, at=later + timedelta(days=1))
    finding = stand.verify(code)
    assert finding.verdict is Verdict.REVOKED
    assert finding.document is not None
    assert finding.document.revoked_at == later
    assert not revoke(stand.site.platform.database, new_code(secrets.randbelow), at=later)


def test_a_tampered_one_is_called_tampered_and_not_shown(stand: Stand) -> None:
    reply = stand.certify()
    assert reply.document is not None
    broken = bytearray(reply.document.pdf)
    broken[len(broken) // 3] ^= 4
    for pdf in (bytes(broken), reply.document.pdf + b"\n% more", b"no PDF"):
        stand.spoil(reply.document.code, pdf)
        finding = stand.verify(reply.document.code)
        assert finding.verdict is Verdict.TAMPERED
        assert finding.page is None
        assert finding.document is None


def test_an_ofd_is_called_neither_genuine_nor_tampered(stand: Stand) -> None:
    """Lost: a document that this machine cannot read is called false."""
    code = code_of(stand.certify())
    container = BytesIO()
    with ZipFile(container, "w") as file:
        file.writestr("OFD.xml", "<ofd:OFD/>")
    stand.spoil(code, container.getvalue())
    assert stand.verify(code).verdict is Verdict.AT_COUNTER
    stand.spoil(code, container.getvalue()[:40])
    assert stand.verify(code).verdict is Verdict.TAMPERED


def test_an_unknown_code_is_called_unknown(stand: Stand) -> None:
    assert stand.verify(new_code(secrets.randbelow)).verdict is Verdict.UNKNOWN


def test_without_a_link_nothing_is_said(stand: Stand) -> None:
    code = code_of(stand.certify())
    stand.site.platform.stop()
    try:
        finding = stand.verify(code)
    finally:
        stand.site.platform.start()
    assert finding.verdict is Verdict.NOT_NOW
    assert isinstance(finding.trouble, Unreachable)
    assert stand.verify(code).verdict is Verdict.GENUINE


def test_a_terminal_that_knows_no_authority_says_nothing(stand: Stand) -> None:
    assert stand.verify(code_of(stand.certify()), authorities=()).verdict is Verdict.NOT_NOW


def test_the_same_key_gets_the_same_document(stand: Stand) -> None:
    """Lost: two certificates for one request, because a reply was lost."""
    key = str(uuid.uuid4())
    assert stand.certify(key=key).document == stand.certify(key=key).document
    assert code_of(stand.certify(key=key)) != code_of(stand.certify())


def test_who_has_nothing_to_certify_is_told_so(stand: Stand) -> None:
    child = LIN.model_copy(update={"id_number": "445202201503120018"})
    assert stand.certify(CertificateKind.CONTRIBUTION_PROOF, child).result == "no_record"
    wrong = LIN.model_copy(update={"id_number": "445202198911240011"})
    assert stand.certify(person=wrong).result == "no_record"
    foreigner = LIN.model_copy(update={"id_type": "553"})
    reply = stand.certify(person=foreigner)
    assert (reply.result, reply.document) == ("counter", None)


def test_a_pensioner_has_paid_until_the_pension(stand: Stand) -> None:
    chen = IdentifiedPerson(name=CHEN_GUIYING.name, id_type="111", id_number=CHEN_GUIYING.number, how="social_card")
    assert stand.certify(CertificateKind.CONTRIBUTION_PROOF, chen).result == "sealed"


def test_nothing_of_a_person_is_in_reprs(stand: Stand) -> None:
    reply = stand.certify()
    shown = repr(reply) + repr(stand.verify(code_of(reply))) + repr(LIN)
    assert LIN.id_number not in shown
    assert LIN.name not in shown


def test_codes_are_read_as_people_type_and_scanners_bring_them() -> None:
    code = new_code(secrets.randbelow)
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    for text in (code, in_fours(code), f"https://zwfw.example/verify#{code}", f" {in_fours(code)}\r\n", full_width):
        assert read_code(text) == code
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    swapped = "1" + code[1:]
    for text in ("", wrong, swapped, code[:-1], code + "0", "44520137604912000183", "#" + "x" * 500, code + "\0"):
        assert read_code(text) is None


def test_authorities_are_certificates(tmp_path: Path) -> None:
    assert load_authorities(tmp_path) == ()
    (tmp_path / "documents.pem").write_bytes(b"no PEM")
    with pytest.raises(CredentialsError):
        load_authorities(tmp_path)
