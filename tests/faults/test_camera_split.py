# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from drivers.camera.emulator import HttpCamera, Scene
from drivers.camera.mjpeg import MjpegCamera
from tests.faults.camera_bench import play, quick_camera
from tests.faults.waiting import PATIENCE


@pytest.mark.parametrize("piece", [1, 7, 1000])
@pytest.mark.parametrize("told", [True, False])
def test_pieces_of_any_size(piece: int, told: bool) -> None:
    """A slow or odd network would deliver no picture, or halves of two."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        emulator.lengths(told=told)
        emulator.split(piece)
        newest = None
        for _ in range(3):
            newest = (await camera.latest(newer_than=newest, timeout=PATIENCE)).captured_at

    play(scenario, emulator=quick_camera(Scene(width=64, height=48)))


def test_a_wrong_length() -> None:
    """A camera whose firmware miscounts would be called silent."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        for off in (-7, 7, 100_000):
            emulator.lengths(told=True, off=off)
            newest = (await camera.latest(timeout=PATIENCE)).captured_at
            assert await camera.latest(newer_than=newest, timeout=PATIENCE)

    play(scenario)
