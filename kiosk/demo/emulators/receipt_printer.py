# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated receipt printer (凭条打印机), and all that can be done to it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.demo.arguments import ON_OFF, hexadecimal, whole
from kiosk.demo.panel import Push, Switch, Title
from kiosk.demo.steering import Emulated, Facts, Verb
from kiosk.demo.wires import CABLE, CABLE_SWITCH
from printers.receipt.emulator import MAKES, Emulator
from printers.receipt.profiles import PROFILES


def _silence(printer: Emulator, on: bool) -> None:
    if on:
        printer.fall_silent()
    else:
        printer.speak()


def _hold(printer: Emulator, on: bool) -> None:
    if on:
        printer.hold()
    else:
        printer.release()


def _heal(printer: Emulator) -> None:
    printer.speak()
    printer.chatter(b"")
    printer.turn_away(turns_away=False)
    printer.free_cutter()
    printer.release()
    printer.close_cover()
    printer.load_paper()


def _facts(printer: Emulator) -> Facts:
    return {
        "plugged": printer.plugged,
        "paper": printer.has_paper,
        "cover": not printer.cover_is_open,
        "cutter": printer.cutter_is_free,
        "answers": printer.answers,
        "papers": len(printer.papers),
    }


_DEVICE = Emulated(
    "receipt_printer",
    Title("凭条打印机", "Receipt printer"),
    about="an ESC/POS printer with a cutter, on paper of 80 mm; others by --model",
    driver="escpos",
    verbs=(
        Verb(
            "paper-out",
            "use up the paper, now or when so many more dot rows are printed",
            lambda it, rows: it.paper_out(after_rows=rows),
            (whole("ROWS", 0, 100_000, "0"),),
        ),
        Verb("paper-low", "let the roll come near its end", Emulator.paper_low),
        Verb("load", "put in a new roll", Emulator.load_paper),
        Verb("open", "open the cover", Emulator.open_cover),
        Verb("shut", "close the cover", Emulator.close_cover),
        Verb("jam", "block the cutter; the printer notices at its next cut", Emulator.jam_cutter),
        Verb("free", "free the cutter", Emulator.free_cutter),
        Verb("tear", "tear off what hangs out, of a printer without a cutter", Emulator.tear),
        Verb("hold", "hold the feed button down, or release it", _hold, (ON_OFF,)),
        *CABLE,
        Verb("silence", "take everything and answer nothing, or answer again", _silence, (ON_OFF,)),
        Verb("garbage", "answer every question with these bytes", Emulator.talk_garbage, (hexadecimal("BYTES", "A5"),)),
        Verb("noise", "put stray bytes in front of each answer", Emulator.chatter, (hexadecimal("BYTES", "11"),)),
        Verb(
            "turn-away",
            "hang up on whoever calls, as one that serves another host, or serve again",
            lambda it, on: it.turn_away(turns_away=on),
            (ON_OFF,),
        ),
        Verb("heal", "end every trouble but a pulled cable", _heal),
    ),
    facts=_facts,
    draws=True,
    on_tcp=lambda port: Emulator(port=port),
    on_pty=lambda link: Emulator(link=link),
    settings=lambda it: {"port": it.url, "width": 576},
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
            Title("盖", "Cover"),
            "cover",
            well=Title("关着", "shut"),
            spoil=Push(Title("打开", "Open"), "open"),
            ill=Title("开着", "open"),
            mend=Push(Title("关上", "Shut"), "shut"),
        ),
        Switch(
            Title("切刀", "Cutter"),
            "cutter",
            well=Title("好的", "free"),
            spoil=Push(Title("卡住", "Jam"), "jam"),
            ill=Title("卡着", "stuck"),
            mend=Push(Title("清开", "Free"), "free"),
        ),
        CABLE_SWITCH,
    ),
)


def _of(model: str) -> Emulated[Emulator]:
    make, width = MAKES[model], PROFILES[model].width
    return replace(
        _DEVICE,
        about=f"a printer for which `model` is {model}",
        on_tcp=lambda port: Emulator(port=port, width=width, make=make),
        on_pty=lambda link: Emulator(link=link, width=width, make=make),
        settings=lambda it: {"port": it.url, "model": model},
    )


DEVICE = replace(_DEVICE, models={model: _of(model) for model in PROFILES})
