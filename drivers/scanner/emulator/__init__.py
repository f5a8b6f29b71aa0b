# SPDX-License-Identifier: GPL-3.0-or-later
"""Scanners from the other side: one that sends bytes (`wire`), and what one types as a keyboard (`keys`)."""

from drivers.scanner.emulator.wire import Emulator

__all__ = ["Emulator"]
