# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a camera that terminal.toml names is refused, taken for another kind, or told wrongly."""

from __future__ import annotations

import subprocess
import sys

import pytest

from drivers.camera import Camera, PairCamera, Spectrum
from drivers.camera.drivers import DRIVERS
from drivers.camera.emulator.pictures import PictureCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.camera.opencv import camera_at
from drivers.camera.v4l2 import V4l2Camera
from drivers.contract import ConfigurationError
from drivers.settings import Text

(DRIVER,) = DRIVERS
SIZE = {"width": 640, "height": 480, "per_second": 25}

KINDS = {
    "/dev/video0": V4l2Camera,
    "/dev/v4l/by-id/usb-Maker_Name-video-index0": V4l2Camera,
    "http://192.168.8.20/video.mjpg": MjpegCamera,
    "http://name:password@192.168.8.20:8080/video?size=big": MjpegCamera,
    "/srv/pictures": PictureCamera,
    "/srv/人脸.mp4": PictureCamera,
}
WRONG = ("", "video0", "film.mp4", "/dev/", "/", "rtsp://10.0.0.7/v", "https://10.0.0.7/v", "http://u:secret@ho st/")


@pytest.mark.parametrize(("source", "kind"), KINDS.items())
def test_the_source_tells_the_kind_of_camera(source: str, kind: type[Camera]) -> None:
    """As above."""
    assert DRIVER.name == "opencv"
    setting = DRIVER.settings["source"]
    assert isinstance(setting, Text)
    assert setting.fits(source)
    camera = DRIVER.open({"source": source, "infrared": "", **SIZE})
    assert type(camera) is kind
    assert camera.spectrum is Spectrum.RGB


def test_two_sources_are_a_pair() -> None:
    """A module that sees near infrared too would be half used, and no photo told from a face."""
    setting = DRIVER.settings["infrared"]
    assert isinstance(setting, Text)
    assert setting.fits("/dev/video2")
    for source in KINDS:
        assert isinstance(DRIVER.open({"source": source, "infrared": source, **SIZE}), PairCamera)
        one = camera_at(source, width=640, height=480, per_second=25, spectrum=Spectrum.INFRARED)
        assert one.spectrum is Spectrum.INFRARED


@pytest.mark.parametrize("source", WRONG)
def test_what_is_no_source_is_told_with_its_line(source: str) -> None:
    """A mistake in terminal.toml would show only when a citizen stands there; a password would stand in a message."""
    setting = DRIVER.settings["source"]
    assert isinstance(setting, Text)
    assert not setting.fits(source)
    with pytest.raises(ConfigurationError) as refused:
        camera_at(source, width=640, height=480, per_second=25)
    assert "secret" not in str(refused.value)


def test_pictures_on_file_are_not_for_terminals() -> None:
    """Somebody would let a terminal compare faces with a photo, or would be told of a bug in place of what is meant.

    The terminal build has no emulators: here they are kept from being found, as PyInstaller does.
    """
    program = """if True:
        import sys
        class Left:
            def find_spec(self, name, path=None, target=None):
                if name == "drivers.camera.emulator":
                    raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        sys.meta_path.insert(0, Left())
        from drivers.camera.opencv import camera_at
        from drivers.contract import ConfigurationError
        size = {"width": 640, "height": 480, "per_second": 25}
        camera_at("/dev/video0", **size), camera_at("http://10.0.0.7/v", **size)
        try:
            camera_at("/srv/film.mp4", **size)
        except ConfigurationError as error:
            print(error)
    """
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip().endswith("not part of this build")
