# SPDX-License-Identifier: GPL-3.0-or-later
"""Review (核对): everything that will be sent, each line with a way to change it."""

from __future__ import annotations

from kiosk.identity.names import mask_name
from kiosk.identity.resident_id import ResidentId
from kiosk.steps.answers import answer_words
from kiosk.steps.form import ask_page, is_set
from kiosk.visit.screens import Review, ReviewLine
from kiosk.visit.visit import Outcome, Visit
from kiosk.words import Words

_APPLICANT = Words("办理人", "辦理人", "Applicant")
_NUMBER = Words("身份证号", "身份證號", "ID number")
_ANONYMOUS = Words("不留名", "不留名", "Anonymous")


class ReviewStep:
    """Shows the lines; 改 opens that page of the form and comes back here."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Show until it is submitted or gone back from."""
        assert visit.pack.form is not None  # noqa: S101 - the pack model gives every review step its form
        assert visit.pack.promises is not None  # noqa: S101
        pages = {page.field: page for page in visit.pack.form.pages}
        while True:
            screen = Review(lines=review_lines(visit), after=visit.pack.promises.submit.words)
            press = await visit.front.ask(screen, "EDIT", "SUBMIT", "BACK", back=back)
            if press.action == "SUBMIT":
                return Outcome.NEXT
            if press.action == "BACK":
                return Outcome.BACK
            if press.value in pages and not is_set(visit, press.value):
                await ask_page(visit, pages[press.value], back=False)
                back = True


def review_lines(visit: Visit) -> tuple[ReviewLine, ...]:
    """Return the applicant, masked, and each answer of the form."""
    assert visit.pack.form is not None  # noqa: S101
    applicant = visit.answers.applicant
    if applicant is None:
        lines = [ReviewLine(field="", label=_APPLICANT, value=_ANONYMOUS, editable=False)]
    else:
        lines = [
            ReviewLine(field="", label=_APPLICANT, value=Words.same(mask_name(applicant.name)), editable=False),
            ReviewLine(
                field="", label=_NUMBER, value=Words.same(ResidentId(applicant.id_number).masked), editable=False
            ),
        ]
    lines += [
        ReviewLine(
            field=page.field,
            label=page.label.words,
            value=answer_words(page, visit.answers.values.get(page.field, "")),
            editable=not is_set(visit, page.field),
        )
        for page in visit.pack.form.pages
    ]
    return tuple(lines)
