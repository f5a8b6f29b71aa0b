# SPDX-License-Identifier: GPL-3.0-or-later
from drivers.camera.emulator import HttpCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import DeviceState, Status
from tests.faults.camera_bench import play, until
from tests.faults.waiting import PATIENCE


def test_a_camera_that_starts_anew() -> None:
    """A network camera that loses power for a moment would be lost until the terminal starts anew."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        heard: list[Status] = []
        camera.subscribe(heard.append)
        for _ in range(3):
            newest = await camera.latest(timeout=PATIENCE)
            emulator.unplug()
            await until(camera, DeviceState.NO_DEVICE)
            emulator.plug()
            await until(camera, DeviceState.ONLINE)
            assert (await camera.latest(newer_than=newest.captured_at, timeout=PATIENCE)).sequence > newest.sequence
        assert [status.state for status in heard].count(DeviceState.ONLINE) == 3

    play(scenario)
