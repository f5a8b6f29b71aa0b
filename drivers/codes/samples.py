# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of codes in a folder, and what is written beside them of what they show."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np

from drivers.codes.picture import Grey, PictureUnusable, grey_of

_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm", ".gif"})
_NAMES = (
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI",
    "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
)  # fmt: skip
_SPELLED = {**{number: f"<{name}>" for number, name in enumerate(_NAMES)}, 0x7F: "<DEL>"}
"""Control characters as zxing-cpp's lists of expected texts have them (ISO/IEC 646)."""

Reading: TypeAlias = tuple[str | None, bytes]
"""Text and bytes of one code."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture and what it shows: one of some texts, or bytes."""

    file: Path
    group: str
    """The folder that it lies in, which names the set."""
    texts: tuple[str, ...]
    """Of `name.txt` (UTF-8), and `TextPlain` and `TextEscaped` of `name.toml` as zxing-cpp's own samples have it."""
    data: bytes | None
    """Of `name.bin`."""

    @property
    def is_known(self) -> bool:
        """Whether anything is known of what it shows."""
        return bool(self.texts) or self.data is not None

    def is_shown_by(self, reading: Reading) -> bool:
        """Whether this is what a decoder read. The expected text may end in one line feed of its own."""
        text, data = reading
        if text is not None and any(_same(text, expected) for expected in self.texts):
            return True
        return self.data is not None and (data == self.data or _bytes_as_text(self.data) == text)


def samples(folder: Path) -> Iterator[Sample]:
    """Yield the pictures below `folder`, each with what is known of it; a set is named by its folder."""
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in _SUFFIXES and file.is_file():
            data = file.with_suffix(".bin")
            group = file.parent.relative_to(folder).as_posix()
            yield Sample(
                file,
                folder.resolve().name if group == "." else group,
                tuple(_texts(file)),
                data.read_bytes() if data.is_file() else None,
            )


def picture_in(file: Path) -> Grey | None:
    """Return a picture's grey pixels, as they are stored, on white where it is transparent; None when it is none."""
    try:
        pixels = cv2.imdecode(np.frombuffer(file.read_bytes(), np.uint8), cv2.IMREAD_UNCHANGED)
    except (cv2.error, OSError):
        return None
    if pixels is None:
        return None
    if pixels.dtype == np.uint16:
        pixels = (pixels // 256).astype(np.uint8)
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        opaque = pixels[:, :, 3:].astype(np.float32) / 255
        pixels = (pixels[:, :, :3] * opaque + 255 * (1 - opaque)).astype(np.uint8)
    try:
        return grey_of(pixels)
    except PictureUnusable:
        return None


def _texts(file: Path) -> Iterator[str]:
    plain, table = file.with_suffix(".txt"), file.with_suffix(".toml")
    if plain.is_file():
        yield _bytes_as_text(plain.read_bytes())
    if table.is_file():
        try:
            told = tomllib.loads(_bytes_as_text(table.read_bytes()))
        except tomllib.TOMLDecodeError:
            return
        symbols = told.get("symbol")  # several codes, or parts of one: each a table of its own
        for entry in [told, *(symbols if isinstance(symbols, list) else [])]:
            texts = (entry.get(key) for key in ("TextPlain", "TextEscaped")) if isinstance(entry, dict) else ()
            yield from (text for text in texts if isinstance(text, str))


def _same(text: str, expected: str) -> bool:
    """Whether both say the same, with line ends of any kind, or with control characters spelled out as `<LF>`."""
    ours, theirs = (one.replace("\r\n", "\n") for one in (text, expected))
    return ours in {theirs, theirs.removesuffix("\n")} or text.translate(_SPELLED) == expected.rstrip("\r\n")


def _bytes_as_text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
