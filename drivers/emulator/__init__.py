# SPDX-License-Identifier: GPL-3.0-or-later
"""What emulated serial devices hang on, and what they have in common; it knows no protocol.

For the demo, the tests and training; never part of a terminal's build.
"""

from drivers.emulator.cable import Cable, PtyCable, TcpCable
from drivers.emulator.wire import Wire
from drivers.emulator.wired import WiredEmulator, in_the_wires_thread

__all__ = ["Cable", "PtyCable", "TcpCable", "Wire", "WiredEmulator", "in_the_wires_thread"]
