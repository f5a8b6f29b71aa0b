# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers for cameras (摄像头), as terminal.toml names them."""

from __future__ import annotations

from urllib.parse import urlsplit

from drivers.camera.contract import INTERFACE
from drivers.driver import Driver
from drivers.settings import Setting, Text, Whole


def is_stream_url(url: str) -> bool:
    """Whether a text can be the address of a network camera; opens nothing."""
    try:
        address = urlsplit(url)
        sound = address.scheme == "http" and bool(address.hostname) and address.port != 0
    except ValueError:
        return False
    return sound and url.isascii() and all(character > " " for character in url)


def is_device_path(path: str) -> bool:
    """Whether a text can be the node of a video device."""
    return path.startswith("/dev/") and len(path) > len("/dev/")


def is_pictures_path(path: str) -> bool:
    """Whether a text can be the path of a file or folder of pictures, which takes a camera's place in the demo."""
    return path.startswith("/") and len(path) > 1 and not path.startswith("/dev/")


def _is_source(source: str) -> bool:
    return is_device_path(source) or is_stream_url(source) or is_pictures_path(source)


_SOURCE = 'a path such as "/dev/video0", or an address such as "http://192.168.8.20/video.mjpg"'


def camera_settings(*, width: int, height: int, per_second: int) -> dict[str, Setting]:
    """Return what a camera can be told, with these defaults; it gives the nearest that it has."""
    return {
        "source": Text(_SOURCE, _is_source),
        "width": Whole("pixels, 160 to 8192", lambda pixels: 160 <= pixels <= 8192, width),
        "height": Whole("pixels, 120 to 8192", lambda pixels: 120 <= pixels <= 8192, height),
        "per_second": Whole("pictures a second, 1 to 60", lambda rate: 1 <= rate <= 60, per_second),
    }


# The second camera of a module that sees near infrared too (红外双目), or none.
_INFRARED = {"infrared": Text(_SOURCE, lambda source: not source or _is_source(source), "")}

DRIVERS = (
    Driver(
        INTERFACE,
        "opencv",
        camera_settings(width=1280, height=720, per_second=25) | _INFRARED,
        opens="drivers.camera.opencv:open_camera",
    ),
)
