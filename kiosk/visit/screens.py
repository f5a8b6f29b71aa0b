# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine asks the ui to draw: immutable values, one class for each QML page of the same name.

The same class sent again is an update in place: typed text, focus and scroll position survive. Texts that belong to a
service come along as `Words`; the fixed words of a page live in its QML file.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from kiosk.words import Language, Words


class Screen(msgspec.Struct, frozen=True, tag=True):
    """Base of every page's content."""


class Tile(msgspec.Struct, frozen=True):
    """One service on the home page; `why_not` says why it is not possible now."""

    service: str
    name: Words
    line: Words
    icon: str
    why_not: Words | None = None


class Starting(Screen, frozen=True):
    """The engine is not there yet, or not any more; the ui shows this by itself until it is."""


class Home(Screen, frozen=True):
    """The home page (首页): what people come for. Actions: OPEN with the tile's service."""

    tiles: tuple[Tile, ...]
    notices: tuple[Words, ...] = ()
    help_phone: str = "12345"


class Guide(Screen, frozen=True):
    """What a service is, how long it takes and what it needs, before anything is asked. Actions: START, BACK."""

    title: Words
    minutes: int
    lines: tuple[Words, ...]
    icon: str


class Consent(Screen, frozen=True):
    """May the card be read, and what for (知情同意). Actions: AGREE, ANONYMOUS (when offered), BACK."""

    purpose: Words
    anonymous: Words | None = None


CardState: TypeAlias = Literal["waiting", "reading", "unread", "wrong", "expired", "reader_silent", "reader_absent"]
CardTaken: TypeAlias = Literal["id", "social"]
"""The identity card, laid on its reader; the social security card (社会保障卡), put into its slot."""


class PlaceCard(Screen, frozen=True):
    """Put a card on its reader (请放身份证). Actions: OTHER_WAY (when offered), BACK.

    `unread`: lift it and place it again; `wrong`: a card of another kind; `reader_*`: the device is in trouble.
    """

    state: CardState = "waiting"
    takes: Literal["id", "social", "both"] = "id"
    """Which cards can be read now."""
    card: CardTaken = "id"
    """Which one the state speaks of."""
    other_way: bool = True
    code: str = ""
    """Failure code for the technician, small, at the bottom; empty when all is well."""


class TakeCard(Screen, frozen=True):
    """The card is read; take it back. Goes on by itself."""

    masked_name: str
    card: CardTaken = "id"


class Option(msgspec.Struct, frozen=True):
    """One answer of a Choice."""

    value: str
    name: Words
    line: Words


class Choice(Screen, frozen=True):
    """One of at most six answers. Actions: CHOOSE with the option's value, BACK."""

    field: str
    title: Words
    line: Words
    options: tuple[Option, ...]
    chosen: str = ""


class TextEntry(Screen, frozen=True):
    """Free text, with common beginnings as chips. Actions: ENTER with the text, BACK."""

    field: str
    title: Words
    line: Words
    value: str = ""
    chips: tuple[Words, ...] = ()
    max_length: int = 500
    problem: Words | None = None


class PlaceEntry(Screen, frozen=True):
    """Where it is: the terminal's own place is filled in and can be changed. Actions: ENTER with the place, BACK."""

    field: str
    title: Words
    line: Words
    value: str
    problem: Words | None = None


NumberKind: TypeAlias = Literal["phone", "id_number", "case_number"]


class NumberEntry(Screen, frozen=True):
    """A number on a keypad; an id_number's keypad has an X.

    Actions: ENTER with the number, SKIP (when offered), BACK. With `scan`, a code shown to the scanner answers too.
    """

    field: str
    title: Words
    line: Words
    kind: NumberKind
    value: str = ""
    scan: bool = False
    skip: Words | None = None
    problem: Words | None = None


class ReviewLine(msgspec.Struct, frozen=True):
    """One answer to look over; `editable` ones offer 改."""

    field: str
    label: Words
    value: Words
    editable: bool = True


class Review(Screen, frozen=True):
    """Is it all right (请核对)? Actions: EDIT with the field, SUBMIT, BACK."""

    lines: tuple[ReviewLine, ...]
    after: Words
    """What happens after submitting, and by when."""


StageState: TypeAlias = Literal["done", "now", "later"]


class Stage(msgspec.Struct, frozen=True):
    """One real stage of the work."""

    name: Literal["saved", "sending", "asking"]
    state: StageState


class Working(Screen, frozen=True):
    """The terminal is at work; real stages, no invented progress. No actions."""

    stages: tuple[Stage, ...]


Standing: TypeAlias = Literal["registered", "delivered", "accepted", "held"]
"""What may be told about a case: committed here, signed delivery, the platform's own 已受理, or not taken by it."""


class Result(Screen, frozen=True):
    """What has become of the case, never more than the truth. Actions: PRINT, NO_PRINT.

    `registered`: committed here, 已登记，待上传. `delivered`: signed delivery, 已送达. `accepted`: the platform says
    已受理. `held`: committed here, and the platform did not take it; a person has to look.
    """

    service: Words
    outcome: Standing
    number: str
    """The number on paper (流水号), in groups of four."""
    platform_number: str = ""
    next: Words | None = None
    can_print: bool = True
    kept_until: str = ""
    """Local time today, such as 18:05, up to which the receipt waits for its owner's card where it cannot be printed
    now; empty where it does not wait."""


class Printing(Screen, frozen=True):
    """The paper. `out`: take it. Actions: TAKEN and NOT_OUT when `out`; PRINT (again) and NO_PRINT when in trouble.

    `unknown`: the printer did not say whether the paper came out, so the citizen is asked.
    """

    state: Literal["printing", "out", "unknown", "paper_out", "trouble"]
    number: str
    code: str = ""
    kept_until: str = ""
    """As on `Result`, when in trouble."""


class Rate(Screen, frozen=True):
    """The rating (好差评), always optional, nothing chosen beforehand.

    Actions: RATE with 1 (worst) to 5 (best), SKIP.
    """


class End(Screen, frozen=True):
    """Done, and everything about the person is wiped. Actions: AGAIN. Goes home by itself after `seconds`."""

    seconds: int = 6
    kept_until: str = ""
    """As on `Result`: but for what waits, sealed, for its owner's card."""


class StillThere(Screen, frozen=True):
    """The idle warning (您还在吗), drawn over the page underneath, which is kept. Actions: STAY, LEAVE."""

    seconds: int


class CaseEvent(msgspec.Struct, frozen=True):
    """One thing that happened to a case, newest first."""

    at: str
    """Local time, such as 2026-11-21 14:05."""
    what: Words


class CaseStatus(Screen, frozen=True):
    """How far a case is (办件进度). Actions: AGAIN (another number), DONE."""

    number: str
    platform_number: str
    service: Words
    status: Words
    events: tuple[CaseEvent, ...]
    next: Words | None = None


VerdictShown: TypeAlias = Literal["genuine", "revoked", "tampered", "unknown"]


class Verified(Screen, frozen=True):
    """What may be said of a certificate (验真), and its original to compare the paper with. Actions: AGAIN, DONE.

    `genuine`: as it was sealed, and the seal stands. `revoked`: as it was sealed, and withdrawn. `tampered`: not as an
    office known here has sealed it. `unknown`: no certificate has the code. Only the first two have a page to show.
    """

    verdict: VerdictShown
    number: str
    """The verification code in groups of four."""
    title: Words | None = None
    office: Words | None = None
    issued: str = ""
    """Local time, as `revoked`, which is empty unless it is."""
    revoked: str = ""
    page: str = msgspec.field(default="")
    """The first page as a picture: an address of type `data:`."""

    def __repr__(self) -> str:
        return f"Verified(verdict={self.verdict!r})"


class CertificateReady(Screen, frozen=True):
    """A certificate before it is printed. Actions: PRINT, NO_PRINT."""

    title: Words
    office: Words
    pages: tuple[str, ...] = msgspec.field(default=())
    """Each page as a picture: an address of type `data:`."""

    def __repr__(self) -> str:
        return f"CertificateReady({len(self.pages)} pages)"


class PrintingDocument(Screen, frozen=True):
    """A document on its way out of the printer; states and actions as `Printing` has them."""

    state: Literal["printing", "out", "unknown", "paper_out", "trouble"]
    code: str = ""
    kept_until: str = ""


class KeptPaper(Screen, frozen=True):
    """A paper that did not come out in an earlier visit of whoever has just shown their card (补打).

    Actions: PRINT, NO_PRINT, which has it forgotten.
    """

    what: Literal["receipt", "certificate"]
    name: Words
    """Of the service, or of the certificate."""
    number: str = ""
    """The receipt's (流水号), in groups of four."""
    doubtful: bool = False
    """Whether it may have come out after all: neither printer nor person have said."""


class GoOn(Screen, frozen=True):
    """Whether they go on with what they had begun, or came for the paper only. Actions: START, DONE."""

    service: Words


class Problem(Screen, frozen=True):
    """Something does not work: what, and the way on. Actions: those listed, the first is the main one.

    `code` is small, at the bottom, for the technician.
    """

    title: Words
    remedy: Words
    code: str
    actions: tuple[Literal["RETRY", "OTHER_WAY", "BACK", "LEAVE"], ...]
    help_phone: str = "12345"


class Recovered(Screen, frozen=True):
    """After a crash or power cut in mid-visit: what became of it, without the person.

    Actions: PRINT (when kept), DONE.
    """

    kept: bool
    service: Words | None = None
    number: str = ""
    state: Standing | Literal[""] = ""
    can_print: bool = False


class OutOfService(Screen, frozen=True):
    """Nothing is possible here now: why, and where else. Goes home by itself when the cause is gone."""

    reason: Words
    code: str
    help_phone: str = "12345"


AnyScreen: TypeAlias = (
    Starting
    | Home
    | Guide
    | Consent
    | PlaceCard
    | TakeCard
    | Choice
    | TextEntry
    | PlaceEntry
    | NumberEntry
    | Review
    | Working
    | Result
    | Printing
    | Rate
    | End
    | StillThere
    | CaseStatus
    | Verified
    | CertificateReady
    | PrintingDocument
    | KeptPaper
    | GoOn
    | Problem
    | Recovered
    | OutOfService
)


class WayStep(msgspec.Struct, frozen=True):
    """One part of the visit on the thin line under the question."""

    name: Words
    state: Literal["done", "now", "later"]


class Status(msgspec.Struct, frozen=True):
    """The strip at the top: where this is, and whether the link is up, told in words."""

    place: Words
    terminal: str
    online: bool
    demo: bool = False


class Show(msgspec.Struct, frozen=True):
    """One screen on its way to the ui. An intent names the `seq` it answers; one that names an older is dropped."""

    seq: int
    screen: AnyScreen
    status: Status
    language: Language
    way: tuple[WayStep, ...] = ()
    back: bool = False
    """Whether the page comes from the left, as after 返回."""
    can_leave: bool = True
    """Whether 退出 is offered; not at home and not past submission."""
    wipe: bool = False
    """Whether the ui forgets everything typed or drawn before this page."""
