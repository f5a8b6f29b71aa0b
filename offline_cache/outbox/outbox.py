# SPDX-License-Identifier: GPL-3.0-or-later
"""The way into the queue: one commit seals a transaction, numbers it, and writes all that belongs to it at once."""

from collections.abc import Sequence
from random import Random

import msgspec

from offline_cache.clock import Clock, stamp
from offline_cache.database import Database
from offline_cache.outbox.audit import AuditEvent
from offline_cache.outbox.entry import enter, prepare_entries
from offline_cache.outbox.numbering import Numbering
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State, check_transition
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import HEADER_VERSION, Header, Sealer

_RANDOM_BITS = ~(0xF000_C000 << 48)
_VERSION_4 = 0x4000_8000 << 48
"""Version and variant of a UUID, in its bits 76 to 79 and 62 to 63."""


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
        prepare_entries(database)
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
    ) -> Transaction:
        """Keep a citizen's transaction: when this returns, it survives a power cut.

        Payload and attachments are sealed in memory; only sealed bytes reach the disk. `slip` is what the paper will
        say besides number, service and state, and must not name a person. With `visit`, that open visit's marker gets
        the number; a visit commits once, a second time raises BugError. `attachments` are pictures and documents of up
        to 20 MiB, in the order in which the payload speaks of them. Transactions of the same `case_id`, a UUID, go to
        the platform one after the other; all others may overtake one another.
        """
        key = _uuid(self._random)
        packed, compression = self._sealer.pack(payload)
        attached = self.attachments.keep(attachments, self._sealer, key=key) if attachments else ()
        header = Header(
            version=HEADER_VERSION,
            key=key,
            number="",
            service=service,
            created_at=stamp(self._clock.now()),
            clock_quality=self._clock.quality,
            terminal=self._terminal,
            platform_key=self._sealer.key.id,
            compression=compression,
            attachments=attached,
            case_id=case_id,
        )
        try:
            while (made := self._commit(header, packed, slip=slip, visit=visit)) is None:
                self._numbering.look()
                self._audit.look()
        except Exception:
            self.attachments.discard(attached)
            raise
        return made

    def _commit(self, unnumbered: Header, packed: bytes, *, slip: bytes, visit: str | None) -> Transaction | None:
        """Seal and write; None when the number was given out by somebody else meanwhile, and nothing is written.

        Sealing comes before the transaction: nobody waits for it, and the place in a case holds as long as the number.
        """
        key, at, case_id = unnumbered.key, unnumbered.created_at, unnumbered.case_id
        number = self._numbering.upcoming()
        sequence = None if case_id is None else self._next_in_case(case_id)
        sealed = self._sealer.seal(msgspec.structs.replace(unnumbered, number=number, case_sequence=sequence), packed)
        check_transition(State.SEALED, State.QUEUED)
        made = Transaction(
            key=key,
            number=number,
            service=unnumbered.service,
            state=State.QUEUED,
            created_at=at,
            digest=sealed.digest,
        )
        entry = self._audit.following(at, AuditEvent.COMMITTED, number=number)
        row = (
            *(key, number, made.service, at, made.digest, sealed.header, sealed.ciphertext, sealed.signature),
            *(
                case_id,
                sequence,
                slip,
                visit,
                *self._numbering.place(),
                entry[0],
                AuditEvent.COMMITTED.value,
                entry[-1],
            ),
        )
        alone = not unnumbered.attachments
        with self._database.statement() if alone else self._database.transaction() as connection:
            if not enter(connection, row):
                return None
            if not alone:
                self.attachments.record(connection, key, unnumbered.attachments)
            self._audit.written(entry)
            self._numbering.given_out()
        return made

    def _next_in_case(self, case_id: str) -> int:
        [row] = self._database.rows("SELECT max(case_sequence) FROM transactions WHERE case_id = ?", (case_id,))
        return 1 + (row[0] or 0)


def _uuid(random: Random) -> str:
    """A random UUID (RFC 9562, version 4)."""
    digits = f"{random.getrandbits(128) & _RANDOM_BITS | _VERSION_4:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
