# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to an IPP printer: a request over HTTP (RFC 8010, 4), an answer or the reason why there is none."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectTimeout, ReadTimeout, RequestException, SSLError

from printers.contract import DeviceState, PrinterError, Trouble
from printers.document.ipp.message import (
    MOST_BYTES,
    Answer,
    Given,
    Group,
    MessageError,
    Operation,
    Tag,
    answer,
    request,
)

_IPP = "application/ipp"
_CONNECT_WITHIN = 3.0
_REFUSED = frozenset({401, 403, 426})
_PORT = 631


class LinkError(PrinterError):
    """The printer cannot be reached, or what answers is no printer; `sent` says whether it may have got the request."""

    def __init__(self, trouble: Trouble, *, sent: bool) -> None:
        super().__init__(trouble.value, DeviceState.NO_DEVICE, trouble)
        self.sent = sent


class Connection:
    """To the printer at an `ipp://` or `ipps://` URL; `certificate` is the printer's own, for one that signed itself.

    Then nothing but that certificate is trusted, whatever name it has; otherwise what the system trusts.

    `user` is the terminal, under whose name its jobs stand in the printer's list.
    It follows no redirect and knows no proxy: a document goes to this address or nowhere.
    """

    def __init__(self, url: str, certificate: Path | None, *, user: str, answer_within: float) -> None:
        parts = urlsplit(url)
        scheme = "https" if parts.scheme == "ipps" else "http"
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        self._address = f"{scheme}://{host}:{parts.port or _PORT}{parts.path or '/'}"
        self._always = _always(url, user)
        self._answer_within = answer_within
        self._session = requests.Session()
        self._session.trust_env = False
        if certificate is not None:
            self._session.verify = False  # not by an authority, but by its print
            self._session.mount("https://", _Pinned(certificate))
        self._number = 0

    def close(self) -> None:
        """Let go of the printer."""
        self._session.close()

    def ask(
        self,
        operation: Operation,
        attributes: list[Given],
        others: Mapping[Group, list[Given]] | None = None,
        *,
        document: bytes = b"",
    ) -> Answer:
        """Return the printer's answer. Blocks. Raises LinkError, MessageError."""
        self._number += 1
        head = request(operation, self._number, {Group.OPERATION: [*self._always, *attributes], **(others or {})})
        status, kind, data = self._post(head + document)
        if status in _REFUSED:
            raise LinkError(Trouble.REFUSED, sent=False)
        if status != 200 or kind != _IPP:
            raise LinkError(Trouble.GARBLED, sent=False)
        given = answer(data)
        if given.request != self._number:
            raise MessageError("the answer to another request")
        return given

    def _post(self, body: bytes) -> tuple[int, str, bytes]:
        try:
            with self._session.post(
                self._address,
                data=body,
                headers={"Content-Type": _IPP},
                timeout=(_CONNECT_WITHIN, self._answer_within),
                allow_redirects=False,
                stream=True,
            ) as response:
                data = b"".join(_at_most(response))
                return response.status_code, response.headers.get("Content-Type", "").partition(";")[0], data
        except SSLError as error:
            raise LinkError(Trouble.UNTRUSTED, sent=False) from error
        except ConnectTimeout as error:
            raise LinkError(Trouble.ABSENT, sent=False) from error
        except ReadTimeout as error:
            raise LinkError(Trouble.SILENT, sent=True) from error
        except RequestException as error:
            refused = "NewConnectionError" in repr(error)
            raise LinkError(Trouble.ABSENT if refused else Trouble.LOST, sent=not refused) from error


class _Pinned(HTTPAdapter):
    """HTTPS to whoever holds the key of one certificate, a file in PEM."""

    def __init__(self, certificate: Path) -> None:
        self._print = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text())).hexdigest()
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        """Make connections that look at the certificate's print."""
        super().init_poolmanager(*arguments, **named, assert_fingerprint=self._print)


def _always(uri: str, user: str) -> list[Given]:
    return [
        ("attributes-charset", Tag.CHARSET, "utf-8"),
        ("attributes-natural-language", Tag.LANGUAGE, "en"),
        ("printer-uri", Tag.URI, uri),
        ("requesting-user-name", Tag.NAME, user),
    ]


def _at_most(response: requests.Response) -> list[bytes]:
    parts: list[bytes] = []
    total = 0
    for part in response.iter_content(1 << 16):
        total += len(part)
        if total > MOST_BYTES:
            raise MessageError("an answer of more than a megabyte")
        parts.append(part)
    return parts
