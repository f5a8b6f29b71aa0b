# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices that no page asks for yet, sick in mid-visit: no visit notices, and `kiosk doctor` says which and what to do.

A terminal has them long before a service uses them; a technician has to know of them before a citizen does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from drivers.camera.emulator import HttpCamera
from drivers.id_reader.invented import CHEN_GUIYING
from kiosk.__main__ import main
from kiosk.demo.stage import Stage
from kiosk.visit.screens import Choice, PlaceCard, TakeCard
from tests.citizen import Citizen, go_to_card, visit

PAD = "/dev/input/by-id/usb-Nobody_Pad-event-mouse"
READER = "Nobody's Reader"

_DEVICES = """\
[devices.signature]
driver = "evdev"
node = "{pad}"

[devices.travel_document]
driver = "pcsc"
reader = "{reader}"

[devices.document_camera]
driver = "opencv"
source = "{source}"

"""


@pytest.fixture(scope="module")
def camera() -> Iterator[HttpCamera]:
    """The document camera's."""
    with HttpCamera() as camera:
        yield camera


@pytest.fixture(scope="module")
def stage(camera: HttpCamera, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A terminal with neither the pad nor the document reader that it should have, and with two cameras."""
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        with stage.terminal_file.open("a", encoding="utf-8") as file:
            file.write(_DEVICES.format(pad=PAD, reader=READER, source=camera.url))
        yield stage


Sickness = Callable[[Stage, HttpCamera], None]


def _absent(stage: Stage, camera: HttpCamera) -> None:
    stage.devices["face_camera"].do("unplug")
    camera.unplug()


def _silent(stage: Stage, camera: HttpCamera) -> None:
    stage.devices["face_camera"].do("silence on")
    camera.silence(on=True)


def _refusing(stage: Stage, camera: HttpCamera) -> None:
    stage.devices["face_camera"].do("sick")
    camera.answer("401 Unauthorized")


def _well(stage: Stage, camera: HttpCamera) -> None:
    stage.devices["face_camera"].do("heal")
    stage.devices["face_camera"].do("plug")
    camera.silence(on=False)
    camera.answer("200 OK")
    camera.plug()


def goes_its_way(stage: Stage, citizen: Citizen) -> None:
    go_to_card(citizen)
    assert citizen.expect(PlaceCard).state == "waiting"
    stage.reader.insert(CHEN_GUIYING)
    citizen.expect(TakeCard)
    stage.reader.lift()
    citizen.expect(Choice)


def test_no_visit_notices(stage: Stage, camera: HttpCamera) -> None:
    """A pad that nobody signs on would cost a village its terminal."""
    stage.start_engine()
    try:
        with visit(stage.places.socket) as citizen:
            for trouble in (_absent, _silent, _refusing):
                trouble(stage, camera)
                goes_its_way(stage, citizen)
                citizen.leave()
                _well(stage, camera)
        assert "Traceback" not in (stage.folder / "engine.log").read_text(encoding="utf-8")
    finally:
        _well(stage, camera)
        stage.end("engine")


@pytest.mark.parametrize(
    ("trouble", "state", "remedy"),
    [
        (_absent, "no_device", "check the cable"),
        (_silent, "offline", "switch the device off and on"),
        (_refusing, "offline", "forbidden"),
    ],
)
def test_the_doctor_says_which_and_what_to_do(
    trouble: Sickness, state: str, remedy: str, stage: Stage, camera: HttpCamera, *, capsys: pytest.CaptureFixture[str]
) -> None:
    """The technician would learn from the first citizen of a new service that its device never worked."""
    trouble(stage, camera)
    try:
        data = str(stage.places.state.parent)
        assert main(["doctor", "--json", "--terminal", str(stage.terminal_file), "--data", data]) == 1
    finally:
        _well(stage, camera)
    findings: dict[str, Any] = {one["part"]: one for one in json.loads(capsys.readouterr().out)["findings"]}
    expected = {
        "signature": ("no_device", PAD, "check the cable"),
        "travel_document": ("no_device", READER, "check the cable"),
        "document_camera": (state, camera.url, remedy),
        "face_camera": (state, "http://127.0.0.1:", remedy),
    }
    for part, (state_told, place, advice) in expected.items():
        found = findings[part]
        assert found["verdict"] == "degraded", found
        assert found["found"].startswith(f"{state_told} at {place}")
        assert advice in found["do"]
    assert {one["verdict"] for part, one in findings.items() if part not in expected} == {"good"}
