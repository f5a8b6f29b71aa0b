# SPDX-License-Identifier: GPL-3.0-or-later
"""Cameras that do not exist, on wires that do: for the demo, the tests and training; never in a terminal's build."""

from drivers.camera.emulator.http import HttpCamera
from drivers.camera.emulator.scene import Lens, Scene

__all__ = ["HttpCamera", "Lens", "Scene"]
