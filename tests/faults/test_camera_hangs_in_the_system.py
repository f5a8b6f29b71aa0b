# SPDX-License-Identifier: GPL-3.0-or-later
from tests.faults.v4l2_bench import v4l2_program


def test_a_call_that_never_returns() -> None:
    """A dying USB camera lets calls hang in the kernel: the engine must go on, say so, and take it back if it lives."""
    with v4l2_program() as program:
        device = program.camera()
        program.ask("open", node=device.node, stuck=0.3)
        assert program.ask("until", state="online")["state"] == "online"
        device.hang(on=True)
        assert program.ask("until", state="offline") == {"state": "offline", "action": "reset"}
        assert program.ask("take")["error"] == "CameraSilent"
        device.hang(on=False)
        assert program.ask("until", state="online")["state"] == "online"
        assert program.ask("take")["width"] == 640


def test_closing_while_a_call_hangs() -> None:
    """The terminal could not be shut down any more."""
    with v4l2_program() as program:
        device = program.camera()
        program.ask("open", node=device.node, stuck=0.3)
        program.ask("until", state="online")
        device.hang(on=True)
        program.ask("until", state="offline")
        assert program.ask("close") == {}
        device.hang(on=False)
