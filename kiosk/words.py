# SPDX-License-Identifier: GPL-3.0-or-later
"""A text in the languages of the ui: Simplified Chinese (简体), Traditional Chinese (繁體) and English."""

from __future__ import annotations

from typing import Literal

import msgspec

Language = Literal["hans", "hant", "en"]


class Words(msgspec.Struct, frozen=True):
    """One text in all three languages; what a citizen typed is the same in each."""

    hans: str
    hant: str
    en: str

    @classmethod
    def same(cls, text: str) -> Words:
        """Return words that read alike in every language, such as a number or a citizen's own text."""
        return cls(text, text, text)

    def within(self, language: Language) -> str:
        """Return the text in one language."""
        return {"hans": self.hans, "hant": self.hant, "en": self.en}[language]
