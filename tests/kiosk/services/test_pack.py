# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a service pack with a mistake reaches a terminal, and citizens find the mistake."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assets import asset
from kiosk.services.loader import PackError, load_pack, load_packs
from kiosk.services.pack import ServicePack, Text

ROOT = Path(__file__).parents[3]
SERVICES = asset("services")
REPORT: dict[str, Any] = yaml.safe_load((SERVICES / "10-report-12345.yaml").read_text(encoding="utf-8"))
PACKS = load_packs(SERVICES)
TEXT = {"hans": "说明", "hant": "說明", "en": "About"}

LONGEST_LINE = 24
"""Chinese characters that a line of large type holds on the portrait screen."""


def written(tmp_path: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    content = copy.deepcopy(REPORT)
    change(content)
    path = tmp_path / "changed.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def page(content: dict[str, Any], field: str) -> dict[str, Any]:
    found: dict[str, Any] = next(page for page in content["form"]["pages"] if page["field"] == field)
    return found


def test_the_unchanged_pack_is_good(tmp_path: Path) -> None:
    """The mistakes below must be the only reason why packs are refused."""
    assert load_pack(written(tmp_path, lambda _: None)) == PACKS[0]


@pytest.mark.parametrize(
    ("change", "place", "problem"),
    [
        (lambda pack: pack.pop("name"), "name", "required"),
        (lambda pack: pack["name"].pop("hant"), "name.hant", "required"),
        (lambda pack: pack["name"].update(en=""), "name.en", "at least 1 character"),
        (lambda pack: pack.update(id="Report 12345"), "id", "pattern"),
        (lambda pack: pack.update(version=0), "version", "greater than or equal to 1"),
        (lambda pack: pack.update(minutes="soon"), "minutes", "integer"),
        (lambda pack: pack.update(colour="red"), "colour", "not permitted"),
        (lambda pack: pack.update(guide=[]), "guide", "at least 1 item"),
        (lambda pack: pack.update(offline="D"), "offline", "'A', 'B' or 'C'"),
        (lambda pack: pack.update(needs=["printer"]), "needs.0", "'id_reader', 'receipt_printer' or"),
        (lambda pack: pack.update(steps=[]), "steps", "at least 1 item"),
        (lambda pack: pack["steps"].append("pay"), "steps.8", "'guide'"),
        (lambda pack: pack["identity"].update(ways=[]), "identity.ways", "at least 1 item"),
        (lambda pack: pack["identity"].update(ways=["face"]), "identity.ways.0", "'card', 'social_card' or 'typed'"),
        (lambda pack: pack["form"].update(pages=[]), "form.pages", "at least 1 item"),
        (lambda pack: page(pack, "text").update(widget="slider"), "form.pages.1.widget", "'choice'"),
        (lambda pack: page(pack, "place").update(prefill="card.name"), "form.pages.2.prefill", "'terminal.place'"),
        (lambda pack: page(pack, "kind").update(options=[]), "form.pages.0", "page kind: options belong to a choice"),
        (
            lambda pack: page(pack, "text").update(options=page(pack, "kind")["options"]),
            "form.pages.1",
            "page text: options belong to a choice",
        ),
        (
            lambda pack: page(pack, "kind").update(options=page(pack, "kind")["options"][:2] * 4),
            "form.pages.0.options",
            "at most 6 items",
        ),
        (
            lambda pack: page(pack, "kind").update(options=page(pack, "kind")["options"][:2] * 2),
            "form.pages.0",
            "page kind: two options have the same value",
        ),
        (
            lambda pack: page(pack, "text").update(on_receipt=True),
            "form.pages.1",
            "page text: only a choice is printed",
        ),
        (
            lambda pack: page(pack, "phone").update(on_receipt=True),
            "form.pages.3",
            "page phone: only a choice is printed",
        ),
        (lambda pack: pack["form"]["pages"].pop(), "form", "schema has ['kind', 'phone', 'place', 'text']"),
        (lambda pack: pack["form"]["schema"]["properties"].pop("phone"), "form", "the pages ask for"),
        (
            lambda pack: pack["form"]["pages"].append(page(pack, "text")),
            "form",
            "form: text is asked for twice",
        ),
        (
            lambda pack: pack["form"]["schema"]["properties"]["text"].update(maxLength="long"),
            "form",
            "form: schema is no JSON Schema",
        ),
        (
            lambda pack: pack["identity"]["anonymous"].update(sets={"sort": "report"}),
            "pack",
            "service report-12345: the anonymous way sets sort",
        ),
        (
            lambda pack: pack["identity"]["anonymous"].update(sets={"kind": "riot"}),
            "pack",
            "service report-12345: the anonymous way sets kind",
        ),
        (lambda pack: pack.pop("identity"), "pack", "service report-12345: step consent has nothing to work with"),
        (lambda pack: pack.pop("form"), "pack", "service report-12345: step form has nothing to work with"),
        (lambda pack: pack.pop("promises"), "pack", "service report-12345: step review has nothing to work with"),
        (
            lambda pack: pack.update(steps=["submit", "form"]),
            "pack",
            "service report-12345: step form cannot come after submit",
        ),
        (
            lambda pack: pack.update(steps=["guide", "form", "submit", "submit"]),
            "pack",
            "service report-12345: step submit comes twice",
        ),
        (lambda pack: pack.update(steps=["guide", "print"]), "pack", "service report-12345: step print needs submit"),
    ],
)
def test_each_mistake_is_told_with_file_and_place(
    change: Callable[[dict[str, Any]], Any], place: str, problem: str, tmp_path: Path
) -> None:
    """Whoever writes a pack must find the line; a pack that loads anyway fails in front of a citizen."""
    with pytest.raises(PackError) as caught:
        load_pack(written(tmp_path, change))
    first, *lines = str(caught.value).splitlines()
    assert first == "changed.yaml is no service pack:"
    assert any(line.startswith(f"  {place}: ") and problem in line for line in lines), lines


def test_several_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """One mistake a run makes an author give up."""

    def change(pack: dict[str, Any]) -> None:
        pack["minutes"] = 0
        pack["icon"] = 7

    with pytest.raises(PackError) as caught:
        load_pack(written(tmp_path, change))
    assert [line.split(":")[0] for line in str(caught.value).splitlines()[1:]] == ["  icon", "  minutes"]


def test_shipped_packs_load_in_their_order() -> None:
    """Without them the home page is empty."""
    assert [pack.id for pack in PACKS] == ["report-12345", "case-progress", "verify-document", "insurance-record"]
    assert [pack.offline for pack in PACKS] == ["B", "C", "C", "C"]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_shipped_packs_have_their_icons(pack: ServicePack) -> None:
    """A tile without its picture is a tile that people who read little do not find."""
    assert (asset("icons") / f"{pack.icon}.svg").is_file()


def titles(pack: ServicePack) -> dict[str, Text]:
    found = {"name": pack.name, "line": pack.line}
    found |= {f"guide {number}": line for number, line in enumerate(pack.guide, 1)}
    for one in pack.form.pages if pack.form else ():
        found |= {f"{one.field} label": one.label, f"{one.field} title": one.title, f"{one.field} line": one.line}
        found |= {f"{one.field} {option.value}": option.name for option in one.options}
        found |= {f"{one.field} {option.value} line": option.line for option in one.options}
    return found


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_shipped_titles_fit_on_one_line(pack: ServicePack) -> None:
    """A title that wraps pushes the button below the screen, in the type that old people choose."""
    long = {name: words for name, words in titles(pack).items() if max(len(words.hans), len(words.hant)) > LONGEST_LINE}
    assert long == {}


def test_no_shipped_pack_prints_what_names_a_person() -> None:
    """The receipt lies in the street an hour later."""
    for pack in PACKS:
        for one in pack.form.pages if pack.form else ():
            assert not one.on_receipt or one.widget == "choice"


def test_lengths_come_from_the_schema() -> None:
    """A page that allows more than the platform takes would have the case rejected."""
    form = PACKS[0].form
    assert form is not None
    assert (form.limit("text", "minLength", 7), form.limit("text", "maxLength", 7)) == (2, 500)
    assert form.limit("phone", "minLength", 7) == 7


def test_the_published_json_schema_is_the_models() -> None:
    """Authors' editors check packs against it. `json.dumps(ServicePack.model_json_schema(by_alias=True))` renews it."""
    published = json.loads((ROOT / "docs" / "service-pack.schema.json").read_text(encoding="utf-8"))
    assert published == ServicePack.model_json_schema(by_alias=True)
    assert set(published["properties"]) >= {"id", "name", "steps", "offline", "form"}
