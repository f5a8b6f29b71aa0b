# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a camera that terminal.toml names as the scanner is refused, or a wrong setting is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.contract import ConfigurationError, DeviceState
from drivers.registry import find_driver
from drivers.scanner import Scanner
from drivers.scanner.camera import CodeCamera
from drivers.scanner.drivers import DRIVERS
from drivers.settings import Text, Whole

SETTINGS: dict[str, str | int] = {"width": 1280, "height": 720, "per_second": 25, "wechat": ""}


@pytest.mark.parametrize("source", ["/dev/video9", "http://127.0.0.1:9/video.mjpg", "/srv/film.mp4"])
def test_it_opens_by_its_name_with_the_settings_that_it_declares(source: str) -> None:
    driver = find_driver("scanner", "camera", DRIVERS)
    settings = SETTINGS | {"source": source}
    assert set(driver.settings) == set(settings)
    for key, value in settings.items():
        setting = driver.settings[key]
        assert isinstance(setting, Whole if isinstance(value, int) else Text)
        assert setting.fits(value)  # type: ignore[arg-type]  # of the setting's own type, as was just looked at
    scanner = driver.open(settings)
    assert isinstance(scanner, CodeCamera)
    assert isinstance(scanner, Scanner)
    assert scanner.capabilities.interface == "scanner"
    assert scanner.status.state is DeviceState.UNKNOWN


def test_a_folder_without_the_models_is_a_mistake_in_the_settings(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        find_driver("scanner", "camera", DRIVERS).open(SETTINGS | {"source": "/dev/video9", "wechat": str(tmp_path)})
