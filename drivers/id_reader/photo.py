# SPDX-License-Identifier: GPL-3.0-or-later
"""The photo on the card: its decoding by a program that the operator installs.

The card holds 1024 bytes of WLT, a wavelet format without a published description. Every decoder is a licensed binary
of its vendor's, so none is part of this project. One that the operator has the right to use runs in a process of its
own, without our environment, bounded in time, memory and output; a crash in it is a missing picture and nothing else.

The program gets the 1024 bytes on its standard input and writes the picture to its standard output: a BMP of 102 × 126
pixels with 24 bits each, or 38,556 bytes of pixels (R, G, B, from the top left, row by row). It ends with 0, or with 65
when the bytes are no photo and 77 when it lacks its licence (EX_DATAERR and EX_NOPERM of sysexits.h).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from subprocess import DEVNULL, PIPE

from drivers.contract import Action, DeviceError, DeviceState

PHOTO_LENGTH = 1024
WIDTH, HEIGHT = 102, 126
_ROW = WIDTH * 3
_BMP_ROW = (_ROW + 3) // 4 * 4
_PIXELS = _ROW * HEIGHT
_MOST_OUTPUT = 64 * 1024
_LIMIT = 3.0
_PROCESSOR_SECONDS = 5
_MEMORY = 512 * 1024 * 1024
_FILE = 1024 * 1024
_NO_LICENCE = 77
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C"}


class PhotoFault(StrEnum):
    """Why there is no picture."""

    NOT_INSTALLED = "not_installed"
    """No decoder is set, or its program cannot be run."""
    NOT_AUTHORISED = "not_authorised"
    """The decoder says that it lacks its licence."""
    FAILED = "failed"
    """It ended with an error, or wrote something that is no picture of a card."""
    TOO_SLOW = "too_slow"
    """It did not end in time."""


class PhotoUndecoded(DeviceError):  # noqa: N818
    """The photo could not be decoded; the card's text is good. The reader's own state is untouched."""

    state = DeviceState.ONLINE

    def __init__(self, fault: PhotoFault, message: str) -> None:
        missing = fault in {PhotoFault.NOT_INSTALLED, PhotoFault.NOT_AUTHORISED}
        super().__init__(message, action=Action.CONFIGURATION if missing else None)
        self.fault = fault


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A decoded photo. Its repr shows nothing of it."""

    pixels: bytes
    """R, G, B, from the top left, row by row."""
    width: int = WIDTH
    height: int = HEIGHT

    def __repr__(self) -> str:
        return f"Picture({self.width} × {self.height})"


class PhotoDecoder:
    """The operator's program; `limit` is the seconds that it may take for one photo."""

    def __init__(self, program: Path, *, limit: float = _LIMIT) -> None:
        self._program = program
        self._limit = limit

    @property
    def installed(self) -> bool:
        """Whether there is a program that can be run."""
        return self._program.is_file() and os.access(self._program, os.X_OK)

    async def decode(self, photo: bytes) -> Picture:
        """Return the picture; raises `PhotoUndecoded`. When cancelled, the program is ended too."""
        if len(photo) != PHOTO_LENGTH:
            raise PhotoUndecoded(PhotoFault.FAILED, "the card's photo has not 1024 bytes")
        transport, run = await self._start()
        try:
            stdin = transport.get_pipe_transport(0)
            assert isinstance(stdin, asyncio.WriteTransport)  # noqa: S101 - it was asked for
            stdin.write(photo)
            stdin.close()  # behind the photo
            async with asyncio.timeout(self._limit):
                await run.over.wait()
            status = transport.get_returncode()
        except TimeoutError:
            raise PhotoUndecoded(PhotoFault.TOO_SLOW, f"the decoder took more than {self._limit:g} s") from None
        finally:
            await _end(transport, run)
        if status == _NO_LICENCE:
            raise PhotoUndecoded(PhotoFault.NOT_AUTHORISED, "the decoder lacks its licence")
        if status != 0:
            how = "was still writing" if status is None else f"ended with {status}"
            raise PhotoUndecoded(PhotoFault.FAILED, f"the decoder {how}")
        return picture(bytes(run.output))

    async def _start(self) -> tuple[asyncio.SubprocessTransport, _Run]:
        loop = asyncio.get_running_loop()
        try:
            transport, run = await loop.subprocess_exec(
                _Run, str(self._program), stdin=PIPE, stdout=PIPE, stderr=DEVNULL,
                env=_ENVIRONMENT, cwd="/", start_new_session=True,
            )  # fmt: skip
        except OSError:
            raise PhotoUndecoded(PhotoFault.NOT_INSTALLED, "the decoder cannot be run") from None
        # Set from outside: between fork and exec of a process with threads nothing may run. The photo comes afterwards.
        for limit, most in (
            (resource.RLIMIT_CPU, _PROCESSOR_SECONDS),
            (resource.RLIMIT_AS, _MEMORY),
            (resource.RLIMIT_FSIZE, _FILE),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(OSError):  # it has ended already
                resource.prlimit(transport.get_pid(), limit, (most, most))
        return transport, run


class _Run(asyncio.SubprocessProtocol):
    """One run of the program."""

    def __init__(self) -> None:
        self.output = bytearray()
        self.over = asyncio.Event()
        """It has ended and closed its output, or writes without end."""
        self.gone = asyncio.Event()

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002 - there is only one to read from
        self.output += data
        if len(self.output) > _MOST_OUTPUT:
            self.over.set()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.over.set()
        self.gone.set()


async def _end(transport: asyncio.SubprocessTransport, run: _Run) -> None:
    """End the program and all that it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(transport.get_pid(), signal.SIGKILL)
    transport.close()
    await run.gone.wait()


def picture(output: bytes) -> Picture:
    """Return the picture that a decoder wrote; raises `PhotoUndecoded` for anything but the two forms."""
    if len(output) == _PIXELS:
        return Picture(output)
    start = int.from_bytes(output[10:14], "little")
    width = int.from_bytes(output[18:22], "little", signed=True)
    height = int.from_bytes(output[22:26], "little", signed=True)
    depth, compression = int.from_bytes(output[28:30], "little"), int.from_bytes(output[30:34], "little")
    if output[:2] != b"BM" or (width, abs(height), depth, compression) != (WIDTH, HEIGHT, 24, 0):
        raise PhotoUndecoded(PhotoFault.FAILED, "the decoder wrote no picture of a card")
    body = output[start : start + _BMP_ROW * HEIGHT]
    if start < 54 or len(body) != _BMP_ROW * HEIGHT:
        raise PhotoUndecoded(PhotoFault.FAILED, "the decoder's picture is cut short")
    rows = [body[at : at + _ROW] for at in range(0, len(body), _BMP_ROW)]
    if height > 0:  # the bottom row comes first
        rows.reverse()
    pixels = bytearray(b"".join(rows))
    pixels[0::3], pixels[2::3] = pixels[2::3], pixels[0::3]
    return Picture(bytes(pixels))
