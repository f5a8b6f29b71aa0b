# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of a visit that was cut off: the bare facts, for whoever stands there now."""

from __future__ import annotations

from kiosk.desk import Desk
from kiosk.services.pack import ServicePack
from kiosk.standing import standing
from kiosk.visit.front import Front
from kiosk.visit.idle import IdleClock
from kiosk.visit.screens import Printing, Recovered
from offline_cache.number import format_number
from printers.contract import Printed


async def tell_what_became(
    desk: Desk, front: Front, idle: IdleClock, pack: ServicePack | None, number: str | None
) -> None:
    """Show that a case was kept, with its number and the bare slip to print, or that nothing was; name nobody."""
    transaction = None if number is None else await desk.outbox.call(lambda outbox: outbox.get(number))
    if transaction is None:
        front.show(Recovered(kept=False, service=pack.name.words if pack else None), wipe=True)
        await front.answer("DONE")
        return
    grouped = format_number(transaction.number)
    in_doubt = False
    while True:
        screen = Recovered(
            kept=True,
            service=pack.name.words if pack else None,
            number=grouped,
            state=standing(transaction),
            can_print=pack is not None and desk.paper.can_print,
        )
        front.show(screen, wipe=True)
        press = await front.answer("PRINT", "DONE")
        if press.action == "DONE" or pack is None:
            if in_doubt:
                await desk.paper.settle(transaction.key, came_out=False)
            return
        with idle.paused():
            front.show(Printing(state="printing", number=grouped))
            outcome = await desk.paper.print(transaction.key, pack, None, front.language)
        if outcome.printed is Printed.NOT_PRINTED:
            in_doubt = False
            continue
        in_doubt = outcome.printed is Printed.UNKNOWN
        page = Printing(state="unknown" if in_doubt else "out", number=grouped)
        if (await front.ask(page, "TAKEN", "NOT_OUT")).action == "TAKEN":
            if in_doubt:
                await desk.paper.settle(transaction.key, came_out=True)
            return
