# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import Action, Closed, DeviceState
from drivers.signature import Amount, PadAbsent
from drivers.signature.invented import written
from tests.faults.pen_rig import Rig, pad_at, signing, under_umockdev
from tests.faults.waiting import PATIENCE


@under_umockdev
async def test_unplugged_in_the_midst_of_a_stroke(rig: Rig) -> None:
    """Half a name would be taken for a whole one, or the page wait for ever; what was drawn must not come back."""
    pad = pad_at()
    await pad.start()
    signer = await signing(pad)
    rig.draw(written()[:2])
    rig.report(*rig.pad.down(50, 20, 0.5))
    await signer.seen(10)
    rig.unplug()
    with pytest.raises(PadAbsent) as absent:
        await asyncio.wait_for(signer.call, PATIENCE)
    assert absent.value.action is Action.MAINTENANCE
    assert pad.status.state is DeviceState.NO_DEVICE
    rig.plug()
    signer = await signing(pad)
    assert (await signer.signature()).amount is Amount.EMPTY
    await pad.close()


@under_umockdev
async def test_closed_while_somebody_signs(rig: Rig) -> None:
    """A terminal that is shut down would hang on the citizen's pen."""
    pad = pad_at()
    await pad.start()
    signer = await signing(pad)
    await pad.close()
    with pytest.raises(Closed):
        await asyncio.wait_for(signer.call, PATIENCE)
