# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets enrolled terminals in: the gateway's signature, the terminal's own, and no request twice."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from kiosk.province.gateway import AHEAD, NONCE, WINDOW, Call, check_gateway, check_terminal
from kiosk.province.reference.tables import accounts, nonces, terminals
from offline_cache.sealing import VerifyingKey, verifying_key

MOST_REQUESTS = 10 * WINDOW
"""Requests of one account within the window of its nonces: ten a second, as gateways allow."""


class TooManyRequests(Exception):  # noqa: N818 - the name of HTTP's status 429
    """An account asks more than it may; it may come again after `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"an account asks too often, for {retry_after} s")
        self.retry_after = retry_after


@dataclass(frozen=True)
class Caller:
    """Who asks, and the nonce that the reply repeats."""

    terminal: str
    nonce: str


def admit(database: Engine, headers: Mapping[str, str], call: Call, *, now: datetime) -> Caller:
    """Return who calls; raises gateway.Refused, or TooManyRequests. Any instance knows what another one has seen."""
    with database.begin() as connection:
        paasid = check_gateway(
            headers,
            token_of=lambda name: _token(connection, name),
            now=now.timestamp(),
            first_use=lambda name, nonce: _first_use(connection, name, nonce, now),
        )
        terminal = check_terminal(headers, call, key_of=lambda name: _terminal_key(connection, name, paasid))
    return Caller(terminal, headers[NONCE])


def _token(connection: Connection, paasid: str) -> str | None:
    return connection.execute(select(accounts.c.token).where(accounts.c.paasid == paasid)).scalar_one_or_none()


def _terminal_key(connection: Connection, terminal: str, paasid: str) -> VerifyingKey | None:
    own = (terminals.c.terminal == terminal) & (terminals.c.paasid == paasid)
    key = connection.execute(select(terminals.c.public_key).where(own)).scalar_one_or_none()
    return None if key is None else verifying_key(key)


def _first_use(connection: Connection, paasid: str, nonce: str, now: datetime) -> bool:
    connection.execute(delete(nonces).where(nonces.c.expires < now))
    expires = now + timedelta(seconds=WINDOW + 2 * AHEAD)
    own = select(func.count(), func.min(nonces.c.expires)).where(nonces.c.paasid == paasid)
    count, oldest = connection.execute(own).one()
    if count >= MOST_REQUESTS:
        raise TooManyRequests(max(1, math.ceil((oldest - now).total_seconds())))
    try:
        with connection.begin_nested():
            connection.execute(insert(nonces).values(paasid=paasid, nonce=nonce, expires=expires))
    except IntegrityError:
        return False
    return True
