# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from drivers.contract import Action, ConfigurationError, DeviceState
from drivers.registry import open_id_reader


def test_a_reader_by_its_name() -> None:
    """The terminal's settings would open nothing."""
    reader = open_id_reader("sdt", port="/dev/ttyUSB0")
    assert reader.status.state is DeviceState.UNKNOWN
    assert not reader.status.usable


@pytest.mark.parametrize(
    ("driver", "port", "baud", "word"),
    [
        ("sdtt", "/dev/ttyUSB0", 115200, "'sdtt'"),
        ("sdt", "COM3", 115200, "'COM3'"),
        ("sdt", "/dev/ttyUSB0", 1200, "1200"),
    ],
)
def test_settings_that_cannot_be_meant(driver: str, port: str, baud: int, word: str) -> None:
    """A slip in terminal.toml would look like broken hardware."""
    with pytest.raises(ConfigurationError, match=word) as wrong:
        open_id_reader(driver, port=port, baud=baud)
    assert wrong.value.action is Action.CONFIGURATION
