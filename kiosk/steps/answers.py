# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as people read them."""

from __future__ import annotations

from kiosk.services.pack import Page
from kiosk.words import Words

_NOTHING = Words("不留", "不留", "None")


def answer_words(page: Page, value: str) -> Words:
    """Return an answer as people read it: a choice by its name, an answer left out as 不留."""
    for option in page.options:
        if option.value == value:
            return option.name.words
    return Words.same(value) if value else _NOTHING
