# SPDX-License-Identifier: GPL-3.0-or-later

import pytest

from drivers.contract import TimedOut
from drivers.signature import Amount
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
