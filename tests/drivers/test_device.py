# SPDX-License-Identifier: GPL-3.0-or-later
"""What every driver owes when its device is closed under somebody who goes on asking."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from drivers.contract import Closed, DeviceState
from drivers.document_camera import Paper
from drivers.lights import Pattern, Place
from drivers.registry import find_driver
from drivers.settings import Value

NODE: dict[str, Value] = {"source": "/dev/none", "width": 640, "height": 480, "per_second": 10}
COMMANDS: dict[tuple[str, str], tuple[dict[str, Value], Callable[[Any], Awaitable[object]]]] = {
    ("id_reader", "sdt"): ({"port": "/dev/none"}, lambda reader: reader.read()),
    ("scanner", "serial"): ({"port": "/dev/none"}, lambda scanner: scanner.scan()),
    ("scanner", "evdev"): ({"node": "/dev/none"}, lambda scanner: scanner.scan()),
    ("scanner", "camera"): (NODE | {"wechat": ""}, lambda scanner: scanner.scan()),
    ("camera", "opencv"): (NODE | {"infrared": ""}, lambda camera: camera.take()),
    ("document_camera", "opencv"): (NODE | {"kilobytes": 500}, lambda camera: camera.scan(Paper.A4)),
    ("signature", "evdev"): ({"node": "/dev/none"}, lambda pad: pad.sign()),
    ("guide_lights", "modbus"): (
        {"port": "/dev/none", "places": {"card_reader": 0}},
        lambda lights: lights.show(Place.CARD_READER, Pattern.SLOW),
    ),
}


@pytest.mark.parametrize("driver", COMMANDS, ids=" ".join)
def test_a_closed_device_says_so(driver: tuple[str, str], tmp_path: Path) -> None:
    """An engine that ends would log a mistake of ours for each loop that asks once more, and hide a real one."""
    settings, command = COMMANDS[driver]

    async def scenario() -> None:
        device = find_driver(*driver).open(settings)
        await device.start()
        assert device.status.state is DeviceState.NO_DEVICE
        await device.close()
        with pytest.raises(Closed):
            await command(device)

    asyncio.run(scenario())
