# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated network camera (摄像头), and all that can be done to it."""

from __future__ import annotations

from pathlib import Path

from drivers.camera.emulator import HttpCamera
from kiosk.demo.arguments import words
from kiosk.demo.emulators.http_camera import CAMERA, camera_facts
from kiosk.demo.panel import Push, Switch, Title
from kiosk.demo.steering import Emulated, Verb
from kiosk.demo.wires import CABLE_SWITCH, health

DEVICE = Emulated(
    "face_camera",
    Title("摄像头", "Camera"),
    about="a network camera that sends Motion JPEG over HTTP",
    driver="opencv",
    verbs=(
        Verb(
            "look",
            "look at a picture, or at all those in a folder in turn",
            lambda it, path: it.scene.show(path),
            (words("PATH", "the path of a picture or of a folder with pictures", Path),),
        ),
        *CAMERA,
    ),
    facts=camera_facts,
    on_tcp=lambda port: HttpCamera(port=port),
    settings=lambda it: {"source": it.url},
    panel=(
        Switch(
            Title("镜头", "Lens"),
            "sees",
            well=Title("没盖", "clear"),
            spoil=Push(Title("盖住", "Cover"), "lens covered"),
            ill=Title("盖着", "dark"),
            mend=Push(Title("拿开", "Clear"), "lens clear"),
        ),
        Switch(
            Title("画面", "Image"),
            "moves",
            well=Title("在动", "live"),
            spoil=Push(Title("定住", "Freeze"), "lens frozen"),
            ill=Title("不动", "frozen"),
            mend=Push(Title("放开", "Let go"), "lens clear"),
        ),
        CABLE_SWITCH,
        health(Title("网页", "Web")),
    ),
)
