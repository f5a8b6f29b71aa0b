# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers of identity cards (居民身份证阅读器)."""

from drivers.contract import Closed, ConfigurationError, DeviceError, DeviceState, Status, TimedOut
from drivers.id_reader.card import CardKind, IdCard, Sex, Validity
from drivers.id_reader.contract import CardUnreadable, IdReader, ReaderAbsent, ReaderBroken, ReaderSilent
from drivers.id_reader.delays import Delays

__all__ = [
    "CardKind",
    "CardUnreadable",
    "Closed",
    "ConfigurationError",
    "Delays",
    "DeviceError",
    "DeviceState",
    "IdCard",
    "IdReader",
    "ReaderAbsent",
    "ReaderBroken",
    "ReaderSilent",
    "Sex",
    "Status",
    "TimedOut",
    "Validity",
]
