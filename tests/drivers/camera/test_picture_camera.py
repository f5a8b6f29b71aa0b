# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, whoever tries or teaches with a film or with pictures sees others than there are, or none."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from drivers.camera import CameraBroken, DeviceState, Health, Spectrum
from drivers.camera.emulator.pictures import PictureCamera
from drivers.camera.pair import PairedCamera
from tests.drivers.camera.on_file import film, folder, number_of, picture
from tests.faults.camera_bench import QUICK
from tests.faults.picture_bench import play, some
from tests.faults.waiting import PATIENCE


@pytest.mark.parametrize("make", [film, folder])
def test_in_order_and_over_again_at_the_pace_that_is_given(make: Callable[..., Path], tmp_path: Path) -> None:
    """A recorded movement would be another one."""

    async def scenario(camera: PictureCamera) -> None:
        frames = await some(camera, 8)
        for one, other in itertools.pairwise(frames):
            passed = other.sequence - one.sequence  # a machine that is busy skips some
            assert number_of(other) == (number_of(one) + passed) % 5
            assert other.captured_at - one.captured_at == pytest.approx(passed / 50)
        assert 0 <= time.monotonic() - frames[-1].captured_at < 5, "by the clock of the terminal, and no other"

    play(make(tmp_path / "0.mkv", 0, 1, 2, 3, 4), scenario)


def test_a_slow_pace_shows_each_several_times(tmp_path: Path) -> None:
    """A sheet on the desk would never lie still, and a face be gone before it is compared."""

    async def scenario(camera: PictureCamera) -> None:
        frames = await some(camera, 9)
        for one, other in itertools.pairwise(frames):
            passed = other.sequence - one.sequence  # a machine that is busy skips some
            assert other.captured_at - one.captured_at == pytest.approx(passed / 18)
        shown = {frame.sequence: number_of(frame) for frame in frames}
        assert any(shown[at] == shown.get(at + 1) for at in shown)

    play(folder(tmp_path / "pictures", 1, 2, 3), scenario, per_second=9)


def test_a_single_picture_is_not_frozen(tmp_path: Path) -> None:
    """A portrait on file would be called a broken camera after three seconds."""
    path = tmp_path / "portrait.jpg"
    cv2.imwrite(str(path), picture(3, 640, 480))

    async def scenario(camera: PictureCamera) -> None:
        until = time.monotonic() + 1.5 * QUICK.frozen
        frame = await camera.take(timeout=PATIENCE)
        while frame.captured_at < until:
            frame = await camera.latest(newer_than=frame.captured_at, timeout=PATIENCE)
        assert (frame.width, frame.height) == (640, 480)
        assert camera.health is Health.GOOD

    play(path, scenario)


def test_a_film_that_stands_still_is_frozen(tmp_path: Path) -> None:
    """A frozen camera could not be shown to those who learn what to do about it."""

    async def scenario(camera: PictureCamera) -> None:
        with pytest.raises(CameraBroken):
            await some(camera, 100)
        assert camera.status.state is DeviceState.HARDWARE_ERROR

    play(film(tmp_path / "still.mkv", *[4] * 50), scenario)


def test_a_black_film_is_a_covered_lens(tmp_path: Path) -> None:
    """As above, of a covered lens."""
    path = tmp_path / "black.mkv"
    made = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"FFV1"), 25, (64, 48))
    for _ in range(10):
        made.write(np.zeros((48, 64, 3), np.uint8))
    made.release()

    async def scenario(camera: PictureCamera) -> None:
        async with asyncio.timeout(PATIENCE):
            while camera.health is not Health.DARK:
                await camera.latest(newer_than=time.monotonic())

    play(path, scenario)


@pytest.mark.parametrize("make", [film, folder])
def test_a_pair_shows_one_moment(make: Callable[..., Path], tmp_path: Path) -> None:
    """The same face would be looked at with open eyes in one light and with closed ones in the other."""

    async def scenario() -> None:
        paths = [make(tmp_path / f"{name}.mkv", *range(7)) for name in ("rgb", "infrared")]
        rgb, infrared = (
            PictureCamera(str(path), per_second=20, spectrum=spectrum, delays=QUICK)
            for path, spectrum in zip(paths, Spectrum, strict=True)
        )
        camera = PairedCamera(rgb, infrared)
        await camera.start()
        try:
            first = (await camera.take(timeout=PATIENCE)).captured_at  # one of the two begins before the other
            for _ in range(3):
                pair = await camera.pair(newer_than=first, timeout=PATIENCE)
                assert pair.apart == 0
                assert number_of(pair.rgb) == number_of(pair.infrared)
                assert pair.infrared.spectrum is Spectrum.INFRARED
                first = pair.rgb.captured_at
        finally:
            await camera.close()

    asyncio.run(scenario())


def test_a_photo_from_a_telephone_stands_upright(tmp_path: Path) -> None:
    """Faces would lie on their side, and none would be found."""
    done, data = cv2.imencode(".jpg", picture(2))
    assert done
    turned = b"\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01" + bytes.fromhex(
        "0112 0003 00000001 0006 0000 00000000"
    )
    path = tmp_path / "photo.JPG"
    path.write_bytes(data.tobytes()[:2] + turned + data.tobytes()[2:])

    async def scenario(camera: PictureCamera) -> None:
        frame = await camera.take(timeout=PATIENCE)
        assert (frame.width, frame.height) == (48, 64)

    play(path, scenario)
