# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a technician drives to a village for nothing, or a terminal that cannot serve looks well."""

from __future__ import annotations

import json
import os
import threading
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from drivers.id_reader.sdt import TITLE
from kiosk.__main__ import main
from kiosk.demo.stage import Stage
from kiosk.province.contract import KeyRing
from kiosk.province.credentials import KEY_RING
from kiosk.province.envelope import open_envelope, sign_content
from kiosk.province.key_ring import KEPT, keep_ring
from kiosk.province.reference.keys import load_platform_keys
from kiosk.province.reference.provision import rotate_key
from kiosk.province.reference.running import RunningPlatform
from kiosk.store import STORE
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.errors import StoreReadOnly
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State
from offline_cache.salvage import salvage


class Finding(NamedTuple):
    verdict: str
    found: str
    do: str


class Visit:
    """A technician at a real terminal that is switched off, with its devices and its platform around it."""

    def __init__(self, stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
        self.stage = stage
        self._capsys = capsys

    def main(self, *options: str) -> int:
        data = str(self.stage.places.state.parent)
        status = main(["doctor", "--terminal", str(self.stage.terminal_file), "--data", data, *options])
        # Left behind on a busy machine, it would have its port still; as a process it would have ended.
        for reader in [thread for thread in threading.enumerate() if thread.name == TITLE]:
            reader.join(30)
        return status

    def examine(self) -> tuple[int, dict[str, Finding]]:
        status = self.main("--json")
        content: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        assert content["status"] == status
        return status, {one["part"]: Finding(one["verdict"], one["found"], one["do"]) for one in content["findings"]}

    @property
    def said(self) -> str:
        return self._capsys.readouterr().out


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture
def doctor(stage: Stage, capsys: pytest.CaptureFixture[str]) -> Visit:
    return Visit(stage, capsys)


def devices(stage: Stage) -> list[str]:
    """Return the devices that terminal.toml names."""
    return list(tomllib.loads(stage.terminal_file.read_text(encoding="utf-8"))["devices"])


def test_a_well_terminal_is_well(doctor: Visit) -> None:
    """Status 0 is what monitoring looks at."""
    status, findings = doctor.examine()
    assert status == 0, findings
    assert list(findings) == [
        "terminal.toml",
        "credentials",
        "release",
        "disk",
        "keys",
        "documents",
        "queue",
        "copy",
        *devices(doctor.stage),
        "platform",
        "clock",
        "services",
    ]
    assert {one.verdict for one in findings.values()} == {"good"}
    assert {one.do for one in findings.values()} == {""}
    assert "4452-0137" in findings["terminal.toml"].found


def test_for_people_each_part_is_a_line(doctor: Visit) -> None:
    """Read out on the telephone."""
    assert doctor.main() == 0
    lines = doctor.said.splitlines()
    assert len(lines) == 11 + len(devices(doctor.stage))
    assert all(line.startswith("ok ") for line in lines)


def test_an_examination_leaves_no_queue_behind(doctor: Visit) -> None:
    """Examined as root before the first start, the queue would belong to root, and the terminal could not open it."""
    doctor.examine()
    assert not (doctor.stage.places.state / STORE).exists()


def test_a_reader_that_is_gone_degrades_and_says_where(doctor: Visit) -> None:
    """The rest of the terminal serves; the cable is named by its port."""
    doctor.stage.reader.unplug()
    try:
        status, findings = doctor.examine()
    finally:
        doctor.stage.reader.plug()
    assert status == 1
    reader = findings["id_reader"]
    assert reader.verdict == "degraded"
    assert reader.found.startswith("no_device at ")
    assert doctor.stage.reader.url in reader.found
    assert "cable" in reader.do
    assert findings["receipt_printer"].verdict == "good"


def test_a_printer_without_paper_degrades_and_says_so(doctor: Visit) -> None:
    """A roll, not a repair."""
    doctor.stage.printer.paper_out()
    try:
        status, findings = doctor.examine()
        assert doctor.main() == 1
    finally:
        doctor.stage.printer.load_paper()
    assert status == 1
    assert "paper_out" in findings["receipt_printer"].found
    assert "paper" in findings["receipt_printer"].do
    lines = [line for line in doctor.said.splitlines() if line.startswith("!!")]
    assert "receipt_printer" in lines[0]


def test_a_platform_that_is_away_degrades(doctor: Visit) -> None:
    """Cases are still taken in; the clock cannot be compared, and what needs the platform is not possible."""
    doctor.stage.platform.stop()
    try:
        status, findings = doctor.examine()
    finally:
        doctor.stage.platform.start()
    assert status == 1
    assert findings["platform"] == Finding(
        "degraded",
        f"unreachable at {doctor.stage.platform.url}",
        "check the network; cases are kept here until it is back",
    )
    assert findings["clock"].found.endswith("which nobody confirms while the platform does not answer")
    assert findings["services"].verdict == "degraded"
    assert "report-12345" in findings["services"].found.partition("; not now: ")[0]
    assert "case-progress (NW01)" in findings["services"].found


def test_a_clock_that_is_off_is_told_before_the_platform_refuses_it(
    doctor: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A minute later the platform takes nothing any more, and nobody would know why."""
    platform = doctor.stage.platform
    monkeypatch.setattr(platform, "_now", lambda: datetime.now(UTC) + timedelta(seconds=150))
    platform.stop()
    platform.start()
    try:
        status, findings = doctor.examine()
    finally:
        monkeypatch.undo()
        platform.stop()
        platform.start()
    assert status == 1
    assert findings["clock"].verdict == "degraded"
    assert findings["clock"].found.startswith("-1")
    assert "NTP" in findings["clock"].do


def test_a_malformed_file_cannot_serve_and_names_its_line(doctor: Visit) -> None:
    """Line and expectation, for whoever has the file open."""
    file = doctor.stage.terminal_file
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace('id = "4452-0137"', 'id = "4452"'), encoding="utf-8")
    try:
        status, findings = doctor.examine()
        assert doctor.main() == 2
    finally:
        file.write_text(before, encoding="utf-8")
    assert status == 2
    assert list(findings) == ["terminal.toml"], "nothing else can be examined"
    assert findings["terminal.toml"].verdict == "bad"
    assert f"{file} line 2: terminal.id must be" in findings["terminal.toml"].found
    assert doctor.said.startswith("XX terminal.toml")


def test_a_port_that_is_none_is_told_with_its_line(doctor: Visit) -> None:
    """A device that cannot be opened at all must not end the examination in a traceback."""
    file = doctor.stage.terminal_file
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace(doctor.stage.reader.url, "nonsense://x"), encoding="utf-8")
    try:
        status, findings = doctor.examine()
    finally:
        file.write_text(before, encoding="utf-8")
    assert status == 2
    assert "devices.id_reader.port must be" in findings["terminal.toml"].found


def test_a_file_that_is_not_there_cannot_serve(doctor: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    """The wrong --data is told, not examined."""
    assert main(["doctor", "--data", str(doctor.stage.folder / "elsewhere")]) == 2
    assert "cannot be read: No such file or directory" in capsys.readouterr().out


def test_credentials_that_others_can_read_cannot_serve(doctor: Visit) -> None:
    """A key that lay open is no key; the rest is examined all the same."""
    folder = doctor.stage.places.config / "credentials"
    folder.chmod(0o755)
    try:
        status, findings = doctor.examine()
    finally:
        folder.chmod(0o700)
    assert status == 2
    assert findings["credentials"].verdict == "bad"
    assert str(folder) in findings["credentials"].found
    assert findings["id_reader"].verdict == "good"
    assert "platform" not in findings


def test_credentials_of_another_terminal_cannot_serve(doctor: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    """A copied file would let citizens file cases that the platform rejects for good, with every light green."""
    file = doctor.stage.terminal_file
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace('id = "4452-0137"', 'id = "4452-0138"'), encoding="utf-8")
    arguments = ["--terminal", str(file), "--data", str(doctor.stage.places.state.parent)]
    try:
        status, findings = doctor.examine()
        assert main(["run", *arguments]) == 2
        said = capsys.readouterr().err
        assert main(["run", "--only", "engine", *arguments]) == 2
    finally:
        file.write_text(before, encoding="utf-8")
    assert status == 2
    assert findings["credentials"].verdict == "bad"
    assert "belongs to terminal 4452-0137, and terminal.toml says 4452-0138" in findings["credentials"].found
    assert findings["credentials"].found in said


def test_a_disk_that_cannot_be_written_cannot_serve(doctor: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worn disk turns read-only by itself: the screen says QU03, and the doctor would find nothing."""
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    status, findings = doctor.examine()
    assert status == 2
    assert findings["disk"] == Finding(
        "bad",
        f"{doctor.stage.places.state} cannot be written",
        "mount it writable, or give the terminal's user the right; then examine again as that user",
    )


def test_a_store_that_is_not_damaged_is_not_set_aside(doctor: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """A good queue that was moved away for a read-only disk holds cases that nobody sends any more."""

    def refuse(path: Path) -> None:
        raise StoreReadOnly("EROFS")

    store = doctor.stage.places.state / STORE
    store.touch()
    monkeypatch.setattr("kiosk.commands.doctor_queue.Database", refuse)
    try:
        status, findings = doctor.examine()
    finally:
        store.unlink()
    assert status == 2
    assert findings["queue"] == Finding("bad", "StoreReadOnly: EROFS", f"leave {store} as it is; see to the disk")


def test_cases_that_were_set_aside_degrade(doctor: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """They wait for a technician, and nobody would look for them while every light is green."""
    held = dict.fromkeys(State, 0) | {State.QUEUED: 3, State.REJECTED: 1, State.PARKED: 1}
    monkeypatch.setattr(Queue, "counts", lambda _: held)
    store = doctor.stage.places.state / STORE
    try:
        Database(store).close()
        status, findings = doctor.examine()
    finally:
        store.unlink()
    assert status == 1
    assert findings["queue"].verdict == "degraded"
    assert findings["queue"].found == "5 waiting, 2 of them set aside (rejected or parked)"
    assert "docs/outbox.md" in findings["queue"].do


def test_somebody_elses_answer_is_not_taken_for_a_cable(doctor: Visit) -> None:
    """A login page, or another province's platform: the cable is good, and the way on is another one."""
    file = doctor.stage.terminal_file
    before = file.read_text(encoding="utf-8")
    with RunningPlatform(doctor.stage.folder / "another platform") as another:
        file.write_text(before.replace(doctor.stage.platform.url, another.url), encoding="utf-8")
        try:
            status, findings = doctor.examine()
        finally:
            file.write_text(before, encoding="utf-8")
    assert status == 1
    assert findings["platform"].found.startswith("captive_portal at ")
    assert "somebody else answers" in findings["platform"].do


def test_a_damaged_queue_cannot_serve(doctor: Visit) -> None:
    """Cases may be inside: set aside, never deleted."""
    store = doctor.stage.places.state / STORE
    store.write_bytes(b"no database at all" * 1000)
    try:
        status, findings = doctor.examine()
    finally:
        store.unlink()
    assert status == 2
    assert findings["queue"].verdict == "bad"
    assert findings["queue"].do.startswith("start the terminal: it sets the file aside")
    assert not list(store.parent.glob("*damaged*"))


def test_a_damaged_queue_that_was_set_aside_is_told_until_its_file_is_taken_away(doctor: Visit) -> None:
    """Nobody would learn that the disk is failing, or which citizens must be asked to come again."""
    store = doctor.stage.places.state / STORE
    store.write_bytes(b"no database at all" * 1000)
    report = salvage(store, SystemClock().now())
    try:
        status, findings = doctor.examine()
        assert status == 1
        assert findings["queue"].verdict == "degraded"
        assert report.set_aside in findings["queue"].found
        assert report.summary() in findings["queue"].found
        (store.parent / report.set_aside).unlink()
        assert doctor.examine()[1]["queue"].verdict == "good"
    finally:
        for one in store.parent.glob(f"{STORE}*"):
            one.unlink()


def test_keys_that_end_are_told_before_they_have_ended(doctor: Visit) -> None:
    """New cases are refused from one day to the next, and nobody knows why."""
    stage = doctor.stage
    folder, state = stage.folder / "platform", stage.places.state
    state.mkdir(parents=True, exist_ok=True)
    before = (folder / KEY_RING).read_bytes()
    try:
        ring = rotate_key(folder, now=datetime.now(UTC))
        keep_ring(state, (folder / KEY_RING).read_bytes())
        _, findings = doctor.examine()
        assert findings["keys"].verdict == "good"
        assert findings["keys"].found.startswith(f"key ring 2: {ring.usable[-1].id} (hpke-x25519-sha256-aes-256-gcm)")

        soon = datetime.now(UTC) + timedelta(days=10)
        _sign_ring(stage, version=3, not_after=soon)
        _, findings = doctor.examine()
        assert findings["keys"].verdict == "degraded"
        assert "there is no later one yet" in findings["keys"].found

        _sign_ring(stage, version=4, not_after=datetime.now(UTC) - timedelta(days=1))
        status, findings = doctor.examine()
        assert (status, findings["keys"].verdict) == (1, "degraded")
        assert "new cases are refused" in findings["keys"].found
        assert "fetches new keys" in findings["keys"].do

        _sign_ring(stage, version=5, suite="of-2040")
        _, findings = doctor.examine()
        assert (findings["keys"].verdict, findings["keys"].do) == ("bad", "update this terminal")
    finally:
        (folder / KEY_RING).write_bytes(before)
        (state / KEPT).unlink(missing_ok=True)


def _sign_ring(stage: Stage, *, version: int, **changes: object) -> None:
    """Keep a ring at the terminal whose only key is changed, signed by the platform."""
    keys = load_platform_keys(stage.folder / "platform")
    ring = open_envelope(KeyRing, keys.key_ring, keys.root.public_key())
    key = ring.usable[-1].model_copy(update=changes)
    changed = ring.model_copy(update={"version": version, "keys": (key,)})
    keep_ring(stage.places.state, sign_content(changed, keys.root))
