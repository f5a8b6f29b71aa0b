# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers of other firms: packages in a folder of the system's, used only where terminal.toml allows them by name.

A package is what Python imports, and has a tuple `DRIVERS`. A driver's name is its package's, or begins with it and a
dot: it clashes with nobody else's and says whose it is. docs/drivers.md, "Writing another driver", takes an outsider
through all of it.

Whatever is wrong with a package is a fault of that package alone: a device that wants a driver of it is not to be had,
everything else works.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import get_args

from drivers.contract import ConfigurationError, Device, DeviceError
from drivers.contracts import CONTRACTS, contract_of
from drivers.driver import Driver
from drivers.outside import NotImported, import_package, told
from drivers.ownership import Untrusted, check_folder, check_package
from drivers.registry import BUILT_IN
from drivers.settings import Setting, Value

INSTALLED = Path("/opt/kiosk/drivers")
"""Where the packages of an installed terminal are."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


class _Fault(Exception):  # noqa: N818
    """Why a package cannot be used, in words that name its file."""


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """What other firms' packages have brought."""

    drivers: tuple[Driver, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    """Why a package cannot be used, by its name."""


def is_package_name(name: str) -> bool:
    """Whether a text can be the name of a package of drivers."""
    return _NAME.fullmatch(name) is not None


def package_of(driver: str) -> str:
    """Return the name of the package that a driver of this name would be in."""
    return driver.partition(".")[0]


def load_third_party(folder: Path, allowed: Sequence[str], *, owners: Collection[int]) -> ThirdParty:
    """Load the packages of these names out of `folder`; nothing else in it is touched. Raises nothing.

    Files and folders must belong to `owners` (user numbers), and nobody else may be able to change them.
    """
    drivers: list[Driver] = []
    faults: dict[str, str] = {}
    for name in dict.fromkeys(allowed):
        try:
            drivers += _drivers(folder, name, owners)
        except _Fault as fault:
            faults[name] = f"package {name!r} cannot be used: {fault}"
    return ThirdParty(tuple(drivers), faults)


def _drivers(folder: Path, name: str, owners: Collection[int]) -> list[Driver]:
    package = folder / name
    try:
        check_folder(folder, owners)
        check_package(package, owners)
        module = import_package(package)
    except (Untrusted, NotImported) as error:
        raise _Fault(str(error)) from None
    except OSError as error:
        raise _Fault(f"{error.filename}: {error.strerror}") from None
    declared = getattr(module, "DRIVERS", None)
    file = package / "__init__.py"
    if not isinstance(declared, tuple) or not all(isinstance(driver, Driver) for driver in declared):
        raise _Fault(f"{file} has no DRIVERS, a tuple of Driver")
    seen: set[tuple[str, str]] = set()
    for driver in declared:
        for problem in _problems(driver, name):
            raise _Fault(f"{file}: driver {driver.name!r} {problem}")
        if (driver.interface, driver.name) in seen:
            raise _Fault(f"{file}: driver {driver.name!r} is there twice")
        seen.add((driver.interface, driver.name))
    return [_Theirs(**{part.name: getattr(driver, part.name) for part in fields(Driver)}) for driver in declared]


def _problems(driver: Driver, package: str) -> Iterator[str]:
    """Say what a driver's declaration lacks."""
    if package_of(driver.name) != package:
        yield f'must be named "{package}", or begin with "{package}."'
    if any((known.interface, known.name) == (driver.interface, driver.name) for known in BUILT_IN):
        yield "has the name of one that comes with the terminal"
    if driver.interface not in CONTRACTS:
        yield f"fulfils {driver.interface!r}; there is: {', '.join(sorted(CONTRACTS))}"
    else:
        yield from _mismatch(driver.contract, contract_of(driver.interface).version)
    module = driver.opens.partition(":")[0]
    if module != package and not module.startswith(f"{package}."):
        yield f"must open a module of its own package, not {module!r}"
    for key, setting in driver.settings.items():
        if not isinstance(setting, get_args(Setting)) or key == "driver":
            yield f"declares the setting {key!r} as what none can be"


def _mismatch(written_for: tuple[int, int] | None, ours: tuple[int, int]) -> Iterator[str]:
    if written_for is None:
        yield f"does not say for which version of the contract it was written; contract=({ours[0]}, {ours[1]}) is ours"
    elif written_for[0] != ours[0] or written_for[1] > ours[1]:
        yield "was written for version {}.{} of the contract; this terminal has {}.{}".format(*written_for, *ours)


class _Theirs(Driver):
    """A driver whose mistakes must not become the terminal's."""

    def open(self, settings: Mapping[str, Value]) -> Device:
        """See `Driver.open`."""
        try:
            device = super().open(settings)
        except DeviceError:
            raise
        except Exception as error:
            raise ConfigurationError(f"driver {self.name!r}: {told(error, package_of(self.name))}") from error
        wanted = contract_of(self.interface).device
        if not isinstance(device, wanted):
            raise ConfigurationError(f"driver {self.name!r}: {self.opens} returned no {wanted.__name__}")
        return device
