# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench beside the demo window: cards, cables and links to play with."""
