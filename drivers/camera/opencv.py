# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `opencv`: any camera whose pictures OpenCV understands; `source` tells how they come.

* a node under /dev: a USB camera, or any other that Linux knows (`drivers.camera.v4l2`);
* an address: a network camera (`drivers.camera.mjpeg`);
* any other path: a film, a picture or a folder of pictures, for the demo, tests and training.
"""

from __future__ import annotations

from importlib import import_module

from drivers.camera.contract import Camera, Spectrum
from drivers.camera.drivers import is_device_path, is_pictures_path, is_stream_url
from drivers.camera.mjpeg import MjpegCamera
from drivers.camera.pair import PairedCamera
from drivers.camera.v4l2 import V4l2Camera
from drivers.contract import ConfigurationError

_PICTURES = "drivers.camera.emulator.pictures"
"""Loaded by its name, for the terminal build goes without it."""


def open_camera(source: str, infrared: str = "", *, width: int, height: int, per_second: int) -> Camera:
    """Return the camera of these settings, with two sources the pair."""
    rgb = camera_at(source, width=width, height=height, per_second=per_second)
    if not infrared:
        return rgb
    other = camera_at(
        infrared,
        width=width,
        height=height,
        per_second=per_second,
        spectrum=Spectrum.INFRARED,
        title="infrared camera",
    )
    return PairedCamera(rgb, other)


def camera_at(
    source: str,
    *,
    width: int,
    height: int,
    per_second: int,
    spectrum: Spectrum = Spectrum.RGB,
    title: str = "camera",
) -> Camera:
    """Return the camera at a source. A network camera and pictures on file have a size of their own.

    Raises `ConfigurationError` for what is no source, and for pictures on file in the terminal build.
    """
    if is_device_path(source):
        return V4l2Camera(source, width=width, height=height, per_second=per_second, spectrum=spectrum, title=title)
    if is_stream_url(source):
        return MjpegCamera(source, spectrum=spectrum, title=title)
    if not is_pictures_path(source):  # the message quotes nothing of it, for it may hold a password
        raise ConfigurationError("a camera's source: expected a path or an address")
    try:
        pictures = import_module(_PICTURES)
    except ModuleNotFoundError as error:
        if error.name is None or not _PICTURES.startswith(error.name):
            raise
        message = "files and folders as a camera are for demo, tests and training: not part of this build"
        raise ConfigurationError(message) from None
    camera: Camera = pictures.PictureCamera(source, per_second=per_second, spectrum=spectrum, title=title)
    return camera
