# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a sealed PDF is as it was sealed: its PAdES signature, checked here and without a network.

Strict on purpose: one signature, by an authority that the terminal knows, stamped with its time, over the whole file.
Whatever was appended after sealing makes it another document, however harmless other readers may find it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko_certvalidator import ValidationContext

from kiosk.documents.sealed import NotGenuine, Sealed

_REVOCATION = "hard-fail"
"""A certificate of which no embedded list says that it was not revoked is not believed."""


def check_seal(pdf: bytes, authorities: Sequence[bytes]) -> Sealed:
    """Return who sealed a document and when; raises NotGenuine.

    `authorities` are the certificates, in DER, that seals and time stamps must come from. Blocks for some 0.1 s; run it
    apart, for the bytes are of an unknown hand.
    """
    roots = [certificate for der in authorities for certificate in load_certs_from_pemder_data(der)]
    quiet = logging.getLogger("pyhanko"), logging.getLogger("pyhanko_certvalidator")
    for log in quiet:  # it tells of every broken signature with a traceback, which may quote the document
        log.setLevel(logging.CRITICAL)
    try:
        return _checked(pdf, roots)
    except NotGenuine:
        raise
    except Exception as error:  # noqa: BLE001 - a broken file breaks its readers in ways that nobody lists
        raise NotGenuine(f"cannot be read: {type(error).__name__}") from None


def _checked(pdf: bytes, roots: Sequence[Any]) -> Sealed:
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    signatures = reader.embedded_signatures
    if len(signatures) != 1:
        raise NotGenuine(f"{len(signatures)} signatures")
    signature = signatures[0]
    begin, length, again, rest = signature.byte_range
    if (begin, again + rest) != (0, len(pdf)) or again - length != 2 * len(signature.pkcs7_content) + 2:
        raise NotGenuine("the signature does not cover the whole file")
    token = next(iter(extract_tst_data_iter(signature.signer_info, signed=False)), None)
    if token is None:
        raise NotGenuine("no time stamp")
    store = DocumentSecurityStore.read_dss(reader)
    context = ValidationContext(
        trust_roots=roots,
        crls=[reference.get_object().data for reference in store.crls],
        allow_fetching=False,
        revocation_mode=_REVOCATION,
        moment=_stamped(token),
    )
    status = validate_pdf_signature(signature, context)
    if not status.bottom_line or status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        raise NotGenuine(status.summary())
    if status.timestamp_validity is None or not (status.timestamp_validity.valid and status.timestamp_validity.trusted):
        raise NotGenuine("a time stamp by nobody known here")
    return Sealed(str(status.signing_cert.subject.native["common_name"]), status.timestamp_validity.timestamp)


def _stamped(token: Any) -> datetime:
    """Return the time that a stamp tells; the stamp itself is checked with the signature."""
    moment = token["encap_content_info"]["content"].parsed["gen_time"].native
    if not isinstance(moment, datetime):
        raise NotGenuine("a time stamp without a time")
    return moment
