# SPDX-License-Identifier: GPL-3.0-or-later
"""What `kiosk doctor` says about the authorities whose seals on documents this terminal can check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assets import asset
from kiosk.commands.findings import Finding
from kiosk.documents.authorities import FILE, last_day, load_authorities
from kiosk.failures import Failures
from kiosk.keywatch import SOON
from kiosk.local_time import local_day
from kiosk.possible import Means, why_not
from kiosk.province.credentials import CredentialsError
from kiosk.services.loader import load_packs

_CODE = Failures.DOCUMENT_UNCHECKED.code
_PUT = f"ask the platform's office for {FILE}, put it among the credentials, then start the terminal again"


@dataclass(frozen=True)
class Seals:
    """Which seals can be checked."""

    finding: Finding
    verifies: bool
    certifies: bool


def examine_documents(credentials: Path, now: datetime) -> Seals:
    """Say whose seals can be checked and until when, or which services are not possible without."""
    try:
        authorities = load_authorities(credentials)
    except CredentialsError as error:
        return _without(str(error), _PUT)
    end = last_day(authorities)
    if end is None:
        return _without(f"{credentials / FILE} is not there", _PUT)
    if end <= now:
        found = f"the authority of seals ended on {local_day(end)}; what it sealed before can be verified"
        return _without(found, f"{_PUT}; or set the clock", verifies=True)
    found = f"seals can be checked until {local_day(end)}"
    finding = Finding("documents", "good", found)
    if end < now + SOON:
        finding = Finding("documents", "degraded", f"{found}, and there is no later authority yet", _PUT)
    return Seals(finding, verifies=True, certifies=True)


def _without(found: str, do: str, *, verifies: bool = False) -> Seals:
    lacking = Means(online=True, card_reader=True, can_print=True, documents=True, verifies=verifies, certifies=False)
    barred = ", ".join(pack.id for pack in load_packs(asset("services")) if why_not(pack, lacking))
    finding = Finding("documents", "degraded", f"{_CODE}: {found}; not possible: {barred}", do)
    return Seals(finding, verifies=verifies, certifies=False)
