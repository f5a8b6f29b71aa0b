# SPDX-License-Identifier: GPL-3.0-or-later
"""One citizen in front of the terminal: from the first touch to the wipe."""
