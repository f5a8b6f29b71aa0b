# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose seals the terminal believes: the certificate authorities of documents, in the credentials folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.province.credentials import CredentialsError

FILE = "documents.pem"


def load_authorities(credentials: Path) -> tuple[bytes, ...]:
    """Return the certificates in the credentials folder, in DER; none where enrolment has written no such file.

    Raises CredentialsError for a file that holds none.
    """
    path = credentials / FILE
    try:
        certificates = x509.load_pem_x509_certificates(path.read_bytes())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise CredentialsError(path, f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise CredentialsError(path, "certificates in PEM are expected") from None
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in certificates)


def last_day(authorities: Sequence[bytes]) -> datetime | None:
    """Return when the last of these ends; None where there is none. What was sealed before can still be checked."""
    ends = (x509.load_der_x509_certificate(der).not_valid_after_utc for der in authorities)
    return max(ends, default=None)
