# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated document camera (高拍仪): a network camera above a desk, and all that can be done to both."""

from __future__ import annotations

import numpy as np

from drivers.camera.emulator import HttpCamera, Scene
from drivers.document_camera.emulator import Desk, Points, invented_card, invented_sheet
from kiosk.demo.arguments import one_of
from kiosk.demo.emulators.http_camera import CAMERA, camera_facts
from kiosk.demo.panel import Title
from kiosk.demo.steering import Emulated, Facts, Verb

_WIDTH, _HEIGHT = 1600, 1200
_PAPERS = {"sheet": (invented_sheet, 760, 1075), "card": (invented_card, 720, 454)}
"""What can be laid down: its maker, and its width and height in pixels of the camera."""


class DeskCamera(HttpCamera):
    """A camera above a desk, on which nothing lies at first."""

    def __init__(self, port: int) -> None:
        super().__init__(Scene(width=_WIDTH, height=_HEIGHT, quality=92), port=port)
        self.lies: str | None = None
        self.lay(None)

    def lay(self, what: str | None) -> None:
        """Lay something on the desk, in the place of all else; None: take it away."""
        self.lies = what
        desk = Desk(width=_WIDTH, height=_HEIGHT, noise=0)
        if what is None:
            self.scene.show(desk.render())
        else:
            make, width, height = _PAPERS[what]
            self.scene.show(desk.render((make(), _in_the_middle(width, height))))


def _in_the_middle(width: int, height: int) -> Points:
    """Return the corners of a sheet that lies a little askew, as everybody lays one."""
    angle = np.deg2rad(4)
    turn = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
    half = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float64) * (width / 2, height / 2)
    return np.asarray(half @ turn.T + (_WIDTH / 2, _HEIGHT / 2), np.float64)


def _facts(camera: DeskCamera) -> Facts:
    return {**camera_facts(camera), "lies": camera.lies}


DEVICE = Emulated(
    "document_camera",
    Title("高拍仪", "Document camera"),
    about="a network camera above a desk that sends Motion JPEG over HTTP",
    driver="opencv",
    verbs=(
        Verb(
            "lay",
            "lay something under the camera, in the place of all else",
            DeskCamera.lay,
            (one_of("PAPER", {name: name for name in _PAPERS}),),
        ),
        Verb("take-away", "take away what lies there", lambda it: it.lay(None)),
        *CAMERA,
    ),
    facts=_facts,
    on_tcp=DeskCamera,
    settings=lambda it: {"source": it.url},
)
