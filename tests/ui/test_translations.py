# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages are whole in every language."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.kept_papers import KEPT_FOR
from kiosk.words import Language
from ui.translations import FOLDER, TRANSLATED

PAGES = [path for folder in ("", "components", "pages") for path in (FOLDER.parent / folder).glob("*.qml")]
NATIVE = {"简体中文", "繁體中文", "字"}
"""Names of languages in themselves, and a character that is measured."""


def _messages(language: Language) -> dict[tuple[str, str], ET.Element]:
    contexts = ET.parse(FOLDER / f"ui_{language}.ts").getroot().iter("context")
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message
        for context in contexts
        for message in context.iter("message")
    }


def _asked(path: Path) -> set[tuple[str, str]]:
    return {(path.stem, text) for text in re.findall(r'qsTr\("([^"]*)"', path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: Language) -> None:
    messages = _messages(language)
    asked = set().union(*(_asked(path) for path in PAGES))
    assert asked == set(messages), "run python -m ui.translations --update"
    for (page, source), message in messages.items():
        translation = message.find("translation")
        assert translation is not None
        assert translation.get("type") is None, f"{page}: {source} is {translation.get('type')}"
        assert translation.text, f"{page}: {source} has no translation"
        assert sorted(re.findall(r"%\d", source)) == sorted(re.findall(r"%\d", translation.text)), source


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_text_is_left_out(path: Path) -> None:
    code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
    bare = re.sub(r'qsTr\("[^"]*"', "", code)
    assert not set(re.findall(r'"([^"]*[\u4e00-\u9fff][^"]*)"', bare)) - NATIVE


def test_english_has_no_chinese() -> None:
    for (page, source), message in _messages("en").items():
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", message.findtext("translation", "")), f"{page}: {source}"


def test_the_consent_page_says_how_long_a_paper_may_wait() -> None:
    """What a citizen agrees to holds for the paper that did not come out, too."""
    (source,) = (text for page, text in _messages("en") if page == "Consent" and "没打出来的纸" in text)
    hours = str(KEPT_FOR // timedelta(hours=1))
    texts = [source, *(_messages(language)["Consent", source].findtext("translation", "") for language in TRANSLATED)]
    assert [re.findall(r"\d+", text) for text in texts] == [[hours]] * 3
