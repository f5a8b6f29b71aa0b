# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateway's signature. If it is wrong, no terminal of the province can deliver anything."""

from __future__ import annotations

import random
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.province import gateway
from kiosk.province.gateway import Account, Call, Refused

ACCOUNT = Account("demo-account", "DEMO-TOKEN-NOT-REAL")
KEY = Ed25519PrivateKey.generate()
CALL = Call("POST", "/ebus/kiosk/deliveries", b'{"items":[]}')
NOW = 1_700_000_000


def signed(timestamp: int = NOW, call: Call = CALL) -> dict[str, str]:
    return gateway.sign(
        call, account=ACCOUNT, terminal="4452-0137", key=KEY, timestamp=timestamp, nonce="abcdef1234567890"
    )


def check(headers: dict[str, str], now: float = NOW, *, fresh: bool = True) -> str:
    return gateway.check_gateway(
        headers, token_of={ACCOUNT.paasid: ACCOUNT.token}.get, now=now, first_use=lambda *_: fresh
    )


def test_signature_is_that_of_the_published_vector() -> None:
    """The province's gateway computes exactly this; another value shuts every terminal out."""
    expected = "D7FB653AC87226424401391C2AEA47EE0685D1E58859ED70EDEAF7376C16641B"
    assert gateway.gateway_signature("1700000000", "DEMO-TOKEN-NOT-REAL", "abcdef1234567890") == expected
    assert signed()["x-tif-signature"] == expected


def test_nonce_has_the_form_that_all_known_gateways_take() -> None:
    """A nonce of another length or alphabet is refused by some gateways and not by others, which nobody finds."""
    nonce = gateway.new_nonce(random.Random(1).choice)
    assert re.fullmatch(r"[a-z0-9]{16}", nonce)
    assert nonce != gateway.new_nonce(random.Random(2).choice)


@pytest.mark.parametrize("age", [-1, 0, 180])
def test_time_stamps_within_the_window_pass(age: int) -> None:
    """A terminal whose clock is a little slow goes on working."""
    assert check(signed(NOW - age)) == ACCOUNT.paasid


@pytest.mark.parametrize("age", [-2, 181])
def test_time_stamps_outside_the_window_are_refused(age: int) -> None:
    """A recorded request stays unusable once its time is over."""
    with pytest.raises(Refused, match="鉴权失败"):
        check(signed(NOW - age))


def test_lower_case_signature_passes() -> None:
    """Real gateways compare without case; a client that writes lower case is not shut out."""
    headers = signed()
    assert check(headers | {"x-tif-signature": headers["x-tif-signature"].lower()}) == ACCOUNT.paasid


@pytest.mark.parametrize(
    ("header", "value", "message"),
    [
        ("x-tif-paasid", "", "鉴权参数不完整"),
        ("x-tif-nonce", "", "鉴权参数不完整"),
        ("x-tif-nonce", "n" * 37, "鉴权参数不完整"),
        ("x-tif-timestamp", "soon", "鉴权参数不完整"),
        ("x-tif-timestamp", "１７００００００００", "鉴权参数不完整"),
        ("x-tif-paasid", "somebody", "鉴权失败"),
        ("x-tif-signature", "0" * 64, "鉴权失败"),
        ("x-tif-signature", "é", "鉴权失败"),
    ],
)
def test_incomplete_and_wrong_headers_are_refused(header: str, value: str, message: str) -> None:
    """Whoever lacks the token gets nothing in, and no header crashes the check."""
    with pytest.raises(Refused, match=message):
        check(signed() | {header: value})


def test_nonce_counts_once() -> None:
    """A recorded request cannot be sent again."""
    with pytest.raises(Refused):
        check(signed(), fresh=False)


def test_nonces_are_not_used_up_by_strangers() -> None:
    """Somebody without the token cannot spend a terminal's nonces for it."""
    with pytest.raises(Refused):
        gateway.check_gateway(
            signed() | {"x-tif-signature": "0" * 64},
            token_of={ACCOUNT.paasid: ACCOUNT.token}.get,
            now=NOW,
            first_use=lambda *_: pytest.fail("asked"),
        )


@pytest.mark.parametrize(
    "other",
    [
        Call("POST", CALL.path, b'{"items":[1]}'),
        Call("POST", "/ebus/kiosk/status", CALL.body),
        Call("PUT", CALL.path, CALL.body),
    ],
)
def test_terminal_signs_method_path_and_body(other: Call) -> None:
    """Whoever sits in between could change a request, since the gateway's formula does not cover it."""
    keys = {"4452-0137": KEY.public_key()}
    headers = signed()
    assert gateway.check_terminal(headers, CALL, key_of=keys.get) == "4452-0137"
    with pytest.raises(Refused):
        gateway.check_terminal(headers | {"x-kiosk-body-sha256": other.digest}, other, key_of=keys.get)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-kiosk-terminal", ""),
        ("x-kiosk-terminal", "4452-9999"),
        ("x-kiosk-body-sha256", "0" * 64),
        ("x-kiosk-signature", "not base64!"),
        ("x-kiosk-signature", "AAAA"),
        ("x-tif-nonce", "another"),
    ],
)
def test_wrong_terminal_headers_are_refused(header: str, value: str) -> None:
    """Only an enrolled terminal's own key speaks for it."""
    with pytest.raises(Refused):
        gateway.check_terminal(signed() | {header: value}, CALL, key_of={"4452-0137": KEY.public_key()}.get)


def test_token_is_not_in_the_text_of_an_account() -> None:
    """The token would otherwise reach logs by way of an error message."""
    assert ACCOUNT.token not in repr(ACCOUNT)
