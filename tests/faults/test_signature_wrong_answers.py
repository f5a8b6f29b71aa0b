# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from drivers.contract import ConfigurationError, DeviceState
from drivers.signature import PadAbsent
from drivers.signature.emulator import PRESSURE, Absinfo, Digitiser, TouchScreen, X, Y
from tests.faults.barred_port import MISCONFIGURED
from tests.faults.pen_rig import Rig, pad_at, signing, under_umockdev
from tests.faults.waiting import PATIENCE, until


class Odd(Digitiser):
    """Tells something else of its axes; None: that there is no such axis."""

    def __init__(self, **told: Absinfo | None) -> None:
        super().__init__()
        self._told = {{"x": X, "y": Y, "pressure": PRESSURE}[name]: info for name, info in told.items()}
        self.axes = {**self.axes, **{axis: info for axis, info in self._told.items() if info is not None}}

    def absinfo(self, axis: int) -> bytes | None:
        """See `Pad.absinfo`."""
        return None if self._told.get(axis, ()) is None else super().absinfo(axis)


@under_umockdev
async def test_axes_that_are_told_and_are_not_there_or_lead_nowhere(rig: Rig) -> None:
    """A broken pad's numbers would bring the driver down, or a signature be metres wide."""
    for odd in (
        Odd(x=None),
        Odd(pressure=None),
        Odd(x=(0, 500, 500, 100)),
        Odd(y=(0, 4000, 0, 100)),
        Odd(x=(0, 0, 2**31 - 1, 1)),
        Odd(x=(0, -(2**31), 2**31 - 1, -1)),
    ):
        rig.pad = odd
        pad = pad_at()
        await pad.start()
        assert pad.status == MISCONFIGURED
        with pytest.raises((PadAbsent, ConfigurationError)):
            await pad.sign(timeout=PATIENCE)
        assert not rig.grabbed
        await pad.close()


@under_umockdev
async def test_a_pressure_that_never_changes_is_none(rig: Rig) -> None:
    """Every line would be as thick as a thumb, or no line would be drawn."""
    rig.pad = Odd(pressure=(0, 7, 7, 0))
    pad = pad_at()
    await pad.start()
    signer = await signing(pad)
    rig.draw([[(1, 1, 0), (2, 2, 0.1)]])
    await signer.seen(2)
    (stroke,) = (await signer.signature()).strokes
    assert [point.pressure for point in stroke] == [None, None]
    await pad.close()


@under_umockdev
async def test_unplugged_while_it_is_asked(rig: Rig) -> None:
    """A pad with a loose cable would be reported as one that is set up wrongly."""

    class Vanishing(Digitiser):
        def bits(self, kind: int, size: int) -> bytes:
            rig.unplug()
            return super().bits(kind, size)

    rig.pad = Vanishing()
    pad = pad_at()
    await pad.start()
    assert pad.status.state is DeviceState.NO_DEVICE
    with pytest.raises(PadAbsent):
        await pad.sign(timeout=PATIENCE)
    rig.pad = Digitiser()
    rig.plug()
    await until(pad, DeviceState.ONLINE)
    await pad.close()


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
