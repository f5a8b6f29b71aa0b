# SPDX-License-Identifier: GPL-3.0-or-later
"""The operator's decoder here is a small program of the test's; what is held to is the contract in docs/drivers.md."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.contract import Action, ConfigurationError
from drivers.id_reader import PhotoFault, PhotoUndecoded
from drivers.id_reader.card import parse_card
from drivers.id_reader.emulator import Emulator
from drivers.id_reader.invented import CHEN_GUIYING, PHOTO
from drivers.id_reader.photo import PhotoDecoder, Picture, picture
from drivers.id_reader.sdt import SdtReader
from drivers.registry import find_driver
from tests.faults.waiting import PATIENCE

Program = Callable[[str], Path]
RAW = "import sys, os; photo = sys.stdin.buffer.read(); sys.stdout.buffer.write(bytes(102 * 126 * 3))"


def bmp(*, top_down: bool = False, width: int = 102, height: int = 126, depth: int = 24, compression: int = 0) -> bytes:
    """Return a picture whose pixel in column x and row y is R = x, G = y, B = 200."""
    rows = [bytes(value for x in range(102) for value in (200, y, x)) + b"\0\0" for y in range(126)]
    body = b"".join(rows if top_down else reversed(rows))
    high = -height if top_down else height
    head = b"BM" + (54 + len(body)).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    head += (40).to_bytes(4, "little") + width.to_bytes(4, "little") + high.to_bytes(4, "little", signed=True)
    head += (1).to_bytes(2, "little") + depth.to_bytes(2, "little") + compression.to_bytes(4, "little") + bytes(20)
    return head + body


@pytest.fixture
def program(tmp_path: Path) -> Program:
    def write(body: str) -> Path:
        path = tmp_path / "decoder"
        path.write_text(f"#!{sys.executable} -IS\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return write


def decoded(path: Path, photo: bytes = PHOTO, *, limit: float = 10) -> Picture:
    return asyncio.run(PhotoDecoder(path, limit=limit).decode(photo))


def fault_of(path: Path, photo: bytes = PHOTO, *, limit: float = 10) -> PhotoUndecoded:
    with pytest.raises(PhotoUndecoded) as undecoded:
        decoded(path, photo, limit=limit)
    return undecoded.value


@pytest.mark.parametrize("top_down", [False, True])
def test_a_bmp(top_down: bool) -> None:
    """The face would stand on its head, or be blue."""
    data = bmp(top_down=top_down)
    assert len(data) == 38862
    pixels = picture(data).pixels
    assert len(pixels) == 38556
    for x, y in ((0, 0), (101, 0), (0, 125), (101, 125), (50, 60)):
        at = (y * 102 + x) * 3
        assert pixels[at : at + 3] == bytes((x, y, 200))


def test_pixels() -> None:
    """The other form that decoders have would be refused."""
    pixels = bytes(at % 256 for at in range(38556))
    assert picture(pixels) == Picture(pixels)
    assert repr(Picture(pixels)) == "Picture(102 × 126)"


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"BM",
        PHOTO,
        bmp()[:-1],
        bmp(width=103),
        bmp(height=125),
        bmp(depth=32),
        bmp(compression=1),
        b"BM" + bytes(8) + b"\0\0\0\0" + bmp()[14:],
        bytes(38555),
        b"\x89PNG" + bytes(5000),
    ],
)
def test_no_picture(output: bytes) -> None:
    """What a broken decoder writes would be compared with a face."""
    with pytest.raises(PhotoUndecoded) as undecoded:
        picture(output)
    assert undecoded.value.fault is PhotoFault.FAILED


@settings(max_examples=100)
@given(st.binary(max_size=200), st.integers(0, 60), st.binary(max_size=8))
def test_any_output(output: bytes, at: int, change: bytes) -> None:
    """A broken decoder would crash the visit."""
    for data in (output, bmp()[:at] + change + bmp()[at + len(change) :]):
        with contextlib.suppress(PhotoUndecoded):
            assert len(picture(data).pixels) == 38556


def test_what_the_program_gets(program: Program) -> None:
    """A decoder would get half a photo, our secrets, or the right to leave a face in a core file."""
    path = program(
        "import os, resource, sys\n"
        "photo = sys.stdin.buffer.read()\n"
        "good = len(photo) == 1024 and photo[:4] == bytes.fromhex('574C6600')\n"
        "good &= set(os.environ) <= {'PATH', 'LANG', 'LC_CTYPE'}\n"
        "good &= os.getcwd() == '/' and os.getsid(0) == os.getpid()\n"
        "good &= resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)\n"
        "good &= resource.getrlimit(resource.RLIMIT_CPU) == (5, 5)\n"
        "good &= resource.getrlimit(resource.RLIMIT_AS)[1] == 512 << 20\n"
        "good &= len(os.listdir('/proc/self/fd')) <= 4\n"
        "sys.stdout.buffer.write(bytes([7]) * 38556 if good else b'')\n"
    )
    assert decoded(path).pixels == bytes([7]) * 38556


@pytest.mark.parametrize(
    ("body", "fault", "action"),
    [
        ("import sys; sys.stdin.read; raise SystemExit(77)", PhotoFault.NOT_AUTHORISED, Action.CONFIGURATION),
        ("raise SystemExit(65)", PhotoFault.FAILED, None),
        ("raise SystemExit(1)", PhotoFault.FAILED, None),
        ("import os; os.kill(os.getpid(), 11)", PhotoFault.FAILED, None),
        ("", PhotoFault.FAILED, None),
        (f"{RAW}; sys.stdout.flush(); raise SystemExit(1)", PhotoFault.FAILED, None),
        ("import sys\nwhile True: sys.stdout.write('x' * 65536)", PhotoFault.FAILED, None),
        ("x = bytes(600 << 20)", PhotoFault.FAILED, None),
    ],
)
def test_programs_that_fail(program: Program, body: str, fault: PhotoFault, action: Action | None) -> None:
    """A technician would not learn whether a licence, a library or the card is what is wrong."""
    undecoded = fault_of(program(body))
    assert (undecoded.fault, undecoded.action) == (fault, action)


def test_a_program_that_hangs(program: Program, tmp_path: Path) -> None:
    """The visit would wait for a picture, and what the program started would stay behind."""
    child = tmp_path / "child"
    path = program(
        "import os, sys, time\n"
        f"if not os.fork(): open({str(child)!r}, 'w').write(str(os.getpid()) + '.'); time.sleep(60)\n"
        "time.sleep(60)\n"
    )
    for limit in (0.3, 1, 4):
        begun = time.monotonic()
        assert fault_of(path, limit=limit).fault is PhotoFault.TOO_SLOW
        assert time.monotonic() - begun < limit + 30
        if child.exists() and child.read_text(encoding="ascii").endswith("."):
            break  # else the machine was too busy to get that far
    until = time.monotonic() + 30
    pid = int(child.read_text(encoding="ascii").rstrip("."))
    while _runs(pid) and time.monotonic() < until:
        os.sched_yield()
    assert not _runs(pid)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_cancelled_caller_leaves_nothing_behind(program: Program, tmp_path: Path) -> None:
    """Each citizen who presses Back would leave a program running."""
    mark = tmp_path / "pid"
    path = program(f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid()) + '.'); time.sleep(60)")

    async def scenario() -> None:
        decoding = asyncio.create_task(PhotoDecoder(path, limit=30).decode(PHOTO))
        async with asyncio.timeout(10):
            while not mark.exists() or not mark.read_text(encoding="ascii").endswith("."):
                await asyncio.sleep(0.01)
        decoding.cancel()
        with pytest.raises(asyncio.CancelledError):
            await decoding
        assert not _runs(int(mark.read_text(encoding="ascii")[:-1]))

    asyncio.run(scenario())


@pytest.mark.parametrize("kind", ["missing", "not executable", "folder", "no program"])
def test_no_program(kind: str, tmp_path: Path) -> None:
    """A forgotten installation would look like a bad card."""
    path = tmp_path / "decoder"
    if kind == "folder":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes(b"\0")
        path.chmod(0o644 if kind == "not executable" else 0o755)
    assert PhotoDecoder(path).installed == (kind == "no program")
    undecoded = fault_of(path)
    assert (undecoded.fault, undecoded.action) == (PhotoFault.NOT_INSTALLED, Action.CONFIGURATION)


def test_a_photo_that_is_none(program: Program) -> None:
    """A decoder in C would read beyond the end of a short photo."""
    assert fault_of(program(RAW), b"short").fault is PhotoFault.FAILED


def test_the_reader_says_whether_photos_can_be_decoded(program: Program, tmp_path: Path) -> None:
    """A service that compares faces would begin at a terminal that cannot do it."""
    card = parse_card(CHEN_GUIYING.text(), CHEN_GUIYING.photo)
    without = SdtReader("/dev/ttyUSB0")
    assert not without.capabilities.photo_decoding
    with pytest.raises(PhotoUndecoded) as undecoded:
        asyncio.run(without.decode_photo(card))
    assert undecoded.value.fault is PhotoFault.NOT_INSTALLED
    assert not SdtReader("/dev/ttyUSB0", photo_decoder=str(tmp_path / "none")).capabilities.photo_decoding
    there = SdtReader("/dev/ttyUSB0", photo_decoder=str(program(RAW)))
    assert there.capabilities.photo_decoding
    assert asyncio.run(there.decode_photo(card)).pixels == bytes(38556)


def test_a_slow_decoder_delays_no_card(program: Program) -> None:
    """Everybody would wait for the picture of the citizen before."""

    async def scenario(emulator: Emulator) -> None:
        path = program("import time; time.sleep(60)")
        reader = SdtReader(emulator.url, photo_decoder=str(path))
        await reader.start()
        try:
            emulator.insert(CHEN_GUIYING)
            card = await reader.read(timeout=PATIENCE)
            decoding = asyncio.create_task(reader.decode_photo(card))
            emulator.insert(CHEN_GUIYING)
            assert (await reader.read(timeout=PATIENCE)).number == CHEN_GUIYING.number
            assert not decoding.done()
            decoding.cancel()
            with pytest.raises(asyncio.CancelledError):
                await decoding
        finally:
            await reader.close()

    with Emulator.on_tcp() as emulator:
        asyncio.run(scenario(emulator))


@pytest.mark.parametrize(("path", "good"), [("/opt/decoder/wlt", True), ("wlt", False), ("./wlt", False)])
def test_its_setting(path: str, good: bool) -> None:
    """A program would be looked for in whatever folder the terminal was started from."""
    setting = find_driver("id_reader", "sdt").settings["photo_decoder"]
    assert setting.fits(path) is good  # type: ignore[union-attr, arg-type]


@pytest.mark.parametrize("port", ["usb://0400:C35A", "usb://0400:C35A?at=1-2", "/dev/ttyUSB0", "socket://h:4001"])
def test_ports(port: str) -> None:
    """A reader on USB could not be named in terminal.toml."""
    setting = find_driver("id_reader", "sdt").settings["port"]
    assert setting.fits(port)  # type: ignore[union-attr, arg-type]
    SdtReader(port)


@pytest.mark.parametrize("port", ["usb://", "COM3"])
def test_ports_that_are_none(port: str) -> None:
    """A slip in terminal.toml would look like a broken cable."""
    setting = find_driver("id_reader", "sdt").settings["port"]
    assert not setting.fits(port)  # type: ignore[union-attr, arg-type]
    with pytest.raises(ConfigurationError):
        SdtReader(port)
