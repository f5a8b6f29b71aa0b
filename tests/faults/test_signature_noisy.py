# SPDX-License-Identifier: GPL-3.0-or-later
import struct

import pytest

from drivers.contract import Action, DeviceState
from drivers.signature import PadAbsent, TooMuchInk
from drivers.signature.emulator import packed
from drivers.signature.invented import written
from drivers.signature.strokes import MOST_STROKES
from tests.faults.pen_rig import Rig, pad_at, signing, under_umockdev
from tests.faults.waiting import until


@under_umockdev
async def test_events_that_were_lost_end_the_stroke(rig: Rig) -> None:
    """A line would be drawn across the name, from where the pen was lost to where it is found again."""
    pad = pad_at()
    await pad.start()
    signer = await signing(pad)
    rig.report(*rig.pad.down(10, 10, 0.5))
    rig.report(*rig.pad.move(11, 10, 0.5))
    rig.send(struct.pack("@llHHi", 0, 0, 0, 3, 0))
    rig.report(*rig.pad.move(90, 30, 0.5))
    rig.report(*rig.pad.move(91, 30, 0.5))
    rig.report(*rig.pad.up())
    rig.draw(written()[:1])
    await signer.seen(2 + len(written()[0]))
    assert [len(stroke) for stroke in (await signer.signature()).strokes] == [2, len(written()[0])]
    await pad.close()


@under_umockdev
async def test_a_scribble_has_an_end(rig: Rig) -> None:
    """Something that lies on the pad would fill the memory."""
    pad = pad_at()
    await pad.start()
    signer = await signing(pad)
    for number in range(MOST_STROKES + 1):
        rig.draw([[(1, 1, number)]])
    with pytest.raises(TooMuchInk) as much:
        await signer.call
    assert much.value.action is Action.CLEAR
    assert pad.status.usable
    signer = await signing(pad)
    rig.draw(written()[:1])
    await signer.seen(5)
    assert (await signer.signature()).strokes
    await pad.close()


@under_umockdev
async def test_events_of_other_kinds_and_places_outside(rig: Rig) -> None:
    """The buttons of a pen, or an edge that was measured badly, would spoil the name."""
    pad = pad_at()
    await pad.start()
    signer = await signing(pad)
    rig.report((1, 331, 1), (4, 4, 589825), (2, 8, -1), (3, 26, 30))
    rig.report(*rig.pad.down(-5, 50, 0.5))
    rig.report(*rig.pad.move(200, -3, 7))
    rig.report(*rig.pad.up())
    await signer.seen(2)
    (stroke,) = (await signer.signature()).strokes
    assert [point[:2] for point in stroke] == [(0, 40), (100, 0)]
    assert stroke[1].pressure == 1
    await pad.close()


@under_umockdev
async def test_the_rubber_of_a_pen_draws_nothing(rig: Rig) -> None:
    """Rubbing out would smear the name."""
    pad = pad_at()
    await pad.start()
    signer = await signing(pad)
    rig.report((1, 321, 1))
    rig.draw(written()[:1])
    rig.report((1, 321, 0))
    rig.draw(written()[1:2])
    await signer.seen(len(written()[1]))
    assert len((await signer.signature()).strokes) == 1
    await pad.close()


@under_umockdev
async def test_half_an_event_is_none(rig: Rig) -> None:
    """A node that is not what it seems would draw at random."""
    pad = pad_at()
    await pad.start()
    signer = await signing(pad)
    rig.send(packed([], at=0)[:10])
    with pytest.raises(PadAbsent):
        await signer.call
    await until(pad, DeviceState.NO_DEVICE, DeviceState.ONLINE)
    await pad.close()
