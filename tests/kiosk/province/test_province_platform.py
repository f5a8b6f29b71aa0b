# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference platform as an integrator meets it: its command, its OpenAPI document, its answers to bad requests."""

from __future__ import annotations

import http.client
import json
import logging
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from kiosk.province import contract
from kiosk.province.contract import KeyRing
from kiosk.province.credentials import load_credentials
from kiosk.province.envelope import open_envelope
from kiosk.province.gateway import Call, sign
from kiosk.province.reference.record import TransactionRecord
from offline_cache.number import format_number
from offline_cache.sealing import Sm2PrivateKey, Sm2PublicKey, Suite
from offline_cache.transport import Accepted
from tests.province_site import NOW, Site, case_payload, open_site

COMMAND = """
import argparse, sys
from kiosk.commands import platform
from kiosk.failures import OperatorError
parser = argparse.ArgumentParser()
platform.add(parser.add_subparsers())
options = parser.parse_args()
try:
    sys.exit(options.func(options))
except OperatorError as error:
    sys.exit(str(error))
"""


def platform_command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMAND, "platform", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_serve_enrol_deliver_record(tmp_path: Path) -> None:
    """An integrator's first hour: the commands of docs/platform.md work as they stand there."""
    data, folder = tmp_path / "province", tmp_path / "credentials"
    serving = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "platform", "serve", "--port", "0", "--data", str(data), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert serving.stdout is not None
        ready = json.loads(serving.stdout.readline())
        assert ready["pid"] == serving.pid
        enrolled = platform_command("enrol", "4452-0137", "--division", "445202003201", "--data", data, "--out", folder)
        assert enrolled.returncode == 0, enrolled.stderr
        item = deliver_for_real(ready["url"], folder)
        shown = platform_command("record", item, "--data", data, "--json")
        record = TransactionRecord.model_validate_json(shown.stdout)
        assert record.key == item
        on_paper = platform_command("record", format_number(record.number), "--data", data, "--json")
        assert TransactionRecord.model_validate_json(on_paper.stdout) == record
        taken = platform_command("serve", "--port", ready["url"].rpartition(":")[2], "--data", data)
        assert "Traceback" not in taken.stderr
        assert "Address already in use" in taken.stderr
        rotated = platform_command("rotate-key", "--suite", "sm", "--grace", "30", "--data", data, "--json")
        assert json.loads(rotated.stdout) | {"key": ""} == {"version": 2, "key": "", "suite": Suite.SM, "keys": 2}
        told = platform_command("rotate-key", "--data", data)
        assert (told.returncode, told.stderr) == (0, "")
        assert told.stdout.startswith("key ring 3: terminals now seal to demo-")
        ring = requests.get(f"{ready['url']}/ebus/kiosk/keys", timeout=10).content
        held = open_envelope(KeyRing, ring, load_credentials(folder).platform_root)
        assert [key.suite for key in held.usable] == [Suite.HPKE, Suite.SM, Suite.SM], "a running platform hands it out"
    finally:
        serving.send_signal(signal.SIGTERM)
        _, errors = serving.communicate(timeout=20)
    assert (serving.returncode, errors) == (0, "")


def test_a_province_of_the_chinese_suite_by_command(tmp_path: Path) -> None:
    """A province that must use the Chinese algorithms could not try them."""
    data, folder = tmp_path / "province", tmp_path / "credentials"
    serving = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "platform", "serve", "--suite", "sm", "--port", "0", "--data", data, "--json"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert serving.stdout is not None
        url = json.loads(serving.stdout.readline())["url"]
        enrolled = platform_command("enrol", "4452-0137", "--division", "445202003201", "--data", data, "--out", folder)
        assert enrolled.returncode == 0, enrolled.stderr
        deliver_for_real(url, folder)
        credentials = load_credentials(folder)
        assert isinstance(credentials.terminal_key, Sm2PrivateKey)
        assert isinstance(credentials.platform_root, Sm2PublicKey)
        assert [key.suite for key in credentials.key_ring.keys] == [Suite.SM]
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.communicate(timeout=20)


def deliver_for_real(url: str, folder: Path) -> str:
    """Deliver one case by the machine's own clock, and return its key."""
    import secrets
    import uuid

    from kiosk.province.client import ProvinceClient
    from offline_cache.clock import SystemClock, stamp
    from offline_cache.number import Series
    from offline_cache.sealing import Header, Sealer
    from offline_cache.transport import Delivery

    credentials, clock = load_credentials(folder), SystemClock()
    key = credentials.sealing_key(clock.now())
    assert key is not None
    header = Header(
        version=1,
        key=str(uuid.uuid4()),
        number=Series(credentials.terminal, 1).number(1),
        service="report-12345",
        created_at=stamp(clock.now()),
        clock_quality=clock.quality,
        terminal=credentials.terminal,
        platform_key=key.id,
    )
    client = ProvinceClient(url, credentials, clock=clock, choose=secrets.choice)
    sealed = Sealer(key, credentials.terminal_key).seal(header, case_payload())
    assert isinstance(client.deliver([Delivery(key=header.key, sealed=sealed)])[0], Accepted)
    client.close()
    return header.key


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("enrol", "12", "--division", "445202003201", "--out", "OUT"), "4452-0137"),
        (("serve", "--database", "nonsense://x"), "the database cannot be opened"),
        (("record", "44520137604912000183"), "holds nothing"),
        (("serve", "--port", "99999"), "'99999' is no port; expected a number from 0 to 65535"),
        (("rotate-key", "--grace", "-1"), "expected one from 0 to 3650"),
        (("rotate-key", "--suite", "rsa"), "invalid choice: 'rsa'"),
    ],
)
def test_mistakes_on_the_command_line_are_told(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    """Whoever sets up a province reads what is wrong, without a traceback."""
    told = platform_command(*arguments, "--data", tmp_path)
    assert told.returncode != 0
    assert message in told.stderr
    assert "Traceback" not in told.stderr


def test_a_damaged_platform_folder_is_told(tmp_path: Path) -> None:
    """A key that cannot be read stops the platform at once, and not at the first case."""
    with open_site(tmp_path, serving=False):
        pass
    (tmp_path / "platform" / "root.pem").write_text("no key")
    told = platform_command("serve", "--data", tmp_path / "platform")
    assert "root.pem: a private key in PEM is expected" in told.stderr


def test_openapi_tells_what_is_inside_signed_replies(tmp_path: Path) -> None:
    """An integrator in another language has only this document to build against."""
    with open_site(tmp_path) as site:
        document = requests.get(f"{site.platform.url}/openapi.json", timeout=5).json()
    schemas = document["components"]["schemas"]
    assert set(document["paths"]) == {
        f"{contract.ATTACHMENTS}/{{digest}}/{{begins}}",
        *(f"{contract.BASE}/{name}" for name in ("certificates", "originals")),
        *(contract.DELIVERIES, contract.ATTACHMENTS, contract.STATUS, contract.PROGRESS, contract.RATINGS),
        *(contract.KEYS, contract.TIME, contract.HEARTBEATS),
    }
    inside = schemas["SignedDeliveryReply"]["properties"]["signed"]["contentSchema"]["$ref"]
    assert inside == "#/components/schemas/DeliveryReply"
    missing = {ref for ref in references(document) if ref.removeprefix("#/components/schemas/") not in schemas}
    assert missing == set()


def references(part: object) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(references(value) for value in part.values()))
    return set().union(*(references(value) for value in part)) if isinstance(part, list) else set()


def test_key_ring_is_signed_and_for_everybody(tmp_path: Path) -> None:
    """Terminals take new sealing keys from it, and from nobody else."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        body = requests.get(site.platform.url + contract.KEYS, timeout=5).content
    assert open_envelope(KeyRing, body, credentials.platform_root) == credentials.key_ring


def test_time_is_told_without_signing_in(tmp_path: Path) -> None:
    """A terminal whose clock is wrong cannot sign in to ask what time it is."""
    with open_site(tmp_path) as site:
        reply = requests.get(site.platform.url + contract.TIME, headers={"x-tif-nonce": "n" * 99}, timeout=5)
    assert json.loads(reply.json()["signed"]) == {"nonce": "n" * 36, "time": "2026-11-21T01:30:00Z"}
    assert reply.headers["Date"] == "Sat, 21 Nov 2026 01:30:00 GMT"


def post(site: Site, body: bytes, **headers: str) -> requests.Response:
    """A correctly signed request with any body."""
    credentials = site.enrol()
    signed = sign(
        Call("POST", contract.PROGRESS, body),
        account=credentials.account,
        terminal=credentials.terminal,
        key=credentials.terminal_key,
        timestamp=int(NOW.timestamp()),
        nonce="abcdef1234567890",
    )
    url = site.platform.url + contract.PROGRESS
    return requests.post(url, data=body, headers=signed | {"Content-Type": "application/json"} | headers, timeout=5)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"number":"not a number"}', "body.number: string_pattern_mismatch"),
        (b"{", "body.1: json_invalid"),
        (b'{"number":"44520137604912000183","name":1}', "body.name: extra_forbidden"),
        (b"[]", "body: model_attributes_type"),
    ],
)
def test_a_request_not_as_agreed_is_told_where(tmp_path: Path, body: bytes, place: str) -> None:
    """The integrator learns which field is wrong; what stood in it, which may name a person, is not repeated."""
    with open_site(tmp_path) as site:
        reply = post(site, body)
    assert reply.status_code == 422
    assert reply.json() == {"code": 400422, "msg": "请求格式有误。", "places": [place]}


def test_oversized_requests_are_refused_unread(tmp_path: Path) -> None:
    """One terminal gone mad would otherwise fill the platform's memory."""
    with open_site(tmp_path) as site:
        connection = http.client.HTTPConnection(site.platform.host, site.platform.port, timeout=5)
        for length, status in ((str(contract.MAX_BODY + 1), 413), ("many", 400), ("", 400)):
            connection.putrequest("POST", contract.PROGRESS)
            connection.putheader("Content-Length", length)
            connection.endheaders()
            assert connection.getresponse().status == status
            connection.close()
        connection.putrequest("POST", contract.PROGRESS)
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        assert connection.getresponse().status == 411
        connection.close()


def test_a_busy_database_asks_for_patience(tmp_path: Path) -> None:
    """A terminal comes back later, instead of taking the platform for broken."""
    with open_site(tmp_path) as site:
        site.enrol()
        with site.held_database():
            reply = requests.post(
                site.platform.url + contract.PROGRESS,
                json={"number": "1" * 20},
                headers={"x-tif-paasid": "a", "x-tif-timestamp": "1", "x-tif-nonce": "n", "x-tif-signature": "s"},
                timeout=5,
            )
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5")


def test_nothing_personal_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Logs are copied, mailed and kept; no number and no name may be in them."""
    with caplog.at_level(logging.DEBUG), open_site(tmp_path, processing=True) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        item = site.delivery(credentials)
        client.deliver([item, site.delivery(credentials, payload=b"not JSON")])
        client.case_progress(item.sealed.read_header().number)
        client.close()
        post(site, b'{"number":"not a number"}')
    for canary in (
        item.sealed.read_header().number,
        "测试甲",
        "13800000000",
        "not a number",
        credentials.account.token,
    ):
        assert canary not in caplog.text
