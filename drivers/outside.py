# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports packages that are no part of this program, by the names that were asked for and no other.

Works in a program that was built by PyInstaller too: what Python needs for reading a module from a file is in it.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import traceback
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType


class NotImported(Exception):  # noqa: N818
    """A package could not be imported; the message names the file, and the line where there is one."""


class _Allowed(MetaPathFinder):
    """Finds packages by the names that were allowed, behind everything else that Python finds.

    Their folder is not on `sys.path`, so that what else lies in it stays out of reach.
    """

    def __init__(self) -> None:
        self.packages: dict[str, Path] = {}

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - part of the protocol of finders
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Return where a package is; its own modules are found below it by Python itself."""
        package = self.packages.get(fullname)
        if package is None:
            return None
        return importlib.util.spec_from_file_location(
            fullname, package / "__init__.py", submodule_search_locations=[str(package)]
        )


_finder = _Allowed()


def import_package(package: Path) -> ModuleType:
    """Import the package in this folder, under the folder's name. Raises `NotImported`.

    A package of that name that was imported from another folder before is forgotten.
    """
    name = package.name
    if _finder.packages.get(name) != package:
        for known in [known for known in sys.modules if known.partition(".")[0] == name and name in _finder.packages]:
            del sys.modules[known]
        _finder.packages.pop(name, None)
        if importlib.util.find_spec(name) is not None:
            raise NotImported(f"{package}: the name belongs to a module of Python's or of this program's")
        _finder.packages[name] = package
    if _finder not in sys.meta_path:
        sys.meta_path.append(_finder)
    importlib.invalidate_caches()
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, it is theirs
        raise NotImported(told(error, name)) from None


def told(error: BaseException, package: str) -> str:
    """Return what went wrong, with the file and the line of an imported package in which it did."""
    folder = str(_finder.packages[package])
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(folder)]
    file, line = (frames[-1].filename, frames[-1].lineno) if frames else (folder, None)
    if isinstance(error, SyntaxError) and error.filename:
        file, line = error.filename, error.lineno
    what = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{file}{f' line {line}' if line else ''}: {type(error).__name__}: {what}"
