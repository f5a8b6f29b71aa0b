# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform's authority for documents: a certificate authority, a time stamping authority, a seal for each office.

All of it is made by the platform itself, works without a network, and is marked 演示: `documents/ca.pem`,
`documents/tsa.pem` and `documents/seals/OFFICE.pem`, each a private key and its certificate.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.province.reference.keys import PlatformFolderError

FOLDER = "documents"
CA = "ca.pem"
TSA = "tsa.pem"
SEALS = "seals"

_LIFE = timedelta(days=3650)
_LEAD = timedelta(days=1)
"""Valid from a little earlier, for terminals whose clock is slow."""

OFFICES: Mapping[str, str] = {
    "social-insurance": "演示省社会保险基金管理局",
    "public-security": "演示市公安局",
}
"""Who seals, by the name of the seal's file. None of them exists."""

SigningKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Identity:
    """A private key and the certificate that says whose it is."""

    key: SigningKey
    certificate: x509.Certificate

    @property
    def certificate_pem(self) -> bytes:
        """The certificate, as a file keeps it."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_der(self) -> bytes:
        """The private key, PKCS #8."""
        return self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    @property
    def certificate_der(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.DER)

    def to_pem(self) -> bytes:
        """Return both, as a file keeps them."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + self.certificate.public_bytes(Encoding.PEM)


class DocumentAuthority:
    """What the platform seals documents with: the files in `folder`. Raises OSError or ValueError for others."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self._folder = folder
        self._now = now
        self.ca = _identity(folder / CA)
        self.seals = {name: _identity(folder / SEALS / f"{name}.pem") for name in OFFICES}
        """By office, as in `OFFICES`."""

    @cached_property
    def tsa(self) -> Identity:
        """The time stamping authority. It is made for the first document, since its key takes its time."""
        file = self._folder / TSA
        if not file.exists():
            # RSA, because the library's own time stamping authority takes nothing else.
            key = rsa.generate_private_key(65537, 2048)
            fresh = file.with_name(f".{TSA}.{secrets.token_hex(4)}")
            _write(fresh, _issue("自助终端演示 时间戳", key, self.ca, self._now, stamps_time=True))
            fresh.replace(file)
        return _identity(file)

    def revocation_list(self, now: datetime) -> bytes:
        """Return the signed list of revoked certificates, in DER. It is empty: documents are revoked one by one."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.ca.certificate.subject)
        builder = builder.last_update(now - _LEAD).next_update(now + timedelta(days=30))
        return builder.sign(self.ca.key, hashes.SHA256()).public_bytes(Encoding.DER)


def open_authority(folder: Path, *, now: datetime) -> DocumentAuthority:
    """Return the authority of a platform's folder, made with fresh keys where there is none.

    Raises PlatformFolderError for files that are none of it.
    """
    documents = folder / FOLDER
    if not documents.exists():
        _create(documents, now)
    try:
        return DocumentAuthority(documents, now)
    except (OSError, ValueError) as error:
        raise PlatformFolderError(f"{documents}: keys and certificates are expected: {error}") from None


def _create(documents: Path, now: datetime) -> None:
    ca = _issue("自助终端演示 文件根证书", ec.generate_private_key(ec.SECP256R1()), None, now)
    files = {CA: ca}
    for name, office in OFFICES.items():
        key = ec.generate_private_key(ec.SECP256R1())
        files[f"{SEALS}/{name}.pem"] = _issue(f"{office}（演示）", key, ca, now)
    with TemporaryDirectory(dir=documents.parent, prefix=".documents-") as fresh:
        Path(fresh, SEALS).mkdir(mode=0o700)
        for name, identity in files.items():
            _write(Path(fresh, name), identity)
        with suppress(OSError):  # another instance over the same folder was first
            Path(fresh).rename(documents)
            Path(fresh).mkdir()


def _write(path: Path, identity: Identity) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(identity.to_pem())


def _identity(path: Path) -> Identity:
    pem = path.read_bytes()
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValueError("a key that no certificate here has")  # noqa: TRY004 - the content of a file
    return Identity(key, x509.load_pem_x509_certificate(pem))


def _issue(name: str, key: SigningKey, by: Identity | None, now: datetime, *, stamps_time: bool = False) -> Identity:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "演示"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    public = key.public_key()
    issuer = subject if by is None else by.certificate.subject
    signer: SigningKey = key if by is None else by.key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LEAD)
        .not_valid_after(now + _LIFE)
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=0 if by is None else None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(_usage(ca=by is None), critical=True)
    )
    if stamps_time:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Identity(key, builder.sign(signer, hashes.SHA256()))


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
