# SPDX-License-Identifier: GPL-3.0-or-later
import subprocess
import sys

import pytest

from drivers.contract import Action, ConfigurationError, Device, DeviceState
from drivers.driver import Driver
from drivers.registry import BUILT_IN, find_driver
from drivers.settings import Flag, Setting, Text, Whole, Wholes


def test_a_reader_by_its_name() -> None:
    """The terminal's settings would open nothing."""
    reader = find_driver("id_reader", "sdt").open({"port": "/dev/ttyUSB0", "baud": 9600})
    assert reader.status.state is DeviceState.UNKNOWN
    assert not reader.status.usable


def test_a_name_that_no_driver_has() -> None:
    """A slip in the settings would look like broken hardware."""
    with pytest.raises(ConfigurationError, match="'sdtt'") as wrong:
        find_driver("id_reader", "sdtt")
    assert wrong.value.action is Action.CONFIGURATION


def test_a_port_that_is_none() -> None:
    """A slip in the settings would look like broken hardware."""
    with pytest.raises(ConfigurationError, match="'COM3'"):
        find_driver("id_reader", "sdt").open({"port": "COM3", "baud": 115200})


def test_code_that_is_not_part_of_this_build() -> None:
    """A terminal told to use an emulator would end with a traceback instead of a word about its settings."""
    with pytest.raises(ConfigurationError, match="not part of this build"):
        Driver("scanner", "left_out", {}, opens="drivers.left_out.emulator:Thing").open({})


def test_no_name_twice() -> None:
    """Of two drivers of one name the second could never be used."""
    names = [(driver.interface, driver.name) for driver in BUILT_IN]
    assert len(names) == len(set(names))


def test_looking_a_driver_up_loads_none() -> None:
    """`kiosk doctor` would load OpenCV and PC/SC for a terminal that has neither."""
    heavy = "cv2", "smartcard", "usb", "zxingcpp"
    code = f"import sys, drivers.registry; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("driver", BUILT_IN, ids=lambda driver: f"{driver.interface}-{driver.name}")
def test_defaults_fit_what_is_expected(driver: Driver) -> None:
    """A default that the file itself must not say could not be written down by a technician."""
    for setting in driver.settings.values():
        assert _default_fits(setting)


def _default_fits(setting: Setting) -> bool:
    match setting:
        case Flag() | Wholes():
            return True
        case Text(default=None) | Whole(default=None):
            return True
        case Text(default=text, fits=fits):
            return text in {None, ""} or fits(str(text))
        case _:
            return setting.default is None or setting.fits(setting.default)  # type: ignore[arg-type]


def test_only_devices_are_opened() -> None:
    """Another firm's driver that returns something else would fail in the midst of a visit."""
    with pytest.raises(TypeError, match="no Device"):
        Driver("scanner", "odd", {}, opens="builtins:dict").open({})
    assert isinstance(find_driver("id_reader", "sdt").open({"port": "/dev/ttyS0", "baud": 9600}), Device)
