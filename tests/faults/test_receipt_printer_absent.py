# SPDX-License-Identifier: GPL-3.0-or-later
"""No printer at all: if this fails, a visit waits for paper that cannot come, or the log fills up overnight."""

from __future__ import annotations

import asyncio
import logging
import socket

import pytest

from printers.contract import Action, DeviceState, Paper, Printed, Trouble
from printers.receipt.driver import EscposPrinter
from tests.faults.receipt_printer_bench import QUICK, strip


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.mark.parametrize("port", ["/dev/tty-there-is-none", "socket://127.0.0.1:{free}"])
def test_an_absent_printer_is_a_state_and_prints_nothing(port: str, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        printer = EscposPrinter(port.format(free=_free_port()), width=576, timing=QUICK)
        await printer.start()
        try:
            assert printer.status.state is DeviceState.NO_DEVICE
            assert printer.status.paper is Paper.UNKNOWN
            assert printer.status.action is Action.MAINTENANCE
            assert not printer.status.can_print
            for _ in range(3):
                outcome = await printer.print(strip(), job="a job")
                assert (outcome.printed, outcome.trouble) == (Printed.NOT_PRINTED, Trouble.ABSENT)
        finally:
            await printer.close()

    caplog.set_level(logging.INFO)
    asyncio.run(scenario())
    assert sum("out of reach" in message for message in caplog.messages) == 1
