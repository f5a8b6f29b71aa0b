# SPDX-License-Identifier: GPL-3.0-or-later
"""QR codes (ISO/IEC 18004) as modules, for paper of every kind. Pure; a fraction of a millisecond each."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import zxingcpp

Modules: TypeAlias = npt.NDArray[np.bool_]
"""Rows of modules, True is black, without the quiet zone."""

QUIET = 4
"""Modules of white that a code needs around it."""


def modules(payload: str) -> Modules:
    """Return the smallest code that holds a text and mends 15 % damage, or more where that takes no more room.

    Digits and Latin letters are stored as every scanner reads them; other text as UTF-8 that says so (ECI 26), so that
    no scanner needs to guess. Raises ValueError for an empty text and for one of more than some 2,000 bytes.
    """
    if not payload:
        raise ValueError("a QR code of nothing")
    code = _modules(payload, "M")
    for stronger in ("Q", "H"):
        try:
            candidate = _modules(payload, stronger)
        except ValueError:
            break
        if candidate.shape != code.shape:
            break
        code = candidate
    return code


def _modules(payload: str, level: str) -> Modules:
    # Left to itself the library puts some Chinese into the mode for Japanese, which phones read as rubbish.
    marked = {} if payload.isascii() else {"eci": "UTF-8"}
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level=level, **marked)
    picture = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    return np.asarray(picture) < 128
