# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, whoever can write a file on the machine can put code into the terminal."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.ownership import Untrusted, check_folder, check_package

US = frozenset({0, os.getuid()})
SOMEBODY = 4711


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of packages as it should be."""
    folder = tmp_path / "opt" / "drivers"
    inner = folder / "acme" / "inner"
    inner.mkdir(parents=True)
    for path in (tmp_path / "opt", folder, folder / "acme", inner):
        path.chmod(0o755)
    for file in (folder / "acme" / "__init__.py", inner / "__init__.py", inner / "firmware.bin"):
        file.touch()
        file.chmod(0o644)
    return folder


def test_what_only_its_owner_can_change(folder: Path) -> None:
    """No driver of another firm could be used."""
    check_folder(folder, US)
    check_package(folder / "acme", US)


def link_out(folder: Path) -> None:
    (folder / "elsewhere.py").touch()
    (folder / "acme" / "more.py").symlink_to(folder / "elsewhere.py")


def package_is_a_link(folder: Path) -> None:
    (folder / "acme").rename(folder / "acme-1.2")
    (folder / "acme").symlink_to("acme-1.2")


@pytest.mark.parametrize(
    ("spoil", "file", "word"),
    [
        (lambda folder: (folder / "acme").chmod(0o775), "acme", "chmod go-w"),
        (lambda folder: (folder / "acme").chmod(0o757), "acme", "chmod go-w"),
        (lambda folder: (folder / "acme" / "inner").chmod(0o775), "inner", "chmod go-w"),
        (lambda folder: (folder / "acme" / "__init__.py").chmod(0o666), "__init__.py", "chmod go-w"),
        (lambda folder: (folder / "acme" / "inner" / "firmware.bin").chmod(0o646), "firmware.bin", "chmod go-w"),
        (lambda folder: os.mkfifo(folder / "acme" / "pipe", 0o662), "pipe", "chmod go-w"),
        (lambda folder: (folder / "acme" / "__init__.py").unlink(), "__init__.py", "is no package"),
        (lambda folder: (folder / "acme").rename(folder / "other"), "acme", "is no package"),
        (link_out, "more.py", "is a link"),
        (package_is_a_link, "acme", "is a link"),
    ],
)
def test_a_package_that_others_could_change(
    spoil: Callable[[Path], object], file: str, word: str, folder: Path
) -> None:
    """As above; and the technician would not know which file it is."""
    before = os.umask(0)
    try:
        spoil(folder)
    finally:
        os.umask(before)
    with pytest.raises(Untrusted, match=word) as refused:
        check_package(folder / "acme", US)
    assert file in str(refused.value)


def test_a_package_of_somebody_elses(folder: Path) -> None:
    """As above."""
    with pytest.raises(Untrusted, match=f"acme belongs to user {os.getuid()}; chown it to root"):
        check_package(folder / "acme", {SOMEBODY})


def test_a_package_of_ours_where_only_root_is_trusted(folder: Path) -> None:
    """A terminal that was broken into could make itself at home in its own drivers."""
    if os.getuid() == 0:
        os.chown(folder, SOMEBODY, 0)
    with pytest.raises(Untrusted, match="belongs to user"):
        check_folder(folder, {0})


@pytest.mark.parametrize("mode", [0o775, 0o757, 0o1777])
def test_a_folder_that_others_can_put_things_into(mode: int, folder: Path) -> None:
    """A package could be added or replaced by anybody."""
    folder.chmod(mode)
    with pytest.raises(Untrusted, match="drivers can be written by others"):
        check_folder(folder, US)


def test_a_folder_above_that_others_can_rename_things_in(folder: Path) -> None:
    """The whole folder could be replaced by another one."""
    folder.parent.chmod(0o777)
    with pytest.raises(Untrusted, match="opt can be written by others"):
        check_folder(folder, US)
    folder.parent.chmod(0o1777)
    check_folder(folder, US)


def test_a_folder_behind_a_link(folder: Path, tmp_path: Path) -> None:
    """The link could be turned to another folder."""
    (tmp_path / "loose").mkdir()
    (tmp_path / "loose" / "drivers").symlink_to(folder)
    check_folder(tmp_path / "loose" / "drivers", US)
    (tmp_path / "loose").chmod(0o777)
    with pytest.raises(Untrusted, match="loose can be written by others"):
        check_folder(tmp_path / "loose" / "drivers", US)


def test_no_folder(tmp_path: Path) -> None:
    """The technician would not know that the package was put elsewhere."""
    with pytest.raises(Untrusted, match="nowhere is not there"):
        check_folder(tmp_path / "nowhere", US)
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(Untrusted, match="loop is not there"):
        check_folder(tmp_path / "loop", US)
