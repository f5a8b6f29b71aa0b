# SPDX-License-Identifier: GPL-3.0-or-later


from drivers.camera.emulator import HttpCamera
from drivers.contract import DeviceState
from drivers.document_camera.page_camera import PageCamera
from tests.faults.camera_bench import until
from tests.faults.document_camera_bench import Guide, play, scanned


def test_what_was_taken_stays_taken() -> None:
    """Somebody would have to lay every paper down again because a cable is loose."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        document = await scanned(emulator, camera)
        emulator.unplug()
        await until(camera, DeviceState.NO_DEVICE)
        assert document.jpeg.startswith(b"\xff\xd8")
        emulator.plug()
        await until(camera, DeviceState.ONLINE)
        assert (await scanned(emulator, camera)).width == document.width

    play(scenario)
