# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of sealed attachments, each under the SHA-256 of its bytes; a file that has its name is whole.

Bytes go into a draft, the draft onto the disk, then under its name, and the name onto the disk; only then may a row
speak of it. What a power cut leaves before that is swept at the next start.
"""

import contextlib
import errno
import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Literal

from offline_cache.database import translated_errors
from offline_cache.errors import KnownError, NoRoomForAttachments, StoreFull
from offline_cache.sealing import Attached

FOLDER = "attachments"
_NAME = re.compile(r"[0-9a-f]{64}")
_READ = 1 << 20


class AttachmentDamaged(KnownError):  # noqa: N818 - a state of the file, not of the reader
    """A file that a row speaks of is gone, or its bytes are not those that it was named for."""

    def __init__(self, digest: str, how: Literal["missing", "altered", "unreadable"]) -> None:
        super().__init__(how)
        self.digest = digest


class AttachmentFolder:
    """One folder of attachments. Methods raise a StoreTrouble when the disk fails them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, attachments: Sequence[Callable[[], Iterable[bytes]]]) -> tuple[Attached, ...]:
        """Write attachments, each given as its sealed pieces; when this returns they survive a power cut.

        All or none. Raises NoRoomForAttachments when they do not fit.
        """
        kept: list[Attached] = []
        try:
            with translated_errors():
                self._make()
                for pieces in attachments:
                    kept.append(self._write(pieces()))  # noqa: PERF401 - what was written before a failure is to be known
                _flush(self._path)
        except BaseException as error:
            self.discard(kept)
            if isinstance(error, StoreFull):
                raise NoRoomForAttachments(str(error)) from error
            raise
        return tuple(kept)

    def read(self, attached: Attached, offset: int, length: int) -> bytes:
        """Up to `length` bytes from an offset. Raises AttachmentDamaged when the file is gone or too short."""
        with self._opened(attached) as file:
            file.seek(offset)
            piece = file.read(length)
        if len(piece) != min(length, attached.size - offset):
            raise AttachmentDamaged(attached.digest, "altered")
        return piece

    def check(self, attached: Attached) -> None:
        """Read the whole file. Raises AttachmentDamaged unless it is byte for byte what it was named for."""
        digest = hashlib.sha256()
        with self._opened(attached) as file:
            while piece := file.read(_READ):
                digest.update(piece)
        if digest.hexdigest() != attached.digest:
            raise AttachmentDamaged(attached.digest, "altered")

    def seems_whole(self, attached: Attached) -> bool:
        """Whether the file is there in its size."""
        try:
            return (self._path / attached.digest).stat().st_size == attached.size
        except OSError:
            return False

    def discard(self, attachments: Iterable[Attached]) -> None:
        """Delete what no row speaks of any more; what the disk does not let go is swept at the next start."""
        for attached in attachments:
            with contextlib.suppress(OSError):
                (self._path / attached.digest).unlink(missing_ok=True)

    def sweep(self, wanted: Collection[str], *, keep_nameless: bool) -> int:
        """Delete drafts, and files that nobody wants unless `keep_nameless`. Returns how many are gone."""
        gone = 0
        with translated_errors():
            if not self._path.exists():
                return 0
            for file in sorted(self._path.iterdir()):
                stray = _NAME.fullmatch(file.name) is not None and file.name not in wanted and not keep_nameless
                if stray or file.suffix == ".draft":
                    file.unlink()
                    gone += 1
        return gone

    def _make(self) -> None:
        if not self._path.exists():
            self._path.mkdir(mode=0o700)
            _flush(self._path.parent)

    def _write(self, pieces: Iterable[bytes]) -> Attached:
        draft = self._path / f"{os.urandom(8).hex()}.draft"
        digest, size = hashlib.sha256(), 0
        try:
            descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                for piece in pieces:
                    rest = memoryview(piece)
                    while rest:
                        rest = rest[file.write(rest) :]
                    digest.update(piece)
                    size += len(piece)
                os.fsync(file.fileno())
            draft.rename(self._path / digest.hexdigest())
        except BaseException:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
            raise
        return Attached(digest=digest.hexdigest(), size=size)

    @contextlib.contextmanager
    def _opened(self, attached: Attached) -> Iterator[BinaryIO]:
        with translated_errors():
            try:
                with (self._path / attached.digest).open("rb") as file:
                    yield file
            except FileNotFoundError:
                raise AttachmentDamaged(attached.digest, "missing") from None
            except OSError as error:
                # A bad sector is this transaction's trouble alone.
                if error.errno == errno.EIO:
                    raise AttachmentDamaged(attached.digest, "unreadable") from error
                raise


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
