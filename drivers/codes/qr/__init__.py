# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside a QR code: from its modules to its segments (ISO/IEC 18004).

The decoders tell the bytes of a code and not how they were written: whether the code named an encoding, and whether it
is one part of several. Both stand in the first bits of the symbol, which are read here.
"""
