# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import Action, DeviceState
from drivers.signature import Amount, PadAbsent
from tests.faults.pen_rig import NODE, Rig, pad_at, signing, under_umockdev
from tests.faults.waiting import PATIENCE


@under_umockdev
async def test_a_pad_that_comes_later_serves(rig: Rig) -> None:
    """A terminal switched on before its pad would take no signatures until somebody restarts it."""
    rig.unplug()
    pad = pad_at()
    await pad.start()
    assert pad.status.state is DeviceState.NO_DEVICE
    assert pad.status.action is Action.MAINTENANCE
    assert pad.field is None
    with pytest.raises(PadAbsent):
        await pad.sign(timeout=PATIENCE)
    rig.plug()
    signer = await signing(pad)
    rig.draw()
    await signer.seen(200)
    assert (await signer.signature()).amount is Amount.ENOUGH
    await pad.close()


def test_without_any_pad_it_is_told_at_once() -> None:
    """The citizen would wait before a pad that is not there."""

    async def scenario() -> None:
        pad = pad_at(NODE)
        await pad.start()
        with pytest.raises(PadAbsent):
            await asyncio.wait_for(pad.sign(), PATIENCE)
        await pad.close()
        assert pad.status.state is DeviceState.UNKNOWN

    asyncio.run(scenario())
