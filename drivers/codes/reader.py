# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture in, the codes in it out: an ordered plan of attempts under a time limit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from drivers.codes import zbar, zxing
from drivers.codes.attempts import OF_PICTURE, OF_REGIONS, Attempt
from drivers.codes.found import Corners, FoundCode
from drivers.codes.parts import whole_codes
from drivers.codes.picture import MOST_PIXELS, Grey, PictureUnusable, grey_of
from drivers.codes.regions import Region, regions
from drivers.codes.wechat import WeChat
from drivers.codes.zxing import Seen
from drivers.scanner.code import MAX_BYTES, Symbology

DEFAULT_SYMBOLOGIES: Final = frozenset(
    {Symbology.QR, Symbology.CODE_128, Symbology.CODE_39, Symbology.EAN, Symbology.PDF417, Symbology.DATA_MATRIX}
)
"""What people bring to a terminal. Each further kind costs time and may be seen where there is none."""

_LINEAR = frozenset(
    {
        Symbology.CODE_39,
        Symbology.CODE_128,
        Symbology.EAN,
        Symbology.CODABAR,
        Symbology.CODE_93,
        Symbology.INTERLEAVED_2_OF_5,
        Symbology.GS1_DATABAR,
    }
)
_QR = frozenset({Symbology.QR})

_Step = tuple[float, Callable[[], list[Seen]]]
"""How long a step takes, as a multiple of the first look at the whole picture, and the step."""


class CodeReader:
    """Reads codes out of pictures. It may be used by one thread at a time.

    `seconds` is the time that one picture may take. The first look is always made; a further one only if it will
    probably end in time, judged by how long the first took. So a picture with a plain code takes a few milliseconds,
    and only a hard one the whole time. `wechat` is a folder with the models of WeChat's detector.

    Raises:
        ValueError: a symbology that cannot be read, or none.
        ModelsUnusable: `wechat` does not hold the models.
    """

    def __init__(
        self,
        *,
        symbologies: Iterable[Symbology] = DEFAULT_SYMBOLOGIES,
        seconds: float = 0.1,
        wechat: Path | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._symbologies = frozenset(symbologies)
        if not self._symbologies or self._symbologies - zxing.SYMBOLOGIES:
            raise ValueError("no symbologies, or some that cannot be read")
        self._seconds = seconds
        self._wechat = WeChat(wechat) if wechat else None
        self._clock = clock

    def read(self, picture: object, *, within: Region | None = None) -> tuple[FoundCode, ...]:
        """Return the codes in `picture`, an array of 8 bits, grey or in the order blue, green, red.

        It looks no further once it has found a code. `within` is the part of the picture to look at. Codes of which
        not all parts are in the picture are not reported, nor those that hold more than any code can.

        Raises:
            PictureUnusable: it is no such picture, or `within` reaches beyond it.
        """
        end = self._clock() + self._seconds
        grey = grey_of(picture)
        whole_picture = Region(0, 0, grey.shape[1], grey.shape[0])
        place = within or whole_picture
        if not place.lies_in(whole_picture):
            raise PictureUnusable("the part to look at reaches beyond the picture, or is empty")
        part = place.of(grey)
        seen: list[Seen] = []
        unit = 0.0
        for effort, look in self._plan(part):
            began = self._clock()
            if unit and began + effort * unit > end:
                continue  # a later step may be shorter
            seen += look()
            unit = unit or (self._clock() - began) / effort
            whole = [code for code in whole_codes(seen) if len(code.data) <= MAX_BYTES]
            if whole:
                return tuple(replace(code, corners=_moved(code.corners, place)) for code in whole)
        return ()

    def _plan(self, picture: Grey) -> Iterator[_Step]:
        """Yield the steps, the likeliest for its cost first."""
        others = self._symbologies - _QR
        linear, areal = others & _LINEAR, others - _LINEAR
        if Symbology.QR in self._symbologies:
            yield 1, partial(zxing.read, picture, _QR, invert=True, shrink=True)
        if linear:
            yield 3, partial(zxing.read, picture, linear, shrink=True)
        if Symbology.QR in self._symbologies:
            yield from self._again(picture)
        if areal:
            yield 15, partial(zxing.read, picture, areal, shrink=True)
        if Symbology.QR in self._symbologies:
            yield 20, lambda: [Seen(code) for code in zbar.read(picture)]

    def _again(self, picture: Grey) -> Iterator[_Step]:
        """Yield the further looks for QR codes."""
        places: list[Region] = []

        def search() -> list[Seen]:
            places.extend(regions(picture))
            return []

        yield 2, search
        for attempt in OF_REGIONS:
            for place in places:
                share = (place.right - place.left) * (place.bottom - place.top) / picture.size
                yield 4 * attempt.times**2 * share, partial(_look, picture, place, attempt)
        everywhere = Region(0, 0, picture.shape[1], picture.shape[0])
        for attempt in OF_PICTURE:
            if picture.size * attempt.times**2 <= MOST_PIXELS:
                yield 2 * attempt.times**2, partial(_look, picture, everywhere, attempt)
        if self._wechat:
            wechat = self._wechat
            yield 10, lambda: [Seen(code) for code in wechat.read(picture)]


def _look(picture: Grey, place: Region, attempt: Attempt) -> list[Seen]:
    """Look for QR codes in a part of the picture in one way."""
    found = zxing.read(attempt.prepare(place.of(picture)), _QR)
    return [
        replace(one, code=replace(one.code, corners=_moved(one.code.corners, place, attempt.times))) for one in found
    ]


def _moved(corners: Corners, place: Region, times: float = 1) -> Corners:
    """Return where corners that were found in `place`, made so many times as large, are in the whole picture."""
    first, second, third, fourth = ((place.left + x / times, place.top + y / times) for x, y in corners)
    return first, second, third, fourth
