# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers for `[devices.social_card]`."""

from drivers.driver import Driver
from drivers.smart_card.settings import READER
from drivers.social_card.contract import INTERFACE

DRIVERS = (Driver(INTERFACE, "pcsc", {"reader": READER}, opens="drivers.social_card.pcsc:PcscSocialCardReader"),)
