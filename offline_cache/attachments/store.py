# SPDX-License-Identifier: GPL-3.0-or-later
"""The attachments of one store: their files, and the rows that say which transaction each belongs to.

Files come before their rows and go after them. A file without a row was never promised to anybody, or was settled
long ago; a row without its file is a damaged transaction.
"""

import json
import sqlite3
from collections.abc import Sequence
from functools import partial

from offline_cache.attachments.folder import FOLDER, AttachmentFolder
from offline_cache.attachments.sealed_file import MOST, seal_chunks
from offline_cache.database import Database
from offline_cache.outbox.states import UNDELIVERED, State
from offline_cache.salvage import reports
from offline_cache.sealing import Attached, Sealer


class Attachments:
    """Belongs to the thread of its database. Methods raise a StoreTrouble when the disk fails them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._files = AttachmentFolder(database.path.parent / FOLDER)

    def keep(self, contents: Sequence[bytes | memoryview], sealer: Sealer, *, key: str) -> tuple[Attached, ...]:
        """Seal contents, in memory, into files that survive a power cut; `record` comes next, or `discard`.

        Raises NoRoomForAttachments when they do not fit, ValueError when there are too many or one is too long.
        """
        if len(contents) > MOST:
            raise ValueError(f"a transaction has {MOST} attachments at most")
        return self._files.keep(
            [partial(seal_chunks, content, sealer, key=key, place=place) for place, content in enumerate(contents)]
        )

    def record(self, connection: sqlite3.Connection, key: str, attachments: Sequence[Attached]) -> None:
        """Write the rows of a transaction's attachments inside its commit."""
        connection.executemany(
            "INSERT INTO attachments (digest, key, place, size) VALUES (?, ?, ?, ?)",
            [(attached.digest, key, place, attached.size) for place, attached in enumerate(attachments)],
        )

    def discard(self, attachments: Sequence[Attached]) -> None:
        """Delete files whose commit failed."""
        self._files.discard(attachments)

    def of(self, key: str) -> list[Attached]:
        """A transaction's attachments in their order."""
        rows = self._database.rows("SELECT digest, size FROM attachments WHERE key = ? ORDER BY place", (key,))
        return [Attached(digest=row["digest"], size=row["size"]) for row in rows]

    def piece(self, attached: Attached, offset: int, length: int) -> bytes:
        """Sealed bytes of an attachment from an offset. Raises AttachmentDamaged."""
        return self._files.read(attached, offset, length)

    def check(self, key: str) -> None:
        """Read all attachments of a transaction. Raises AttachmentDamaged unless each is whole, byte for byte."""
        for attached in self.of(key):
            self._files.check(attached)

    def check_one(self, attached: Attached) -> None:
        """Read one attachment. Raises AttachmentDamaged unless it is whole, byte for byte."""
        self._files.check(attached)

    def undelivered(self) -> list[tuple[str, Attached]]:
        """All attachments that the terminal alone holds, each with its transaction's key, oldest commit first."""
        rows = self._database.rows(
            "SELECT a.key, a.digest, a.size FROM attachments a JOIN transactions t USING (key) "
            "WHERE t.state IN (SELECT value FROM json_each(?)) ORDER BY t.id, a.place",
            (json.dumps(UNDELIVERED),),
        )
        return [(row["key"], Attached(digest=row["digest"], size=row["size"])) for row in rows]

    def damaged(self) -> list[str]:
        """Keys of undelivered transactions of which a file is gone or has another size."""
        found = [key for key, attached in self.undelivered() if not self._files.seems_whole(attached)]
        return list(dict.fromkeys(found))

    def purged(self, keys: Sequence[str]) -> None:
        """Delete the files of transactions whose bytes were purged just now; the rows stay as proof."""
        for key in keys:
            self._files.discard(self.of(key))

    def sweep(self) -> int:
        """After a start: delete what a power cut left of commits that never were, and of purges. Returns how many.

        While a damaged database lies beside this one, no whole file is deleted: it may be of a lost transaction.
        """
        rows = self._database.rows(
            "SELECT a.digest FROM attachments a JOIN transactions t USING (key) WHERE t.state <> ?", (State.PURGED,)
        )
        return self._files.sweep({row["digest"] for row in rows}, keep_nameless=bool(reports(self._database.path)))
