# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes what was taken in: opens payload and attachments, checks them, and settles the delivery or rejects it.

What was opened is checked and forgotten; the database keeps the sealed bytes, so that no citizen's data lies open
in it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, Row, select, update
from sqlalchemy.exc import OperationalError

from kiosk.province.contract import BusinessStatus, CasePayload, Reason
from kiosk.province.reference.attachments import Pieces
from kiosk.province.reference.cases import move_cases
from kiosk.province.reference.incomplete import drop_forsaken
from kiosk.province.reference.retention import drop_old_bytes
from kiosk.province.reference.tables import deliveries
from offline_cache.attachments.sealed_file import open_chunks
from offline_cache.packing import NotPacked, unpack
from offline_cache.sealing import Header, OpeningKey, SealBroken, Sealed, open_sealed

_log = logging.getLogger(__name__)

AT_ONCE = 20
"""Deliveries in one transaction; nobody else waits for them for long."""
TIDY_EVERY = timedelta(hours=1)
LOOK_AGAIN = 2.0
"""Seconds after which a processor looks for what another instance took in and left."""


def process_next(database: Engine, sealing_keys: Mapping[str, OpeningKey], *, now: datetime) -> bool:
    """Process the oldest waiting delivery in one transaction; return whether there was one."""
    return process_some(database, sealing_keys, now=now, most=1) == 1


def process_some(
    database: Engine, sealing_keys: Mapping[str, OpeningKey], *, now: datetime, most: int = AT_ONCE
) -> int:
    """Process up to `most` waiting deliveries, the oldest first, in one transaction; return how many."""
    with database.begin() as connection:
        waiting = connection.execute(
            select(deliveries.c.key, deliveries.c.platform_number, deliveries.c.item)
            .where(deliveries.c.state == "accepted")
            .order_by(deliveries.c.accepted_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        ).all()
        judged: dict[Reason | None, list[Row[str, str, bytes]]] = {}
        count = 0
        for row in waiting:
            sealed = Sealed.from_wire(row.item)
            header = sealed.read_header()
            if header.attachments and count:
                break  # by itself, the next time: opening pictures takes long, and nobody else may write meanwhile
            judged.setdefault(_judge(connection, sealed, header, sealing_keys), []).append(row)
            count += 1
            if header.attachments:
                break
        for reason, rows in judged.items():
            _conclude(connection, [row.key for row in rows], [row.platform_number for row in rows], reason, now)
    return count


def _judge(
    connection: Connection, sealed: Sealed, header: Header, sealing_keys: Mapping[str, OpeningKey]
) -> Reason | None:
    """Return why a delivery cannot be used, or None when it can."""
    key = sealing_keys.get(header.platform_key)
    if key is None:
        return Reason.UNKNOWN_KEY
    try:
        payload = CasePayload.model_validate_json(unpack(open_sealed(key, sealed), header.compression))
        for place, attached in enumerate(header.attachments):
            source = Pieces(connection, attached.digest)
            for _ in open_chunks(source, key=header.key, place=place, private_key_of=sealing_keys.get):
                """Each chunk is opened, and forgotten."""
    except SealBroken:
        return Reason.NOT_OPENED
    except (NotPacked, ValidationError):
        return Reason.NOT_UNDERSTOOD
    as_listed = payload.service == header.service and len(payload.materials) == len(header.attachments)
    return None if as_listed else Reason.NOT_UNDERSTOOD


def _conclude(
    connection: Connection, keys: Sequence[str], platform_numbers: Sequence[str], reason: Reason | None, now: datetime
) -> None:
    values = (
        {"state": "settled", "settled_at": now} if reason is None else {"state": "rejected", "reason": reason.value}
    )
    connection.execute(update(deliveries).where(deliveries.c.key.in_(keys)).values(values))
    status = BusinessStatus.ACCEPTED if reason is None else BusinessStatus.NOT_ACCEPTED
    move_cases(connection, platform_numbers, status, at=now)


class Processor:
    """A thread that processes deliveries as they come in, while it runs."""

    def __init__(self, database: Engine, sealing_keys: Mapping[str, OpeningKey], now: Callable[[], datetime]) -> None:
        self._database = database
        self._sealing_keys = sealing_keys
        self._now = now
        self._something = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="platform processing")

    def start(self) -> None:
        """Begin, with what already waits."""
        self._thread.start()

    def wake(self) -> None:
        """Say that something was taken in."""
        self._something.set()

    def stop(self) -> None:
        """End after the deliveries in hand."""
        self._stopping = True
        self._something.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        tidied: datetime | None = None
        while not self._stopping:
            self._something.clear()
            try:
                if tidied is None or self._now() - tidied > TIDY_EVERY:
                    tidied = self._now()
                    drop_old_bytes(self._database, now=tidied)
                    drop_forsaken(self._database, now=tidied)
                while not self._stopping and process_some(self._database, self._sealing_keys, now=self._now()):
                    pass
            except OperationalError as error:
                _log.warning("processing waits, the database is not free: %s", type(error.orig).__name__)
            if not self._stopping:
                self._something.wait(LOOK_AGAIN)
