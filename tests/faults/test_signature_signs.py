# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import math

import pytest

from drivers.contract import DeviceState, TimedOut
from drivers.signature import Amount
from drivers.signature.emulator import Digitiser, TouchScreen
from drivers.signature.invented import FIELD, written
from tests.faults.pen_rig import Rig, pad_at, signing, under_umockdev
from tests.faults.waiting import free_at_once, until

_POINTS = sum(map(len, written()))


@under_umockdev
async def test_a_name_written_with_a_pen(rig: Rig) -> None:
    """If this fails, nobody can sign at a terminal with a pad, or whoever writes presses buttons of the page."""
    pad = pad_at()
    await pad.start()
    assert pad.status.state is DeviceState.ONLINE
    assert pad.field == FIELD
    assert rig.grabbed
    signer = await signing(pad)
    rig.draw()
    await signer.seen(_POINTS)
    signature = await signer.signature()
    assert signature.amount is Amount.ENOUGH
    assert (signature.width, signature.height) == FIELD
    assert [[tuple(point) for point in stroke] for stroke in signature.strokes] == [
        [tuple(point) for point in stroke] for stroke in signer.strokes
    ]
    for drawn, expected in zip(signature.strokes, written(), strict=True):
        for point, (x, y, t) in zip(drawn, expected, strict=True):
            assert point[:3] == pytest.approx((x, y, t), abs=0.006)
            assert point.pressure == pytest.approx(0.6, abs=0.001)
    await until(pad, DeviceState.ONLINE)
    await pad.close()
    assert pad.field is None


@under_umockdev
async def test_a_finger_on_a_touch_screen_with_slots(rig: Rig) -> None:
    """Half of the touch screens would take no signature; a hand that rests on them would be drawn as well."""
    rig.pad = screen = TouchScreen()
    pad = pad_at(width=100, height=40)
    await pad.start()
    signer = await signing(pad)
    stroke = written()[0]
    rig.report(*screen.down(*stroke[0][:2], 0))
    palm = screen.in_slot(1, (3, 57, 900), (3, 53, 9), (3, 54, 9))
    for x, y, t in stroke[1:]:
        rig.report(*screen.move(x, y, 0), at=t)
        rig.report(*palm, at=t)
    rig.report(*screen.up(), at=1)
    await signer.seen(len(stroke))
    signature = await signer.signature()
    assert len(signature.strokes) == 1
    for point in signature.strokes[0]:
        assert min(math.dist(point[:2], (x, y)) for x, y, _ in stroke) < 0.01
    assert signature.strokes[0][0].pressure is None
    await pad.close()


@under_umockdev
async def test_a_pen_that_tells_by_its_pressure_alone(rig: Rig) -> None:
    """On an old pad every movement above the surface would be drawn."""
    rig.pad = Digitiser(has_touch=False)
    pad = pad_at()
    await pad.start()
    signer = await signing(pad)
    rig.draw()
    await signer.seen(_POINTS)
    assert len((await signer.signature()).strokes) == len(written())
    await pad.close()


@under_umockdev
async def test_beginning_anew(rig: Rig) -> None:
    """Whoever slipped could not begin again; what was wiped would stand on the paper."""
    pad = pad_at()
    await pad.start()
    signer = await signing(pad)
    rig.draw(written()[:3])
    await signer.seen(sum(map(len, written()[:3])))
    pad.clear()
    assert (await signer.signature()).strokes == ()

    signer = await signing(pad)
    rig.draw(written()[:1])
    await signer.seen(len(written()[0]))
    pad.clear()
    before = len(signer.strokes)
    while len(signer.strokes) == before:  # the wish is heard between two looks
        rig.draw(written()[1:2])
        with contextlib.suppress(TimeoutError):
            await signer.seen(sum(map(len, signer.strokes)) + 1, within=0.2)
    kept = (await signer.signature()).strokes
    assert kept
    assert all(stroke[0].y > 15 for stroke in kept)  # the first stroke of the name is above the second
    await pad.close()


@under_umockdev
async def test_what_is_drawn_before_and_after_is_thrown_away(rig: Rig) -> None:
    """The strokes of the one before would stand under the next one's name."""
    pad = pad_at()
    await pad.start()
    rig.draw()
    signer = await signing(pad)
    assert (await signer.signature()).amount is Amount.EMPTY
    rig.report(*rig.pad.down(50, 20, 0.5))
    signer = await signing(pad)
    rig.report(*rig.pad.move(60, 20, 0.5))  # the line was begun before
    rig.report(*rig.pad.up())
    rig.draw([[(1, 1, 0), (2, 2, 0.1)]])
    await signer.seen(2)
    assert [len(stroke) for stroke in (await signer.signature()).strokes] == [2]
    await pad.close()


@under_umockdev
async def test_a_call_that_ends_otherwise(rig: Rig) -> None:
    """A citizen who walks off would keep the pad from the next one, and leave a signature behind."""
    pad = pad_at()
    await pad.start()
    with pytest.raises(TimedOut):
        await pad.sign(timeout=0.05)
    signer = await signing(pad)
    rig.draw()
    await signer.seen(1)
    await free_at_once(signer.call)
    heard = sum(map(len, signer.strokes))
    following = await signing(pad)
    assert (await following.signature()).strokes == ()
    assert sum(map(len, signer.strokes)) == heard
    pad.done()
    pad.clear()
    await pad.close()
