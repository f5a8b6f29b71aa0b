# SPDX-License-Identifier: GPL-3.0-or-later
"""How well codes are read in a folder of pictures whose texts are known, beside plain decoders in the same run."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any, TypeAlias

import cv2
import numpy as np
import zxingcpp

from drivers.codes import zbar
from drivers.codes.picture import Grey, PictureUnusable, grey_of
from drivers.codes.reader import CodeReader

_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm", ".gif"})

Reading: TypeAlias = tuple[str | None, bytes]
"""Text and bytes of one code."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture and what it shows: a text (`name.txt`, UTF-8), bytes (`name.bin`), or either of both."""

    file: Path
    group: str
    text: str | None
    data: bytes | None

    def is_shown_by(self, reading: Reading) -> bool:
        """Whether this is what a decoder read. The expected text may end in one line feed of its own."""
        text, data = reading
        if self.text is not None and text is not None:
            ours, theirs = (one.replace("\r\n", "\n") for one in (text, self.text))
            if ours in {theirs, theirs.removesuffix("\n")}:
                return True
        return self.data is not None and (data == self.data or _bytes_as_text(self.data) == text)


@dataclass(slots=True)
class Score:
    """What one reader made of a set of pictures."""

    pictures: int = 0
    correct: int = 0
    wrong: int = 0
    """Pictures of which something else was read, and not what they show."""
    extra: int = 0
    """Pictures of which something else was read besides."""
    seconds: list[float] = field(default_factory=list, repr=False)
    decoders: Counter[str] = field(default_factory=Counter)
    """Who read the correct ones."""

    def add(self, sample: Sample, readings: list[Reading], seconds: float) -> bool:
        """Count one picture; return whether it was read."""
        right = [reading for reading in readings if sample.is_shown_by(reading)]
        self.pictures += 1
        self.correct += bool(right)
        self.wrong += bool(readings and not right)
        self.extra += bool(right and len(right) < len(readings))
        self.seconds.append(seconds)
        return bool(right)

    def summary(self) -> dict[str, Any]:
        """Return the figures, times in milliseconds a picture."""
        times = [1000 * one for one in self.seconds]
        return {
            "n": self.pictures,
            "correct": self.correct,
            "percent": round(100 * self.correct / self.pictures, 1),
            "wrong": self.wrong,
            "extra": self.extra,
            "median_ms": round(median(times), 2),
            "p95_ms": round(quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0], 2),
        }


@dataclass(slots=True)
class Evaluation:
    """All figures of a run, by set of pictures and by reader; the set `""` is all of them."""

    scores: dict[str, dict[str, Score]] = field(default_factory=dict)
    without_text: int = 0
    """Pictures that have no expected text beside them."""
    unusable: int = 0
    """Files that are no picture."""


OURS = "kiosk"
_PLAIN = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.QRCode,))
_Reader: TypeAlias = Callable[[Grey], tuple[list[Reading], list[str]]]


def evaluate(folder: Path, reader: CodeReader) -> Evaluation:
    """Read every picture below `folder` with `reader` and with plain decoders, one thread each."""
    cv2.setNumThreads(1)
    readers: dict[str, _Reader] = {OURS: lambda picture: _ours(reader, picture), "zxing-cpp": _plain_zxing}
    if zbar.IS_THERE:
        readers["zbar"] = _plain_zbar
    result = Evaluation()
    for sample in samples(folder):
        picture = _load(sample.file)
        if picture is None:
            result.unusable += 1
        elif sample.text is None and sample.data is None:
            result.without_text += 1
        else:
            _score(result, sample, picture, readers)
    return result


def samples(folder: Path) -> Iterator[Sample]:
    """Yield the pictures below `folder`, each with what is known of it; a set is named by its folder."""
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in _SUFFIXES and file.is_file():
            text, data = file.with_suffix(".txt"), file.with_suffix(".bin")
            group = file.parent.relative_to(folder).as_posix()
            yield Sample(
                file,
                folder.resolve().name if group == "." else group,
                _bytes_as_text(text.read_bytes()) if text.is_file() else None,
                data.read_bytes() if data.is_file() else None,
            )


def _score(result: Evaluation, sample: Sample, picture: Grey, readers: dict[str, _Reader]) -> None:
    if not result.scores:  # the first picture also pays for tables and for the decoders' own preparations
        for read in readers.values():
            read(picture)
    for name, read in readers.items():
        began = time.perf_counter()
        readings, decoders = read(picture)
        seconds = time.perf_counter() - began
        for group in ("", sample.group):
            score = result.scores.setdefault(group, {}).setdefault(name, Score())
            if score.add(sample, readings, seconds):
                score.decoders.update(decoders[:1])


def _ours(reader: CodeReader, picture: Grey) -> tuple[list[Reading], list[str]]:
    found = reader.read(picture)
    return [(code.text, code.data) for code in found], [code.decoder.value for code in found]


def _plain_zxing(picture: Grey) -> tuple[list[Reading], list[str]]:
    """Read with zxing-cpp as it is: all its defaults, QR codes only."""
    found = zxingcpp.read_barcodes(picture, formats=_PLAIN)
    return [(barcode.text, bytes(barcode.bytes)) for barcode in found], ["zxing-cpp"]


def _plain_zbar(picture: Grey) -> tuple[list[Reading], list[str]]:
    """Read with pyzbar as it is: all its defaults, QR codes only; it fails at some codes."""
    return [(data.decode("utf-8", "replace"), data) for data in zbar.read_plain(picture)], ["zbar"]


def _bytes_as_text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _load(file: Path) -> Grey | None:
    """Return a picture's grey pixels, on white where it is transparent; None when it is no picture."""
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
