# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from drivers.camera import CameraSilent
from drivers.camera.emulator import HttpCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import DeviceState
from tests.faults.camera_bench import play, until
from tests.faults.v4l2_bench import v4l2_program


@pytest.mark.parametrize("how", ["cut", "zeroes", "huge", "noise"])
def test_only_damaged_pictures(how: str) -> None:
    """A bad cable would show grey halves of faces, take the terminal's memory, or be called online."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        newest = await camera.latest(timeout=3)
        emulator.damage(how)
        with pytest.raises(CameraSilent):
            await camera.latest(newer_than=newest.captured_at + 60, timeout=3)
        assert camera.status.state is DeviceState.OFFLINE
        emulator.damage("")
        await until(camera, DeviceState.ONLINE)
        assert await camera.take(timeout=3)

    play(scenario)


def test_a_damaged_picture_among_good_ones() -> None:
    """One spark on the line would end the visit."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        newest = (await camera.latest(timeout=3)).captured_at
        for how in ("cut", "noise"):
            emulator.damage(how)
            newest = await _after(emulator, camera, newest)
        assert camera.status.state is DeviceState.ONLINE

    async def _after(emulator: HttpCamera, camera: MjpegCamera, newest: float) -> float:
        emulator.wait_for_frames(2)
        emulator.damage("")
        return (await camera.latest(newer_than=newest, timeout=3)).captured_at

    play(scenario)


def test_what_the_kernel_calls_damaged() -> None:
    """Lost USB packets leave half a picture in the buffer; the kernel says so, and somebody must listen."""
    with v4l2_program() as program:
        device = program.camera()
        program.ask("open", node=device.node)
        program.ask("until", state="online")
        device.damage(on=True)
        assert program.ask("drain") == {"error": "CameraSilent", "state": "offline", "action": "reset"}
        device.damage(on=False)
        assert program.ask("until", state="online")["state"] == "online"
