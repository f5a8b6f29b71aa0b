# SPDX-License-Identifier: GPL-3.0-or-later
"""The provincial platform: its contract, its client, and a reference platform."""
