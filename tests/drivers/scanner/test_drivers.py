# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a mistake in terminal.toml is found in a village hall and not at the desk."""

import pytest

from drivers.scanner import Scanner
from drivers.scanner.drivers import DRIVERS
from drivers.scanner.framing import Suffix
from drivers.settings import Text, Value

SERIAL, EVDEV = (next(driver for driver in DRIVERS if driver.name == name) for name in ("serial", "evdev"))
NODE = "/dev/input/by-id/usb-Nobody_Scanner_0001-event-kbd"


def fits(setting: object, value: str) -> bool:
    assert isinstance(setting, Text)
    return setting.fits(value)


@pytest.mark.parametrize("suffix", Suffix)
def test_the_drivers_open_with_what_may_be_set(suffix: Suffix) -> None:
    """A setting that the table allows would stop the terminal."""
    settings: dict[str, Value] = {"suffix": suffix.value, "prefix": "02", "aim": False}
    assert fits(SERIAL.settings["suffix"], suffix.value)
    wire: dict[str, Value] = {"port": "/dev/ttyACM0", "baud": 9600, "trigger_on": "16 54 0D", "trigger_off": "16550d"}
    assert isinstance(SERIAL.open(settings | wire), Scanner)
    assert isinstance(EVDEV.open(settings | {"node": NODE}), Scanner)


@pytest.mark.parametrize("node", ["/dev/input/event7", "/dev/ttyACM0", "by-id/x-event-kbd", NODE + "/..", ""])
def test_a_node_that_may_be_another_tomorrow(node: str) -> None:
    """event7 is the scanner today and the touch screen after the next start."""
    assert not fits(EVDEV.settings["node"], node)
    assert fits(EVDEV.settings["node"], NODE)
    assert fits(EVDEV.settings["node"], NODE.replace("by-id/usb-Nobody_Scanner_0001", "by-path/pci-0000:00:14.0-usb"))


@pytest.mark.parametrize("text", ["0", "16 5", "0x16", "SYN", "16,54", "16\u300054"])
def test_what_is_no_hexadecimal(text: str) -> None:
    """Half a trigger would be sent, or the driver would end with an error of ours."""
    assert not fits(SERIAL.settings["trigger_on"], text)
    assert fits(SERIAL.settings["trigger_on"], "16 54 0D")
    assert fits(SERIAL.settings["prefix"], "")
