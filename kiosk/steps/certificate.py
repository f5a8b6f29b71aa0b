# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificate (打印证明): the platform's sealed document about the person, shown first, then put on paper."""

from __future__ import annotations

import base64
import logging
import uuid
from collections.abc import Callable, Mapping
from typing import Literal

import cv2
import msgspec

from kiosk.documents.issue import Certificate, Issuer, NotSealed
from kiosk.failures import Failed, Failures
from kiosk.kept_papers import UnprintedCertificate
from kiosk.province.documents import CertificateRequest, IdentifiedPerson, SealedDocument
from kiosk.steps.inquire import LINK_TROUBLE, TRANSPORT_FAILURES
from kiosk.steps.print import CAME, Came
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
    """Ends with NEXT when the citizen has the paper, or wants none.

    What was fetched is forgotten with the visit; a certificate that was to be printed and did not come out is kept,
    sealed, for who shows the same card again (`kiosk.kept_papers`).
    """

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Raises Failed when there is no certificate to be had."""
        issuer, printer = visit.desk.issuer, visit.desk.document_printer
        if issuer is None or printer is None:
            raise Failed(Failures.DOCUMENT_PRINTER_TROUBLE)
        if visit.pack.certificate is not None and visit.certified is visit.pack.certificate.kind:
            return Outcome.NEXT
        visit.front.show(Working(stages=(Stage("asking", "now"),)))
        certificate = await _issued(visit, issuer)
        ready = CertificateReady(
            title=Words.same(certificate.document.title),
            office=Words.same(certificate.document.office),
            pages=tuple(_address(page) for page in certificate.pages),
        )
        press = await visit.front.ask(ready, "PRINT", "NO_PRINT")
        if press.action == "PRINT":
            await _on_paper(visit, printer, certificate.document)
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


async def _on_paper(visit: Visit, printer: DocumentPrinter, document: SealedDocument) -> None:
    paper = UnprintedCertificate(kind=document.kind, title=document.title, pdf=document.pdf)
    visit.unprinted = paper

    def tell(came: Came) -> None:
        doubtful = msgspec.structs.replace(paper, doubtful=came == "doubtful")
        visit.unprinted = None if came == "out" else doubtful

    await certificate_until_taken(visit, printer, document.pdf, tell, lambda: visit.kept_until)


async def certificate_until_taken(
    visit: Visit, printer: DocumentPrinter, pdf: bytes, tell: Callable[[Came], None], kept_until: Callable[[], str]
) -> None:
    """Print until the paper is taken, or the citizen wants none; `tell` hears each time that more is known of it."""
    # What is in the printer belongs to the terminal: whoever leaves now would not know whether it comes out.
    visit.front.can_leave = False
    while True:
        with visit.idle.paused():
            visit.front.show(PrintingDocument(state="printing"))
            # Runs to its end when the visit does not: a job left half-way would come out for the next person.
            outcome = await printer.print(pdf, job=visit.id)
            tell(CAME[outcome.printed])
        press = await visit.front.ask(_told(outcome, kept_until()), "TAKEN", "NOT_OUT", "PRINT", "NO_PRINT")
        match press.action:
            case "NOT_OUT":
                tell("not_out")
            case "TAKEN":
                tell("out")
                return
            case "NO_PRINT":
                return


def _told(outcome: PrintOutcome, kept_until: str) -> PrintingDocument:
    match outcome.printed:
        case Printed.PRINTED:
            return PrintingDocument(state="out")
        case Printed.UNKNOWN:
            return PrintingDocument(state="unknown", code=Failures.PAPER_UNKNOWN.code)
        case Printed.NOT_PRINTED:
            out = outcome.trouble is Trouble.PAPER_OUT
            failure = Failures.DOCUMENT_PAPER_OUT if out else Failures.DOCUMENT_PRINTER_TROUBLE
            return PrintingDocument(state="paper_out" if out else "trouble", code=failure.code, kept_until=kept_until)


def _address(page: Picture) -> str:
    _, png = cv2.imencode(".png", page[:, :, ::-1])
    return "data:image/png;base64," + base64.b64encode(png.tobytes()).decode("ascii")
