# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal as PyInstaller builds it: what is in it, what is not, and that it starts."""

import json
import os
import re
import secrets
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PyInstaller.archive.readers import CArchiveReader, ZlibArchiveReader  # type: ignore[import-untyped]

from drivers.id_reader.emulator import Emulator as ReaderEmulator
from drivers.id_reader.invented import CHEN_GUIYING, LIN_ZHIYUAN
from drivers.registry import BUILT_IN
from kiosk.demo.stage import Stage
from kiosk.province.documents import CertificateKind, CertificateRequest, IdentifiedPerson
from kiosk.province.reference.documents import issue
from kiosk.province.reference.record import record_of
from kiosk.province.reference.running import system_time
from kiosk.visit.screens import (
    Choice,
    Home,
    NumberEntry,
    Printing,
    Result,
    Verified,
)
from offline_cache.release import built_on
from offline_cache.sealing import Suite
from tests import acme_radar
from tests.citizen import Citizen, go_to_card, hand_in

ROOT = Path(__file__).parent.parent

NOT_ON_A_TERMINAL = ("demo", "visits", "platform", "gallery", "emulate")

pytestmark = pytest.mark.timeout(600)

TERMINAL = """\
[terminal]
id = "4452-0137"
division = "445202003201"
place = "东阳村便民服务站"

[platform]
url = "http://127.0.0.1:9"
credentials = "credentials"

[devices.id_reader]
driver = "sdt"
port = "/dev/no-such-reader"

[devices.receipt_printer]
driver = "escpos"
port = "socket://127.0.0.1:9"
"""


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a terminal gets."""
    out = tmp_path_factory.mktemp("terminal")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += ["--distpath", str(out / "dist"), "--workpath", str(out / "build"), "kiosk.spec"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=580)
    assert done.returncode == 0, done.stderr
    return out / "dist" / "kiosk"


@pytest.fixture(scope="module")
def modules(terminal: Path) -> set[str]:
    program = CArchiveReader(str(terminal / "kiosk"))
    archive = program.open_embedded_archive("PYZ.pyz" if "PYZ.pyz" in program.toc else "PYZ-00.pyz")
    assert isinstance(archive, ZlibArchiveReader)
    return {*archive.toc, *program.toc}


def run(terminal: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the built program as on a machine that has no Python and no checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(
        [terminal / "kiosk", *arguments],
        cwd=terminal.parent,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_nothing_pretends(modules: set[str]) -> None:
    """Lost: somebody starts an emulator or the demo on a real terminal, and paper that looks real comes out."""
    forbidden = ["kiosk.demo", "kiosk.province.reference", "printers.document.seal", "ui.bench", "ui.specimens"]
    forbidden += [f"kiosk.commands.{name}" for name in NOT_ON_A_TERMINAL]
    assert [name for name in modules if name.startswith(tuple(forbidden))] == []
    ours = [name for name in modules if name.split(".")[0] in {"kiosk", "drivers", "printers", "ui", "offline_cache"}]
    assert [name for name in ours if {"emulator", "invented"} & set(name.split("."))] == []
    assert {name.split(".")[0] for name in modules} & {
        "fastapi",
        "uvicorn",
        "starlette",
        "sqlalchemy",
        "pytest",
    } == set()


def test_no_file_pretends(terminal: Path) -> None:
    """Lost: pages of the bench or files of the demo lie on a terminal."""
    inside = terminal / "_internal"
    files = {path.relative_to(inside).as_posix() for path in inside.rglob("*") if path.is_file()}
    assert [name for name in files if name.startswith(("kiosk/demo/", "ui/bench/", "kiosk/province/reference/"))] == []
    assert [name for name in files if "QtTest" in name or "WebEngine" in name] == []


def test_everything_of_the_terminal_is_there(terminal: Path, modules: set[str]) -> None:
    """Lost: a terminal without a command, a page, a font, a language or a service."""
    assert {"kiosk.commands.run", "kiosk.commands.doctor", "kiosk.commands.device", "kiosk.commands.queue"} <= modules
    inside = terminal / "_internal"
    for folder, suffix in (("ui", ".qml"), ("assets", "")):
        shipped = [path for path in (ROOT / folder).rglob(f"*{suffix}") if path.is_file() and path.suffix != ".pyc"]
        names = {path.relative_to(ROOT) for path in shipped if path.suffix != ".py" and path.parent.name != "bench"}
        assert {name for name in names if not (inside / name).exists()} == set()
    for language in ("en", "hant"):
        assert (inside / "ui/translations" / f"ui_{language}.qm").exists()
    built = built_on(inside / "offline_cache")
    assert built is not None, "a terminal with a flat battery would not know the day of its release"
    assert abs(datetime.now(UTC) - built) < timedelta(days=2)
    assert (inside / "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so").exists()
    assert (inside / "PySide6/Qt/qml/QtQuick/VirtualKeyboard/Plugins/Pinyin").is_dir()


def test_every_driver_is_there(modules: set[str]) -> None:
    """Lost: a class of devices, on every terminal. Drivers are loaded by their names, which no hook can see."""
    assert {driver.opens.partition(":")[0] for driver in BUILT_IN} <= modules


def test_it_can_serve_a_province_of_the_chinese_suite(terminal: Path, tmp_path: Path) -> None:
    """Lost: SM2, whose library no other part of the terminal imports, in the provinces that must have it."""
    with Stage(tmp_path, reader=ReaderEmulator.on_tcp(), suite=Suite.SM) as stage:
        data = stage.places.state.parent
        done = run(terminal, "doctor", "--json", "--terminal", stage.terminal_file, "--data", data)
    findings = {finding["part"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert findings["credentials"]["verdict"] == "good", findings["credentials"]
    assert f"({Suite.SM})" in findings["keys"]["found"]
    assert findings["platform"]["verdict"] == "good", "its answer was signed by SM2"


def test_it_is_small_enough_for_a_villages_link(terminal: Path) -> None:
    """Lost: an update that takes a village's link all night, because some hook brought all of Qt.

    Packed it is somewhat more than a third of this. OpenCV with what it links to is 200 MB of it, Qt 110,
    and 25 what draws, shows and checks documents.
    """
    size = sum(path.stat().st_size for path in terminal.rglob("*") if path.is_file() and not path.is_symlink())
    assert size < 500e6


def test_it_starts(terminal: Path) -> None:
    """Lost: a terminal that does not start, or offers a technician what it has not got."""
    done = run(terminal, "--help")
    assert done.returncode == 0, done.stderr
    commands = set(re.findall(r"^    ([a-z]+) ", done.stdout, re.MULTILINE))
    assert {"run", "doctor", "device", "queue"} <= commands
    assert commands.isdisjoint(NOT_ON_A_TERMINAL)


def test_it_says_what_it_misses(terminal: Path, tmp_path: Path) -> None:
    """Lost: a technician at a terminal that does not work, and no word on which device is not there."""
    file = tmp_path / "terminal.toml"
    file.write_text(TERMINAL, encoding="utf-8")
    done = run(terminal, "doctor", "--json", "--terminal", file, "--data", tmp_path)
    assert done.returncode in {1, 2}, done.stderr
    findings = {finding["part"]: finding for finding in json.loads(done.stdout)["findings"]}
    for device, port in (("id_reader", "/dev/no-such-reader"), ("receipt_printer", "socket://127.0.0.1:9")):
        assert findings[device]["verdict"] != "good"
        assert port in findings[device]["found"]
        assert findings[device]["do"]


def test_it_loads_another_firms_driver(terminal: Path, tmp_path: Path) -> None:
    """Lost: every device whose driver is another firm's, on real terminals only."""
    acme_radar.install(tmp_path)
    file = tmp_path / "terminal.toml"
    devices = TERMINAL[: TERMINAL.index("[devices.id_reader]")] + acme_radar.settings(tmp_path / "radar")
    file.write_text(devices, encoding="utf-8")
    with acme_radar.plugged_in(tmp_path / "radar") as radar:
        radar.near = True
        done = run(terminal, "device", "presence", "read", "--json", "--terminal", file, "--data", tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"ok": True, "presence": "near"}


def test_it_takes_no_pictures_on_file_for_a_camera(terminal: Path, tmp_path: Path) -> None:
    """Lost: somebody lets a terminal compare faces with a film, or is told of a bug in place of what is meant."""
    file = tmp_path / "terminal.toml"
    camera = f'[devices.face_camera]\ndriver = "opencv"\nsource = "{tmp_path}"\n'
    file.write_text(TERMINAL[: TERMINAL.index("[devices.id_reader]")] + camera, encoding="utf-8")
    done = run(terminal, "device", "face_camera", "status", "--terminal", file, "--data", tmp_path)
    assert done.returncode == 2
    assert "not part of this build" in done.stderr


def test_its_pages_load(terminal: Path, tmp_path: Path) -> None:
    """Lost: a terminal with a black screen, because a library or a page stayed behind."""
    command = [str(terminal / "kiosk"), "run", "--only", "ui", "--data", str(tmp_path), "--window", "540x960"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as ui:
        try:
            _, said = ui.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            ui.terminate()
            _, said = ui.communicate(timeout=20)
            assert said == ""
        else:
            pytest.fail(f"the ui ended by itself: {said}")


def test_it_serves_a_citizen_from_the_first_touch_to_the_receipt(terminal: Path, tmp_path: Path) -> None:
    """Lost: a terminal that starts, and then cannot read, seal, send or print, because a part stayed behind."""
    with Stage(tmp_path, reader=ReaderEmulator.on_tcp()) as stage:
        stage.start_engine(str(terminal / "kiosk"), "run", "--only", "engine")
        citizen = Citizen(stage.places.socket)
        home = citizen.expect(Home, lambda page: not page.notices)
        assert home.tiles[0].why_not is None
        go_to_card(citizen)
        stage.reader.insert(CHEN_GUIYING)
        citizen.expect(Choice)
        citizen.press("CHOOSE", "complaint")
        hand_in(citizen, "路灯坏了", "村口")
        result = citizen.expect(Result, lambda page: page.outcome != "registered")
        citizen.press("PRINT")
        citizen.expect(Printing, lambda page: page.state == "out")
        assert len(stage.printer.papers) == 1
        assert record_of(stage.platform.database, result.number.replace(" ", "")) is not None
        citizen.close()


def test_it_verifies_a_certificate(terminal: Path, tmp_path: Path) -> None:
    """Lost: verification on real terminals only, where a library or the way into a process of its own is missing."""
    with Stage(tmp_path) as stage:
        person = IdentifiedPerson(name=LIN_ZHIYUAN.name, id_type="111", id_number=LIN_ZHIYUAN.number, how="card")
        kind = CertificateKind.INSURANCE_RECORD
        request = CertificateRequest(key=str(uuid.uuid4()), kind=kind, person=person, purpose="求职")
        platform = stage.platform
        paper = issue(
            platform.database,
            platform.authority,
            request,
            terminal="4452-0137",
            below=secrets.randbelow,
            at=system_time(),
        )
        stage.start_engine(str(terminal / "kiosk"), "run", "--only", "engine")
        citizen = Citizen(stage.places.socket)
        citizen.expect(
            Home, lambda page: {tile.service: tile.why_not for tile in page.tiles}["verify-document"] is None
        )
        citizen.press("OPEN", "verify-document")
        citizen.expect(NumberEntry)
        citizen.press("ENTER", paper.code)
        page = citizen.expect(Verified)
        assert page.verdict == "genuine"
        assert page.page.startswith("data:image/png;base64,")
        citizen.close()
