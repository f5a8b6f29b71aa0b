# SPDX-License-Identifier: GPL-3.0-or-later
"""A scanner in keyboard mode without hardware: event nodes in a testbed of umockdev, and the driver that opens them.

The driver makes its own system calls; libumockdev-preload leads them into the testbed. The ioctls are answered here
as the kernel answers them, events come through a pipe in the place of the node. What this cannot show: that the kernel
keeps the keys from other programs, and how a real scanner's timing is.
"""

from __future__ import annotations

import asyncio
import ctypes
import errno
import fcntl
import functools
import importlib
import os
import shutil
import subprocess
import sys
import termios
import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from drivers.contract import Action, DeviceState, Status
from drivers.scanner import Scanner
from drivers.scanner.emulator import keys
from drivers.scanner.evdev import WedgeScanner
from tests.faults.scanner_bench import QUICK, asked

NODE = "/dev/input/by-id/usb-Nobody_Scanner-event-kbd"

_EVENT_NODE = "/dev/input/event7"
_DESCRIPTION = f"""P: /devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/input/input7/event7
N: {_EVENT_NODE.removeprefix("/dev/")}
E: DEVNAME={_EVENT_NODE}
E: ID_INPUT=1
E: ID_INPUT_KEYBOARD=1
E: MAJOR=13
E: MINOR=71
E: SUBSYSTEM=input
"""

_EVIOCGRAB = 0x40044590
_EVIOCGBIT_KEY = 0x4521
_GONE_THROUGH = -100
"""Has libumockdev-preload make the call that was asked for."""

_TYPING = bytes([0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]) + bytes(88)
"""Keys 1 to 63, as a bit field."""
_VOLUME = bytes(14) + bytes([0x0E]) + bytes(81)
"""Keys 113 to 115: the second node of a scanner."""

Scenario = Callable[["Rig"], Awaitable[None]]

_Handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


def under_umockdev(scenario: Scenario) -> Callable[[], None]:
    """Make a test of a scenario: it runs in a process of its own, beneath libumockdev-preload."""

    @functools.wraps(scenario)
    def test() -> None:
        wrapper = shutil.which("umockdev-wrapper")
        if wrapper is None:
            pytest.skip("umockdev is not installed")
        name = f"{scenario.__module__}:{scenario.__name__}"
        done = subprocess.run(
            [wrapper, sys.executable, "-W", "error", "-m", __name__, name],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr + done.stdout

    test.scenario = scenario  # type: ignore[attr-defined]
    del test.__wrapped__  # pytest would ask for the scenario's rig
    return test


class Rig:
    """The scanner's keyboard. Plugged in at the start."""

    def __init__(self) -> None:
        self._umockdev = _library()
        self._testbed = self._umockdev.umockdev_testbed_new()
        self._root = Path(self._umockdev.umockdev_testbed_get_root_dir(self._testbed).decode())
        self._events: int | None = None
        self._ioctl = _Handler(self._answer_ioctl)
        self._read = _Handler(self._answer_read)
        self.held_by_another = False
        """Whether another program has grabbed the keyboard."""
        self.types = True
        """Whether the node is the one that types."""
        self.grabs = 0
        """How many programs hold the keyboard now: that is the driver, or nobody."""
        self._add()
        self.plug()

    @property
    def node(self) -> Path:
        """The pipe in the place of the node."""
        return self._root / _EVENT_NODE.removeprefix("/")

    def plug(self) -> None:
        """Make the node appear, and udev's link to it."""
        os.mkfifo(self.node)
        self._events = os.open(self.node, os.O_RDWR)
        link = self._root / NODE.removeprefix("/")
        link.parent.mkdir(exist_ok=True)
        link.symlink_to("../event7")

    def unplug(self) -> None:
        """Make both vanish; a read of the open node fails from now on."""
        assert self._events is not None
        (self._root / NODE.removeprefix("/")).unlink()
        self.node.unlink()
        self.grabs = 0
        events, self._events = self._events, None
        os.close(events)

    def type(self, events: Iterable[keys.Event]) -> None:
        """Type."""
        assert self._events is not None
        os.write(self._events, keys.packed(events))

    def show(self, code: bytes | str, *, aim: str = "", suffix: bytes = b"\r") -> None:
        """Hold a code before the scanner."""
        content = code.encode() if isinstance(code, str) else code
        self.type(keys.typed(aim.encode() + content + suffix))

    @property
    def unread(self) -> int:
        """How many bytes of events nobody has read yet."""
        assert self._events is not None
        return int.from_bytes(fcntl.ioctl(self._events, termios.FIONREAD, bytes(4)), sys.byteorder)

    def swallow(self) -> None:
        """Read them: in the kernel no program finds what was typed before it opened the node."""
        assert self._events is not None
        os.read(self._events, self.unread)

    def wait_until_read(self, *, timeout: float = 5.0) -> None:
        """Wait until the driver has read all that was typed; raises `TimeoutError`."""
        until = time.monotonic() + timeout
        while self.unread:
            if time.monotonic() > until:
                raise TimeoutError("the driver does not read")
            os.sched_yield()

    def allow(self, mode: int) -> None:
        """Give the node other rights."""
        self._root.chmod(0o755)
        for path in (self._root / "ioctl").rglob("*"):
            path.chmod(0o777)  # umockdev's own way to answer is no part of this
        self.node.chmod(mode)

    def _add(self) -> None:
        error = ctypes.c_void_p()
        added = self._umockdev.umockdev_testbed_add_from_string(
            self._testbed, _DESCRIPTION.encode(), ctypes.byref(error)
        )
        assert added, "umockdev refuses the description"
        self.node.unlink()
        handler = self._umockdev.umockdev_ioctl_base_new()
        gobject = ctypes.CDLL("libgobject-2.0.so.0")
        gobject.g_signal_connect_data.argtypes = [ctypes.c_void_p, ctypes.c_char_p, _Handler, *[ctypes.c_void_p] * 3]
        gobject.g_signal_connect_data(handler, b"handle-ioctl", self._ioctl, None, None, None)
        gobject.g_signal_connect_data(handler, b"handle-read", self._read, None, None, None)
        attach = self._umockdev.umockdev_testbed_attach_ioctl
        assert attach(self._testbed, NODE.encode(), handler, ctypes.byref(error))

    # In umockdev's thread.

    def _answer_ioctl(self, _handler: int, client: int, _: int) -> int:
        request = self._umockdev.umockdev_ioctl_client_get_request(client)
        argument = self._umockdev.umockdev_ioctl_client_get_arg(client)
        if self._events is None:
            self._complete(client, -1, errno.ENODEV)
        elif request == _EVIOCGRAB:
            if self.held_by_another:
                self._complete(client, -1, errno.EBUSY)
            else:
                self.grabs += 1
                self._complete(client, 0, 0)
        elif request & 0xFFFF == _EVIOCGBIT_KEY:
            size = request >> 16 & 0x3FFF
            bits = self._umockdev.umockdev_ioctl_data_resolve(argument, 0, size, None)
            self._umockdev.umockdev_ioctl_data_update(bits, 0, (_TYPING if self.types else _VOLUME)[:size], size)
            self._complete(client, size, 0)
        else:
            self._complete(client, -1, errno.EINVAL)
        return 1

    def _answer_read(self, _handler: int, client: int, _: int) -> int:
        if self._events is None:
            self._complete(client, -1, errno.ENODEV)
        else:
            self._complete(client, _GONE_THROUGH, 0)
        return 1

    def _complete(self, client: int, result: int, error: int) -> None:
        self._umockdev.umockdev_ioctl_client_complete(client, result, error)


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL("libumockdev.so.0")
    pointer, size = ctypes.c_void_p, ctypes.c_size_t
    for name, result, *arguments in (
        ("testbed_new", pointer),
        ("testbed_get_root_dir", ctypes.c_char_p, pointer),
        ("testbed_add_from_string", ctypes.c_int, pointer, ctypes.c_char_p, pointer),
        ("testbed_attach_ioctl", ctypes.c_int, pointer, ctypes.c_char_p, pointer, pointer),
        ("ioctl_base_new", pointer),
        ("ioctl_client_get_request", ctypes.c_ulong, pointer),
        ("ioctl_client_get_arg", pointer, pointer),
        ("ioctl_client_complete", None, pointer, ctypes.c_long, ctypes.c_int),
        ("ioctl_data_resolve", pointer, pointer, size, size, pointer),
        ("ioctl_data_update", None, pointer, size, ctypes.c_char_p, ctypes.c_int),
    ):
        function = getattr(library, f"umockdev_{name}")
        function.restype, function.argtypes = result, arguments
    return library


async def shown(rig: Rig, scanner: Scanner, code: bytes | str, *, aim: str = "", suffix: bytes = b"\r") -> Any:
    """Ask for a code, show one, and return what the driver made of it."""
    scan = await asked(scanner)
    rig.show(code, aim=aim, suffix=suffix)
    return await scan


def wedge() -> WedgeScanner:
    """Return the driver, not started."""
    return WedgeScanner(NODE, delays=QUICK)


MISCONFIGURED = Status(DeviceState.OFFLINE, Action.CONFIGURATION)


def _main(name: str) -> None:
    module, _, test = name.partition(":")
    scenario: Scenario = getattr(importlib.import_module(module), test).scenario
    asyncio.run(asyncio.wait_for(scenario(Rig()), 30))


if __name__ == "__main__":
    _main(sys.argv[1])
