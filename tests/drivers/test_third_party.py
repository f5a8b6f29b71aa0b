# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, another firm's driver cannot be used, or its mistakes take the whole terminal down."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

import pytest

from drivers.contract import Action, ConfigurationError
from drivers.contracts import CONTRACTS, contract_of
from drivers.presence import PresenceSensor
from drivers.registry import BUILT_IN, find_driver
from drivers.third_party import ThirdParty, is_package_name, load_third_party, package_of
from kiosk.terminal import INTERFACES, RECEIPT_PRINTER
from tests.faults.barred_port import as_nobody

NAME = "acme_sensor"

GOOD = """\
from drivers.driver import Driver
from drivers.settings import PORT

DRIVERS = (Driver("presence", "acme_sensor", {"port": PORT}, opens="acme_sensor.device:Sensor", contract=(1, 0)),)
"""
DEVICE = """\
from drivers.presence.modbus import ModbusPresence

class Sensor(ModbusPresence):
    pass
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    before = set(sys.modules)
    folder = tmp_path / "drivers"
    (folder / NAME).mkdir(parents=True)
    for path in (folder, folder / NAME):
        path.chmod(0o755)
    yield folder
    for name in set(sys.modules) - before:
        if name.partition(".")[0] == NAME:
            del sys.modules[name]


def write(folder: Path, init: str = GOOD, device: str = DEVICE) -> None:
    for file, text in ((folder / NAME / "__init__.py", init), (folder / NAME / "device.py", device)):
        file.write_text(dedent(text), encoding="utf-8")
        file.chmod(0o644)


def load(folder: Path, *allowed: str) -> ThirdParty:
    return load_third_party(folder, allowed or (NAME,), owners={0, os.getuid()})


def fault(folder: Path) -> str:
    loaded = load(folder)
    assert loaded.drivers == ()
    return loaded.faults[NAME]


def test_a_driver_of_another_firms(folder: Path) -> None:
    """Every make that we have no driver for would need one of ours."""
    write(folder)
    loaded = load(folder)
    assert loaded.faults == {}
    driver = find_driver("presence", NAME, (*BUILT_IN, *loaded.drivers))
    sensor = driver.open({"port": "/dev/ttyUSB0"})
    assert isinstance(sensor, PresenceSensor)
    assert type(sensor).__module__ == f"{NAME}.device"


def test_its_code_is_loaded_with_the_device_only(folder: Path) -> None:
    """A vendor's library would be loaded for commands that need no device."""
    write(folder, device="raise RuntimeError('loaded too early')")
    assert load(folder).faults == {}


def test_what_is_not_allowed_is_not_touched(folder: Path) -> None:
    """Whatever lies in the folder would run in the terminal."""
    write(folder)
    left = folder / "left_alone"
    left.mkdir()
    (left / "__init__.py").write_text("raise SystemExit('it ran')", encoding="utf-8")
    assert load(folder).faults == {}
    with pytest.raises(ModuleNotFoundError):
        __import__("left_alone")
    assert not any(str(folder) in place for place in sys.path)


def test_another_folder_another_package(folder: Path, tmp_path: Path) -> None:
    """An update would go on with the code of the folder before."""
    write(folder)
    assert len(load(folder).drivers) == 1
    other = tmp_path / "other"
    (other / NAME).mkdir(parents=True)
    for path in (other, other / NAME):
        path.chmod(0o755)
    write(other, "DRIVERS = ()")
    assert load(other) == ThirdParty()


@pytest.mark.parametrize(
    ("init", "says"),
    [
        ("DRIVERS = (", "__init__.py line 1: SyntaxError"),
        ("\n\nimport no_such_module_at_all", "__init__.py line 3: ModuleNotFoundError: No module named"),
        ("def f():\n    raise ValueError('serial number')\nf()", "__init__.py line 2: ValueError: serial number"),
        ("import sys; sys.exit('bye')", "__init__.py line 1: SystemExit: bye"),
        ("", "has no DRIVERS, a tuple of Driver"),
        ("DRIVERS = [1]", "has no DRIVERS, a tuple of Driver"),
        ("DRIVERS = ('acme_sensor',)", "has no DRIVERS, a tuple of Driver"),
        (GOOD.replace('"acme_sensor", {', '"modbus", {'), 'must be named "acme_sensor", or begin with "acme_sensor."'),
        (GOOD.replace('"presence"', '"toaster"'), "fulfils 'toaster'; there is: "),
        (GOOD.replace(", contract=(1, 0)", ""), "does not say for which version of the contract"),
        (GOOD.replace("(1, 0)", "(2, 0)"), "was written for version 2.0 of the contract; this terminal has 1.0"),
        (GOOD.replace("(1, 0)", "(1, 7)"), "was written for version 1.7 of the contract; this terminal has 1.0"),
        (GOOD.replace("acme_sensor.device:", "os:"), "must open a module of its own package, not 'os'"),
        (GOOD.replace("PORT}", "'/dev/ttyUSB0'}"), "declares the setting 'port' as what none can be"),
        (GOOD.replace('{"port"', '{"driver"'), "declares the setting 'driver' as what none can be"),
        (GOOD + "DRIVERS += DRIVERS\n", "is there twice"),
    ],
)
def test_a_mistake_in_a_package_is_told_in_words(init: str, says: str, folder: Path) -> None:
    """A traceback in the log of a terminal far away, and nobody knows whose file it is."""
    write(folder, init)
    told = fault(folder)
    assert says in told
    assert told.startswith(f"package {NAME!r} cannot be used: {folder / NAME}")


def test_a_package_that_others_could_change_is_not_loaded(folder: Path) -> None:
    """Whoever can write a file there runs code in the terminal."""
    write(folder, "raise SystemExit('it ran')")
    (folder / NAME / "device.py").chmod(0o666)
    assert "device.py can be written by others; chmod go-w" in fault(folder)
    assert NAME not in sys.modules


def test_a_package_that_cannot_be_read() -> None:
    """The engine, which is not root, would end with a traceback."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        (folder / NAME).mkdir()
        write(folder)
        (folder / NAME).chmod(0)
        with as_nobody():
            assert "Permission denied" in fault(folder)
        (folder / NAME).chmod(0o755)


def test_no_package(folder: Path) -> None:
    """A slip in the name would look like a broken device."""
    assert "is no package" in load(folder, "acme_senser").faults["acme_senser"]
    assert "nowhere is not there" in load(folder / "nowhere").faults[NAME]


@pytest.mark.parametrize("name", ["json", "serial", "drivers"])
def test_a_name_that_is_taken(name: str, folder: Path) -> None:
    """A package of that name would stand in for a module that the terminal itself needs, or never be reached."""
    there = sys.modules.get(name)
    (folder / name).mkdir(mode=0o755)
    (folder / name / "__init__.py").write_text("DRIVERS = ()", encoding="utf-8")
    assert "the name belongs to a module" in load(folder, name).faults[name]
    assert sys.modules.get(name) is there


def test_the_name_of_one_of_ours(folder: Path) -> None:
    """It could not be told which of the two a terminal uses."""
    (folder / "sdt").mkdir(mode=0o755)
    text = GOOD.replace("acme_sensor", "sdt").replace('"presence"', '"id_reader"')
    (folder / "sdt" / "__init__.py").write_text(text, encoding="utf-8")
    try:
        assert "has the name of one that comes with the terminal" in load(folder, "sdt").faults["sdt"]
    finally:
        del sys.modules["sdt"]


def test_one_bad_package_costs_no_other(folder: Path) -> None:
    """One firm's mistake would take away another firm's devices."""
    write(folder)
    loaded = load(folder, "not_there", NAME, NAME)
    assert [driver.name for driver in loaded.drivers] == [NAME]
    assert list(loaded.faults) == ["not_there"]


@pytest.mark.parametrize(
    ("device", "says"),
    [
        ("\nraise ValueError('no licence')", "device.py line 2: ValueError: no licence"),
        ("import acme_library", "needs acme_library, which is not part of this build"),
        ("", "AttributeError: module 'acme_sensor.device' has no attribute 'Sensor'"),
        ("class Sensor:\n    pass", "TypeError: Sensor() takes no arguments"),
        ("Sensor = dict", "returned no Device"),
        (
            "from drivers.presence import PresenceSensor\n"
            "class Sensor(PresenceSensor):\n"
            "    def __init__(self, port): pass",
            "abstract",
        ),
        ("from drivers.id_reader.sdt import SdtReader as Sensor", "returned no PresenceSensor"),
    ],
)
def test_a_driver_that_cannot_be_opened_is_told_in_words(device: str, says: str, folder: Path) -> None:
    """The engine would end, and be started again, and end, because of one device."""
    write(folder, device=device)
    (driver,) = load(folder).drivers
    with pytest.raises(ConfigurationError) as wrong:
        driver.open({"port": "/dev/ttyUSB0"})
    assert says in str(wrong.value)
    assert NAME in str(wrong.value)
    assert wrong.value.action is Action.CONFIGURATION


def test_a_driver_that_refuses_its_settings(folder: Path) -> None:
    """What it says itself would be lost."""
    device = """\
    from drivers.contract import ConfigurationError

    def Sensor(port):
        raise ConfigurationError("no such letterbox")
    """
    write(folder, device=device)
    (driver,) = load(folder).drivers
    with pytest.raises(ConfigurationError, match=r"^no such letterbox$"):
        driver.open({"port": "/dev/ttyUSB0"})


@pytest.mark.parametrize("name", ["acme_radar", "a", "r2d2"])
def test_names_of_packages(name: str) -> None:
    """A good name would be refused."""
    assert is_package_name(name)


@pytest.mark.parametrize("name", ["", "..", "a/b", "../a", "a.b", "Acme", "2fast", "a b", "a\n", "é", "a" * 65])
def test_what_is_no_name_of_a_package(name: str) -> None:
    """A name such as ../x would lead out of the folder."""
    assert not is_package_name(name)


def test_whose_a_driver_is() -> None:
    """The reason why a driver is missing would not be told."""
    assert (package_of("acme"), package_of("acme.usb"), package_of("")) == ("acme", "acme", "")


@pytest.mark.parametrize("interface", sorted({driver.interface for driver in BUILT_IN} | set(CONTRACTS)))
def test_every_contract_can_be_fulfilled_by_another_firm(interface: str) -> None:
    """Drivers for some class of devices could only be ours, or be checked against another class's contract."""
    contract = contract_of(interface)
    module = sys.modules[contract.device.__module__]
    assert interface == module.INTERFACE
    assert contract.version == module.VERSION
    assert interface in set(INTERFACES.values()) - {RECEIPT_PRINTER}
