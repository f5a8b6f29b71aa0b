# SPDX-License-Identifier: GPL-3.0-or-later
"""Scanners from the other side: one that sends bytes (`wire`), and one that types as a keyboard (`keyboard`)."""

from drivers.scanner.emulator.wire import Emulator

__all__ = ["Emulator"]
