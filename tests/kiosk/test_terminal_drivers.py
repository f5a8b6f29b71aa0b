# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a terminal with another firm's driver does not start, or starts with settings that nobody checked."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.contract import ConfigurationError
from drivers.presence import PresenceSensor
from drivers.third_party import INSTALLED
from kiosk.devices import open_device
from kiosk.places import Places
from kiosk.terminal import TerminalFileError, load_terminal

TERMINAL = """\
[terminal]
id = "4452-0137"
division = "445202003201"
place = "东阳村便民服务站"

[platform]
url = "https://platform.example.gov.cn"
credentials = "credentials"

[drivers]
allowed = ["sample_sensor"]

[devices.presence]
driver = "sample_sensor.fast"
port = "/dev/ttyUSB0"
reach = 2.5

[devices.id_reader]
driver = "sdt"
port = "/dev/ttyUSB1"
"""
PACKAGE = """\
from drivers.driver import Driver
from drivers.presence.modbus import ModbusPresence
from drivers.settings import PORT, Number

SETTINGS = {"port": PORT, "reach": Number("a number of metres from 0.5 to 5", lambda reach: 0.5 <= reach <= 5, 1.0)}
DRIVERS = (Driver("presence", "sample_sensor.fast", SETTINGS, opens="sample_sensor:sensor", contract=(1, 0)),)

def sensor(port, reach):
    assert reach == 2.5
    return ModbusPresence(port)
"""


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    before = set(sys.modules)
    places = Places.of(tmp_path)
    places.config.mkdir()
    (places.drivers / "sample_sensor").mkdir(parents=True)
    for path in (places.drivers, places.drivers / "sample_sensor"):
        path.chmod(0o755)
    yield places
    for name in set(sys.modules) - before:
        if name.partition(".")[0] == "sample_sensor":
            del sys.modules[name]


def write(places: Places, terminal: str = TERMINAL, package: str = PACKAGE) -> Path:
    init = places.drivers / "sample_sensor" / "__init__.py"
    init.write_text(package, encoding="utf-8")
    init.chmod(0o644)
    file = places.config / "terminal.toml"
    file.write_text(terminal, encoding="utf-8")
    return file


def complaint(places: Places, terminal: str) -> str:
    with pytest.raises(TerminalFileError) as refused:
        load_terminal(write(places, terminal), places.drivers)
    return str(refused.value)


def test_where_the_packages_are(tmp_path: Path) -> None:
    """A package put where the document says would not be found."""
    assert Places.of(None).drivers == INSTALLED == Path("/opt/kiosk/drivers")
    assert Places.of(tmp_path).drivers == tmp_path / "drivers"


def test_a_device_with_another_firms_driver(places: Places) -> None:
    """It could not be used at all, or not told its settings."""
    terminal = load_terminal(write(places), places.drivers)
    assert terminal.devices["presence"].settings == {"port": "/dev/ttyUSB0", "reach": 2.5}
    assert isinstance(open_device(terminal, "presence"), PresenceSensor)


@pytest.mark.parametrize(
    ("found", "instead", "line", "says"),
    [
        ("reach = 2.5", "reach = 25", 16, "devices.presence.reach must be a number of metres from 0.5 to 5, found 25"),
        ("reach = 2.5", "raech = 2.5", 16, 'devices.presence.raech is unknown; did you mean "reach"?'),
        ('port = "/dev/ttyUSB0"', 'port = "COM3"', 15, 'found "COM3"'),
        ("sample_sensor.fast", "sample_sensor.slow", 14, '"sample_sensor.fast", found "sample_sensor.slow"'),
        ('["sample_sensor"]', '["../sample_sensor"]', 11, "drivers.allowed must be a list of packages such as"),
        ('["sample_sensor"]', '"sample_sensor"', 11, "drivers.allowed must be a list of packages such as"),
        ('["sample_sensor"]', "[]", 14, "devices.presence.driver must be "),
        ("allowed =", "allow =", 11, 'drivers.allow is unknown; did you mean "allowed"?'),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(
    found: str, instead: str, line: int, says: str, places: Places
) -> None:
    """A technician would look for it in the other firm's package."""
    assert found in TERMINAL
    told = complaint(places, TERMINAL.replace(found, instead))
    assert f"terminal.toml line {line}: " in told
    assert says in told


@pytest.mark.parametrize("package", ["import nothing_of_that_name", PACKAGE.replace("(1, 0)", "(9, 0)"), "DRIVERS = ("])
def test_a_package_that_cannot_be_used_takes_away_its_device_only(package: str, places: Places) -> None:
    """One bad update of another firm's would take down every terminal that has the package."""
    terminal = load_terminal(write(places, package=package), places.drivers)
    with pytest.raises(ConfigurationError, match="package 'sample_sensor' cannot be used: "):
        open_device(terminal, "presence")
    open_device(terminal, "id_reader")


def test_a_package_that_fails_to_judge_a_setting_takes_away_its_device_only(places: Places) -> None:
    """As above."""
    package = PACKAGE.replace("0.5 <= reach", "1 / 0 <= reach")
    terminal = load_terminal(write(places, package=package), places.drivers)
    with pytest.raises(ConfigurationError, match=r"'sample_sensor.fast' fails to judge a setting: ZeroDivisionError"):
        open_device(terminal, "presence")


def test_a_package_that_is_not_there_takes_away_its_device_only(places: Places) -> None:
    """As above."""
    write(places)
    (places.drivers / "sample_sensor" / "__init__.py").unlink()
    terminal = load_terminal(places.config / "terminal.toml", places.drivers)
    with pytest.raises(ConfigurationError, match="is no package"):
        open_device(terminal, "presence")


def test_without_a_word_of_it_no_package_is_loaded(places: Places) -> None:
    """Whatever lies in the folder would run."""
    text = TERMINAL.replace('[drivers]\nallowed = ["sample_sensor"]\n', "").replace("sample_sensor.fast", "sdt")
    told = complaint(places, text)
    assert "devices.presence.driver must be " in told
    assert "sample_sensor" not in sys.modules


def test_an_installed_terminal_trusts_root_alone(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that was broken into could make itself at home in its own drivers."""
    import os

    import kiosk.terminal

    file = write(places)
    monkeypatch.setattr(kiosk.terminal, "INSTALLED", places.drivers)
    if os.getuid() == 0:
        os.chown(places.drivers / "sample_sensor", 4711, -1)
        monkeypatch.setattr(os, "getuid", lambda: 4711)
    assert "belongs to user" in (load_terminal(file, places.drivers).devices["presence"].fault or "")
    monkeypatch.setattr(kiosk.terminal, "INSTALLED", INSTALLED)
    if os.geteuid() == 0:
        assert load_terminal(file, places.drivers).devices["presence"].fault is None
