# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads service packs from YAML files."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kiosk.services.pack import ServicePack


class PackError(Exception):
    """A service pack is not what it should be; the text names the file and each place in it."""


def load_pack(path: Path) -> ServicePack:
    """Return the service pack in a file. Raises PackError with one line for each thing that is wrong."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - below the safe loader
    except UnicodeDecodeError as error:
        raise PackError(f"{path.name} is not UTF-8; save the file as UTF-8 in the editor") from error
    except (OSError, yaml.YAMLError) as error:
        raise PackError(f"{path.name}: {error}") from error
    try:
        return ServicePack.model_validate(content)
    except ValidationError as error:
        lines = (
            f"  {'.'.join(map(str, e['loc'])) or 'pack'}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        )
        raise PackError(f"{path.name} is no service pack:\n" + "\n".join(lines)) from error


def load_packs(folder: Path) -> tuple[ServicePack, ...]:
    """Return all packs of a folder in the order of their file names. Raises PackError."""
    packs: dict[str, ServicePack] = {}
    for path in sorted(folder.glob("*.yaml")):
        pack = load_pack(path)
        if pack.id in packs:
            raise PackError(f"{path.name}: another service pack before it has the id {pack.id}")
        packs[pack.id] = pack
    return tuple(packs.values())


class _Loader(yaml.SafeLoader):
    """Takes plain values only, and no key twice: the second would silently replace the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=deep)
            line = key_node.start_mark.line + 1
            if key in mapping:
                raise yaml.constructor.ConstructorError(problem=f"{key} stands twice, line {line}")
            mapping[key] = self.construct_object(value_node, deep=True)
        return mapping
