# SPDX-License-Identifier: GPL-3.0-or-later
"""An IPP printer that is not there: it answers on a TCP port and draws its paper. It shares no code with the driver."""

from printers.document.emulator.printer import Emulator, Sheet

__all__ = ["Emulator", "Sheet"]
