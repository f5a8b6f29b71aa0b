# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers of identity cards (居民身份证阅读器)."""

from drivers.card_reader import CardUnreadable, ReaderAbsent, ReaderBroken, ReaderSilent
from drivers.contract import Closed, ConfigurationError, DeviceError, DeviceState, Status, TimedOut
from drivers.id_reader.card import CardKind, IdCard, Sex, Validity
from drivers.id_reader.contract import IdReader, IdReaderCapabilities
from drivers.id_reader.delays import Delays
from drivers.id_reader.fingerprint import Finger, Fingerprint
from drivers.id_reader.photo import PhotoFault, PhotoUndecoded, Picture

__all__ = [
    "CardKind",
    "CardUnreadable",
    "Closed",
    "ConfigurationError",
    "Delays",
    "DeviceError",
    "DeviceState",
    "Finger",
    "Fingerprint",
    "IdCard",
    "IdReader",
    "IdReaderCapabilities",
    "PhotoFault",
    "PhotoUndecoded",
    "Picture",
    "ReaderAbsent",
    "ReaderBroken",
    "ReaderSilent",
    "Sex",
    "Status",
    "TimedOut",
    "Validity",
]
