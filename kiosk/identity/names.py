# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of people as screens and papers show them."""

from __future__ import annotations

import unicodedata


def mask_name(name: str) -> str:
    """Return a name of which only the first character can be read: 陈**, 阿***·***, C*** *** ***.

    Dots, hyphens and blanks stay, so that holders know their name by its shape. A name of one character gets a star.
    """
    characters = _characters(" ".join(name.split()))
    if not characters:
        return ""
    rest = [character if unicodedata.category(character[0])[0] in "PZ" else "*" for character in characters[1:]]
    return characters[0] + ("".join(rest) or "*")


def _characters(text: str) -> list[str]:
    """Return what a reader takes for one character each: accents and selectors of variant forms go with their base."""
    characters: list[str] = []
    for code_point in text:
        if characters and (unicodedata.category(code_point)[0] == "M" or unicodedata.category(code_point) == "Cf"):
            characters[-1] += code_point
        else:
            characters.append(code_point)
    return characters
