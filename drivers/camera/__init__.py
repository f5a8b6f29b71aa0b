# SPDX-License-Identifier: GPL-3.0-or-later
"""Cameras (摄像头): pictures in visible light and near infrared."""

from drivers.camera.contract import (
    Camera,
    CameraAbsent,
    CameraBroken,
    CameraSilent,
    Exposure,
    Frame,
    Health,
    Pair,
    PairCamera,
    Pixels,
    Region,
    Spectrum,
)
from drivers.contract import Closed, ConfigurationError, DeviceError, DeviceState, Status, TimedOut

__all__ = [
    "Camera",
    "CameraAbsent",
    "CameraBroken",
    "CameraSilent",
    "Closed",
    "ConfigurationError",
    "DeviceError",
    "DeviceState",
    "Exposure",
    "Frame",
    "Health",
    "Pair",
    "PairCamera",
    "Pixels",
    "Region",
    "Spectrum",
    "Status",
    "TimedOut",
]
