# SPDX-License-Identifier: GPL-3.0-or-later
"""What kept an answer of the platform from arriving: each failure and reply sorted once, and never quoted.

A village's link answers in many voices that are not the platform's: login pages with status 200, redirects, proxies,
somebody's certificate. A reply is the platform's only when its signature says so; this module sorts the others.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import requests
from pydantic import BaseModel, ValidationError
from urllib3.exceptions import NameResolutionError

from kiosk.province.gateway import INCOMPLETE, OUT_OF_DATE, REFUSED_CODE
from offline_cache.transport import (
    CaptivePortal,
    ClockRefused,
    CredentialRefused,
    PlatformTrouble,
    TooMany,
    TransportTrouble,
    Unreachable,
)

_CERTIFICATE_TIMES = {9, 10}
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED."""

Cause = TypeVar("Cause", bound=BaseException)


class GatewayError(BaseModel):
    """The JSON that gateways answer errors with, in either of the two forms seen."""

    code: int | None = None
    errcode: int | None = None
    msg: str = ""


def trouble_of_exception(error: requests.RequestException) -> TransportTrouble:
    """Return what a failed exchange was: a certificate, the clock, or the link."""
    if isinstance(error, requests.exceptions.SSLError):
        cause = _caused_by(error, ssl.SSLCertVerificationError)
        if cause is None:
            return Unreachable("TLS was broken off")
        if cause.verify_code in _CERTIFICATE_TIMES:
            return ClockRefused(f"the certificate is not valid at this terminal's time: {cause.verify_message}")
        return CredentialRefused(f"not the platform's certificate: {cause.verify_message}")
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return Unreachable("no connection in time")
    if isinstance(error, requests.exceptions.Timeout):
        return Unreachable("no answer in time")
    if _caused_by(error, NameResolutionError):
        return Unreachable("the platform's name is not known here")
    if _caused_by(error, ConnectionRefusedError):
        return Unreachable("the connection is refused")
    return Unreachable("the connection was cut")


def trouble_of_reply(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> TransportTrouble | None:
    """Return what a reply was, or None for a 200 whose signature is still to be checked.

    A refusal by the gateway, whatever its status, is CredentialRefused here, unless it names the time itself; whether
    the time stamp was to blame is seen by comparing clocks.
    """
    error = _gateway_error(body)
    if status == requests.codes.too_many or (status == requests.codes.unavailable and "Retry-After" in headers):
        return TooMany(_seconds(headers.get("Retry-After", ""), now))
    if error and error.errcode == OUT_OF_DATE:
        return ClockRefused("the gateway refuses the time stamp")
    if error and error.code == REFUSED_CODE:
        words = "the gateway misses a header" if error.msg == INCOMPLETE else "the gateway refuses the signature"
        return CredentialRefused(words)
    if status == requests.codes.ok:
        return None
    if status >= requests.codes.internal_server_error and status != requests.codes.network_authentication_required:
        return PlatformTrouble(f"HTTP {status}")
    if error is None:
        return CaptivePortal(f"HTTP {status}, and not in the platform's form")
    if status in (requests.codes.unauthorized, requests.codes.forbidden):
        return CredentialRefused(f"HTTP {status}")
    return PlatformTrouble(f"HTTP {status}")


def _gateway_error(body: bytes) -> GatewayError | None:
    try:
        error = GatewayError.model_validate_json(body)
    except ValidationError:
        return None
    return error if error.code is not None or error.errcode is not None else None


def _seconds(retry_after: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, as seconds or as a date; None when it asks for none."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _caused_by(error: BaseException, kind: type[Cause]) -> Cause | None:
    """Return the cause of this kind behind an exception; requests and urllib3 wrap it several times over."""
    seen: list[BaseException] = [error]
    for outer in seen:
        if isinstance(outer, kind):
            return outer
        inner = (outer.__cause__, outer.__context__, getattr(outer, "reason", None), *outer.args)
        seen += [each for each in inner if isinstance(each, BaseException) and each not in seen]
    return None
