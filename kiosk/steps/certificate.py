# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificate (打印证明): the platform's sealed document about the person, shown first, then put on paper."""

from __future__ import annotations

import base64
import logging
import uuid
from collections.abc import Mapping
from typing import Literal

import cv2

from kiosk.documents.issue import Certificate, Issuer, NotSealed
from kiosk.failures import Failed, Failures
from kiosk.province.documents import CertificateRequest, IdentifiedPerson
from kiosk.steps.inquire import LINK_TROUBLE, TRANSPORT_FAILURES
from kiosk.visit.screens import CertificateReady, PrintingDocument, Stage, Working
from kiosk.visit.visit import Outcome, Visit
from kiosk.words import Words
from offline_cache.transport import TransportTrouble
from printers.contract import Printed, PrintOutcome, Trouble
from printers.document.contract import DocumentPrinter
from printers.document.pages import Picture
from printers.document.worker import WorkError

log = logging.getLogger(__name__)

NO_CERTIFICATE: Mapping[Literal["no_record", "counter"], Failures] = {
    "no_record": Failures.NO_RECORD,
    "counter": Failures.AT_THE_COUNTER,
}


class CertificateStep:
    """Ends with NEXT when the citizen has the paper, or wants none. What was fetched is forgotten with the visit."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Raises Failed when there is no certificate to be had."""
        issuer, printer = visit.desk.issuer, visit.desk.document_printer
        if issuer is None or printer is None:
            raise Failed(Failures.DOCUMENT_PRINTER_TROUBLE)
        visit.front.show(Working(stages=(Stage("asking", "now"),)))
        certificate = await _issued(visit, issuer)
        ready = CertificateReady(
            title=Words.same(certificate.document.title),
            office=Words.same(certificate.document.office),
            pages=tuple(_address(page) for page in certificate.pages),
        )
        press = await visit.front.ask(ready, "PRINT", "NO_PRINT")
        if press.action == "PRINT":
            await _on_paper(visit, printer, certificate)
        return Outcome.NEXT


async def _issued(visit: Visit, issuer: Issuer) -> Certificate:
    applicant, wanted = visit.answers.applicant, visit.pack.certificate
    if applicant is None or applicant.how == "typed" or wanted is None:
        raise Failed(Failures.OUR_FAULT)
    person = IdentifiedPerson(
        name=applicant.name, id_type=applicant.id_type, id_number=applicant.id_number, how=applicant.how
    )
    # The visit's own key: somebody who looks at the page twice gets one certificate, not two.
    key = str(uuid.uuid5(uuid.UUID(visit.id), wanted.kind.value))
    request = CertificateRequest(key=key, kind=wanted.kind, person=person, purpose=wanted.purpose)
    try:
        issued = await issuer.issue(request)
    except TransportTrouble as trouble:
        if isinstance(trouble, LINK_TROUBLE):
            visit.desk.link.learned(up=False)
        raise Failed(TRANSPORT_FAILURES[type(trouble)]) from trouble
    except (NotSealed, WorkError) as error:
        log.error("a certificate cannot be shown: %s", error)  # noqa: TRY400 - a traceback may quote it
        raise Failed(Failures.DOCUMENT_UNCHECKED) from error
    if isinstance(issued, str):
        raise Failed(NO_CERTIFICATE[issued])
    return issued


async def _on_paper(visit: Visit, printer: DocumentPrinter, certificate: Certificate) -> None:
    """Print until the paper is taken, or the citizen wants none."""
    while True:
        with visit.idle.paused():
            visit.front.show(PrintingDocument(state="printing"))
            # Runs to its end when the visit does not: a job left half-way would come out for the next person.
            outcome = await printer.print(certificate.document.pdf, job=visit.id)
        press = await visit.front.ask(_told(outcome), "TAKEN", "NOT_OUT", "PRINT", "NO_PRINT")
        if press.action in {"TAKEN", "NO_PRINT"}:
            return


def _told(outcome: PrintOutcome) -> PrintingDocument:
    match outcome.printed:
        case Printed.PRINTED:
            return PrintingDocument(state="out")
        case Printed.UNKNOWN:
            return PrintingDocument(state="unknown", code=Failures.PAPER_UNKNOWN.code)
        case Printed.NOT_PRINTED:
            if outcome.trouble is Trouble.PAPER_OUT:
                return PrintingDocument(state="paper_out", code=Failures.DOCUMENT_PAPER_OUT.code)
            return PrintingDocument(state="trouble", code=Failures.DOCUMENT_PRINTER_TROUBLE.code)


def _address(page: Picture) -> str:
    _, png = cv2.imencode(".png", page[:, :, ::-1])
    return "data:image/png;base64," + base64.b64encode(png.tobytes()).decode("ascii")
