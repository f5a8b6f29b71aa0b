# SPDX-License-Identifier: GPL-3.0-or-later
"""What a citizen has answered: one immutable value of the visit, gone with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True)
class Applicant:
    """Who applies, as read from the card or typed in. Its text form shows nothing of the person."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    id_type: str
    """Code of the document, GA/T 2000.156: 111 is the resident identity card."""
    how: Literal["card", "social_card", "typed"]


@dataclass(frozen=True)
class Answers:
    """What the citizen has answered so far; a step replaces it, never changes it."""

    how: Literal["", "card", "social_card", "typed", "anonymous"] = ""
    applicant: Applicant | None = None
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
