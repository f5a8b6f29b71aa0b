# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform's web application: it keeps nothing in memory, so that many run side by side over one database."""

# FastAPI reads the annotations of the functions below; as text they could not name what stands beside them.
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi import Path as PathOf
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from kiosk.province import contract
from kiosk.province.envelope import sign_content
from kiosk.province.gateway import NONCE, REFUSED_CODE, REFUSED_STATUS, Call, Refused
from kiosk.province.reference.attachments import states
from kiosk.province.reference.authority import DocumentAuthority
from kiosk.province.reference.cases import case_progress, rate_case
from kiosk.province.reference.document_routes import add_document_routes
from kiosk.province.reference.framing import Framing
from kiosk.province.reference.gate import Caller, TooManyRequests, admit
from kiosk.province.reference.heartbeats import keep_heartbeat
from kiosk.province.reference.intake import accept_batch, accept_piece
from kiosk.province.reference.keys import PlatformKeys
from kiosk.province.reference.openapi import publish_replies, signed
from kiosk.province.reference.states import states_of

_log = logging.getLogger(__name__)

_PIECE: dict[str, Any] = {
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}
"""How the document tells a body that is bytes and nothing else."""

BUSY_RETRY = 5
"""Seconds after which a terminal may come back when the database is not free."""


@dataclass(frozen=True)
class Platform:
    """What the application works with."""

    database: Engine
    keys: PlatformKeys
    now: Callable[[], datetime]
    taken_in: Callable[[], None]
    """Called after something was taken in, for whoever processes it."""
    authority: DocumentAuthority
    """What documents are sealed with."""


def create_app(platform: Platform) -> FastAPI:
    """Return the application."""
    app = FastAPI(title="自助终端平台接口", version="1", docs_url=None, redoc_url=None)
    app.add_middleware(Framing, now=platform.now)
    app.exception_handler(Refused)(_refused)
    app.exception_handler(TooManyRequests)(_too_many)
    app.exception_handler(RequestValidationError)(_not_as_agreed)
    app.exception_handler(OperationalError)(_database_busy)
    _add_routes(app, platform)
    publish_replies(app)
    return app


async def _call_of(request: Request) -> Call:
    return Call(request.method, request.url.path, await request.body())


def _add_routes(app: FastAPI, platform: Platform) -> None:
    database, keys, now = platform.database, platform.keys, platform.now

    def caller(request: Request, call: Annotated[Call, Depends(_call_of)]) -> Caller:
        return admit(database, request.headers, call, now=now())

    def answer(reply: contract.Reply) -> Response:
        return Response(sign_content(reply, keys.root), media_type="application/json")

    @app.post(contract.DELIVERIES, responses=signed(contract.DeliveryReply))
    def deliver(request: contract.DeliveryRequest, by: Annotated[Caller, Depends(caller)]) -> Response:
        """Take in a batch of sealed transactions; the same one again gets the same result."""
        results = accept_batch(database, request.items, sealing_keys=keys.sealing.keys(), now=now())
        platform.taken_in()
        return answer(contract.DeliveryReply(nonce=by.nonce, time=now(), results=results))

    @app.post(contract.ATTACHMENTS, responses=signed(contract.AttachmentsReply))
    def held(request: contract.AttachmentsRequest, by: Annotated[Caller, Depends(caller)]) -> Response:
        """Say how much of attachments is here, so that a terminal goes on where the line was cut."""
        with database.begin() as connection:
            found = states(connection, request.digests)
        return answer(contract.AttachmentsReply(nonce=by.nonce, time=now(), attachments=found))

    @app.post(contract.ATTACHMENTS + "/{digest}/{begins}", responses=signed(contract.AttachmentsReply), **_PIECE)
    def take_piece(
        digest: Annotated[contract.Digest, PathOf()],
        begins: Annotated[int, PathOf(ge=0, le=contract.MAX_ATTACHMENT)],
        call: Annotated[Call, Depends(_call_of)],
        by: Annotated[Caller, Depends(caller)],
    ) -> Response:
        """Take the bytes of an attachment from a place on, 1 MiB at most; to bring them again is harmless."""
        if len(call.body) > contract.MAX_PIECE:
            return _error(413, contract.ErrorReply(code=400413, msg="请求过大。"))
        state = accept_piece(database, digest, begins, call.body, now=now())
        if state.state == "complete":
            platform.taken_in()
        return answer(contract.AttachmentsReply(nonce=by.nonce, time=now(), attachments=(state,)))

    @app.post(contract.STATUS, responses=signed(contract.StatusReply))
    def status(request: contract.StatusRequest, by: Annotated[Caller, Depends(caller)]) -> Response:
        """Say how far deliveries are."""
        return answer(contract.StatusReply(nonce=by.nonce, time=now(), items=states_of(database, request.keys)))

    @app.post(contract.PROGRESS, responses=signed(contract.ProgressReply))
    def progress(request: contract.ProgressRequest, by: Annotated[Caller, Depends(caller)]) -> Response:
        """Say where a case is, by either of its numbers."""
        case = case_progress(database, request.number)
        return answer(contract.ProgressReply(nonce=by.nonce, time=now(), case=case))

    @app.post(contract.RATINGS, responses=signed(contract.RatingReply))
    def rate(request: contract.RatingRequest, by: Annotated[Caller, Depends(caller)]) -> Response:
        """Record how satisfied the citizen is (好差评)."""
        result = rate_case(database, request.number, request.satisfaction, at=now())
        return answer(contract.RatingReply(nonce=by.nonce, time=now(), result=result))

    @app.post(contract.HEARTBEATS, responses=signed(contract.HeartbeatReply))
    def heartbeat(beat: contract.Heartbeat, by: Annotated[Caller, Depends(caller)]) -> Response:
        """Keep how a terminal is, until it says so again."""
        keep_heartbeat(database, by.terminal, beat, at=now())
        return answer(contract.HeartbeatReply(nonce=by.nonce, time=now()))

    add_document_routes(app, database, platform.authority, now=now, caller=caller, answer=answer)

    @app.get(contract.TIME, responses=signed(contract.TimeReply))
    def time(request: Request) -> Response:
        """Say the platform's time to anybody, since a terminal with a wrong clock cannot sign in."""
        nonce = request.headers.get(NONCE, "")[: contract.MAX_NONCE]
        return answer(contract.TimeReply(nonce=nonce, time=now()))

    @app.get(contract.KEYS, responses=signed(contract.KeyRing))
    def key_ring() -> Response:
        """Hand out the public keys that payloads are sealed to."""
        return Response(keys.key_ring, media_type="application/json")


def _refused(_request: Request, refusal: Refused) -> JSONResponse:
    _log.warning("a request is refused: %s", refusal.cause)
    return _error(REFUSED_STATUS, contract.ErrorReply(code=REFUSED_CODE, msg=refusal.message))


def _not_as_agreed(_request: Request, mistake: RequestValidationError) -> JSONResponse:
    """Name the places that are wrong and never what stood there, which may be a person's."""
    places = [f"{'.'.join(map(str, error['loc']))}: {error['type']}" for error in mistake.errors()]
    return _error(422, contract.ErrorReply(code=400422, msg="请求格式有误。", places=places))


def _too_many(_request: Request, refusal: TooManyRequests) -> JSONResponse:
    _log.warning("%s", refusal)
    return _error(
        429, contract.ErrorReply(code=400429, msg="请求过于频繁。"), {"Retry-After": str(refusal.retry_after)}
    )


def _database_busy(_request: Request, error: OperationalError) -> JSONResponse:
    _log.warning("the database is not free: %s", type(error.orig).__name__)
    return _error(503, contract.ErrorReply(code=400503, msg="系统繁忙，请稍后再试。"), {"Retry-After": str(BUSY_RETRY)})


def _error(status: int, error: contract.ErrorReply, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(error.model_dump(exclude_defaults=True), status, headers)
