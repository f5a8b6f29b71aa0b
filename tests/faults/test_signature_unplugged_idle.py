# SPDX-License-Identifier: GPL-3.0-or-later
import logging

from drivers.contract import DeviceState
from drivers.signature import Amount
from tests.faults.pen_rig import Rig, pad_at, signing, under_umockdev
from tests.faults.waiting import until


@under_umockdev
async def test_the_pad_comes_and_goes(rig: Rig) -> None:
    """The menu would offer what needs a signature without a pad, or never again; the log would fill up."""
    lines: list[str] = []

    class Listen(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logging.getLogger("drivers").addHandler(Listen())
    logging.getLogger("drivers").setLevel(logging.INFO)
    pad = pad_at()
    await pad.start()
    for _ in range(3):
        await until(pad, DeviceState.ONLINE)
        rig.unplug()
        await until(pad, DeviceState.NO_DEVICE)
        rig.plug()
    signer = await signing(pad)
    rig.draw()
    await signer.seen(200)
    assert (await signer.signature()).amount is Amount.ENOUGH
    await pad.close()
    assert len(lines) == 7, lines
