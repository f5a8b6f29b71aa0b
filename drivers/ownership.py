# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether code that lies in a folder can only have been put there by those whom the terminal trusts."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from pathlib import Path

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class Untrusted(Exception):  # noqa: N818
    """Somebody else could have written this code, or it is not there. The message names the file and what to do."""


def check_folder(folder: Path, owners: Collection[int]) -> None:
    """Raise `Untrusted` unless nobody but `owners` and root can put something in a folder, or another in its place.

    Every folder above it counts, by the path as it is written and by the one that links lead to. In a folder such as
    /tmp, where everybody may write and nobody may rename what is another's (sticky), it may stand.
    """
    try:
        real = folder.resolve(strict=True)
    except (OSError, RuntimeError):
        raise Untrusted(f"{folder} is not there") from None
    for place in dict.fromkeys((real, folder.absolute(), *real.parents, *folder.absolute().parents)):
        status = place.lstat()
        _check_owner(place, status, {0, *owners})
        is_ours = place in {real, folder.absolute()}
        if not stat.S_ISLNK(status.st_mode) and (is_ours or not status.st_mode & stat.S_ISVTX):
            _check_mode(place, status)


def check_package(package: Path, owners: Collection[int]) -> None:
    """Raise `Untrusted` unless a package is there, is made of plain files and folders, and only `owners` can change it.

    Links are refused, wherever they lead: what they lead to could be changed elsewhere.
    """
    if not package.is_symlink() and not (package / "__init__.py").is_file():
        raise Untrusted(f"{package} is no package: there is no {package / '__init__.py'}")
    _check_below(package, owners)


def _check_below(path: Path, owners: Collection[int]) -> None:
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise Untrusted(f"{path} is a link; put the file itself there")
    _check_owner(path, status, owners)
    _check_mode(path, status)
    if stat.S_ISDIR(status.st_mode):
        for entry in sorted(path.iterdir()):
            _check_below(entry, owners)


def _check_owner(path: Path, status: os.stat_result, owners: Collection[int]) -> None:
    if status.st_uid not in owners:
        raise Untrusted(f"{path} belongs to user {status.st_uid}; chown it to root")


def _check_mode(path: Path, status: os.stat_result) -> None:
    if status.st_mode & _OTHERS_WRITE:
        raise Untrusted(f"{path} can be written by others; chmod go-w")
