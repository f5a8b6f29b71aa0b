# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal is stolen, or its disk comes back from a repair: nobody may read who came, and why.

A real engine takes cases in an outage, is killed in the midst of its work, and the queue goes on with attachments, a
rotation, a copy of the night and a bundle. Then somebody has all of it: data, credentials, logs.
"""

from __future__ import annotations

import json
import random
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.id_reader.invented import CHEN_GUIYING
from kiosk.__main__ import main
from kiosk.demo.stage import Stage
from kiosk.keywatch import KeyWatch
from kiosk.province.contract import Applicant, CasePayload
from kiosk.province.credentials import load_credentials
from kiosk.province.key_ring import keep_ring
from kiosk.province.reference.provision import rotate_key
from kiosk.province.reference.running import system_time
from kiosk.store import STORE
from kiosk.visit.screens import Choice, End, Rate, Result, TakeCard
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.night_copy import copy
from offline_cache.outbox.outbox import Outbox
from offline_cache.packing import unpack
from offline_cache.sealing import Suite, suite_of_signer
from offline_cache.trusted_clock import TrustedClock
from tests.citizen import go_to_card, hand_in, tip_off, visit
from tests.faults import thief

TEXT, PLACE = "金丝雀飞走了，路灯也坏了三天", "演示街道金丝雀村九巷99号门口"
PHONE, SCANNED = "13912345678", "欧阳䶮淼的户口簿第二页，户主金丝雀"
PERSON = [CHEN_GUIYING.name, CHEN_GUIYING.number, CHEN_GUIYING.address]
TOLD = [TEXT, PLACE, PHONE, SCANNED]
PAYLOADS, ATTACHMENTS = 5, 3


@pytest.fixture(scope="module", params=Suite)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage"), suite=Suite(request.param)) as stage:
        yield stage


@pytest.fixture(scope="module")
def disk(stage: Stage) -> Path:
    """The whole of a terminal's folders, as they stand when the power is cut."""
    _engine_takes_cases(stage)
    outbox = _queue_goes_on(stage)
    stolen = stage.folder / "stolen"
    shutil.copytree(stage.places.state.parent, stolen, ignore=lambda folder, names: _not_files(Path(folder), names))
    outbox.close()  # only now: a store that is closed has put its log away
    return stolen


def _not_files(folder: Path, names: list[str]) -> list[str]:
    return [name for name in names if not ((folder / name).is_file() or (folder / name).is_dir())]


def _engine_takes_cases(stage: Stage) -> None:
    stage.platform.stop()
    engine = stage.start_engine()
    with visit(stage.places.socket) as citizen:
        go_to_card(citizen)
        stage.reader.insert(CHEN_GUIYING)
        citizen.expect(TakeCard)
        stage.reader.lift()
        citizen.expect(Choice)
        citizen.press("CHOOSE", "complaint")
        hand_in(citizen, TEXT, PLACE)
        citizen.expect(Result)
        citizen.press("NO_PRINT")
        citizen.expect(Rate)
        citizen.press("SKIP")
        citizen.expect(End)
        citizen.press("AGAIN")
        tip_off(citizen)
        citizen.expect(Result)
        engine.kill()
        engine.wait(30)


def _queue_goes_on(stage: Stage) -> Outbox:
    """With what the engine's services do not do yet: attachments; and everything that copies a queue."""
    state = stage.places.state
    rotate_key(stage.platform.folder, now=system_time())
    keep_ring(state, stage.platform.keys.key_ring)
    credentials = load_credentials(stage.places.config / "credentials")
    clock = TrustedClock(SystemClock())
    keys = KeyWatch(credentials, state, clock, random=random.Random(1))
    assert keys.ring.version == 2
    outbox = Outbox(
        Database(state / STORE),
        keys.sealer(),
        terminal=credentials.terminal,
        hardware="board",
        clock=clock,
        random=random.SystemRandom(),
    )
    payload = CasePayload(
        service="report-12345",
        form={"text": TEXT, "place": PLACE, "phone": PHONE},
        applicant=Applicant(name=CHEN_GUIYING.name, id_type="111", id_number=CHEN_GUIYING.number, how="typed"),
        division=credentials.division,
    )
    body = payload.model_dump_json().encode()
    scans = [SCANNED.encode() * 30, SCANNED.encode("utf-16-le") * 60_000, b""]
    outbox.take_over()
    outbox.commit("report-12345", body, slip=b"{}", attachments=scans[:2])
    outbox.commit("report-12345", body, slip=b"{}", attachments=scans[2:])
    sent = outbox.commit("report-12345", body, slip=b"{}")
    outbox.by_hand.park(sent.key, "asked_by_platform")
    copy(state / STORE, spare_bytes=0)
    places = ["--terminal", str(stage.terminal_file), "--data", str(state.parent)]
    assert main(["queue", "export", str(state / "carried.kiosk"), "--all", *places]) == 0
    return outbox


def test_nothing_on_the_disk_opens_anything_on_it(stage: Stage, disk: Path) -> None:
    """Whoever has the disk has the citizens' words, papers and numbers."""
    found = thief.loot(disk)
    assert len(found.payloads) == PAYLOADS
    assert len(found.attachments) == ATTACHMENTS
    own = load_credentials(disk / stage.places.config.name / "credentials").terminal_key
    assert own.private_bytes_raw() in found.secrets, "the terminal's key is among what is tried"
    suite = suite_of_signer(own)
    assert list(thief.opened(found, suite)) == []

    # The same thief with the platform's keys opens it all: what he does is what opens it.
    found.secrets = thief.loot(stage.platform.folder / "sealing").secrets
    contents = list(thief.opened(found, suite))
    assert len(contents) == PAYLOADS + ATTACHMENTS
    texts = [json.loads(plain) for plain in map(_unpacked, contents) if plain.startswith(b"{")]
    assert len(texts) == PAYLOADS
    assert {text["form"]["text"] for text in texts} > {TEXT}
    assert SCANNED.encode() * 30 in contents


def _unpacked(content: bytes) -> bytes:
    try:
        return unpack(content, "zlib")
    except ValueError:
        return content


def test_a_search_of_the_disk_finds_no_person(disk: Path) -> None:
    """`strings` is enough for whoever buys the terminal second-hand."""
    assert sum(1 for _ in thief.files(disk)) > 10
    assert thief.seen(disk, [*PERSON, *TOLD]) == {}


@pytest.mark.parametrize("text", [CHEN_GUIYING.name, CHEN_GUIYING.number, TEXT])
def test_the_search_would_find_a_person(tmp_path: Path, text: str) -> None:
    """A search that finds nothing says nothing, unless it finds what is there."""
    for number, disguise in enumerate(set(thief.disguises(text))):
        path = tmp_path / str(number)
        path.write_bytes(secrets.token_bytes(number) + disguise + secrets.token_bytes(50))
        assert thief.seen(tmp_path, [text]) == {text: str(path)}
        path.unlink()
