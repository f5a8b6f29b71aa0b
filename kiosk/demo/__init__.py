# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: visit scripts that play the real screens, and the steering of emulators. Never part of a terminal."""
