# SPDX-License-Identifier: GPL-3.0-or-later
"""Scanners of codes (扫码器)."""

from drivers.contract import Closed, ConfigurationError, DeviceError, DeviceState, Status, TimedOut
from drivers.scanner.code import Code, Symbology
from drivers.scanner.contract import (
    CodeDamaged,
    CodeTooLong,
    CodeUnreadable,
    ConfigurationCode,
    Scanner,
    ScannerAbsent,
)
from drivers.scanner.masked import summary

__all__ = [
    "Closed",
    "Code",
    "CodeDamaged",
    "CodeTooLong",
    "CodeUnreadable",
    "ConfigurationCode",
    "ConfigurationError",
    "DeviceError",
    "DeviceState",
    "Scanner",
    "ScannerAbsent",
    "Status",
    "Symbology",
    "TimedOut",
    "summary",
]
