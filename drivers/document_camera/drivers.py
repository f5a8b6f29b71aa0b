# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers for document cameras (高拍仪), as terminal.toml names them."""

from __future__ import annotations

from drivers.camera.drivers import camera_settings
from drivers.document_camera.contract import INTERFACE
from drivers.driver import Driver
from drivers.settings import Setting, Whole

_SHEET: dict[str, Setting] = {
    "dpi": Whole("dots an inch, 100 to 400", lambda dpi: 100 <= dpi <= 400, 200),
    "kilobytes": Whole("thousand bytes, 50 to 10000", lambda size: 50 <= size <= 10_000, 500),
}

DRIVERS = (
    Driver(
        INTERFACE,
        "opencv",
        camera_settings(width=2592, height=1944, per_second=10) | _SHEET,
        opens="drivers.document_camera.page_camera:open_camera",
    ),
)
