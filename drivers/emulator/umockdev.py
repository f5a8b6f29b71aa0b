# SPDX-License-Identifier: GPL-3.0-or-later
"""Device nodes that are not there, for a program that is started beneath umockdev's preloaded library.

The library leads the program's system calls below /dev into a folder, and passes each ioctl and read on a node there
to a Unix socket under the node's name; whoever answers says what the call returns, may read and write the program's
memory meanwhile, or has it make the call after all (`libumockdev-preload.so`; three unsigned longs a message). The
program sees no other device nodes then, but for those that every program needs, such as /dev/null.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import socket
import struct
import tempfile
import threading
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Final, Self

LIBRARY: Final = "libumockdev-preload.so.0"

_MESSAGE: Final = struct.Struct("=3Q")
_IOCTL, _DONE, _READ_MEMORY, _WRITE_MEMORY, _READ = 1, 3, 5, 6, 7
_FAILED: Final = (1 << 64) - 1
_BY_ITSELF: Final = (1 << 64) - 100
"""Has the program make the call that was asked for."""


def is_installed() -> bool:
    """Return whether this machine has umockdev."""
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return False
    return True


class Memory:
    """Where an ioctl's argument points to, in the program."""

    def __init__(self, program: socket.socket, address: int) -> None:
        self._program = program
        self.address = address
        """The argument itself, for an ioctl that takes a number."""

    def read(self, size: int) -> bytes:
        """Return what stands there."""
        self._program.sendall(_MESSAGE.pack(_READ_MEMORY, self.address, size))
        return exactly(self._program, size)

    def write(self, data: bytes) -> None:
        """Write there."""
        self._program.sendall(_MESSAGE.pack(_WRITE_MEMORY, self.address, len(data)) + data)


class Opened(ABC):
    """A node as one program has it open; each on a thread of its own. A call that fails raises OSError."""

    @abstractmethod
    def ioctl(self, request: int, argument: Memory) -> int:
        """Answer an ioctl; return what it returns."""

    @abstractmethod
    def before_read(self) -> None:
        """Called before the program reads from the file that stands for the node."""

    @abstractmethod
    def close(self) -> None:
        """The program has closed the node, or has ended."""


class Node(ABC):
    """One node, such as input/event9. Its calls are answered all the time; the file that stands for it may vanish."""

    def __init__(self, world: World, name: str) -> None:
        self.name = name
        self.file = world.folder / "dev" / name
        """What stands for the node, once somebody has made it."""
        path = world.folder / "ioctl" / "dev" / name
        for one in (self.file, path):
            one.parent.mkdir(parents=True, exist_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        path.chmod(0o666)
        self._listener.listen()
        world.has(self)
        threading.Thread(target=self._listen, name="emulator", daemon=True).start()

    @abstractmethod
    def opened(self) -> Opened:
        """A program opens the node; called once for each."""

    def close(self) -> None:
        """Answer no more."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                program, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=_serve, args=(program, self.opened()), name="emulator", daemon=True).start()


class World:
    """A folder in which a program sees emulated devices; a context manager, whose end takes it away."""

    def __init__(self) -> None:
        # Short, since the path of a Unix socket is.
        self.folder = Path(tempfile.mkdtemp(prefix="umockdev-"))
        self.folder.chmod(0o755)
        for name in ("dev", "sys", "ioctl/dev"):
            (self.folder / name).mkdir(parents=True)
        self._nodes: list[Node] = []

    @property
    def environment(self) -> dict[str, str]:
        """What a program has to be started with to see the devices."""
        return {"UMOCKDEV_DIR": str(self.folder), "LD_PRELOAD": LIBRARY}

    def has(self, node: Node) -> None:
        """Take a node away with the world."""
        self._nodes.append(node)

    def link(self, path: str, node: Node) -> None:
        """Point a path below /dev to a node, as udev does; the node need not be there."""
        for root in ("dev", "ioctl/dev"):  # umockdev looks for the socket under the path that was opened
            link = self.folder / root / path
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(os.path.relpath(self.folder / root / node.name, link.parent))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for node in self._nodes:
            node.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def exactly(program: socket.socket, size: int) -> bytes:
    """Return so many bytes from a socket; raises EOFError when it ends before."""
    data = b""
    while len(data) < size:
        if not (more := program.recv(size - len(data))):
            raise EOFError
        data += more
    return data


def _serve(program: socket.socket, node: Opened) -> None:
    try:
        with program, contextlib.suppress(ConnectionError, EOFError):
            while True:
                call, number, argument = _MESSAGE.unpack(exactly(program, _MESSAGE.size))
                answer = _answer(node, call, number, Memory(program, argument))
                program.sendall(_MESSAGE.pack(_DONE, *answer))
    finally:
        node.close()


def _answer(node: Opened, call: int, number: int, argument: Memory) -> tuple[int, int]:
    """Return what a call returns, and its errno."""
    try:
        if call == _IOCTL:
            return node.ioctl(number, argument), 0
        if call == _READ:
            node.before_read()
            return _BY_ITSELF, 0
    except ConnectionError:
        raise  # the program has ended in the midst of it
    except OSError as error:
        return _FAILED, error.errno or errno.EIO
    return _FAILED, errno.EINVAL  # nothing is written to these nodes
