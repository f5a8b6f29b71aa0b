# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate for whoever stands there: asked of the platform, and looked at before anybody gets to see it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from kiosk.documents.authorities import last_day
from kiosk.documents.verify import DPI, judge
from kiosk.province.document_client import DocumentClient
from kiosk.province.documents import CertificateRequest, SealedDocument
from printers.document.pages import Picture, page_pictures
from printers.document.worker import apart


class NotSealed(Exception):  # noqa: N818 - it says what came
    """What the platform sent is not as an office known here has sealed it; the text says why, and names nobody."""


@dataclass(frozen=True)
class Certificate:
    """A certificate that is genuine, and how it looks."""

    document: SealedDocument
    pages: tuple[Picture, ...] = field(repr=False)


class Issuer:
    """Has certificates made, one at a time; the event loop goes on meanwhile.

    `authorities` are the certificates, in DER, that seals must come from.
    """

    def __init__(self, client: DocumentClient, authorities: Sequence[bytes]) -> None:
        self._client = client
        self._authorities = tuple(authorities)
        self._last_day = last_day(self._authorities)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="certificates")

    def can_check(self, now: datetime) -> bool:
        """Whether the seal of a document that is made now could be checked."""
        return self._last_day is not None and now < self._last_day

    async def issue(self, request: CertificateRequest) -> Certificate | Literal["no_record", "counter"]:
        """Return the certificate that was asked for, or why there is none; the same key again gives the same one.

        Raises TransportTrouble, NotSealed, and `printers.document.worker.WorkError` when it cannot be looked at.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._issue, request)

    def close(self) -> None:
        """Have no more made."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _issue(self, request: CertificateRequest) -> Certificate | Literal["no_record", "counter"]:
        reply = self._client.certify(request)
        if reply.result != "sealed":
            return reply.result
        if reply.document is None or reply.document.state != "valid":
            raise NotSealed("the platform calls it sealed and does not send it")
        sealed = apart(judge, reply.document.pdf, self._authorities)
        if isinstance(sealed, str):
            raise NotSealed(sealed)
        return Certificate(reply.document, tuple(page_pictures(reply.document.pdf, DPI)))
