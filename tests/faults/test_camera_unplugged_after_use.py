# SPDX-License-Identifier: GPL-3.0-or-later
from drivers.camera import Frame
from drivers.camera.emulator import HttpCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import DeviceState
from tests.faults.camera_bench import play, until
from tests.faults.waiting import PATIENCE


def test_a_frame_outlives_its_camera() -> None:
    """A face that was taken in time would be lost, or change under the comparison."""
    frames: list[Frame] = []

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        frame = await camera.take(timeout=PATIENCE)
        before = frame.pixels.copy()
        emulator.unplug()
        await until(camera, DeviceState.NO_DEVICE)
        assert (frame.pixels == before).all()
        frames.append(frame)

    play(scenario)
    assert frames[0].pixels.mean() > 0
