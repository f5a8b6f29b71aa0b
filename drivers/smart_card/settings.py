# SPDX-License-Identifier: GPL-3.0-or-later
"""What terminal.toml says of a reader behind PC/SC."""

from drivers.settings import Text

READER = Text('the beginning of a reader\'s name as the PC/SC service gives it, such as "ACS ACR39U"')
"""The reader: its name, or a beginning that fits no other. The service numbers readers anew when they are plugged."""
