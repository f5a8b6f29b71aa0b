# SPDX-License-Identifier: GPL-3.0-or-later
"""The way into the queue: one commit seals a transaction, numbers it, and writes all that belongs to it at once."""

import uuid
from random import Random

from offline_cache.clock import Clock, stamp
from offline_cache.database import Database
from offline_cache.outbox.audit import AuditEvent, append_entry
from offline_cache.outbox.numbering import Numbering
from offline_cache.outbox.print_jobs import PrintState
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State, check_transition
from offline_cache.outbox.transaction import Transaction, read_one
from offline_cache.outbox.visits import record_commit
from offline_cache.sealing import HEADER_VERSION, Header, Sealer


class Outbox(Queue):
    """The queue of one terminal, with the way in.

    `terminal` is its id (4452-0137), `hardware` a text that differs between machines, `random` the source of keys and
    epochs: `random.SystemRandom()` on a terminal.
    """

    def __init__(
        self, database: Database, sealer: Sealer, *, terminal: str, hardware: str, clock: Clock, random: Random
    ) -> None:
        super().__init__(database, clock)
        self._sealer = sealer
        self._terminal = terminal
        self._random = random
        self._numbering = Numbering(database, terminal, hardware, clock, random)

    def commit(self, service: str, payload: bytes, *, slip: bytes, visit: str | None = None) -> Transaction:
        """Keep a citizen's transaction: when this returns, it survives a power cut.

        The payload is sealed in memory; only sealed bytes reach the disk. `slip` is what the paper will say besides
        number, service and state, and must not name a person. With `visit`, that open visit's marker gets the number;
        a visit commits once, a second time raises BugError.
        """
        key = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        now = self._clock.now()
        with self._database.transaction() as connection:
            number = self._numbering.allot(connection)
            header = Header(
                version=HEADER_VERSION,
                key=key,
                number=number,
                service=service,
                created_at=stamp(now),
                clock_quality=self._clock.quality,
                terminal=self._terminal,
                platform_key=self._sealer.key.id,
            )
            sealed = self._sealer.seal(header, payload)
            check_transition(State.SEALED, State.QUEUED)
            connection.execute(
                "INSERT INTO transactions "
                "(key, number, service, state, created_at, digest, header, ciphertext, signature) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    key,
                    number,
                    service,
                    State.QUEUED,
                    header.created_at,
                    sealed.digest,
                    sealed.header,
                    sealed.ciphertext,
                    sealed.signature,
                ),
            )
            append_entry(connection, now, AuditEvent.COMMITTED, number=number)
            connection.execute(
                "INSERT INTO print_jobs (key, state, reprint, slip) VALUES (?, ?, 0, ?)",
                (key, PrintState.PENDING, slip),
            )
            if visit is not None:
                record_commit(connection, visit, number)
            return read_one(connection, key)
