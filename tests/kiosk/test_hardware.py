# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, two machines with one disk image give two citizens the same number, or each start burns an epoch."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.hardware import fingerprint


class Machine:
    """A machine's /sys, as far as it tells who it is."""

    def __init__(self, system: Path) -> None:
        self.system = system

    def board(self, name: str, text: str) -> None:
        folder = self.system / "class/dmi/id"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{text}\n")

    def card(self, name: str, address: str, *, virtual: bool = False) -> None:
        """Network cards are links into the device tree, as the kernel has them."""
        folder = self.system / "devices" / name
        folder.mkdir(parents=True, exist_ok=True)
        if not virtual:
            (folder / "device").mkdir(exist_ok=True)
        (folder / "address").write_text(f"{address}\n")
        link = self.system / "class/net" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.exists():
            link.symlink_to(folder)

    @property
    def print(self) -> str:
        return fingerprint(self.system)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path / "sys")
    machine.board("product_uuid", "4c4c4544-0042")
    machine.board("board_serial", "B1")
    machine.card("enp1s0", "02:00:00:00:00:01")
    return machine


def test_the_same_machine_is_the_same(machine: Machine) -> None:
    """Each start would begin a new epoch, and the epochs would run out."""
    assert machine.print == machine.print
    assert len(machine.print) == 64


@pytest.mark.parametrize("name", ["product_uuid", "board_serial", "product_serial"])
def test_another_board_is_another_machine(machine: Machine, name: str) -> None:
    """A cloned disk in another terminal must not continue its numbers."""
    before = machine.print
    machine.board(name, "other")
    assert machine.print != before


def test_another_network_card_is_another_machine(machine: Machine) -> None:
    """Boards of cheap terminals share one serial number; their network cards do not."""
    before = machine.print
    machine.card("enp1s0", "02:00:00:00:00:02")
    changed = machine.print
    assert changed != before
    machine.card("enp2s0", "02:00:00:00:00:03")
    assert machine.print not in {before, changed}


def test_virtual_networks_come_and_go(machine: Machine) -> None:
    """A VPN that comes up would make the terminal another one in the middle of the day."""
    before = machine.print
    machine.card("lo", "00:00:00:00:00:00", virtual=True)
    machine.card("tun0", "02:00:00:00:00:09", virtual=True)
    assert machine.print == before


def test_traits_do_not_run_into_each_other(machine: Machine) -> None:
    """「A」+「BC」 and 「AB」+「C」 are two machines."""
    machine.board("product_uuid", "A")
    machine.board("board_serial", "BC")
    before = machine.print
    machine.board("product_uuid", "AB")
    machine.board("board_serial", "C")
    assert machine.print != before


def test_a_machine_that_tells_nothing_still_starts(tmp_path: Path) -> None:
    """Containers and some ARM boards have none of it."""
    assert fingerprint(tmp_path) == fingerprint(tmp_path / "nothing")


def test_what_cannot_be_read_counts_as_nothing(machine: Machine) -> None:
    """Some boards write bytes that are no text; a terminal must start all the same."""
    (machine.system / "class/dmi/id/product_serial").mkdir()
    assert machine.print
    (machine.system / "class/dmi/id/board_serial").write_bytes(b"\xff\xfe\x00")
    assert machine.print
