# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated document printer (文书打印机), and all that can be done to it."""

from __future__ import annotations

from typing import get_args

from kiosk.demo.arguments import ON_OFF, whole
from kiosk.demo.panel import Push, Switch, Title
from kiosk.demo.steering import Argument, Emulated, Facts, Verb
from kiosk.demo.wires import CABLE, CABLE_SWITCH
from printers.document.emulator import Emulator
from printers.document.emulator.mechanism import Trouble

SECONDS_PER_SHEET = 0.5
_TROUBLES: dict[str, Trouble] = {trouble: trouble for trouble in get_args(Trouble)}
_TROUBLE = Argument("TROUBLE", f"one of {', '.join(_TROUBLES)}", _TROUBLES.__getitem__)


def _silence(printer: Emulator, on: bool) -> None:
    if on:
        printer.fall_silent()
    else:
        printer.speak()


def _heal(printer: Emulator) -> None:
    printer.speak()
    printer.load_paper()
    for trouble in printer.troubles:
        printer.end(trouble)


def _facts(printer: Emulator) -> Facts:
    troubles = printer.troubles
    return {
        "plugged": printer.plugged,
        "paper": "media-empty" not in troubles,
        "free": "media-jam" not in troubles,
        "toner": "toner-empty" not in troubles,
        "answers": printer.answers,
        "sheets": len(printer.sheets),
        "troubles": ", ".join(troubles),
    }


DEVICE = Emulated(
    "document_printer",
    Title("文书打印机", "Document printer"),
    about="an IPP Everywhere printer of A4 sheets on a network",
    driver="ipp",
    verbs=(
        Verb(
            "paper-out",
            "use up the paper, now or when so many more sheets are printed",
            lambda it, sheets: it.paper_out(after_sheets=sheets),
            (whole("SHEETS", 0, 10_000, "0"),),
        ),
        Verb("load", "fill the tray", Emulator.load_paper),
        Verb("begin", "let something go wrong", Emulator.begin, (_TROUBLE,)),
        Verb("end", "put it right", Emulator.end, (_TROUBLE,)),
        *CABLE,
        Verb("silence", "take everything and answer nothing, or answer again", _silence, (ON_OFF,)),
        Verb("lose-answer", "take the next job, and break off before the answer", Emulator.lose_next_answer),
        Verb("heal", "end every trouble but a pulled cable", _heal),
    ),
    facts=_facts,
    on_tcp=lambda port: Emulator(port=port, seconds_per_sheet=SECONDS_PER_SHEET),
    settings=lambda it: {"url": it.url},
    panel=(
        Switch(
            Title("纸", "Paper"),
            "paper",
            well=Title("有", "loaded"),
            spoil=Push(Title("用完", "Use up"), "paper-out"),
            ill=Title("没了", "out"),
            mend=Push(Title("装纸", "Load"), "load"),
        ),
        Switch(
            Title("走纸", "Feed"),
            "free",
            well=Title("通的", "free"),
            spoil=Push(Title("卡纸", "Jam"), "begin media-jam"),
            ill=Title("卡了", "jammed"),
            mend=Push(Title("取出", "Clear"), "end media-jam"),
        ),
        Switch(
            Title("墨粉", "Toner"),
            "toner",
            well=Title("有", "there"),
            spoil=Push(Title("用完", "Use up"), "begin toner-empty"),
            ill=Title("没了", "empty"),
            mend=Push(Title("换上", "Change"), "end toner-empty"),
        ),
        CABLE_SWITCH,
    ),
)
