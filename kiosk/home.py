# SPDX-License-Identifier: GPL-3.0-or-later
"""The home page: what can be done here now, and what cannot, said before anyone starts."""

from __future__ import annotations

from kiosk.desk import Desk
from kiosk.failures import Failures
from kiosk.services.pack import ServicePack
from kiosk.visit.screens import Home, Tile
from kiosk.words import Words

_NO_PAPER = Words(
    "现在打不了回执，其他都能办。流水号可以拍下来。",
    "現在打不了回執，其他都能辦。流水號可以拍下來。",
    "No receipts can be printed now. Everything else works; take a photo of your number.",
)
_NO_READER = Words(
    "现在读不了身份证，可以手工输入。",
    "現在讀不了身份證，可以手動輸入。",
    "ID cards cannot be read now; you can type instead.",
)
_OFFLINE = Words(
    "现在没有网络。可以登记，网络一通就送出。",
    "現在沒有網絡。可以登記，網絡一通就送出。",
    "There is no connection. You can register; it is sent as soon as the network is back.",
)


def home_screen(desk: Desk) -> Home:
    """Return the home page for the present state of devices and link."""
    notices = []
    if not desk.online:
        notices.append(_OFFLINE)
    if not _reader_usable(desk):
        notices.append(_NO_READER)
    if desk.power.on_battery:
        notices.insert(0, Failures.ON_BATTERY.words)
    if not desk.paper.can_print:
        notices.append(_NO_PAPER)
    return Home(tiles=tuple(_tile(desk, pack) for pack in desk.packs.values()), notices=tuple(notices))


def _tile(desk: Desk, pack: ServicePack) -> Tile:
    return Tile(
        service=pack.id,
        name=pack.name.words,
        line=pack.line.words,
        icon=pack.icon,
        why_not=_why_not(desk, pack),
    )


def _why_not(desk: Desk, pack: ServicePack) -> Words | None:
    """Return why a service is not possible now: it needs the platform, or a device that is not there."""
    if desk.power.on_battery:
        return Failures.ON_BATTERY.value.title
    if pack.offline == "C" and not desk.online:
        return Failures.LINK_DOWN.value.title
    if "id_reader" in pack.needs and not _reader_usable(desk):
        return Failures.READER_ABSENT.value.title
    if "receipt_printer" in pack.needs and not desk.paper.can_print:
        return Failures.PRINTER_TROUBLE.value.title
    return None


def _reader_usable(desk: Desk) -> bool:
    """Whether some card can be read, so that nobody has to type."""
    readers = desk.id_reader, desk.social_card
    return any(reader is not None and reader.status.usable for reader in readers)
