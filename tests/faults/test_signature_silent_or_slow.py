# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import TimedOut
from drivers.signature import Amount
from drivers.signature.invented import written
from tests.faults.pen_rig import Rig, pad_at, signing, under_umockdev


@under_umockdev
async def test_a_pad_on_which_nothing_is_drawn(rig: Rig) -> None:
    """A pad that hangs cannot be told from a citizen who thinks; the page must be able to go on either way."""
    pad = pad_at()
    await pad.start()
    with pytest.raises(TimedOut):
        await pad.sign(timeout=0.1)
    signer = await signing(pad)
    assert (await signer.signature()).amount is Amount.EMPTY
    await pad.close()


@under_umockdev
async def test_events_that_come_one_by_one(rig: Rig) -> None:
    """A slow hub would tear a point's x from its y."""
    pad = pad_at()
    await pad.start()
    signer = await signing(pad)
    data = rig.pad.drawn(written()[:1])
    for place in range(0, len(data), 24):
        rig.send(data[place : place + 24])
        await asyncio.sleep(0)
    await signer.seen(len(written()[0]))
    (stroke,) = (await signer.signature()).strokes
    assert len(stroke) == len(written()[0])
    assert stroke[-1][:2] == pytest.approx(written()[0][-1][:2], abs=0.006)
    await pad.close()
