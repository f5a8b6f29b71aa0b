# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a damaged or doubled service pack ends in a traceback that nobody on site can read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assets import asset
from kiosk.services.loader import PackError, load_pack, load_packs

REPORT = asset("services") / "10-report-12345.yaml"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name: [", "line 1"),
        (b"id: a\nid: b\n", "id stands twice, line 2"),
        ("name: 反映问题".encode("gb18030"), "UTF-8"),
        (b"name: a\tb: c\n", "line 1"),
        (b"", "is no service pack"),
        (b"- a\n- b\n", "is no service pack"),
        (b"name: !!python/object:os.system x", "line 1"),
    ],
    ids=["cut off", "key twice", "not UTF-8", "two keys in a line", "empty", "a list", "a program"],
)
def test_a_file_that_is_no_pack_is_told_by_its_name(content: bytes, words: str, tmp_path: Path) -> None:
    """A pack is edited by hand; what is wrong must be found without a programmer."""
    path = tmp_path / "30-wrong.yaml"
    path.write_bytes(content)
    with pytest.raises(PackError) as caught:
        load_pack(path)
    assert str(caught.value).startswith("30-wrong.yaml")
    assert words in str(caught.value)


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path: Path) -> None:
    """As above."""
    with pytest.raises(PackError, match=r"^40-absent\.yaml: .*No such file"):
        load_pack(tmp_path / "40-absent.yaml")


def test_packs_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    """The most wanted service stands first on the home page."""
    first = REPORT.read_text(encoding="utf-8")
    (tmp_path / "20-b.yaml").write_text(first, encoding="utf-8")
    (tmp_path / "05-a.yaml").write_text(first.replace("id: report-12345", "id: other"), encoding="utf-8")
    (tmp_path / "README.txt").write_text("no pack")
    assert [pack.id for pack in load_packs(tmp_path)] == ["other", "report-12345"]


def test_two_packs_of_one_id_are_refused(tmp_path: Path) -> None:
    """One of the two would silently not be there."""
    for name in ("10-a.yaml", "20-b.yaml"):
        shutil.copy(REPORT, tmp_path / name)
    with pytest.raises(PackError, match=r"20-b\.yaml.*report-12345"):
        load_packs(tmp_path)


def test_one_bad_pack_names_itself_among_good_ones(tmp_path: Path) -> None:
    """Among sixty packs the bad one must be found."""
    shutil.copy(REPORT, tmp_path / "10-a.yaml")
    (tmp_path / "20-b.yaml").write_text("id: b")
    with pytest.raises(PackError, match=r"^20-b\.yaml"):
        load_packs(tmp_path)
