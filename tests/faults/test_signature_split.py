# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.signature.invented import written
from tests.faults.pen_rig import Rig, pad_at, signing, under_umockdev


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
