# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, a driver has a parser on which nobody has ever tried what a broken or hostile device says.

A function counts as a parser when it takes bytes or pixels, or when its name says that it judges a text (parse, check,
is). It is found by its annotations, and each one has to be reached from the table's seeds.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType

from tests.fuzz.parsers import PARSERS

_ROOT = Path(__file__).parents[2]
_BYTES = re.compile(r"\b(bytes|bytearray|memoryview|Pixels|Grey|Bits|Codewords|Encoded)\b")
_JUDGES = ("parse", "check", "is_")

LEFT_OUT = {
    "drivers.camera.capture": "hands pictures on to decode, which is tried",
    "drivers.camera.v4l2": "bytes of its own to and from ioctl; v4l2_abi understands them",
    "drivers.capture.recorder": "writes bytes down as hexadecimal and does not look at them",
    "drivers.capture.tap": "hands bytes through",
    "drivers.codes.samples": "reads a developer's own pictures and texts, on a developer's machine",
    "drivers.codes.evaluation": "compares readers on a developer's machine, with the developer's own pictures",
    "drivers.codes.wechat": "needs WeChat's model files, which are not part of the project",
    "drivers.id_reader.photo:PhotoDecoder.decode": "hands the card's bytes to the operator's program",
    "drivers.id_reader.photo:_Run.pipe_data_received": "gathers up to a limit; picture is tried",
    "drivers.line": "an interface",
    "drivers.scanner.sight": "digests the bytes of a code, whatever they are",
    "drivers.smart_card.service": "hands bytes to PC/SC and back; apdu understands them",
    "drivers.smart_card.slot": "hands bytes to the service",
    "drivers.third_party": "names out of a signed configuration; what they name is code",
    "drivers.transport:_SerialLine.write": "our own bytes",
    "drivers.transport:_TcpLine.write": "our own bytes",
    "drivers.usb_device": "hands packets to libusb and back; usb_line understands them",
}
"""Modules and functions that no input has to reach, and why."""


def _parsers() -> Iterator[str]:
    """Yield the parsers of the drivers as module and qualified name."""
    for file in sorted(_ROOT.glob("drivers/**/*.py")):
        parts = file.relative_to(_ROOT).with_suffix("").parts
        if not {"emulator", "invented", "__init__"} & {*parts}:
            for name in _inside(ast.parse(file.read_text("utf-8")), ""):
                yield f"{'.'.join(parts)}:{name}"


def _inside(tree: ast.AST, prefix: str) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _inside(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if _takes_bytes(node):
                yield prefix + node.name
            yield from _inside(node, f"{prefix}{node.name}.<locals>.")
        else:
            yield from _inside(node, prefix)


def _takes_bytes(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    given = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    kinds = [ast.unparse(one.annotation) for one in given if one.annotation is not None]
    judges = function.name.lstrip("_").startswith(_JUDGES)
    return any(
        (_BYTES.search(kind) and not kind.startswith("Callable")) or (judges and re.search(r"\bstr\b", kind))
        for kind in kinds
    )


def _reached() -> set[str]:
    """Return the functions of the drivers that run when the seeds are understood."""
    seen: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            seen.add(frame.f_code)

    sys.setprofile(note)
    try:
        for parser in PARSERS.values():
            for seed in parser.seeds:
                parser.understand(seed)
    finally:
        sys.setprofile(None)
    reached = set()
    for code in seen:
        file = Path(code.co_filename)
        if file.is_relative_to(_ROOT / "drivers"):
            reached.add(f"{'.'.join(file.relative_to(_ROOT).with_suffix('').parts)}:{code.co_qualname}")
    return reached


def test_every_parser_of_the_drivers_is_tried() -> None:
    reached = _reached()
    missed = {
        name
        for name in _parsers()
        if name not in reached and name not in LEFT_OUT and name.partition(":")[0] not in LEFT_OUT
    }
    assert not missed, f"add these to the table, or say in LEFT_OUT why not: {sorted(missed)}"


def test_what_is_left_out_is_there() -> None:
    """A reason would stand there for what has been renamed, and hide what has come in its place."""
    parsers = set(_parsers())
    known = parsers | {name.partition(":")[0] for name in parsers}
    assert not LEFT_OUT.keys() - known
