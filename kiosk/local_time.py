# SPDX-License-Identifier: GPL-3.0-or-later
"""Time as people in the province read it: China Standard Time, UTC+8, without summer time."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def local_day(moment: datetime) -> date:
    """Return the day of the calendar on which a moment falls."""
    return moment.astimezone(CHINA).date()


def local_minute(moment: datetime) -> str:
    """Return a moment as it stands on screens and papers, such as 2026-11-21 14:05."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
