# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt printer on a TCP port that draws its paper; for the demo, training and tests, never on a terminal.

It is a judge as well as a stand-in: it is written from Epson's ESC/POS pages and shares no code with the driver, and a
byte that it does not know is a recorded fault.
"""

from printers.receipt.emulator.commands import CommandReader
from printers.receipt.emulator.make import MAKES, Make, Speech
from printers.receipt.emulator.mechanism import Reply
from printers.receipt.emulator.paper import Dots, picture_of
from printers.receipt.emulator.printer import Emulator
from printers.receipt.emulator.usb import UsbBus

__all__ = ["MAKES", "CommandReader", "Dots", "Emulator", "Make", "Reply", "Speech", "UsbBus", "picture_of"]
