# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import os

from drivers.contract import DeviceState
from drivers.signature.emulator import Digitiser, TouchScreen
from tests.faults.pen_rig import MISCONFIGURED, Rig, pad_at, under_umockdev, until

_NOBODY = 65534


@under_umockdev
async def test_another_program_holds_the_pad(rig: Rig) -> None:
    """Whoever writes would press buttons of another program's page, and his strokes be lost to ours."""
    rig.held_by_another = True
    pad = pad_at()
    await pad.start()
    assert pad.status == MISCONFIGURED
    rig.held_by_another = False
    await until(pad, DeviceState.ONLINE)
    await pad.close()


@under_umockdev
async def test_no_right_to_the_node(rig: Rig) -> None:
    """The technician would look for a cable while the kiosk's user lacks a group."""
    is_root = os.geteuid() == 0
    if is_root:
        rig.open_to_all()
    await asyncio.to_thread(rig.node.chmod, 0)  # loads what another user may not read
    if is_root:
        os.seteuid(_NOBODY)
    pad = pad_at()
    await pad.start()
    assert pad.status == MISCONFIGURED
    await pad.close()
    if is_root:
        os.seteuid(0)


@under_umockdev
async def test_a_node_that_is_no_pad(rig: Rig) -> None:
    """The second node of a pad, which has its buttons only, would be waited for in vain."""
    rig.pad = Digitiser()
    rig.pad.axes = {}
    pad = pad_at()
    await pad.start()
    assert pad.status == MISCONFIGURED
    rig.pad = Digitiser(has_pressure=False, has_touch=False)
    pad_without_touch = pad_at()
    await pad_without_touch.start()
    assert pad_without_touch.status == MISCONFIGURED
    await pad_without_touch.close()
    rig.pad = Digitiser()
    await until(pad, DeviceState.ONLINE)
    await pad.close()


@under_umockdev
async def test_a_pad_that_does_not_tell_its_size(rig: Rig) -> None:
    """Signatures would be a hundred times too large on paper."""
    rig.pad = TouchScreen()
    pad = pad_at()
    await pad.start()
    assert pad.status == MISCONFIGURED
    await pad.close()
    pad = pad_at(width=154, height=86)
    await pad.start()
    assert pad.field == (154, 86)
    await pad.close()


@under_umockdev
async def test_a_file_that_is_no_event_node(rig: Rig) -> None:
    """A slip in terminal.toml would bring the driver down."""
    pad = pad_at("/dev/null")
    await pad.start()
    assert pad.status == MISCONFIGURED
    await pad.close()
