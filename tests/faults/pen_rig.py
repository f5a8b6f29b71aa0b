# SPDX-License-Identifier: GPL-3.0-or-later
"""A signature pad without hardware: its event node in a testbed of umockdev, and the driver that opens it.

The driver makes its own system calls; libumockdev-preload leads them into the testbed. The ioctls are answered here
as the kernel answers them, events come through a pipe in the place of the node. What this cannot show: that the kernel
keeps the pen from other programs, and how a real pad trembles.
"""

from __future__ import annotations

import asyncio
import ctypes
import errno
import functools
import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import pytest

from drivers.attachment import Pace
from drivers.contract import Action, Device, DeviceState, Status
from drivers.signature import Point, Signature, SignaturePad
from drivers.signature.emulator import Digitiser, Pad, packed
from drivers.signature.evdev import EvdevPad
from drivers.signature.invented import written

NODE = "/dev/input/by-id/usb-Nobody_Pad-event-mouse"
QUICK = Pace(look=0.02, retry_first=0.02, retry_most=0.05)
MISCONFIGURED = Status(DeviceState.OFFLINE, Action.CONFIGURATION)

_EVENT_NODE = "/dev/input/event9"
_DESCRIPTION = f"""P: /devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/input/input9/event9
N: {_EVENT_NODE.removeprefix("/dev/")}
E: DEVNAME={_EVENT_NODE}
E: ID_INPUT=1
E: ID_INPUT_TABLET=1
E: MAJOR=13
E: MINOR=73
E: SUBSYSTEM=input
"""
_GONE_THROUGH = -100
"""Has libumockdev-preload make the call that was asked for."""

_Handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)

Scenario = Callable[["Rig"], Awaitable[None]]


def under_umockdev(scenario: Scenario) -> Callable[[], None]:
    """Make a test of a scenario: it runs in a process of its own, beneath libumockdev-preload."""

    def test() -> None:
        wrapper = shutil.which("umockdev-wrapper")
        if wrapper is None:
            pytest.skip("umockdev is not installed")
        name = f"{scenario.__module__}:{scenario.__name__}"
        done = subprocess.run(
            [wrapper, sys.executable, "-W", "error", "-m", __name__, name], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr + done.stdout

    functools.update_wrapper(test, scenario)
    del test.__dict__["__wrapped__"]  # pytest would ask for the scenario's rig
    test.__dict__["scenario"] = scenario
    return test


class Rig:
    """A pad at its event node. Plugged in at the start."""

    def __init__(self) -> None:
        self.pad: Pad = Digitiser()
        self.held_by_another = False
        """Whether another program has grabbed the pad."""
        self.grabs = 0
        self._umockdev = _library()
        self._testbed = self._umockdev.umockdev_testbed_new()
        self._root = Path(self._umockdev.umockdev_testbed_get_root_dir(self._testbed).decode())
        self._events: int | None = None
        self._ioctl, self._read = _Handler(self._answer_ioctl), _Handler(self._answer_read)
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
        link.symlink_to("../event9")

    def unplug(self) -> None:
        """Make both vanish; a read of the open node fails from now on."""
        assert self._events is not None
        (self._root / NODE.removeprefix("/")).unlink()
        self.node.unlink()
        self.grabs = 0
        events, self._events = self._events, None
        os.close(events)

    def send(self, data: bytes) -> None:
        """Let these bytes be read from the node."""
        assert self._events is not None
        os.write(self._events, data)

    def report(self, *changes: tuple[int, int, int], at: float = 0.0) -> None:
        """Let the pad report these changes."""
        self.send(packed(changes, at=at))

    def draw(self, strokes: Iterable[Iterable[tuple[float, float, float]]] | None = None) -> None:
        """Write on the pad: a name, unless told otherwise."""
        for stroke in written() if strokes is None else strokes:
            self.send(self.pad.drawn([stroke]))

    def open_to_all(self) -> None:
        """Let other users into the testbed, with umockdev's own sockets in it."""
        for path in (self._root, *self._root.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o777)

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
        number, size = request & 0xFF, request >> 16 & 0x3FFF
        if self._events is None:
            self._complete(client, -1, errno.ENODEV)
        elif number == 0x90:
            self.grabs += not self.held_by_another
            self._complete(client, *((-1, errno.EBUSY) if self.held_by_another else (0, 0)))
        elif 0x20 <= number < 0x40:
            self._tell(client, self.pad.bits(number - 0x20, size))
        elif 0x40 <= number < 0x80 and (info := self.pad.absinfo(number - 0x40)) is not None:
            self._tell(client, info)
        else:
            self._complete(client, -1, errno.EINVAL)
        return 1

    def _answer_read(self, _handler: int, client: int, _: int) -> int:
        if self._events is None:
            self._complete(client, -1, errno.ENODEV)
        else:
            self._complete(client, _GONE_THROUGH, 0)
        return 1

    def _tell(self, client: int, data: bytes) -> None:
        argument = self._umockdev.umockdev_ioctl_client_get_arg(client)
        place = self._umockdev.umockdev_ioctl_data_resolve(argument, 0, len(data), None)
        self._umockdev.umockdev_ioctl_data_update(place, 0, data, len(data))
        self._complete(client, len(data), 0)

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


def pad_at(node: str = NODE, *, width: float = 0.0, height: float = 0.0) -> EvdevPad:
    """Return the driver, not started."""
    return EvdevPad(node, width=width, height=height, pace=QUICK)


class Signing:
    """Somebody is to sign: the call under way, and what it has told of the ink."""

    def __init__(self, pad: SignaturePad, *, timeout: float | None = 20) -> None:
        self.strokes: list[list[Point]] = []
        self._news = asyncio.Event()
        self.pad = pad
        self.call = asyncio.create_task(pad.sign(timeout=timeout, on_ink=self._hear))

    def _hear(self, points: tuple[Point, ...], begins: bool) -> None:
        if begins:
            self.strokes.append([])
        self.strokes[-1].extend(points)
        self._news.set()

    async def seen(self, points: int, *, within: float = 5.0) -> None:
        """Wait until so many points have been told."""
        async with asyncio.timeout(within):
            while sum(map(len, self.strokes)) < points:
                self._news.clear()
                await self._news.wait()

    async def signature(self) -> Signature:
        """Press done, and return what was signed."""
        self.pad.done()
        return await asyncio.wait_for(self.call, 5)


async def signing(pad: SignaturePad, *, timeout: float | None = 20) -> Signing:
    """Ask for a signature, and return when the pad is listened to."""
    await until(pad, DeviceState.ONLINE)
    started = Signing(pad, timeout=timeout)
    await until(pad, DeviceState.BUSY)
    return started


async def until(device: Device, *states: DeviceState, within: float = 5.0) -> Status:
    """Wait until a device is in one of these states."""
    changed = asyncio.Event()
    unsubscribe = device.subscribe(lambda _: changed.set())
    try:
        async with asyncio.timeout(within):
            while device.status.state not in states:
                changed.clear()
                await changed.wait()
    finally:
        unsubscribe()
    return device.status


def _main(name: str) -> None:
    module, _, test = name.partition(":")
    scenario: Scenario = getattr(importlib.import_module(module), test).scenario
    asyncio.run(asyncio.wait_for(_play(scenario), 30))


async def _play(scenario: Scenario) -> None:
    await scenario(Rig())


if __name__ == "__main__":
    _main(sys.argv[1])
