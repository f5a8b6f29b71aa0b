# SPDX-License-Identifier: GPL-3.0-or-later
"""The signature that the province's gateway asks for, and the terminal's own signature beside it.

The gateway's four headers and its formula are those of 数字广东's 里约 gateway (`x-tif-*`): SHA-256 over time stamp,
token, nonce and time stamp again. That covers neither path nor body, so a request also carries the digest of its body
and the terminal's own signature over method, path, time stamp, nonce and digest.
"""

from __future__ import annotations

import base64
import hmac
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature

from offline_cache.sealing import SigningKey, VerifyingKey

PAASID = "x-tif-paasid"
TIMESTAMP = "x-tif-timestamp"
NONCE = "x-tif-nonce"
SIGNATURE = "x-tif-signature"
TERMINAL = "x-kiosk-terminal"
BODY_DIGEST = "x-kiosk-body-sha256"
TERMINAL_SIGNATURE = "x-kiosk-signature"

WINDOW = 180
"""Seconds. An older time stamp is refused."""
AHEAD = 1
"""Seconds. A time stamp further in the future is refused, as at least one real gateway does."""
NONCE_LENGTH = 16
"""Characters: one gateway takes 10 to 20, another up to 36."""
LONGEST_NONCE = 36

REFUSED_STATUS = 500
"""Real gateways answer a wrong signature with HTTP 500 and JSON."""
REFUSED_CODE = 400001
OUT_OF_DATE = 400000400
"""`errcode` of another make of gateway for a time stamp outside its window."""
INCOMPLETE = "鉴权参数不完整，请求不合法。"
FAILED = "鉴权失败，鉴权信息有误。"

_NONCE_CHARACTERS = string.ascii_lowercase + string.digits


class Refused(Exception):  # noqa: N818 - the gateway's word for it
    """A request is refused; `message` is what a real gateway says, `cause` is for the platform's own log."""

    def __init__(self, message: str, cause: str) -> None:
        super().__init__(f"{message} ({cause})")
        self.message = message
        self.cause = cause


@dataclass(frozen=True)
class Account:
    """An account at the gateway: its id (paasid) and the secret token that belongs to it."""

    paasid: str
    token: str

    def __repr__(self) -> str:
        return f"Account({self.paasid!r})"


@dataclass(frozen=True)
class Call:
    """What the signatures of one request are about: its method, its path on the host, and the bytes of its body."""

    method: str
    path: str
    body: bytes = b""
    content_type: str = "application/json"
    """What the body is; not signed, since a gateway may add a character set to it."""

    @property
    def digest(self) -> str:
        """SHA-256 of the body, in lower-case hexadecimal."""
        return sha256(self.body).hexdigest()

    def text(self, timestamp: str, nonce: str) -> bytes:
        """Return what the terminal signs."""
        return "\n".join(("kiosk-request-v1", self.method, self.path, timestamp, nonce, self.digest)).encode()


def gateway_signature(timestamp: str, token: str, nonce: str) -> str:
    """Return the signature for a time stamp in Unix seconds."""
    return sha256(f"{timestamp}{token}{nonce}{timestamp}".encode()).hexdigest().upper()


def new_nonce(choose: Callable[[str], str]) -> str:
    """Return a nonce; `choose` picks one character at random, such as `secrets.choice`."""
    return "".join(choose(_NONCE_CHARACTERS) for _ in range(NONCE_LENGTH))


def sign(call: Call, *, account: Account, terminal: str, key: SigningKey, timestamp: int, nonce: str) -> dict[str, str]:
    """Return the headers that a terminal adds to a request; `timestamp` is in Unix seconds of the platform's clock."""
    stamp = str(timestamp)
    return {
        PAASID: account.paasid,
        TIMESTAMP: stamp,
        NONCE: nonce,
        SIGNATURE: gateway_signature(stamp, account.token, nonce),
        TERMINAL: terminal,
        BODY_DIGEST: call.digest,
        TERMINAL_SIGNATURE: base64.b64encode(key.sign(call.text(stamp, nonce))).decode(),
    }


def check_gateway(
    headers: Mapping[str, str],
    *,
    token_of: Callable[[str], str | None],
    now: float,
    first_use: Callable[[str, str], bool],
) -> str:
    """Check the gateway's four headers and return the account's id.

    `token_of` looks up an account's token; `first_use(paasid, nonce)` says whether a nonce is new within the window and
    remembers it. It is asked last, so that nobody without the token can use up nonces. Raises Refused.
    """
    paasid, stamp, nonce, signature = (headers.get(name, "") for name in (PAASID, TIMESTAMP, NONCE, SIGNATURE))
    if not (paasid and stamp and nonce and signature):
        raise Refused(INCOMPLETE, "a header is missing")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 and len(nonce) <= LONGEST_NONCE):
        raise Refused(INCOMPLETE, "a header is malformed")
    token = token_of(paasid)
    if token is None:
        raise Refused(FAILED, "unknown account")
    if not hmac.compare_digest(gateway_signature(stamp, token, nonce).encode(), signature.upper().encode()):
        raise Refused(FAILED, "wrong signature")
    age = now - int(stamp)
    if age > WINDOW or age < -AHEAD:
        raise Refused(FAILED, "time stamp out of the window")
    if not first_use(paasid, nonce):
        raise Refused(FAILED, "nonce used before")
    return paasid


def check_terminal(headers: Mapping[str, str], call: Call, *, key_of: Callable[[str], VerifyingKey | None]) -> str:
    """Check body digest and terminal's signature and return the terminal's id; `key_of` looks up its key.

    Raises Refused.
    """
    terminal, digest, signature = (headers.get(name, "") for name in (TERMINAL, BODY_DIGEST, TERMINAL_SIGNATURE))
    if not (terminal and digest and signature):
        raise Refused(INCOMPLETE, "a terminal's header is missing")
    if not hmac.compare_digest(digest.lower().encode(), call.digest.encode()):
        raise Refused(FAILED, "body digest differs")
    key = key_of(terminal)
    if key is None:
        raise Refused(FAILED, "unknown terminal")
    try:
        key.verify(
            base64.b64decode(signature, validate=True), call.text(headers.get(TIMESTAMP, ""), headers.get(NONCE, ""))
        )
    except (InvalidSignature, ValueError):
        raise Refused(FAILED, "wrong terminal signature") from None
    return terminal
