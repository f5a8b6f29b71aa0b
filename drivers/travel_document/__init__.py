# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers of travel documents with a chip (旅行证件): passports and travel permits."""

from drivers.card_reader import CardUnreadable, ReaderAbsent, ReaderBroken, ReaderSilent
from drivers.contract import Closed, DeviceError, DeviceState, Status, TimedOut
from drivers.smart_card.contract import CardPresence, WrongCard
from drivers.smart_card.delays import Delays
from drivers.travel_document.contract import AccessRefused, DocumentAltered, DocumentUnsupported, TravelDocumentReader
from drivers.travel_document.document import Details, Integrity, Portrait, TravelDocument
from drivers.travel_document.mrz import AccessKey, Layout, MalformedMrz, Mrz, check_digit, full_date, parse_mrz

__all__ = [
    "AccessKey",
    "AccessRefused",
    "CardPresence",
    "CardUnreadable",
    "Closed",
    "Delays",
    "Details",
    "DeviceError",
    "DeviceState",
    "DocumentAltered",
    "DocumentUnsupported",
    "Integrity",
    "Layout",
    "MalformedMrz",
    "Mrz",
    "Portrait",
    "ReaderAbsent",
    "ReaderBroken",
    "ReaderSilent",
    "Status",
    "TimedOut",
    "TravelDocument",
    "TravelDocumentReader",
    "WrongCard",
    "check_digit",
    "full_date",
    "parse_mrz",
]
