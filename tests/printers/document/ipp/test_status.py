# SPDX-License-Identifier: GPL-3.0-or-later
"""What printers say of themselves, and what the terminal makes of it: nobody is sent to a printer that cannot print."""

from __future__ import annotations

import pytest

from printers.contract import Action, DeviceState, Paper, PrinterStatus, Trouble
from printers.document.ipp.job import JobNow, abilities_of, job_now, wishes
from printers.document.ipp.message import Attributes, JobState, Resolution, Value
from printers.document.ipp.status import status_of


def told(state: int, *reasons: str, **more: tuple[Value, ...]) -> Attributes:
    named: dict[str, tuple[Value, ...]] = {name.replace("_", "-"): value for name, value in more.items()}
    return {"printer-state": (state,), "printer-state-reasons": reasons or ("none",), **named}


@pytest.mark.parametrize(
    ("printer", "state", "paper", "trouble", "action"),
    [
        (told(3), DeviceState.ONLINE, Paper.OK, None, None),
        (told(4), DeviceState.BUSY, Paper.OK, None, None),
        (told(3, "media-low-warning"), DeviceState.ONLINE, Paper.LOW, None, None),
        (told(3, "marker-supply-low-report"), DeviceState.ONLINE, Paper.OK, None, None),
        (told(3, "media-empty-warning"), DeviceState.ONLINE, Paper.OK, None, None),
        (told(4, "media-empty-warning"), DeviceState.USER_ERROR, Paper.OUT, Trouble.PAPER_OUT, Action.CLEAR),
        (told(5, "media-empty-error"), DeviceState.USER_ERROR, Paper.OUT, Trouble.PAPER_OUT, Action.CLEAR),
        (told(5, "media-needed"), DeviceState.USER_ERROR, Paper.OUT, Trouble.PAPER_OUT, Action.CLEAR),
        (told(5, "media-jam"), DeviceState.USER_ERROR, Paper.JAMMED, Trouble.PAPER_JAM, Action.CLEAR),
        (told(5, "door-open-error"), DeviceState.USER_ERROR, Paper.OK, Trouble.COVER_OPEN, Action.CLEAR),
        (told(5, "toner-empty"), DeviceState.USER_ERROR, Paper.OK, Trouble.TONER_EMPTY, Action.CLEAR),
        (told(5, "output-area-full"), DeviceState.USER_ERROR, Paper.OK, Trouble.OUTPUT_FULL, Action.CLEAR),
        (told(5, "paused"), DeviceState.OFFLINE, Paper.OK, Trouble.PAUSED, Action.MAINTENANCE),
        (told(5, "offline-report", "paused"), DeviceState.OFFLINE, Paper.OK, Trouble.PAUSED, Action.MAINTENANCE),
        (told(5), DeviceState.HARDWARE_ERROR, Paper.OK, Trouble.HARDWARE_ERROR, Action.MAINTENANCE),
        (
            told(3, "com.example-broken-error"),
            DeviceState.HARDWARE_ERROR,
            Paper.OK,
            Trouble.HARDWARE_ERROR,
            Action.MAINTENANCE,
        ),
        (told(3, "com.example-dusty-warning"), DeviceState.ONLINE, Paper.OK, None, None),
        (
            told(3, printer_is_accepting_jobs=(False,)),
            DeviceState.OFFLINE,
            Paper.OK,
            Trouble.PAUSED,
            Action.MAINTENANCE,
        ),
        (told(9), DeviceState.UNKNOWN, Paper.UNKNOWN, None, None),
        ({}, DeviceState.UNKNOWN, Paper.UNKNOWN, None, None),
    ],
)
def test_how_a_printer_is(
    printer: Attributes, state: DeviceState, paper: Paper, trouble: Trouble | None, action: Action | None
) -> None:
    """People would wait for a sheet that cannot come, or be told that a good printer is broken."""
    status = status_of(printer)
    assert (status.state, status.paper, status.trouble, status.action) == (state, paper, trouble, action)
    assert status.can_print is (trouble is None and state is not DeviceState.UNKNOWN)


def test_the_technician_reads_the_printers_own_words() -> None:
    """Which of five trays is empty stands only there."""
    assert status_of(told(3, "tray-5-empty-report", "media-low")).reasons == ("media-low", "tray-5-empty-report")
    assert status_of(told(3)) == PrinterStatus(DeviceState.ONLINE, Paper.OK)


@pytest.mark.parametrize(
    ("formats", "resolutions", "types", "best", "dpi"),
    [
        (("application/pdf", "image/pwg-raster"), (), (), "application/pdf", 300),
        (("image/pwg-raster",), (Resolution(600, 600), Resolution(300, 300)), ("sgray_8",), "image/pwg-raster", 300),
        (("image/pwg-raster",), (Resolution(150, 150), Resolution(203, 203)), ("srgb_8",), "image/pwg-raster", 203),
        (("image/pwg-raster",), (Resolution(600, 300),), ("srgb_8",), None, 300),
        (("image/pwg-raster",), (Resolution(300, 300),), ("black_1",), None, 300),
        (("image/urf", "image/jpeg"), (), (), None, 300),
    ],
)
def test_the_best_of_its_formats(
    formats: tuple[str, ...], resolutions: tuple[Resolution, ...], types: tuple[str, ...], best: str | None, dpi: int
) -> None:
    """A printer that gets what it does not know prints pages of signs, or nothing."""
    able = abilities_of(
        {
            "document-format-supported": formats,
            "pwg-raster-document-resolution-supported": resolutions,
            "pwg-raster-document-type-supported": types,
        }
    )
    assert (able.format, able.dpi) == (best, dpi)


def test_only_what_the_printer_lets_itself_be_told() -> None:
    """Some printers refuse a job for a wish that they do not know."""
    some = abilities_of({"job-creation-attributes-supported": ("copies", "sides"), "sides-supported": ("one-sided",)})
    assert [name for name, _, _ in wishes(some, "two-sided-long-edge", 2)] == ["copies", "media"]
    assert [name for name, _, _ in wishes(some, "one-sided", 1)] == ["copies", "media", "sides"]


@pytest.mark.parametrize(
    ("job", "outcome"),
    [
        ({"job-state": (9,)}, "printed"),
        ({"job-state": (9,), "job-state-reasons": ("job-completed-with-errors",)}, "unknown"),
        ({"job-state": (8,), "job-impressions-completed": (0,)}, "not_printed"),
        ({"job-state": (8,), "job-impressions-completed": (0,), "job-media-sheets-completed": (1,)}, "unknown"),
        ({"job-state": (7,)}, "unknown"),
        ({"job-state": (5,)}, None),
        ({"job-state": (6,)}, None),
    ],
)
def test_what_became_of_a_job(job: Attributes, outcome: str | None) -> None:
    """The screen would say that the paper is there, or people would get it twice."""
    now = job_now(job)
    assert now is not None
    assert now.outcome == outcome


def test_a_job_without_a_state_is_not_known() -> None:
    """It would be taken for one that waits."""
    assert job_now({}) is None
    assert job_now({"job-state": (77,)}) is None
    assert job_now({"job-state": (3,)}) == JobNow(JobState.PENDING, frozenset(), None)
