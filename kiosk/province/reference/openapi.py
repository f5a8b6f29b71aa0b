# SPDX-License-Identifier: GPL-3.0-or-later
"""Publishes the content of signed replies in the OpenAPI document, where an envelope alone would say only `string`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI
from pydantic import WithJsonSchema, create_model
from pydantic.json_schema import models_json_schema

from kiosk.province import contract
from kiosk.province.documents import CertificateReply, OriginalReply
from kiosk.province.envelope import Envelope, Signable

_PLACE = "#/components/schemas/{model}"
_REPLIES: tuple[type[Signable], ...] = (
    contract.DeliveryReply,
    contract.AttachmentsReply,
    contract.StatusReply,
    contract.ProgressReply,
    contract.RatingReply,
    contract.HeartbeatReply,
    CertificateReply,
    OriginalReply,
    contract.TimeReply,
    contract.KeyRing,
)


def signed(kind: type[Signable]) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of an operation that answers with this content, signed."""
    content = WithJsonSchema(
        {
            "type": "string",
            "description": f"JSON text, signed for the purpose {kind.purpose}",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": _PLACE.format(model=kind.__name__)},
        }
    )
    model = create_model(f"Signed{kind.__name__}", __base__=Envelope, signed=(Annotated[str, content], ...))
    return {
        200: {"model": model, "description": "signed by the platform's root key"},
        422: {"model": contract.ErrorReply, "description": "not as agreed: code 400422"},
        429: {"model": contract.ErrorReply, "description": "too many requests, with Retry-After: code 400429"},
        500: {"model": contract.ErrorReply, "description": "refused by the gateway: code 400001"},
        503: {"model": contract.ErrorReply, "description": "busy, with Retry-After: code 400503"},
    }


def publish_replies(app: FastAPI) -> None:
    """Add the contents of all signed replies to the application's OpenAPI document."""
    document = app.openapi()
    _, models = models_json_schema([(kind, "serialization") for kind in _REPLIES], ref_template=_PLACE)
    document["components"]["schemas"] |= models["$defs"]
