# SPDX-License-Identifier: GPL-3.0-or-later
"""Verification (验真): the original behind a code, whether it is as it was sealed, and whether its seal still stands.

The platform is asked for the original, and is not believed about it: the seal is checked here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum

from kiosk.documents.ofd import is_ofd
from kiosk.documents.sealed import NotGenuine, Sealed
from kiosk.province.document_client import DocumentClient
from kiosk.province.documents import SealedDocument
from offline_cache.transport import TransportTrouble
from printers.document.pages import Picture, page_pictures
from printers.document.worker import WorkError, apart

log = logging.getLogger(__name__)

DPI = 110
"""Of the picture on the screen: a page 910 pixels wide."""


class Verdict(Enum):
    """What may be said of a code that was shown."""

    GENUINE = "genuine"
    """Its document is as it was sealed, and the seal stands."""
    REVOKED = "revoked"
    """Its document is as it was sealed, and the office has withdrawn it."""
    TAMPERED = "tampered"
    """What came is not what an office known here has sealed."""
    UNKNOWN = "unknown"
    """No document has the code."""
    AT_COUNTER = "at_counter"
    """Its document is an OFD, which is read at the counter only."""
    NOT_NOW = "not_now"
    """It cannot be checked now: no link, or this machine cannot."""


@dataclass(frozen=True)
class Finding:
    """A verdict and what there is to show: the picture of the first page only for what was sealed."""

    verdict: Verdict
    document: SealedDocument | None = field(default=None, repr=False)
    sealed: Sealed | None = field(default=None, repr=False)
    page: Picture | None = field(default=None, repr=False)
    trouble: TransportTrouble | None = None
    """Why the platform could not be asked."""


class Verifier:
    """Verifies documents, one at a time; the event loop goes on meanwhile.

    `authorities` are the certificates, in DER, that seals must come from.
    """

    def __init__(self, client: DocumentClient, authorities: Sequence[bytes]) -> None:
        self._client = client
        self._authorities = tuple(authorities)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="verification")

    @property
    def can_check(self) -> bool:
        """Whether any seal could be checked at all."""
        return bool(self._authorities)

    async def verify(self, code: str) -> Finding:
        """Return what may be said of a code that `read_code` has read. Raises nothing: no answer is a verdict too."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._verify, code)

    def close(self) -> None:
        """Verify nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _verify(self, code: str) -> Finding:
        try:
            document = self._client.original(code)
        except TransportTrouble as trouble:
            return Finding(Verdict.NOT_NOW, trouble=trouble)
        if document is None:
            return Finding(Verdict.UNKNOWN)
        if is_ofd(document.pdf):
            return Finding(Verdict.AT_COUNTER)
        if not self._authorities:
            log.error("no document can be verified: enrolment has written no certificate authority of documents")
            return Finding(Verdict.NOT_NOW)
        try:
            sealed = apart(judge, document.pdf, self._authorities)
            if isinstance(sealed, str):
                log.warning("a document of the platform is not as it was sealed: %s", sealed)
                return Finding(Verdict.TAMPERED)
            page = page_pictures(document.pdf, DPI, pages=1)[0]
        except WorkError as error:
            log.error("a document could not be looked at: %s", error)  # noqa: TRY400 - a traceback may quote it
            return Finding(Verdict.NOT_NOW)
        verdict = Verdict.GENUINE if document.state == "valid" else Verdict.REVOKED
        return Finding(verdict, document, sealed, page)


def judge(pdf: bytes, authorities: Sequence[bytes]) -> Sealed | str:
    """Return who sealed a document, or why it is not as it was sealed; for a process of its own."""
    from kiosk.documents.seal_check import check_seal  # noqa: PLC0415 - 30 MB that the engine does without

    try:
        return check_seal(pdf, authorities)
    except NotGenuine as broken:
        return str(broken)
