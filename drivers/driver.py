# SPDX-License-Identifier: GPL-3.0-or-later
"""What the terminal knows of a driver before it opens a device with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from drivers.contract import ConfigurationError, Device
from drivers.settings import Setting, Value


@dataclass(frozen=True)
class Driver:
    """A driver by its name in terminal.toml. A driver's own code is loaded when a device is opened with it."""

    interface: str
    """The contract that it fulfils, such as `id_reader`."""
    name: str
    """`driver = "…"` in terminal.toml; unique within its interface."""
    settings: Mapping[str, Setting]
    """What it can be told, by key."""
    opens: str
    """`module:callable`; called with the settings as keyword arguments, it returns the device."""
    contract: tuple[int, int] | None = None
    """The version of its contract that it was written for; None for ours, which move with the contract."""

    def open(self, settings: Mapping[str, Value]) -> Device:
        """Return the device, not started. Raises `ConfigurationError` when the settings cannot be used."""
        module, _, name = self.opens.partition(":")
        try:
            make = getattr(import_module(module), name)
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                f"driver {self.name!r} needs {error.name}, which is not part of this build"
            ) from None
        device = make(**settings)
        if not isinstance(device, Device):
            raise TypeError(f"{self.opens} returned no Device")
        return device
