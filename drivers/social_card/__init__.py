# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers of social security cards (社会保障卡)."""

from drivers.card_reader import CardUnreadable, ReaderAbsent, ReaderBroken, ReaderSilent
from drivers.contract import Closed, DeviceError, DeviceState, Status, TimedOut
from drivers.smart_card.contract import CardPresence, WrongCard
from drivers.smart_card.delays import Delays
from drivers.social_card.card import SocialCard
from drivers.social_card.contract import SocialCardReader

__all__ = [
    "CardPresence",
    "CardUnreadable",
    "Closed",
    "Delays",
    "DeviceError",
    "DeviceState",
    "ReaderAbsent",
    "ReaderBroken",
    "ReaderSilent",
    "SocialCard",
    "SocialCardReader",
    "Status",
    "TimedOut",
    "WrongCard",
]
