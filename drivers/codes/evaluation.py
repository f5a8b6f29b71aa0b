# SPDX-License-Identifier: GPL-3.0-or-later
"""How well codes are read in a folder of pictures whose texts are known, beside plain decoders in the same run."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any, TypeAlias

import cv2
import zxingcpp

from drivers.codes import zbar
from drivers.codes.picture import Grey
from drivers.codes.reader import CodeReader
from drivers.codes.samples import Reading, Sample, picture_in, samples


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
        picture = picture_in(sample.file)
        if picture is None:
            result.unusable += 1
        elif not sample.is_known:
            result.without_text += 1
        else:
            _score(result, sample, picture, readers)
    return result


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
