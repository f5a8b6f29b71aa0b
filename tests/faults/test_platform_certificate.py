# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody answers at the platform's address with a certificate that is not the platform's."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from offline_cache.transport import ClockRefused, CredentialRefused
from tests.province_site import always, false_server, open_site, pass_on


def certificate(folder: Path, name: str, *, starts: timedelta = timedelta(days=-1)) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS with a certificate that vouches for itself, and where the certificate lies."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.now(UTC) + starts
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / "server.pem", folder / "server.key"
    pem.write_bytes(made.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    return context, pem


def test_unknown_certificate_stops_the_queue(tmp_path: Path) -> None:
    """Nothing is sent to a stranger, and the technician learns that it is the certificate and not the link."""
    tls, _ = certificate(tmp_path, "localhost")
    with open_site(tmp_path, serving=False) as site, false_server(always(200), tls) as (url, requests):
        credentials = site.enrol()
        client = site.client(credentials, url)
        with pytest.raises(CredentialRefused, match="certificate"):
            client.deliver([site.delivery(credentials)])
        assert requests == []
        client.close()


def test_certificate_of_another_name_stops_the_queue(tmp_path: Path) -> None:
    """A certificate that the province trusts for another server is not the platform's."""
    tls, pem = certificate(tmp_path, "elsewhere.example")
    with open_site(tmp_path, serving=False) as site, false_server(always(200), tls) as (url, requests):
        client = site.client(replace(site.enrol(), authorities=pem), url)
        with pytest.raises(CredentialRefused, match="certificate"):
            client.platform_time()
        assert requests == []
        client.close()


@pytest.mark.parametrize("starts", [timedelta(days=1), timedelta(days=-3)])
def test_certificate_outside_its_time_blames_the_clock(tmp_path: Path, starts: timedelta) -> None:
    """A terminal whose battery is dead says so, instead of sending the technician to look for keys."""
    tls, pem = certificate(tmp_path, "localhost", starts=starts)
    with open_site(tmp_path, serving=False) as site, false_server(always(200), tls) as (url, _):
        client = site.client(replace(site.enrol(), authorities=pem), url)
        with pytest.raises(ClockRefused, match="not valid at this terminal's time"):
            client.platform_time()
        client.close()


def test_the_provinces_own_authority_is_trusted(tmp_path: Path) -> None:
    """A province with a certificate authority of its own puts it into the credentials folder, and it works."""
    tls, pem = certificate(tmp_path, "localhost")
    with open_site(tmp_path) as site:
        credentials = site.enrol()

        with false_server(lambda handler, body: always(*pass_on(site.platform, handler, body))(handler, body), tls) as (
            url,
            _,
        ):
            client = site.client(replace(credentials, authorities=pem), url)
            assert client.reachable()
            client.close()
