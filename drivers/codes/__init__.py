# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading codes (二维码, 条形码) out of pictures: a grey or colour picture in, codes out.

A pure library: it opens no camera, keeps nothing between two pictures, and writes no log.
"""

from drivers.codes.found import Decoder, FoundCode
from drivers.codes.picture import PictureUnusable
from drivers.codes.reader import DEFAULT_SYMBOLOGIES, CodeReader
from drivers.codes.wechat import ModelsUnusable
from drivers.scanner.code import Symbology

__all__ = [
    "DEFAULT_SYMBOLOGIES",
    "CodeReader",
    "Decoder",
    "FoundCode",
    "ModelsUnusable",
    "PictureUnusable",
    "Symbology",
]
