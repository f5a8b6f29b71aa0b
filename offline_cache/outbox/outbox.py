# SPDX-License-Identifier: GPL-3.0-or-later
"""The way into the queue: one commit seals a transaction, numbers it, and writes all that belongs to it at once."""

from collections.abc import Sequence
from random import Random

import msgspec

from offline_cache.clock import Clock, stamp
from offline_cache.database import Database
from offline_cache.outbox.audit import AuditEvent
from offline_cache.outbox.numbering import Numbering
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State, check_transition
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import HEADER_VERSION, Header, Sealer
from offline_cache.transport import Delivery

_QUEUED, _CLAIMED = ((state, state.value, attempts) for state, attempts in ((State.QUEUED, 0), (State.SENDING, 1)))
"""What a commit makes of sealed bytes: their state, as the store has it, and how often they were handed out."""
for _state in (_QUEUED[0], _CLAIMED[0]):
    check_transition(State.SEALED, _state)

_VARIANT = {digit: "89ab"[place % 4] for place, digit in enumerate("0123456789abcdef")}
"""The first digit of a UUID's fourth group, whose upper two bits name its variant, by a random one."""


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
        self._audit.look()

    def seal_with(self, sealer: Sealer) -> None:
        """Seal to another key from now on; what is sealed already stays as it is."""
        self._sealer = sealer

    def commit(
        self,
        service: str,
        payload: bytes,
        *,
        slip: bytes,
        visit: str | None = None,
        attachments: Sequence[bytes | memoryview] = (),
        case_id: str | None = None,
        claim: bool = False,
    ) -> Transaction:
        """Keep a citizen's transaction: when this returns, it survives a power cut.

        Payload and attachments are sealed in memory; only sealed bytes reach the disk. `slip` is what the paper will
        say besides number, service and state, and must not name a person. With `visit`, that open visit's marker gets
        the number; a visit commits once, a second time raises BugError. `attachments` are pictures and documents of up
        to 20 MiB, in the order in which the payload speaks of them. Transactions of the same `case_id`, a UUID, go to
        the platform one after the other; all others may overtake one another.

        With `claim`, for the one sender alone, it is marked as `sending` in the same step, which spares the disk a
        second one; `claim_one` then hands it out, and has to be called next. When an earlier one of its case comes
        first, it is queued like any other.
        """
        key = _uuid(self._random)
        packed, compression = self._sealer.pack(payload)
        attached = self.attachments.keep(attachments, self._sealer, key=key) if attachments else ()
        header = Header(
            version=HEADER_VERSION,
            key=key,
            number=self._numbering.upcoming(),
            service=service,
            created_at=stamp(self._clock.now()),
            clock_quality=self._clock.quality,
            terminal=self._terminal,
            platform_key=self._sealer.key.id,
            compression=compression,
            attachments=attached,
            case_id=case_id,
            case_sequence=None if case_id is None else self._next_in_case(case_id),
        )
        try:
            while (made := self._commit(header, packed, slip=slip, visit=visit, claim=claim)) is None:
                header = self._look_again(header)
        except Exception:
            self.attachments.discard(attached)
            raise
        return made

    def _commit(
        self, header: Header, packed: bytes, *, slip: bytes, visit: str | None, claim: bool
    ) -> Transaction | None:
        """Seal and write; None when the number was given out by somebody else meanwhile, and nothing is written.

        Sealing comes before the transaction: nobody waits for it, and the place in a case holds as long as the number.
        """
        sealed = self._sealer.seal(header, packed)
        key, number, at, digest = header.key, header.number, header.created_at, sealed.digest
        state, word, attempts = _CLAIMED if claim and self._may_go_now(header) else _QUEUED
        entry = self._audit.following(at, AuditEvent.COMMITTED, number=number)
        row = (
            *(key, number, header.service, word, attempts, at, digest),
            *(
                sealed.header,
                sealed.ciphertext,
                sealed.signature,
                header.case_id,
                header.case_sequence,
                slip,
                visit,
                *self._numbering.place(),
            ),
            *(entry[0], entry[2], entry[-1]),
        )
        if not header.attachments:
            entered = self._at_once.enter(row)
        else:
            with self._database.transaction() as connection:
                if entered := self._at_once.enter(row):
                    self.attachments.record(connection, key, header.attachments)
        if not entered:
            return None
        self._audit.written(entry)
        self._numbering.given_out()
        made = Transaction(
            key=key,
            number=number,
            service=header.service,
            state=state,
            created_at=at,
            digest=digest,
            attempts=attempts,
        )
        if attempts:
            self._claimed[key] = made
            self._unfetched = Delivery(key=key, sealed=sealed)
        return made

    def _may_go_now(self, header: Header) -> bool:
        """Whether a new transaction may be sent at once: no earlier one of its case is undelivered."""
        self._check_sending_right()
        return header.case_id is None or not self._undelivered_of(header.case_id)

    def _look_again(self, header: Header) -> Header:
        """The header with the number that is upcoming by now, after another process gave out the one it has."""
        self._numbering.look()
        self._audit.look()
        number, case_id = self._numbering.upcoming(), header.case_id
        sequence = None if case_id is None else self._next_in_case(case_id)
        return msgspec.structs.replace(header, number=number, case_sequence=sequence)

    def _next_in_case(self, case_id: str) -> int:
        [row] = self._database.rows("SELECT max(case_sequence) FROM transactions WHERE case_id = ?", (case_id,))
        return 1 + (row[0] or 0)


def _uuid(random: Random) -> str:
    """A random UUID (RFC 9562, version 4)."""
    digits = random.randbytes(16).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{_VARIANT[digits[16]]}{digits[17:20]}-{digits[20:]}"
