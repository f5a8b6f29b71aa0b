# SPDX-License-Identifier: GPL-3.0-or-later
"""The home page: what can be done here now, and what cannot, said before anyone starts."""

from __future__ import annotations

from kiosk.desk import Desk
from kiosk.failures import Failures
from kiosk.possible import REFUSED, Means, why_not
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
    """Return the home page for the present state of devices, link and queue."""
    means = means_of(desk)
    notices = []
    if means.on_battery:
        notices.append(Failures.ON_BATTERY.words)
    if means.refusals:
        # Above all others: while this holds, 「可以登记」 would not be true.
        notices.append(REFUSED[means.refusals[0]].words)
    elif not means.online:
        notices.append(_OFFLINE)
    if not means.card_reader:
        notices.append(_NO_READER)
    if not means.can_print:
        notices.append(_NO_PAPER)
    return Home(tiles=tuple(_tile(pack, means) for pack in desk.packs.values()), notices=tuple(notices))


def means_of(desk: Desk) -> Means:
    """Return what the terminal has and can reach now."""
    readers = desk.id_reader, desk.social_card
    return Means(
        online=desk.online,
        card_reader=any(reader is not None and reader.status.usable for reader in readers),
        can_print=desk.paper.can_print,
        documents=desk.document_printer is not None and desk.document_printer.status.can_print,
        verifies=desk.verifier is not None and desk.verifier.can_check,
        certifies=desk.issuer is not None and desk.issuer.can_check(desk.clock.now()),
        on_battery=desk.power.on_battery,
        refusals=desk.promises.refusals,
    )


def _tile(pack: ServicePack, means: Means) -> Tile:
    failure = why_not(pack, means)
    return Tile(
        service=pack.id,
        name=pack.name.words,
        line=pack.line.words,
        icon=pack.icon,
        why_not=None if failure is None else failure.value.title,
    )
