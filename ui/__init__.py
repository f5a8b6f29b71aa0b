# SPDX-License-Identifier: GPL-3.0-or-later
"""The screen: a Qt Quick window that draws what the engine tells it and says what was touched."""
