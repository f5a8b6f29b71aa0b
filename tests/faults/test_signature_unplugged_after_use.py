# SPDX-License-Identifier: GPL-3.0-or-later
import logging

from drivers.contract import DeviceState
from drivers.signature import Amount
from tests.faults.pen_rig import Rig, pad_at, signing, under_umockdev
from tests.faults.waiting import until


@under_umockdev
async def test_what_was_signed_stays_and_is_told_to_nobody(rig: Rig) -> None:
    """Somebody would have to sign twice because a cable is loose; or his name stand in the log."""
    lines: list[str] = []

    class Listen(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logging.getLogger("drivers").addHandler(Listen())
    logging.getLogger("drivers").setLevel(logging.INFO)
    pad = pad_at()
    await pad.start()
    signer = await signing(pad)
    rig.draw()
    await signer.seen(200)
    signature = await signer.signature()
    rig.unplug()
    await until(pad, DeviceState.NO_DEVICE)
    assert signature.amount is Amount.ENOUGH
    rig.plug()
    assert (await (await signing(pad)).signature()).amount is Amount.EMPTY
    await pad.close()
    assert len(lines) == 3, lines
    numbers = [f"{value:.1f}" for stroke in signature.strokes for point in stroke for value in point[:2]]
    assert not any(number in line for number in numbers for line in lines)
