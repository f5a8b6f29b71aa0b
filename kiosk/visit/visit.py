# SPDX-License-Identifier: GPL-3.0-or-later
"""One visit: a citizen in front of the terminal, from the chosen service to the wipe."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from kiosk.local_time import local_minute
from kiosk.services.pack import ServicePack, StepName
from kiosk.visit.answers import Answers
from kiosk.visit.front import Front
from kiosk.visit.idle import IdleClock
from kiosk.visit.screens import WayStep
from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.desk import Desk
    from kiosk.kept_papers import Unprinted
    from kiosk.province.documents import CertificateKind
    from offline_cache.outbox.transaction import Transaction


class Outcome(enum.Enum):
    """How a step ends, short of a failure."""

    NEXT = "next"
    BACK = "back"
    CANCEL = "cancel"


@dataclass
class Visit:
    """The visit that the steps work on."""

    id: str
    pack: ServicePack
    front: Front
    idle: IdleClock
    desk: Desk
    answers: Answers = field(default_factory=Answers, repr=False)
    transaction: Transaction | None = None
    wants_paper: bool = False
    unprinted: Unprinted | None = None
    """The paper that is this citizen's and is not certain to have come out; what is left here at the end is kept."""

    certified: CertificateKind | None = None
    """The certificate that this citizen was given out of an earlier visit, and need not be made again."""

    @property
    def kept_until(self) -> str:
        """Up to which local time today the unprinted paper is kept, such as 18:05; empty when it is not."""
        if self.unprinted is None:
            return ""
        until = self.desk.kept.until(self.answers.applicant, self.unprinted)
        return "" if until is None else local_minute(until)[-5:]


class Step(Protocol):
    """One part of a visit. It asks for screens and uses devices; it never touches a widget."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Do the step; `back` says that the citizen came to it by 返回. Raises kiosk.failures.Failed."""
        ...


_PARTS: Sequence[tuple[Words, frozenset[StepName]]] = (
    (Words("看说明", "看說明", "About"), frozenset({"guide", "consent"})),
    (Words("验身份", "驗身份", "Identity"), frozenset({"identify"})),
    (Words("填内容", "填內容", "Details"), frozenset({"form"})),
    (Words("核对", "核對", "Check"), frozenset({"review"})),
    (Words("取回执", "取回執", "Receipt"), frozenset({"submit", "print"})),
)
"""The parts of the way that the thin line names; a service without them shows none."""


def way(pack: ServicePack, now: StepName) -> tuple[WayStep, ...]:
    """Return the visit's way with the part that holds `now` marked."""
    parts = [(name, steps) for name, steps in _PARTS if steps & set(pack.steps)]
    position = next((index for index, (_, steps) in enumerate(parts) if now in steps), len(parts))
    return tuple(
        WayStep(name=name, state="done" if index < position else "now" if index == position else "later")
        for index, (name, _) in enumerate(parts)
    )


_NO_WAY_BACK: frozenset[StepName] = frozenset({"submit", "print", "rate"})
"""Steps that cannot be left or gone back from: what is submitted belongs to the terminal."""


async def run_steps(visit: Visit, steps: Mapping[StepName, Step]) -> Outcome:
    """Run the steps that the service declares; NEXT when all are done, CANCEL when the citizen went back to the start.

    Raises kiosk.failures.Failed when a step ends in a named failure, ValueError when one goes back over a submission.
    """
    position, back = 0, False
    while 0 <= position < len(visit.pack.steps):
        name = visit.pack.steps[position]
        visit.front.way = way(visit.pack, name)
        visit.front.can_leave = name not in _NO_WAY_BACK
        outcome = await steps[name].run(visit, back=back)
        if outcome is Outcome.CANCEL:
            return Outcome.CANCEL
        back = outcome is Outcome.BACK
        if back and name in _NO_WAY_BACK:
            raise ValueError(f"no way leads back from {name}")
        position += -1 if back else 1
    return Outcome.NEXT if position > 0 else Outcome.CANCEL
