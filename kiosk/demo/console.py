# SPDX-License-Identifier: GPL-3.0-or-later
"""Steers one emulator by lines from standard input, each answered by `ok` or by what is wrong with it."""

from __future__ import annotations

import json
import os
import select
import socket
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.demo.endings import told_to_end
from kiosk.demo.steering import Emulated, Fact, Refused, Steered

LONGEST = 1 << 16
"""Bytes of a line; a longer one is no line of ours."""


class Console:
    """Speaks with whoever steers: in words, or in one JSON object a line."""

    def __init__(self, device: Emulated[Any], emulator: Any, *, as_json: bool) -> None:
        self._device = device
        self._emulator = emulator
        self._steered = Steered(device, emulator)
        self._as_json = as_json

    def serve(self) -> None:
        """Obey until `quit`, the end of the input, SIGINT or SIGTERM."""
        with told_to_end() as ending:
            self._greet()
            for line in _lines(sys.stdin.fileno(), ending):
                if line.strip() == "quit":
                    self._answer({})
                    return
                if line.strip():
                    self._obey(line.strip())

    def _greet(self) -> None:
        device, toml = self._device, self._device.toml(self._emulator)
        lacking = device.missing(self._steered.facts) if device.missing else None
        environment = device.environment(self._emulator)
        if self._as_json:
            missing = lacking.english if lacking else None
            _say({"device": device.name, "terminal_toml": toml, "environment": environment, "missing": missing})
        else:
            _print(f"{toml}\n# {device.about}\n# 'help' tells what can be done, 'quit' ends it")
            if environment:
                words = " ".join(f"{name}={value}" for name, value in environment.items())
                _print(f"# start whatever is to see it with: {words}")
            if lacking:
                _print(f"# {lacking.english}")

    def _obey(self, line: str) -> None:
        try:
            if line == "help":
                self._help()
            elif line == "state":
                self._answer(self._steered.facts)
            else:
                self._steered.do(line)
                self._answer({})
        except Refused as error:
            self._deny(str(error))
        except OSError as error:  # a TimeoutError too: the emulator's thread is stuck in a line that nobody reads
            self._deny(f"it cannot be done: {error}")

    def _help(self) -> None:
        verbs = {verb.usage: verb.about for verb in self._device.verbs} | {
            "state": "tell what it does just now",
            "help": "tell all this",
            "quit": "end, as the end of the input does",
        }
        if self._as_json:
            _say({"ok": True, "verbs": verbs})
            return
        width = max(map(len, verbs))
        for usage, about in verbs.items():
            _print(f"{usage:{width}}  {about}")
        for verb in self._device.verbs:
            for argument in verb.arguments:
                if "|" not in argument.name:
                    _print(f"  {verb.name}: {argument.name} is {argument.expected}")
        _print("ok")

    def _answer(self, facts: Mapping[str, Fact]) -> None:
        if self._as_json:
            _say({"ok": True} | ({"state": facts} if facts else {}))
            return
        for name, value in facts.items():
            _print(f"{name}: {json.dumps(value, ensure_ascii=False)}")
        _print("ok")

    def _deny(self, why: str) -> None:
        if self._as_json:
            _say({"ok": False, "error": why})
        else:
            _print(f"error: {why}")


def _lines(file: int, ending: socket.socket) -> Iterator[str]:
    """Yield the lines of a file until it ends, or the ending can be read from."""
    pending = b""
    while True:
        ready, _, _ = select.select([file, ending.fileno()], [], [])
        if ending.fileno() in ready:
            return
        data = os.read(file, 4096)
        *whole, pending = (pending + data).split(b"\n")
        if not data and pending:
            whole.append(pending)
        for line in whole:
            yield line.decode(errors="replace")
        if not data:
            return
        pending = pending[:LONGEST]


def _say(content: Mapping[str, Any]) -> None:
    _print(json.dumps(content, ensure_ascii=False))


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - this is the command line
