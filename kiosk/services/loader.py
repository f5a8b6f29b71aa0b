# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads service packs from YAML files."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from kiosk.services.pack import ServicePack


class PackError(Exception):
    """A service pack is not what it should be; the text names the file and each place in it."""


def load_pack(path: Path) -> ServicePack:
    """Return the service pack in a file. Raises PackError with one line for each thing that is wrong."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise PackError(f"{path.name}: {error}") from error
    try:
        return ServicePack.model_validate(content)
    except ValidationError as error:
        lines = (f"  {'.'.join(map(str, e['loc'])) or 'pack'}: {e['msg']}" for e in error.errors())
        raise PackError(f"{path.name} is no service pack:\n" + "\n".join(lines)) from error


def load_packs(folder: Path) -> tuple[ServicePack, ...]:
    """Return all packs of a folder in the order of their file names. Raises PackError."""
    packs = tuple(load_pack(path) for path in sorted(folder.glob("*.yaml")))
    seen: set[str] = set()
    for pack in packs:
        if pack.id in seen:
            raise PackError(f"two service packs have the id {pack.id}")
        seen.add(pack.id)
    return packs
