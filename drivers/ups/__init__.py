# SPDX-License-Identifier: GPL-3.0-or-later
"""Uninterruptible power supplies (不间断电源)."""

from drivers.ups.contract import Power, PowerListener, Supply, Ups

__all__ = ["Power", "PowerListener", "Supply", "Ups"]
