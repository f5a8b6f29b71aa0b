# SPDX-License-Identifier: GPL-3.0-or-later
from drivers.contract import DeviceState
from drivers.scanner import Symbology
from tests.faults.scanner_bench import E_ID
from tests.faults.wedge_rig import Rig, shown, under_umockdev, wedge


@under_umockdev
async def test_codes_are_read_through_an_exclusive_grab(rig: Rig) -> None:
    """If this fails, a scanner in keyboard mode is of no use, or types into whatever page is open."""
    scanner = wedge()
    await scanner.start()
    assert scanner.status.state is DeviceState.ONLINE
    assert rig.grabbed
    code = await shown(rig, scanner, E_ID, aim="]Q1")
    assert code.text == E_ID
    assert code.symbology is Symbology.QR
    assert (await shown(rig, scanner, 'Say: "No-1" {[~]}\tend', suffix=b"")).text == 'Say: "No-1" {[~]}\tend'
    assert (await shown(rig, scanner, "姓名：无此人".encode("gb18030"))).text == "姓名：无此人"
    await scanner.close()
