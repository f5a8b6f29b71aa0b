# SPDX-License-Identifier: GPL-3.0-or-later
from drivers.signature.invented import written
from tests.faults.pen_rig import Rig, pad_at, signing, under_umockdev


@under_umockdev
async def test_points_that_come_late(rig: Rig) -> None:
    """Whoever writes slowly, or on a tired pad, would be cut off in the midst of the name."""
    pad = pad_at()
    await pad.start()
    signer = await signing(pad)
    for stroke in written()[:2]:
        seen = sum(map(len, signer.strokes))
        for x, y, _ in stroke[:3]:
            rig.report(*rig.pad.down(x, y, 0.6))
        await signer.seen(seen + 1)  # nothing more comes for as long as that takes
        rig.report(*rig.pad.up())
    signature = await signer.signature()
    assert len(signature.strokes) == 2
    await pad.close()
