# SPDX-License-Identifier: GPL-3.0-or-later
"""What an IPP printer can do → how a job for it is made; what it says of a job → what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from printers.contract import Printed
from printers.document.contract import Sides
from printers.document.ipp.message import Attributes, Given, JobState, Resolution, Tag, Value

PDF: Final = "application/pdf"
PWG_RASTER: Final = "image/pwg-raster"
A4: Final = "iso_a4_210x297mm"
_DPI_WANTED = 300
"""Enough for text of 9 pt and a code of 0.4 mm a module; more only costs time."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a printer takes."""

    format: str | None
    """The best of the formats that it takes, None when it takes none that there is here."""
    dpi: int
    colour: bool
    attributes: frozenset[str]
    """What may be said of a job."""
    sides: frozenset[str]
    forgets: bool
    """It can be asked to forget a job that has ended, as CUPS can."""


NOTHING: Final = Abilities(None, _DPI_WANTED, colour=False, attributes=frozenset(), sides=frozenset(), forgets=False)


def abilities_of(printer: Attributes) -> Abilities:
    """Return what a printer that describes itself so can do."""
    formats = set(map(str, printer.get("document-format-supported", ())))
    dpi = _dpi(printer.get("pwg-raster-document-resolution-supported", ()))
    types = set(map(str, printer.get("pwg-raster-document-type-supported", ())))
    raster = PWG_RASTER in formats and dpi is not None and bool({"sgray_8", "srgb_8"} & types)
    return Abilities(
        format=PDF if PDF in formats else PWG_RASTER if raster else None,
        dpi=dpi or _DPI_WANTED,
        colour="srgb_8" in types,
        attributes=frozenset(map(str, printer.get("job-creation-attributes-supported", ()))),
        sides=frozenset(map(str, printer.get("sides-supported", ()))),
        forgets="cups-version" in printer,
    )


def _dpi(resolutions: tuple[Value, ...]) -> int | None:
    """Return the least square resolution that is fine enough, or else the finest."""
    square = {one.across for one in resolutions if isinstance(one, Resolution) and one.across == one.down}
    square = {dpi for dpi in square if 72 <= dpi <= 1200}
    enough = [dpi for dpi in square if dpi >= _DPI_WANTED]
    return min(enough) if enough else max(square, default=None)


def wishes(able: Abilities, sides: Sides, copies: int) -> list[Given]:
    """Return how the job is to be printed, so far as the printer may be told; without a word it takes its own ways."""
    wanted: list[Given] = [("copies", Tag.INTEGER, copies), ("media", Tag.KEYWORD, A4)]
    wanted += [("print-scaling", Tag.KEYWORD, "none")]
    if sides in able.sides:
        wanted.append(("sides", Tag.KEYWORD, sides))
    return [given for given in wanted if given[0] in able.attributes or given[0] == "media"]


@dataclass(frozen=True, slots=True)
class JobNow:
    """How far a job is."""

    state: JobState
    reasons: frozenset[str]
    sheets: int | None
    """Sheets or sides that came out, None when the printer does not count."""

    @property
    def outcome(self) -> Printed | None:
        """Return what came out, None while it is not over."""
        if not self.state.is_end:
            return None
        if self.state is JobState.COMPLETED:
            return Printed.UNKNOWN if "job-completed-with-errors" in self.reasons else Printed.PRINTED
        return Printed.NOT_PRINTED if self.sheets == 0 else Printed.UNKNOWN


def job_now(job: Attributes) -> JobNow | None:
    """Return how far a job that is described so is; None when that does not say."""
    match job.get("job-state"):
        case (int() as state,) if state in set(JobState):
            counts = [job.get(name, (None,))[0] for name in ("job-impressions-completed", "job-media-sheets-completed")]
            known = [count for count in counts if isinstance(count, int)]
            reasons = frozenset(map(str, job.get("job-state-reasons", ())))
            return JobNow(JobState(state), reasons, max(known, default=None))
        case _:
            return None
