# SPDX-License-Identifier: GPL-3.0-or-later
"""The model of a service pack (服务包): everything one service asks, promises and prints, as data."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import jsonschema
from pydantic import BaseModel, ConfigDict, Field, model_validator

from kiosk.province.documents import CertificateKind
from kiosk.words import Words


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Part):
    """A text in the languages of the ui."""

    hans: str = Field(min_length=1)
    hant: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @property
    def words(self) -> Words:
        """The same as the value that goes to the ui."""
        return Words(self.hans, self.hant, self.en)


class Anonymous(_Part):
    """The way without any identification: what it is called, and which answers come with it."""

    label: Text
    sets: dict[str, str] = {}
    """Answers that are not asked for, since only they allow it."""


class Identity(_Part):
    """Who must be known (身份核验), and how."""

    purpose: Text
    ways: tuple[Literal["card", "social_card", "typed"], ...] = Field(min_length=1)
    """Ways in the order they are offered: the ID card, or name and number typed in."""
    anonymous: Anonymous | None = None


class Option(_Part):
    """One answer of a choice."""

    value: str
    name: Text
    line: Text


class Page(_Part):
    """One page of the form: the property it fills, and how it asks."""

    field: str
    widget: Literal["choice", "text", "place", "phone"]
    label: Text
    """The short name on the review page and the receipt."""
    title: Text
    line: Text
    options: tuple[Option, ...] = Field(default=(), max_length=6)
    chips: tuple[Text, ...] = ()
    prefill: Literal["terminal.place"] | None = None
    """Where a first value comes from."""
    skip: Text | None = None
    """What the answer is called that leaves it empty; without one, an answer is required."""
    on_receipt: bool = False
    """Whether the answer is printed; never for what names or reaches a person."""

    @model_validator(mode="after")
    def _options_go_with_choice(self) -> Self:
        if (self.widget == "choice") != bool(self.options):
            raise ValueError(f"page {self.field}: options belong to a choice, and a choice needs them")
        if len({option.value for option in self.options}) != len(self.options):
            raise ValueError(f"page {self.field}: two options have the same value")
        if self.on_receipt and self.widget != "choice":
            raise ValueError(f"page {self.field}: only a choice is printed; what somebody wrote may name a person")
        return self


class Form(_Part):
    """The form: a JSON Schema of the answers, and the pages that ask for them."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_: Annotated[dict[str, Any], Field(alias="schema")]
    pages: tuple[Page, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _pages_fill_the_schema(self) -> Self:
        try:
            jsonschema.Draft202012Validator.check_schema(self.schema_)
        except jsonschema.SchemaError as error:
            raise ValueError(f"form: schema is no JSON Schema at {error.json_path}: {error.message}") from error
        properties = set(self.schema_.get("properties", {}))
        fields = {page.field for page in self.pages}
        for page in self.pages:
            if sum(other.field == page.field for other in self.pages) > 1:
                raise ValueError(f"form: {page.field} is asked for twice")
        if properties != fields:
            raise ValueError(f"form: schema has {sorted(properties)}, the pages ask for {sorted(fields)}")
        return self

    def limit(self, field: str, name: Literal["minLength", "maxLength"], default: int) -> int:
        """Return a length that the schema sets for a field, in characters."""
        return int(self.schema_["properties"][field].get(name, default))


class Promises(_Part):
    """What happens next and by when, for each state that paper and screen may tell."""

    submit: Text
    """On the review page: what submitting leads to."""
    registered: Text
    delivered: Text
    accepted: Text


StepName = Literal[
    "guide", "consent", "identify", "form", "review", "submit", "print", "inquire", "verify", "certificate", "rate"
]

_BEFORE_SUBMIT: frozenset[StepName] = frozenset({"guide", "consent", "identify", "form", "review"})
_AFTER_SUBMIT: frozenset[StepName] = frozenset({"print", "rate"})


class CertificateWanted(_Part):
    """What the platform is to certify about whoever has shown a card."""

    kind: CertificateKind
    purpose: str = Field(min_length=1, max_length=30)
    """What it is for, as it stands on the certificate."""


class ServicePack(_Part):
    """One service (事项)."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    version: int = Field(ge=1)
    name: Text
    line: Text
    """Below the name on the home page: what is needed."""
    department: Text
    icon: str
    minutes: int = Field(ge=1)
    guide: tuple[Text, ...] = Field(min_length=1)
    offline: Literal["A", "B", "C"]
    """A works without network, B is kept as a sealed draft, C needs the platform live."""
    needs: tuple[Literal["id_reader", "receipt_printer", "document_printer"], ...] = ()
    """Device classes without which the service is not offered."""
    identity: Identity | None = None
    form: Form | None = None
    promises: Promises | None = None
    certificate: CertificateWanted | None = None
    steps: tuple[StepName, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _steps_have_their_parts(self) -> Self:
        needed: dict[StepName, object] = {
            "consent": self.identity,
            "identify": self.identity,
            "form": self.form,
            "review": self.form and self.promises,
            "submit": self.promises,
            "certificate": self.certificate and self.identity,
        }
        for step, part in needed.items():
            if step in self.steps and part is None:
                raise ValueError(f"service {self.id}: step {step} has nothing to work with")
        return self

    @model_validator(mode="after")
    def _steps_stand_in_order(self) -> Self:
        """Every step at most once, and a case handed in between what it is made of and what comes of it."""
        for position, step in enumerate(self.steps):
            if step in self.steps[:position]:
                raise ValueError(f"service {self.id}: step {step} comes twice")
            if step in _BEFORE_SUBMIT and "submit" in self.steps[:position]:
                raise ValueError(f"service {self.id}: step {step} cannot come after submit")
            if step in _AFTER_SUBMIT and "submit" not in self.steps[:position]:
                raise ValueError(f"service {self.id}: step {step} needs submit before it")
        return self

    @model_validator(mode="after")
    def _a_certificate_is_for_whoever_shows_a_card(self) -> Self:
        if "certificate" in self.steps and self.identity is not None:
            if "identify" not in self.steps[: self.steps.index("certificate")]:
                raise ValueError(f"service {self.id}: nobody is known before the certificate")
            if "typed" in self.identity.ways or self.identity.anonymous is not None:
                raise ValueError(
                    f"service {self.id}: a certificate needs a card; a number that is typed proves nothing"
                )
        return self

    @model_validator(mode="after")
    def _anonymous_answers_are_answers_of_the_form(self) -> Self:
        anonymous = self.identity.anonymous if self.identity else None
        pages = {page.field: page for page in self.form.pages} if self.form else {}
        for field, value in anonymous.sets.items() if anonymous else ():
            page = pages.get(field)
            if page is None or (page.options and value not in {option.value for option in page.options}):
                raise ValueError(f"service {self.id}: the anonymous way sets {field} to what its form does not offer")
        return self
