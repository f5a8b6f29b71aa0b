# SPDX-License-Identifier: GPL-3.0-or-later
"""What the citizen did, on its way from the ui to the engine: immutable values, each naming the screen it answers."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from kiosk.words import Language

Action: TypeAlias = Literal[
    "OPEN",
    "START",
    "BACK",
    "LEAVE",
    "AGREE",
    "ANONYMOUS",
    "OTHER_WAY",
    "CHOOSE",
    "ENTER",
    "SKIP",
    "EDIT",
    "SUBMIT",
    "PRINT",
    "NO_PRINT",
    "TAKEN",
    "NOT_OUT",
    "RATE",
    "AGAIN",
    "STAY",
    "RETRY",
    "DONE",
]


class Press(msgspec.Struct, frozen=True, tag=True):
    """A control was pressed. `value` is what was chosen or typed, where the action has one."""

    seq: int
    action: Action
    value: str = ""


class Touched(msgspec.Struct, frozen=True, tag=True):
    """Somebody is there: any touch or key, sent at most once a second, so that the idle clock starts again."""


class Speak(msgspec.Struct, frozen=True, tag=True):
    """The citizen chose a language."""

    language: Language


class Resize(msgspec.Struct, frozen=True, tag=True):
    """The citizen chose the size of text: large (大字) or small (简洁). Paper follows the screen."""

    large: bool


Intent: TypeAlias = Press | Touched | Speak | Resize
