# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a technician cannot see what a camera sees, or somebody's face stays behind where others find it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from drivers.document_camera.emulator import Desk, invented_sheet
from kiosk.__main__ import main
from kiosk.commands import device as command
from tests.drivers.camera.on_file import picture
from tests.drivers.document_camera.desk_places import place
from tests.kiosk.commands.test_device import Application

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

[devices.face_camera]
driver = "opencv"
source = "{folder}/face.png"

[devices.document_camera]
driver = "opencv"
source = "{folder}/desk.png"
"""

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(command, "QGuiApplication", Application)
    file = tmp_path / "terminal.toml"
    file.write_text(TERMINAL.format(folder=tmp_path), encoding="utf-8")
    cv2.imwrite(str(tmp_path / "face.png"), picture(4))

    def run(name: str, *options: str, action: str = "read") -> int:
        places = ("--terminal", str(file), "--data", str(tmp_path))
        return main(["device", name, action, "--json", *places, *options])

    return run


def test_a_cameras_picture(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dark corner or a wrong angle is seen at a glance, and in no number."""
    out = tmp_path / "seen.png"
    assert run("face_camera", "--out", str(out)) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["width"] == 64
    assert "delete it" in said.err
    assert out.stat().st_mode & 0o777 == 0o600
    seen = cv2.imread(str(out))
    assert seen is not None
    assert (seen == picture(4)).all()


@pytest.mark.parametrize(("name", "begins"), [("sheet.jpg", b"\xff\xd8\xff"), ("sheet.PNG", b"\x89PNG")])
def test_a_document_cameras_sheet(run: Run, tmp_path: Path, name: str, begins: bytes) -> None:
    """Whether small print can be read has to be looked at."""
    desk = Desk(width=800, height=640).render(
        (invented_sheet(width=420, height=594), np.asarray(place((400, 320), (420, 580), 4)))
    )
    cv2.imwrite(str(tmp_path / "desk.png"), desk)
    out = tmp_path / name
    assert run("document_camera", "--out", str(out)) == 0
    assert out.read_bytes().startswith(begins)
    seen = cv2.imread(str(out))
    assert seen is not None
    assert seen.shape[0] > seen.shape[1] > 400


def test_nothing_is_overwritten(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped name would cost another file."""
    before = (tmp_path / "face.png").read_bytes()
    assert run("face_camera", "--out", str(tmp_path / "face.png")) == 2
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "face.png").read_bytes() == before


def test_no_picture_no_file(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty file would pass for a picture until somebody opens it."""
    (tmp_path / "face.png").unlink()
    assert run("face_camera", "--out", str(tmp_path / "seen.png")) == 1
    assert json.loads(capsys.readouterr().out) == {"ok": False, "error": "CameraAbsent", "action": "maintenance"}
    assert not (tmp_path / "seen.png").exists()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("face_camera", "status", "seen.png"), "--out keeps the picture that `read` took"),
        (("id_reader", "read", "seen.png"), "of a camera or a document camera"),
        (("face_camera", "read", "seen.txt"), "must end in .png or .jpg"),
        (("face_camera", "read", "no/such/folder/seen.png"), "No such file or directory"),
    ],
)
def test_a_mistake_is_told_in_words(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, str, str], words: str
) -> None:
    """Status 2 and the way on."""
    name, action, out = asked
    assert run(name, "--out", str(tmp_path / out), action=action) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / out).exists()
