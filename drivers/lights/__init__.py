# SPDX-License-Identifier: GPL-3.0-or-later
"""Guide lights (导引灯)."""

from drivers.lights.contract import Colour, GuideLights, Light, Pattern, Place

__all__ = ["Colour", "GuideLights", "Light", "Pattern", "Place"]
