# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, what must vanish with the power stays on the disk, or the parts do not find each other."""

from __future__ import annotations

import socket
import stat
from pathlib import Path

import pytest

from kiosk.places import Places, reachable

LONGEST = 107


def test_an_installed_terminal_keeps_its_places() -> None:
    """Units, permissions and the manual name these folders."""
    places = Places.of(None)
    assert (places.config, places.state, places.run) == (
        Path("/etc/kiosk"),
        Path("/var/lib/kiosk"),
        Path("/run/kiosk"),
    )


def test_data_moves_all_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo must not touch the terminal that it runs on, from whatever folder it is started."""
    monkeypatch.chdir(tmp_path)
    assert Places.of(Path("d")) == Places.of(tmp_path / "d")
    places = Places.of(tmp_path / "d")
    assert {places.config, places.state, places.run} == {tmp_path / "d" / name for name in ("etc", "lib", "run")}
    assert places.socket == tmp_path / "d" / "run" / "engine.sock"


def test_folders_are_made_and_closed_to_others(tmp_path: Path) -> None:
    """Any other user of the machine could read the queue."""
    places = Places.of(tmp_path / "d")
    places.prepare()
    places.prepare()
    for folder in (places.state, places.run):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not places.config.exists(), "the configuration is made at enrolment, not by a start"


def test_a_folder_that_cannot_be_made_is_an_error_of_the_system(tmp_path: Path) -> None:
    """The command tells which folder it was."""
    (tmp_path / "d").write_text("in the way")
    with pytest.raises(OSError, match="Not a directory"):
        Places.of(tmp_path / "d").prepare()


def test_each_start_has_an_empty_home_below_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Pinyin keyboard would offer the last citizen's name to the next."""
    monkeypatch.setenv("KEPT", "1")
    places = Places.of(tmp_path)
    environment = places.environment("ui")
    names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "TMPDIR")
    folders = [Path(environment[name]) for name in names]
    assert len(set(folders)) == len(names)
    for folder in folders:
        assert folder.is_relative_to(places.run)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert environment["KEPT"] == "1"
    assert environment["LC_ALL"] == "C.UTF-8"
    (folders[2] / "dictionary").write_text("陈桂英")
    assert places.environment("ui") == environment
    assert not (folders[2] / "dictionary").exists()


def test_the_parts_have_homes_of_their_own(tmp_path: Path) -> None:
    """A ui that starts anew must not wipe what the engine works with."""
    places = Places.of(tmp_path)
    engine = Path(places.environment("engine")["TMPDIR"])
    (engine / "page").write_text("x")
    places.environment("ui")
    assert (engine / "page").exists()


def test_a_short_socket_is_itself() -> None:
    """Only a path that is too long takes the long way."""
    path = Path("/" + "x" * (LONGEST - 1))
    assert reachable(path) is path


@pytest.mark.parametrize("name", ["y" * 120, "村" * 40], ids=["letters", "three bytes each"])
def test_a_socket_too_deep_for_the_system_is_reached(name: str, tmp_path: Path) -> None:
    """`make run` in a deep folder would draw a screen that never meets its engine."""
    folder = tmp_path / name
    folder.mkdir()
    address = reachable(folder / "engine.sock")
    assert len(bytes(address)) <= LONGEST
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as calling:
        listening.bind(str(address))
        listening.listen()
        assert (folder / "engine.sock").is_socket()
        calling.connect(str(reachable(folder / "engine.sock")))


def test_asking_again_opens_no_second_folder(tmp_path: Path) -> None:
    """The address is asked for at each connection; a terminal runs for months."""
    folder = tmp_path / ("z" * 120)
    folder.mkdir()
    addresses = {reachable(folder / "engine.sock") for _ in range(5)}
    assert len(addresses) == 1


def test_a_folder_that_was_made_anew_is_found_anew(tmp_path: Path) -> None:
    """The run folder goes with the power; the address of the old one would lead nowhere."""
    folder = tmp_path / ("z" * 120)
    folder.mkdir()
    reachable(folder / "engine.sock")
    folder.rmdir()
    folder.mkdir()
    (folder / "engine.sock").write_text("new")
    assert reachable(folder / "engine.sock").read_text() == "new"
