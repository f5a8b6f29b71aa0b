# SPDX-License-Identifier: GPL-3.0-or-later


from drivers.camera.emulator import HttpCamera
from drivers.contract import Action, DeviceState
from drivers.document_camera.page_camera import PageCamera
from tests.faults.camera_bench import until
from tests.faults.document_camera_bench import Guide, play, scanned


def test_it_is_noticed_and_its_return_too() -> None:
    """A camera that was pulled out at night would be noticed by the first person in the morning."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        await until(camera, DeviceState.ONLINE)
        for _ in range(2):
            emulator.unplug()
            await until(camera, DeviceState.NO_DEVICE)
            assert camera.status.action is Action.MAINTENANCE
            emulator.plug()
            await until(camera, DeviceState.ONLINE)
        await scanned(emulator, camera)

    play(scenario)
