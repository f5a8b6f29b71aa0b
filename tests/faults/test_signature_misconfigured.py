# SPDX-License-Identifier: GPL-3.0-or-later
from drivers.contract import DeviceState
from drivers.signature.emulator import Digitiser, TouchScreen
from tests.faults.misconfigured import MISCONFIGURED, as_nobody
from tests.faults.pen_rig import Rig, pad_at, under_umockdev
from tests.faults.waiting import until


@under_umockdev
async def test_another_program_holds_the_pad(rig: Rig) -> None:
    """Whoever writes would press buttons of another program's page, and his strokes be lost to ours."""
    rig.take(on=True)
    pad = pad_at()
    await pad.start()
    assert pad.status == MISCONFIGURED
    rig.take(on=False)
    await until(pad, DeviceState.ONLINE)
    await pad.close()


@under_umockdev
async def test_no_right_to_the_node(rig: Rig) -> None:
    """The technician would look for a cable while the kiosk's user lacks a group."""
    rig.forbid(on=True)
    with as_nobody():
        pad = pad_at()
        await pad.start()
        assert pad.status == MISCONFIGURED
    rig.forbid(on=False)
    await until(pad, DeviceState.ONLINE)
    await pad.close()


@under_umockdev
async def test_two_programs_with_one_pad(rig: Rig) -> None:
    """Each would get half of the strokes; or the second one would wait for ever for a pad that becomes free."""
    first, second = pad_at(), pad_at()
    await first.start()
    await second.start()
    assert first.status.state is DeviceState.ONLINE
    assert second.status == MISCONFIGURED
    await first.close()
    await until(second, DeviceState.ONLINE)
    assert rig.grabbed
    await second.close()


@under_umockdev
async def test_a_node_that_is_no_pad(rig: Rig) -> None:
    """The second node of a pad, which has its buttons only, would be waited for in vain."""
    buttons = Digitiser()
    buttons.axes = {}
    rig.pad = buttons
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
