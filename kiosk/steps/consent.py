# SPDX-License-Identifier: GPL-3.0-or-later
"""Consent (知情同意): may the card be read, and what for; where a service allows it, the way without a name."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from kiosk.visit.answers import Answers
from kiosk.visit.screens import Consent
from kiosk.visit.visit import Outcome, Visit


class ConsentStep:
    """Asks for consent; what was answered under another way of identifying does not carry over."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Ask, and note the anonymous way when it is chosen."""
        identity = visit.pack.identity
        assert identity is not None  # noqa: S101 - the pack model gives every consent step its identity
        anonymous = identity.anonymous
        screen = Consent(
            purpose=identity.purpose.words,
            anonymous=anonymous.label.words if anonymous else None,
        )
        press = await visit.front.ask(screen, "AGREE", "ANONYMOUS", "BACK", back=back)
        if press.action == "BACK":
            return Outcome.BACK
        if press.action == "ANONYMOUS" and anonymous:
            values = {**visit.answers.values, **anonymous.sets}
            visit.answers = Answers(how="anonymous", values=MappingProxyType(values))
        elif visit.answers.how == "anonymous":
            sets = anonymous.sets if anonymous else {}
            values = {field: value for field, value in visit.answers.values.items() if field not in sets}
            visit.answers = replace(Answers(), values=MappingProxyType(values))
        return Outcome.NEXT
