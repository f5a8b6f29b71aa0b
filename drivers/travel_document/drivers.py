# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers for `[devices.travel_document]`."""

from drivers.driver import Driver
from drivers.smart_card.settings import READER

DRIVERS = (
    Driver(
        "travel_document", "pcsc", {"reader": READER}, opens="drivers.travel_document.pcsc:PcscTravelDocumentReader"
    ),
)
