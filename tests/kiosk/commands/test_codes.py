# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, nobody can tell whether a change reads more codes or fewer, or the figures say what is not so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import segno

from kiosk.__main__ import main
from tests.drivers.codes.frames import Grey, frame, matrix_of


def picture_of(code: segno.QRCode) -> Grey:
    return np.kron(matrix_of(code), np.ones((5, 5), np.uint8))


def save(file: Path, picture: Grey, text: str | bytes | None = None) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(file), picture)
    if isinstance(text, str):
        file.with_suffix(".txt").write_text(text, encoding="utf-8")
    elif text is not None:
        file.with_suffix(".bin").write_bytes(text)


def figures(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["codes", "evaluate", str(folder), "--json"]) == 0
    content: dict[str, Any] = json.loads(capsys.readouterr().out)
    return content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sets: a right text, a wrong one, a picture without a code, bytes, Japanese; and what is to be left out."""
    save(tmp_path / "plain" / "right.png", picture_of(segno.make_qr("right")), "right\n")
    save(tmp_path / "plain" / "wrong.JPG", picture_of(segno.make_qr("wrong")), "something else")
    save(tmp_path / "plain" / "none.png", np.full((90, 90), 200, np.uint8), "nobody can read this")
    save(tmp_path / "odd" / "deep" / "bytes.png", picture_of(segno.make_qr(b"\x00\xff\xfe")), b"\x00\xff\xfe")
    save(tmp_path / "odd" / "deep" / "gb.png", picture_of(segno.make_qr("粤智助", encoding="gb18030")), "粤智助")
    save(tmp_path / "odd" / "deep" / "1.png", picture_of(segno.make_qr("1")))
    (tmp_path / "odd" / "deep" / "1.metadata.txt").write_text("about the picture")
    (tmp_path / "odd" / "deep" / "broken.png").write_bytes(b"no picture")
    (tmp_path / "odd" / "deep" / "broken.txt").write_text("no picture")
    return tmp_path


def test_each_set_and_all_are_scored(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = figures(folder, capsys)
    plain, odd, overall = content["sets"]["plain"], content["sets"]["odd/deep"], content["overall"]
    assert (plain["n"], plain["correct"], plain["wrong"], plain["percent"]) == (3, 1, 1, 33.3)
    assert (odd["n"], odd["correct"], odd["wrong"], odd["percent"]) == (2, 2, 0, 100.0)
    assert (overall["n"], overall["correct"], overall["wrong"]) == (5, 3, 1)
    assert overall["decoders"] == {"zxing-cpp": 3}
    assert 0 < overall["median_ms"] <= overall["p95_ms"]
    assert (content["without_text"], content["unusable"]) == (1, 1)


def test_plain_decoders_are_measured_in_the_same_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Plain zxing-cpp gets the Chinese wrong, and plain zbar too."""
    peers = figures(folder, capsys)["overall"]["peers"]
    assert set(peers) == {"zxing-cpp", "zbar"}
    assert {name: peer["n"] for name, peer in peers.items()} == {"zxing-cpp": 5, "zbar": 5}
    assert (peers["zxing-cpp"]["correct"], peers["zxing-cpp"]["wrong"]) == (2, 2)
    assert peers["zxing-cpp"]["ratio"]["correct"] == 1.5
    assert peers["zxing-cpp"]["ratio"]["median_ms"] > 0


def test_pictures_in_the_folder_itself_are_a_set_of_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save(tmp_path / "frames" / "one.png", frame(5.0, 0).picture, frame(5.0, 0).text)
    assert figures(tmp_path / "frames", capsys)["sets"]["frames"]["correct"] == 1


def test_a_transparent_picture_lies_on_white(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dark = 255 - picture_of(segno.make_qr("clear"))
    black = np.zeros_like(dark)
    assert cv2.imwrite(str(tmp_path / "clear.png"), np.stack([black, black, black, dark], axis=2))
    (tmp_path / "clear.txt").write_text("clear")
    assert figures(tmp_path, capsys)["overall"]["correct"] == 1


@pytest.mark.parametrize(
    ("beside", "content", "right"),
    [
        (".txt", "two<CR><LF>lines\n", True),
        (".txt", "two\nlines\n", True),
        (".txt", "two lines", False),
        (".toml", 'TextEscaped = "two<CR><LF>lines"\necLevel = "M"\n', True),
        (".toml", '[[symbol]]\nTextPlain = "another"\n[[symbol]]\nTextPlain = "two\\r\\nlines"\n', True),
        (".toml", 'TextPlain = "another"\n', False),
    ],
)
def test_expected_texts_as_other_projects_write_them_are_understood(
    beside: str, content: str, right: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without it a set of theirs is scored wrongly, or its pictures are left out."""
    save(tmp_path / "1.png", picture_of(segno.make_qr("two\r\nlines")))
    (tmp_path / "1").with_suffix(beside).write_text(content, encoding="utf-8")
    overall = figures(tmp_path, capsys)["overall"]
    assert (overall["n"], overall["correct"]) == (1, int(right))


def test_notes_on_a_picture_that_are_not_its_text_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save(tmp_path / "1.png", picture_of(segno.make_qr("1")), "1")
    for name, content in {"1.toml": 'find = "sa"\n', "2.toml": "no toml", "3.toml": "symbol = 1"}.items():
        (tmp_path / name).write_text(content)
    for name in ("2.png", "3.png"):
        save(tmp_path / name, picture_of(segno.make_qr("1")))
    told = figures(tmp_path, capsys)
    assert (told["overall"]["correct"], told["without_text"]) == (1, 2)


def test_people_get_a_table_without_a_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What codes say is nobody's business: not even of the wrong ones."""
    assert main(["codes", "evaluate", str(folder)]) == 0
    told = capsys.readouterr()
    for line in ("odd/deep", "plain", "all"):
        assert line in told.out
    assert "left out: 1 without a text, 1 that are no picture" in told.out
    assert "right" not in told.out
    assert "粤" not in told.out + told.err


@pytest.mark.parametrize("what", ["missing", "empty", "without texts", "models"])
def test_nothing_to_score_is_told_in_words(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["codes", "evaluate", str(tmp_path / "missing" if what == "missing" else tmp_path)]
    if what == "without texts":
        save(tmp_path / "1.png", picture_of(segno.make_qr("1")))
    if what == "models":
        arguments += ["--wechat", str(tmp_path)]
    assert main(arguments) == 2
    said = capsys.readouterr().err
    words = {
        "missing": "is no folder",
        "empty": "no picture with its text",
        "without texts": "pictures without a text: 1",
        "models": "cannot be read",
    }
    assert words[what] in said
