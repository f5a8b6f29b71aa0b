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
    """Return the smallest code that holds a text and mends at least 15 % damage.

    Digits and Latin letters are stored as every scanner reads them; other text as UTF-8 that says so (ECI 26), so that
    no scanner needs to guess. Raises ValueError for an empty text and for one of more than some 2,000 bytes.
    """
    if not payload:
        raise ValueError("a QR code of nothing")
    # Left to itself the library puts some Chinese into the mode for Japanese, which phones read as rubbish.
    marked = {} if payload.isascii() else {"eci": "UTF-8"}
    # And it takes the smallest code that mends 7 % (L), then as much mending as that has room for.
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, **marked)
    if code.ec_level == "L":
        code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="M", **marked)
    return np.asarray(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)) < 128
