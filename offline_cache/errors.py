# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong around the store, apart from what is wrong inside it.

A `KnownError` comes from the surroundings (a full disk, a dead link) and a technician can clear it. A `BugError` is a
mistake of this code: nobody at the terminal can clear it, and hiding it would hide lost data.
No message names a person: messages carry codes, states and terminal numbers only.
"""


class KnownError(Exception):
    """The surroundings failed in a way that was foreseen."""


class BugError(Exception):
    """This code broke one of its own rules."""


class StoreTrouble(KnownError):  # noqa: N818 - the family reads as what happened: StoreFull, StoreCorrupt
    """The database could not do its work; nothing of the failed write was kept."""


class StoreCorrupt(StoreTrouble):
    """The database file is damaged. It must be set aside, never written to again."""


class StoreFull(StoreTrouble):
    """The disk has no room for the write."""


class NoRoomForAttachments(StoreFull):
    """The disk has no room for the attachments of a new transaction; nothing of it was kept."""


class StoreBusy(StoreTrouble):
    """Another process held the database for longer than the wait."""


class StoreReadOnly(StoreTrouble):
    """The file system or the file's rights forbid writing."""


class StoreUnreadable(StoreTrouble):
    """The disk answered with an input or output error, or the file cannot be opened."""


class SenderElsewhere(StoreTrouble):
    """Another process already sends from this store."""
