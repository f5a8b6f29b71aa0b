# SPDX-License-Identifier: GPL-3.0-or-later
"""Every line that an emulator obeys, and what comes of it: at the emulator, and at the driver."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from drivers.travel_document.invented import PASSPORT


@dataclass(frozen=True)
class Step:
    """A line, and what comes of it: what the emulator says that it does, and what the driver makes of it."""

    line: str
    facts: dict[str, Any] = field(default_factory=dict)
    status: dict[str, Any] | None = None
    read: dict[str, Any] | None = None
    printed: dict[str, Any] | None = None


ONLINE = {"ok": True, "state": "online", "action": None}
GONE = {"ok": False, "state": "no_device", "action": "maintenance"}
MUTE = {"ok": False, "state": "offline", "action": "reset"}
BROKEN = {"ok": False, "state": "hardware_error"}

LAMPS = ["id_reader", "card_reader", "scanner", "receipt_printer", "camera", "status"]

STEPS: dict[str, tuple[Step, ...]] = {
    "id_reader": (
        Step("insert lin-zhiyuan", {"card": "lin-zhiyuan"}, ONLINE, {"ok": True, "name": "林**"}),
        Step("lift", {"card": None}),
        Step("split on", {}, ONLINE),
        Step("noise AA00", {}, ONLINE),
        Step("slow 0.01 0.0001", {}, ONLINE),
        Step("damage 1", {}, ONLINE),
        Step("shorten 1", {}, ONLINE),
        Step("pull 100"),
        Step("insert chen-guiying", {"card": "chen-guiying"}, None, {"ok": False, "error": "CardUnreadable"}),
        Step("sick 60", {"card": None, "healthy": False}, BROKEN),
        Step("heal", {"healthy": True}, ONLINE),
        Step("silence on", {"answers": False}, MUTE),
        Step("silence off", {"answers": True}, ONLINE),
        Step("unplug", {"plugged": False}, GONE, {"ok": False, "error": "ReaderAbsent"}),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "social_card": (
        Step("insert lin-zhiyuan", {"reader": True, "card": "lin-zhiyuan"}, ONLINE, {"ok": True, "name": "林**"}),
        Step("slow 0.01", {}, None, {"ok": True}),
        Step("damage 1", {}, None, {"ok": False, "error": "CardUnreadable"}),
        Step("sick 6581", {"healthy": False}, None, {"ok": False, "error": "CardUnreadable"}),
        Step("heal", {"healthy": True}, None, {"ok": True}),
        Step("insert bus-card", {"card": "bus-card"}, None, {"ok": False}),
        Step("pull"),
        Step("insert chen-guiying", {}, None, {"ok": False, "error": "CardUnreadable"}),
        Step("insert long-name", {"card": "long-name"}, None, {"ok": True}),
        Step("mute on", {"healthy": False}, None, {"ok": False}),
        Step("mute off", {"healthy": True}),
        Step("lift", {"card": None}, ONLINE),
    ),
    "travel_document": (
        Step(
            "insert passport",
            {"card": "passport", "zone": PASSPORT.zone},
            ONLINE,
            {"ok": True, "integrity": "consistent"},
        ),
        Step("slow 0.001", {}, None, {"ok": True}),
        Step("insert locked", {"card": "locked"}, None, {"ok": False}),
        Step("damage 1"),
        Step("insert altered", {"card": "altered"}, None, {"ok": False}),
        Step("sick", {"healthy": False}, None, {"ok": False}),
        Step("heal", {"healthy": True}, None, {"ok": True}),
        Step("pull 3"),
        Step("insert passport", {}, None, {"ok": False}),
        Step("insert passport", {}, None, {"ok": True}),
        Step("mute on", {"healthy": False}),
        Step("lift", {"card": None}, ONLINE),
    ),
    "scanner": (
        Step("slow 0.001", {}, ONLINE, {"ok": True}),
        Step("split on", {}, None, {"ok": True}),
        Step("show 44520220320126000001", {"lying": False}, ONLINE),
        Step("leave 0.05 ABC-123", {"lying": True}),
        Step("take-away", {"lying": False}),
        Step("send 41420D", {}, ONLINE),
        Step("silence on", {"healthy": False}, ONLINE),
        Step("heal", {"healthy": True}, ONLINE),
        Step("unplug", {"plugged": False}, GONE, {"ok": False, "error": "ScannerAbsent"}),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "face_camera": (
        Step("pace 20", {}, ONLINE, {"ok": True}),
        Step("lens covered", {"sees": False, "lens": "covered"}, None, {"ok": True, "health": "dark"}),
        Step("lens clear", {"sees": True}),
        Step("light 60", {}, None, {"ok": True}),
        Step("look {picture}", {}, None, {"ok": True}),
        Step("damage noise", {"healthy": False}, None, {"ok": False}),
        Step("sick", {"healthy": False}, None, {"ok": False}),
        Step("heal", {"healthy": True}, None, {"ok": True}),
        Step("silence on", {"healthy": False}, None, {"ok": False, "error": "CameraSilent"}),
        Step("silence off", {"healthy": True}),
        Step("unplug", {"plugged": False}, GONE, {"ok": False, "error": "CameraAbsent"}),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "document_camera": (
        Step("lay sheet", {"lies": "sheet"}, ONLINE, {"ok": True}),
        Step("take-away", {"lies": None}, None, {"ok": False, "error": "TimedOut"}),
        Step("lay card", {"lies": "card"}, None, {"ok": True}),
        Step("lens covered", {"sees": False}),
        Step("lens clear", {"sees": True}),
        Step("light 90", {}),
        Step("pace 15", {}, None, {"ok": True}),
        Step("damage cut", {"healthy": False}, None, {"ok": False}),
        Step("silence on", {"healthy": False}),
        Step("sick", {"healthy": False}),
        Step("heal", {"healthy": True}, ONLINE),
        Step("unplug", {"plugged": False}, GONE),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "guide_lights": (
        Step("noise AA00", {}, ONLINE),
        Step("split on", {}, ONLINE),
        Step("slow 0.01 0.0001", {}, ONLINE),
        Step("damage 1", {}, ONLINE),
        Step("echo on", {}, ONLINE),
        Step("echo off", {}, None, {"ok": True, "shone": LAMPS}),
        Step("switch scanner on", {"lamps": {"scanner": "green"}}),
        Step("restart", {"lamps": {"scanner": ""}}),
        Step("sick 4", {"healthy": False}, BROKEN),
        Step("heal", {"healthy": True}, ONLINE),
        Step("silence on", {"healthy": False}, MUTE),
        Step("silence off", {"healthy": True}, ONLINE),
        Step("unplug", {"plugged": False}, GONE),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "presence": (
        Step("come", {"near": True}, ONLINE, {"ok": True, "presence": "near"}),
        Step("go", {"near": False}, None, {"ok": True, "presence": "gone"}),
        Step("noise AA00", {}, ONLINE),
        Step("split on", {}, ONLINE),
        Step("slow 0.01 0.0001", {}, ONLINE),
        Step("damage 1", {}, ONLINE),
        Step("echo on", {}, ONLINE),
        Step("restart", {}, ONLINE),
        Step("sick 4", {"healthy": False}, BROKEN),
        Step("heal", {"healthy": True}, ONLINE),
        Step("silence on", {"healthy": False}, MUTE),
        Step("silence off", {"healthy": True}, ONLINE),
        Step("unplug", {"plugged": False}, GONE),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "ups": (
        Step("mains off", {"mains": False}, ONLINE, {"ok": True, "supply": "battery"}),
        Step("low on", {"battery": False}, None, {"ok": True, "supply": "low"}),
        Step("low off", {"battery": True}),
        Step("mains on", {"mains": True}, None, {"ok": True, "supply": "mains"}),
        Step("charge 42", {"charge": 42}, None, {"ok": True, "charge_percent": 42}),
        Step("worn on", {}, None, {"ok": True, "replace_battery": True}),
        Step("split on", {}, ONLINE),
        Step("slow 0.01 0.0001", {}, ONLINE),
        Step("sick data-stale", {"healthy": False}, {"ok": False}),
        Step("garbage", {"healthy": False}, {"ok": False}),
        Step("heal", {"healthy": True}, ONLINE, {"ok": True, "replace_battery": False}),
        Step("silence on", {"healthy": False}, {"ok": False}),
        Step("silence off", {"healthy": True}, ONLINE),
        Step("unplug", {"plugged": False}, {"ok": False}),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "receipt_printer": (
        Step("paper-low", {"paper": True}, {"ok": True, "paper": "low"}),
        Step("load", {}, {"ok": True, "paper": "ok"}, None, {"ok": True, "printed": "printed"}),
        Step("paper-out", {"paper": False, "papers": 1}, {"ok": False, "paper": "out"}),
        Step("load", {"paper": True}, {"ok": True}),
        Step("open", {"cover": False}, {"ok": False, "trouble": "cover_open"}),
        Step("shut", {"cover": True}, {"ok": True}),
        Step("noise 11", {"answers": False}, {"ok": True}),
        Step("garbage", {"answers": False}, {"ok": False}),
        Step("silence on", {"answers": False}, {"ok": False}),
        Step("silence off", {"answers": False}),
        Step("heal", {"answers": True}, {"ok": True}),
        Step("turn-away on", {"answers": False}, {"ok": False}),
        Step("turn-away off", {"answers": True}, {"ok": True}),
        Step("hold on", {}, {"ok": False}),
        Step("hold off", {}, {"ok": True}),
        Step("jam", {"cutter": False}, None, None, {"ok": False, "trouble": "cutter_error"}),
        Step("free", {"cutter": True}, {"ok": True}),
        Step("tear", {"papers": 2}),
        Step("unplug", {"plugged": False}, {"ok": False, "trouble": "absent"}),
        Step("plug", {"plugged": True}, {"ok": True}),
    ),
    "document_printer": (
        Step("paper-out 1", {"paper": True}, {"ok": True, "paper": "ok"}, None, {"ok": True, "printed": "printed"}),
        Step("heal", {"paper": True, "sheets": 1}, {"ok": True}),
        Step("paper-out", {"paper": False}, {"ok": False, "paper": "out", "reasons": ["media-empty-error"]}),
        Step("load", {"paper": True}, {"ok": True}),
        Step("begin media-jam", {"free": False}, {"ok": False, "trouble": "paper_jam", "paper": "jammed"}),
        Step("end media-jam", {"free": True}, {"ok": True}),
        Step("lose-answer", {}, {"ok": True}, None, {"ok": True, "printed": "printed"}),
        Step("unplug", {"plugged": False}, {"ok": False, "trouble": "absent"}),
        Step("plug", {"plugged": True}, {"ok": True}),
        Step("silence on", {"answers": False}),
        Step("silence off", {"answers": True}, {"ok": True}),
    ),
}
