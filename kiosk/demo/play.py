# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays one visit from the touch to the settled transaction, and leaves the pictures and the proof."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.demo.player import Player, Stuck
from kiosk.demo.stage import Stage
from kiosk.demo.visits import DemoVisit
from kiosk.failures import OperatorError
from kiosk.places import reachable
from kiosk.province.reference.record import count_transactions, record_of
from kiosk.standing import STATES, standing
from offline_cache.number import format_number
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction

SETTLE_WITHIN = 60.0
"""Seconds for the transaction to be settled once the platform is there."""
LOOK_EVERY = 0.2
MARK = ".kiosk-demo"
"""Lies in a folder that a demo made, and may therefore empty."""


def play(visit: DemoVisit, out: Path, *, size: tuple[int, int], outage: bool, as_json: bool) -> int:
    """Play the visit; return the exit status. Raises OperatorError when it got stuck, saying where."""
    out = out.absolute()
    clear_folder(out)
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["QT_QUICK_BACKEND"] = "software"
    started = time.monotonic()
    with Stage(out) as stage:
        if outage:
            stage.platform.stop()
        stage.start_engine()
        stage.start_ui(size, hands=True)
        try:
            with Player(reachable(stage.hands_address), out / "screens") as player:
                visit.play(player, stage)
        except Stuck as stuck:
            raise OperatorError(f"the visit got stuck: {stuck}; the logs are in {out}") from stuck
        played = time.monotonic() - started
        outcome = _case(stage, visit, out, outage=outage) if visit.hands_in else _documents(stage, out)
        proof = {
            "visit": visit.name,
            "outage": outage,
            **outcome,
            "seconds": round(played, 3),
            "steps": [asdict(page) for page in player.pages],
        }
    (out / "visit.json").write_text(json.dumps(proof, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if as_json:
        print(json.dumps(proof, ensure_ascii=False))
    else:
        _tell(out, proof)
    return 0


def _case(stage: Stage, visit: DemoVisit, out: Path, *, outage: bool) -> dict[str, Any]:
    """Return what became of the case that the visit handed in, and keep its receipt."""
    stage.printer.save(out / "receipt.png")
    during = _own(stage, visit)
    if outage:
        stage.platform.start()
    own = _settled(stage, visit)
    record = record_of(stage.platform.database, own.key)
    if record is None:
        raise OperatorError(f"transaction {own.number} is settled here, and the platform has no record of it")
    return {
        "state": own.state.value,
        "number": format_number(own.number),
        "registered_at": own.created_at,
        "at_end_of_visit": STATES[standing(during)].hans,
        "acceptance": json.loads(own.acceptance or b"null"),
        "platform": record.model_dump(mode="json"),
        "transactions_at_platform": count_transactions(stage.platform.database),
    }


def _documents(stage: Stage, out: Path) -> dict[str, Any]:
    """Keep the documents that the visit has printed, and their sheets as pictures."""
    folder = out / "documents"
    folder.mkdir()
    for number, pdf in enumerate(stage.document_printer.documents, 1):
        (folder / f"{number}.pdf").write_bytes(pdf)
    for number, sheet in enumerate(stage.document_printer.sheets, 1):
        sheet.image.save(str(folder / f"sheet-{number}.png"))
    if not stage.document_printer.documents:
        raise OperatorError("no document has come out")
    return {"state": "printed", "documents": len(stage.document_printer.documents)}


def clear_folder(out: Path) -> None:
    """Empty the folder of an earlier demo; refuse one that holds anything else."""
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise OperatorError(f"{out} holds something that is not from a demo; name an empty folder with --out")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / MARK).write_text("Made by `kiosk demo`; the next one empties this folder.\n", encoding="utf-8")


def _own(stage: Stage, visit: DemoVisit) -> Transaction:
    """Return the visit's transaction as the terminal itself has it."""
    found = [one for one in stage.transactions() if one.service == visit.service]
    if len(found) != 1:
        raise OperatorError(f"the visit left {len(found)} transactions in the queue instead of one")
    return found[0]


def _settled(stage: Stage, visit: DemoVisit) -> Transaction:
    """Wait until the terminal knows that the platform has settled the visit's transaction."""
    deadline = time.monotonic() + SETTLE_WITHIN
    while (own := _own(stage, visit)).state is not State.SETTLED:
        if time.monotonic() > deadline:
            raise OperatorError(f"the transaction is still {own.state} after {SETTLE_WITHIN:g} s; see {stage.folder}")
        time.sleep(LOOK_EVERY)
    return own


def _tell(out: Path, proof: dict[str, Any]) -> None:
    if "platform" in proof:
        platform = proof["platform"]
        print(f"{proof['visit']}: {proof['state']}, number {proof['number']}")
        print(f"platform: {platform['state']}, {platform['platform_number']}, arrivals {platform['arrivals']}")
        print(f"when the visit ended: {proof['at_end_of_visit']}")
    else:
        print(f"{proof['visit']}: {proof['state']}, documents: {proof['documents']}")
    for file in (*sorted((out / "screens").glob("*.png")), *sorted((out / "documents").glob("*")), out / "receipt.png"):
        if file.exists():
            print(file)
    print(out / "visit.json")
