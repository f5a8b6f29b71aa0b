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

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko_certvalidator import ValidationContext

from kiosk.documents.sealed import NotGenuine, Sealed

_REVOCATION = "hard-fail"
"""A certificate of which no embedded list says that it was not revoked is not believed."""
_TWO_BYTES_OF_LENGTH = 0x82
"""As every signature in DER begins that has 256 to 65535 bytes."""


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
    if not _is_plain(pdf[length + 1 : again - 1], signature.pkcs7_content):
        raise NotGenuine("something stands beside the signature, in the room that it leaves")
    token = next(iter(extract_tst_data_iter(signature.signer_info, signed=False)), None)
    if token is None:
        raise NotGenuine("no time stamp")
    for signed in (signature.signed_data, token):
        _look_at_certificates(signed, roots)
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


def _is_plain(written: bytes, content: bytes) -> bool:
    """Return whether the one part of the file that no signature covers holds the signature and nothing else.

    It is written in hexadecimal and filled up with zeros behind its own end, which its second to fourth bytes tell.
    """
    tells, size = content[1], int.from_bytes(content[2:4], "big")
    return written in {content.hex().encode(), content.hex().upper().encode()} and (
        tells != _TWO_BYTES_OF_LENGTH or not any(content[4 + size :])
    )


def _look_at_certificates(signed: Any, roots: Sequence[Any]) -> None:
    """Raise NotGenuine when a certificate that was put beside a signature is not as it was issued.

    Those that the check needs are looked at there; a copy of the root is not, and a bit of it could be changed.
    """
    beside = [one.chosen.dump() for one in signed["certificates"] if one.name == "certificate"]
    certificates = [x509.load_der_x509_certificate(der) for der in beside]
    known = [*certificates, *(x509.load_der_x509_certificate(root.dump()) for root in roots)]
    if not all(any(_issued(one, by) for by in known) for one in certificates):
        raise NotGenuine("a certificate beside the signature is not as it was issued")


def _issued(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _stamped(token: Any) -> datetime:
    """Return the time that a stamp tells; the stamp itself is checked with the signature."""
    moment = token["encap_content_info"]["content"].parsed["gen_time"].native
    if not isinstance(moment, datetime):
        raise NotGenuine("a time stamp without a time")
    return moment
