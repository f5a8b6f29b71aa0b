# SPDX-License-Identifier: GPL-3.0-or-later
"""What a seal says, apart from the libraries that check it: those are loaded where a document is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class NotGenuine(Exception):  # noqa: N818 - it says what the document is
    """The document is not as an office known here has sealed it; the text says why, for the log."""


@dataclass(frozen=True)
class Sealed:
    """A document that is as it was sealed."""

    by: str
    """The name on the seal's certificate."""
    at: datetime
    """When, as the time stamping authority says."""
