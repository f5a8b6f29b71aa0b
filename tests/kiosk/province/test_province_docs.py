# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/platform.md and its OpenAPI document say what the code does."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.province import contract, documents, gateway
from kiosk.province.contract import ProgressReply, Reason
from kiosk.province.envelope import Signable, open_envelope
from kiosk.province.reference.app import Platform, create_app
from offline_cache.transport import Accepted
from tests.province_site import open_site

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "platform.md").read_text(encoding="utf-8")
NUMBER = "44520137604912000183"


@pytest.mark.skipif(not all(map(shutil.which, ("curl", "jq", "openssl"))), reason="curl, jq or openssl is missing")
def test_the_request_by_hand_works(tmp_path: Path) -> None:
    """An integrator who copies the example would otherwise believe that the platform is broken."""
    [script] = re.findall(r"## By hand.*?```sh\n(.*?)```", TEXT, re.DOTALL)
    with open_site(tmp_path, now=lambda: datetime.now(UTC)) as site:
        credentials = site.enrol()
        (tmp_path / "credentials-4452-0137").rename(tmp_path / "credentials")
        client = site.client(credentials)
        assert isinstance(client.deliver([site.delivery(credentials, number=NUMBER)])[0], Accepted)
        client.close()
        script = script.replace("http://127.0.0.1:8640", site.platform.url)
        done = subprocess.run(["bash", "-euc", script], cwd=tmp_path, capture_output=True, timeout=20, check=True)
    case = open_envelope(ProgressReply, done.stdout, credentials.platform_root).case
    assert case is not None
    assert case.number == NUMBER


def test_the_published_openapi_is_the_codes(tmp_path: Path) -> None:
    """Integrators build against it. `curl URL/openapi.json | jq . > docs/platform-openapi.json` renews it."""
    with open_site(tmp_path, serving=False) as site:
        platform = site.platform
        app = create_app(
            Platform(platform.database, platform.keys, lambda: datetime.now(UTC), lambda: None, platform.authority)
        )
    assert json.loads((DOCS / "platform-openapi.json").read_text(encoding="utf-8")) == app.openapi()


def test_every_address_header_purpose_and_reason_is_documented() -> None:
    """What is not in the document does not exist for whoever connects a province."""
    addresses = ("DELIVERIES", "ATTACHMENTS", "STATUS", "PROGRESS", "RATINGS", "HEARTBEATS", "TIME", "KEYS")
    names = [getattr(contract, name) for name in addresses]
    missing = [name for name in names if f" {name.removeprefix(contract.BASE)}`" not in TEXT]
    headers = ("PAASID", "TIMESTAMP", "NONCE", "SIGNATURE", "TERMINAL", "BODY_DIGEST", "TERMINAL_SIGNATURE")
    missing += [name for name in headers if f"`{getattr(gateway, name)}`" not in TEXT]
    missing += [reason.value for reason in Reason if f"`{reason.value}`" not in TEXT]
    own = [documents.CERTIFICATES, documents.ORIGINALS]
    missing += [name for name in own if f" {name.removeprefix(contract.BASE)}`" not in TEXT]
    missing += [kind.value for kind in documents.CertificateKind if f"`{kind.value}`" not in TEXT]
    replies: list[type[Signable]] = [contract.DeliveryReply, contract.StatusReply, contract.ProgressReply]
    replies += [contract.RatingReply, contract.AttachmentsReply, contract.TimeReply, contract.KeyRing]
    replies += [contract.HeartbeatReply]
    replies += [documents.CertificateReply, documents.OriginalReply]
    missing += [kind.purpose for kind in replies if kind.purpose not in TEXT]
    missing += [name for name in contract.Heartbeat.model_fields if f"`{name}`" not in TEXT]
    missing += [status.value for status in contract.BusinessStatus if f"`{status.value}`" not in TEXT]
    assert missing == []
