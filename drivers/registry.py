# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver names as they stand in terminal.toml, and the devices that they open."""

from __future__ import annotations

from drivers.contract import ConfigurationError
from drivers.id_reader.contract import IdReader
from drivers.id_reader.delays import Delays
from drivers.id_reader.sdt import BAUD_RATES, SdtReader

ID_READERS = {"sdt": SdtReader}
"""Drivers for `[devices.id_reader]`."""


def open_id_reader(
    driver: str = "sdt", *, port: str, baud: int = BAUD_RATES[0], delays: Delays | None = None
) -> IdReader:
    """Return the reader that the settings name; nothing is opened before its `start()`.

    Raises `ConfigurationError` for an unknown driver, a port that is none, or a speed that no reader has.
    """
    if driver not in ID_READERS:
        raise ConfigurationError(f"unknown driver {driver!r} for an ID-card reader; there is: {', '.join(ID_READERS)}")
    if baud not in BAUD_RATES:
        raise ConfigurationError(f"an ID-card reader has no {baud} baud; it has: {', '.join(map(str, BAUD_RATES))}")
    return ID_READERS[driver](port, baud=baud, delays=delays)
