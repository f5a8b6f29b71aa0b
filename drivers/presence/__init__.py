# SPDX-License-Identifier: GPL-3.0-or-later
"""Sensors for somebody in front of the terminal (人体感应)."""

from drivers.presence.contract import Presence, PresenceListener, PresenceSensor

__all__ = ["Presence", "PresenceListener", "PresenceSensor"]
