# SPDX-License-Identifier: GPL-3.0-or-later
"""Camera frames that nobody has taken: a code on paper or on a phone, held into a picture of clutter.

Each frame is made from a seed alone. The code is turned, tilted, out of focus, smeared, badly lit and noisy; the
backgrounds have what readers stumble over: text, grids, stripes, texture.
`python -m tests.drivers.codes.frames FOLDER` writes them as pictures with their payloads beside them, for
`kiosk codes evaluate FOLDER`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import segno
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

WIDTH, HEIGHT = 1280, 720
SIZES = (1.6, 2.0, 2.6, 3.5, 5.0, 7.0)
"""Pixels a module, from a phone at arm's length from a wide lens to one held close."""
EACH = 40
_FINE = 4
"""The code is drawn so many times larger and then averaged down, as a lens does."""

_HANZI = "粤智助政务服务中心居民身份证社会保障卡申领补换办理进度查询缴费凭证广东省梅州市丰顺县汤坑镇便民窗口取号预约"


@dataclass(frozen=True)
class Frame:
    """A picture, and what the code in it holds; nothing where there is no code."""

    name: str
    picture: Grey
    data: bytes
    text: str


def frames(each: int = EACH, sizes: tuple[float, ...] = SIZES) -> Iterator[Frame]:
    """Yield `each` frames of every size; the first frames of a longer series are those of a shorter one."""
    for size in sizes:
        for number in range(each):
            yield frame(size, number)


def frame(size: float, number: int) -> Frame:
    """Return one frame with a code of `size` pixels a module."""
    chance = np.random.default_rng([int(size * 10), number])
    data, text, matrix = _payload(chance)
    picture = background(chance)
    picture = _hold(chance, picture, matrix, size)
    return Frame(f"{size}-{number:02}", _take(chance, picture, size), data, text)


def empty_frame(number: int) -> Frame:
    """Return one frame without a code."""
    chance = np.random.default_rng([0, number])
    return Frame(f"empty-{number:02}", _take(chance, background(chance), 3), b"", "")


def matrix_of(code: segno.QRCode, border: int = 4) -> Grey:
    """Return a code as a picture of one pixel a module."""
    return np.array([[0 if dark else 255 for dark in row] for row in code.matrix_iter(border=border)], np.uint8)


def _payload(chance: np.random.Generator) -> tuple[bytes, str, Grey]:
    kind = chance.integers(10)
    error = "lmqh"[chance.integers(4)]
    if kind < 5:
        letters = "abcdefghijklmnopqrstuvwxyz0123456789"
        tail = "".join(chance.choice(list(letters), int(chance.integers(4, 60))))
        text = f"https://zwfw.example.cn/q/{tail}"
    elif kind < 7:
        text = "".join(chance.choice(list("0123456789"), int(chance.integers(12, 32))))
    else:
        text = "".join(chance.choice(list(_HANZI), int(chance.integers(4, 24))))
    if kind < 8:
        data, code = text.encode(), segno.make_qr(text, error=error, encoding="utf-8" if kind == 7 else None)
    elif kind == 8:
        data, code = text.encode("gb18030"), segno.make_qr(text, error=error, encoding="gb18030")
    else:
        data, code = text.encode("gb2312"), segno.make_qr(text, error=error, mode="hanzi")
    return data, text, matrix_of(code, int(chance.integers(2, 5)))


def background(chance: np.random.Generator) -> Grey:
    """Return clutter: broad shades with texture, boxes, text, a grid, stripes, round things."""
    picture = np.zeros((HEIGHT, WIDTH), np.float32)
    for cells, strength in ((3, 50), (9, 25), (40, 12), (200, 8)):
        noise = chance.normal(0, strength, (cells * 9 // 16 + 2, cells)).astype(np.float32)
        picture += cv2.resize(noise, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    shades = _grey(picture + chance.uniform(60, 180))
    for _ in range(int(chance.integers(4, 16))):
        _thing(chance, shades)
    return shades


def _thing(chance: np.random.Generator, picture: Grey) -> None:
    x, y = int(chance.integers(0, WIDTH)), int(chance.integers(0, HEIGHT))
    width, height = (int(v) for v in chance.integers(30, 360, 2))
    grey, other = (int(v) for v in chance.integers(0, 256, 2))
    kind = chance.integers(5)
    if kind == 0:
        cv2.rectangle(picture, (x, y), (x + width, y + height), grey, -1, cv2.LINE_AA)
    elif kind == 1:
        cv2.ellipse(
            picture, (x, y), (width // 2, height // 3), float(chance.uniform(0, 180)), 0, 360, grey, -1, cv2.LINE_AA
        )
    elif kind == 2:
        cv2.rectangle(picture, (x, y), (x + width, y + height), max(grey, 150), -1)
        for line in range(y + 12, y + height, 14):
            words = "".join(chance.choice(list("abcdeilmnorstu  "), width // 9))
            cv2.putText(picture, words, (x + 4, line), cv2.FONT_HERSHEY_SIMPLEX, 0.4, other // 3, 1, cv2.LINE_AA)
    elif kind == 3:
        step = int(chance.integers(4, 24))
        for offset in range(0, width, step):
            cv2.line(picture, (x + offset, y), (x + offset, y + height), other, max(1, step // 3), cv2.LINE_AA)
    else:
        step = int(chance.integers(8, 40))
        for offset in range(0, width, step):
            cv2.line(picture, (x + offset, y), (x + offset, y + width), grey, 1, cv2.LINE_AA)
            cv2.line(picture, (x, y + offset), (x + width, y + offset), grey, 1, cv2.LINE_AA)


def _hold(chance: np.random.Generator, picture: Grey, matrix: Grey, size: float) -> Grey:
    """Put the code into the picture, turned and tilted, with its own light and shade."""
    modules = matrix.shape[0]
    span = modules * size
    reach = span * 0.75 + 4
    centre = np.array([chance.uniform(reach, WIDTH - reach), chance.uniform(reach, HEIGHT - reach)])
    angle = chance.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * span / 2
    corners = square @ turn.T + chance.uniform(-0.05, 0.05, (4, 2)) * span + centre

    dark, light = chance.uniform(10, 80), chance.uniform(120, 245)
    left, top = np.floor(corners.min(0)).astype(int) - 2
    right, bottom = np.ceil(corners.max(0)).astype(int) + 3
    source = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * modules * 8
    target = ((corners - (left, top)) * _FINE).astype(np.float32)
    warp = cv2.getPerspectiveTransform(source, target)
    fine = ((right - left) * _FINE, (bottom - top) * _FINE)
    large = cv2.resize(matrix, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST).astype(np.float32) / 255
    small = (int(right - left), int(bottom - top))
    code = cv2.resize(cv2.warpPerspective(large, warp, fine, flags=cv2.INTER_AREA), small, interpolation=cv2.INTER_AREA)
    paper = cv2.resize(cv2.warpPerspective(np.ones_like(large), warp, fine), small, interpolation=cv2.INTER_AREA)
    slope = chance.uniform(-0.3, 0.3, 2)
    across, down = np.meshgrid(np.linspace(-0.5, 0.5, small[0]), np.linspace(-0.5, 0.5, small[1]))
    ink = (dark * paper + (light - dark) * code) * (1 + slope[0] * across + slope[1] * down)
    there = picture[top:bottom, left:right].astype(np.float32)
    picture[top:bottom, left:right] = _grey(there * (1 - paper) + ink)
    return picture


def _take(chance: np.random.Generator, picture: Grey, size: float) -> Grey:
    """Take the picture: out of focus, sometimes smeared, noisy."""
    blurred = cv2.GaussianBlur(picture, (0, 0), chance.uniform(0.3, max(0.75, 0.35 * size)))
    if chance.uniform() < 0.3:
        length = 1 + chance.uniform(0, 0.8) * size
        reach = int(np.ceil(length))
        across, down = np.meshgrid(*[np.arange(-reach, reach + 1, dtype=np.float64)] * 2)
        angle = chance.uniform(0, np.pi)
        along = across * np.cos(angle) + down * np.sin(angle)
        aside = -across * np.sin(angle) + down * np.cos(angle)
        smear = np.clip(length / 2 + 0.5 - np.abs(along), 0, 1) * np.clip(1 - np.abs(aside), 0, 1)
        blurred = cv2.filter2D(blurred, -1, smear / smear.sum())
    noise = chance.normal(0, chance.uniform(1, 9), blurred.shape)
    return _grey(blurred + noise)


def _grey(picture: NDArray[np.floating]) -> Grey:
    return np.asarray(np.clip(picture, 0, 255).astype(np.uint8))


def write(folder: Path) -> None:
    """Write all frames, one sub-folder for each size."""
    for one in frames():
        place = folder / one.name.partition("-")[0]
        place.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(place / f"{one.name}.png"), one.picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        (place / f"{one.name}.txt").write_text(one.text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
