# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import cv2
import pytest

from drivers.camera import CameraSilent
from drivers.camera.emulator import HttpCamera
from drivers.camera.emulator.pictures import PictureCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import DeviceState
from tests.drivers.camera import on_file
from tests.faults import picture_bench
from tests.faults.camera_bench import play, until
from tests.faults.v4l2_bench import v4l2_program
from tests.faults.waiting import PATIENCE


@pytest.mark.parametrize("how", ["cut", "zeroes", "huge", "noise"])
def test_only_damaged_pictures(how: str) -> None:
    """A bad cable would show grey halves of faces, take the terminal's memory, or be called online."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        newest = await camera.latest(timeout=PATIENCE)
        emulator.damage(how)
        with pytest.raises(CameraSilent):
            await camera.latest(newer_than=newest.captured_at + 60, timeout=PATIENCE)
        assert camera.status.state is DeviceState.OFFLINE
        emulator.damage("")
        await until(camera, DeviceState.ONLINE)
        assert await camera.take(timeout=PATIENCE)

    play(scenario)


def test_a_damaged_picture_among_good_ones() -> None:
    """One spark on the line would end the visit."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        newest = (await camera.latest(timeout=PATIENCE)).captured_at
        for how in ("cut", "noise"):
            emulator.damage(how)
            newest = await _after(emulator, camera, newest)
        assert camera.status.state is DeviceState.ONLINE

    async def _after(emulator: HttpCamera, camera: MjpegCamera, newest: float) -> float:
        emulator.wait_for_frames(2)
        emulator.damage("")
        return (await camera.latest(newer_than=newest, timeout=PATIENCE)).captured_at

    play(scenario)


def test_what_the_kernel_calls_damaged() -> None:
    """Lost USB packets leave half a picture in the buffer; the kernel says so, and somebody must listen."""
    with v4l2_program() as program:
        device = program.camera()
        program.ask("open", node=device.node, next=0.15)
        program.ask("until", state="online")
        device.damage(on=True)
        assert program.ask("drain") == {"error": "CameraSilent", "state": "offline", "action": "reset"}
        device.damage(on=False)
        assert program.ask("until", state="online")["state"] == "online"


def test_damaged_pictures_in_a_folder(tmp_path: Path) -> None:
    """One bad copy would end the lesson, or half of it be shown in grey."""
    on_file.folder(tmp_path, 1, 2)
    whole = cv2.imencode(".jpg", on_file.picture(3, 640, 480))[1].tobytes()
    (tmp_path / "half.jpg").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "noise.png").write_bytes(bytes(index * 97 % 251 for index in range(5000)))
    (tmp_path / "nothing.webp").touch()
    (tmp_path / "folder.bmp").mkdir()

    async def scenario(camera: PictureCamera) -> None:
        assert {on_file.number_of(frame) for frame in await picture_bench.some(camera, 4)} == {1, 2}
        for name in ("000.png", "001.png"):
            (tmp_path / name).unlink()
        assert isinstance(await picture_bench.trouble(camera), CameraSilent)
        assert camera.status.state is DeviceState.OFFLINE
        on_file.folder(tmp_path, 1)  # or closing would wait for the next try
        await until(camera, DeviceState.ONLINE)

    picture_bench.play(tmp_path, scenario, per_second=60)


def test_a_film_that_was_cut_off(tmp_path: Path) -> None:
    """A copy that was not finished would show a few frames and then none, by turns."""
    path = on_file.film(tmp_path / "film.mkv", *range(8), *range(8), *range(8), *range(8))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    async def scenario(camera: PictureCamera) -> None:
        numbers = [on_file.number_of(frame) for frame in await picture_bench.some(camera, 24)]
        assert set(numbers) == set(range(8))
        assert camera.status.state is DeviceState.ONLINE

    picture_bench.play(path, scenario, per_second=60)
