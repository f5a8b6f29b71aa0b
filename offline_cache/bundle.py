# SPDX-License-Identifier: GPL-3.0-or-later
"""A bundle: sealed transactions in one file that a person carries to the platform on a USB stick.

Lines of ASCII text, each ended by a line feed:

    kiosk bundle 2
    {"terminal":…,"public_key":…,"made_at":…,"count":…,"digests":[…]}     the manifest
    {"header":…,"ciphertext":…,"signature":…}                              a transaction as it is sent, one a line
    {"piece":…}                                                            its attachments, 1 MiB a line
    {"signature":…}                                                        the terminal's, over all bytes before it

The attachments follow their transaction in the order of its header; the last line of each may be shorter. A bundle
without any says `kiosk bundle 1`, which earlier releases read as well.

The transactions are those that the network carries, exact to the byte and under the same idempotency keys, so that
file and network may both arrive. The last line signs the SHA-256 of everything before it; nothing can be taken out,
put in, swapped or cut off. No line names a person.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
from cryptography.exceptions import InvalidSignature

from offline_cache.errors import KnownError
from offline_cache.sealing import Attached, SealBroken, Sealed, SigningKey, verifying_key

MOST_ITEMS = 20_000
"""Transactions in one bundle at most; four times what a terminal lets wait."""

PIECE = 1 << 20
"""Bytes of an attachment in one line."""

_PLAIN, _WITH_ATTACHMENTS = b"kiosk bundle 1\n", b"kiosk bundle 2\n"
_OTHER_VERSION = re.compile(rb"kiosk bundle ([0-9]{1,4})\n")
_SIGNATURE_LABEL = b"kiosk bundle signature 1\0"
_LONGEST_LINE = 2 << 20
"""Bytes: a transaction of 1 MiB in base64, or a manifest with `MOST_ITEMS` digests."""


class BundleError(KnownError):
    """The file is no bundle that may be used; the message says why, and names no person."""


_Terminal = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{4}\Z")]
_Stamp = Annotated[str, msgspec.Meta(pattern=r"\A[0-9TZ:.\-]{1,40}\Z")]


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bundle says about itself."""

    terminal: _Terminal
    """The id of the terminal that made it."""
    public_key: bytes
    """Ed25519, 32 bytes, or SM2, 65: that terminal's, at that time."""
    made_at: _Stamp
    """UTC by that terminal's clock, which may be wrong."""
    count: int
    digests: tuple[str, ...]
    """`Sealed.digest` of each transaction, in the order of the file."""


class _Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    signature: bytes


class _Piece(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    piece: bytes


class Piece(msgspec.Struct, frozen=True):
    """Some sealed bytes of an attachment."""

    digest: str
    """The attachment's, as its transaction's header lists it."""
    offset: int
    content: bytes


def no_attachments(*_: object) -> bytes:
    """The pieces of transactions that have none."""
    raise BundleError("a transaction has attachments, and they are not at hand")


def write_bundle(
    path: Path,
    items: Callable[[], Iterable[Sealed]],
    *,
    pieces: Callable[[Attached, int, int], bytes] = no_attachments,
    terminal: str,
    key: SigningKey,
    made_at: str,
) -> Manifest:
    """Write a new file, whole or not at all: when this returns, it survives the stick being pulled.

    `items` is called twice and gives the same both times, so that they are never all in memory; `pieces` gives an
    attachment's sealed bytes from an offset, of a length. Raises OSError when the disk fails; BundleError when the file
    is there already, or a transaction or their number is too large; what `pieces` raises.
    """
    if path.exists():
        raise BundleError("the file is there already; a bundle overwrites nothing")
    digests, laden = [], False
    for sealed in items():
        digests.append(sealed.digest)
        laden = laden or bool(_attached(sealed))
    if len(digests) > MOST_ITEMS:
        raise BundleError(f"a bundle holds {MOST_ITEMS} transactions at most")
    manifest = Manifest(
        terminal=terminal,
        public_key=key.public_key().public_bytes_raw(),
        made_at=made_at,
        count=len(digests),
        digests=tuple(digests),
    )
    partial = path.with_name(f".{path.name}.partial")
    try:
        with open(partial, "wb", opener=_private) as file:
            whole = hashlib.sha256()
            for line in _lines(_WITH_ATTACHMENTS if laden else _PLAIN, manifest, items(), pieces):
                whole.update(line)
                file.write(line)
            signature = key.sign(_SIGNATURE_LABEL + whole.digest())
            file.write(msgspec.json.encode(_Signature(signature)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return manifest


def verify_bundle(file: BinaryIO, keys_of: Callable[[Manifest], Sequence[bytes]]) -> Manifest:
    """Check a whole bundle; return its manifest.

    `keys_of` gives the public keys (raw bytes) of the terminal that the manifest names, one of which must have
    signed; it may raise BundleError when it knows none. Raises BundleError for anything that is not exactly as that
    terminal wrote it, and OSError when the file cannot be read.
    """
    file.seek(0)
    whole = hashlib.sha256()
    laden, manifest = _read_manifest(file, whole.update)
    keys = keys_of(manifest)
    if manifest.public_key not in keys:
        raise BundleError(f"the bundle was not signed by a key of terminal {manifest.terminal}")
    for place, digest in enumerate(manifest.digests, start=1):
        line = _read_line(file)
        whole.update(line)
        sealed = _read_item(line, digest, place)
        for _ in _read_pieces(file, _attached(sealed) if laden else (), place, whole.update):
            """Each is checked, and forgotten."""
    last = _read_line(file)
    try:
        signature = msgspec.json.decode(last, type=_Signature).signature
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BundleError("the bundle's last line is not its signature; the file is damaged") from None
    if last != msgspec.json.encode(_Signature(signature)) + b"\n":
        raise BundleError("the bundle's signature is not in canonical form; the file was changed")
    try:
        verifying_key(manifest.public_key).verify(signature, _SIGNATURE_LABEL + whole.digest())
    except (InvalidSignature, ValueError):
        changed = f"the signature of terminal {manifest.terminal} does not hold; the file was changed"
        raise BundleError(changed) from None
    if file.read(1):
        raise BundleError("something follows after the bundle's end")
    return manifest


def read_batches(file: BinaryIO, manifest: Manifest, most: int) -> Iterator[tuple[list[Sealed], Iterator[Piece]]]:
    """The transactions of a bundle that `verify_bundle` has found whole, up to `most` at a time.

    Beside each batch the pieces of its last transaction's attachments: only the last one of a batch has any. Raises
    BundleError when the file has changed since.
    """
    file.seek(0)
    laden, found = _read_manifest(file, lambda _: None)
    if found != manifest:
        raise BundleError("the file was changed while it was read")
    batch: list[Sealed] = []
    for place, digest in enumerate(manifest.digests, start=1):
        batch.append(_read_item(_read_line(file), digest, place))
        attachments = _attached(batch[-1]) if laden else ()
        if attachments or len(batch) == most:
            pieces = _read_pieces(file, attachments, place, lambda _: None)
            yield batch, pieces
            for _ in pieces:
                """What the caller did not want lies before the next transaction."""
            batch = []
    if batch:
        yield batch, iter(())


def _lines(
    first: bytes, manifest: Manifest, items: Iterable[Sealed], pieces: Callable[[Attached, int, int], bytes]
) -> Iterator[bytes]:
    yield first
    yield msgspec.json.encode(manifest) + b"\n"
    expected = iter(manifest.digests)
    for sealed in items:
        line = sealed.to_wire() + b"\n"
        if len(line) > _LONGEST_LINE or sealed.digest != next(expected, None):
            raise BundleError("a transaction is too large for a bundle, or changed while it was written")
        yield line
        for attached in _attached(sealed):
            for offset in range(0, attached.size, PIECE):
                yield msgspec.json.encode(_Piece(pieces(attached, offset, PIECE))) + b"\n"
    if next(expected, None) is not None:
        raise BundleError("a transaction went while the bundle was written; try again")


def _attached(sealed: Sealed) -> tuple[Attached, ...]:
    """The attachments that a transaction lists; none when its header cannot be read."""
    try:
        return sealed.read_header().attachments
    except SealBroken:
        return ()


def _read_pieces(
    file: BinaryIO, attachments: Iterable[Attached], place: int, seen: Callable[[bytes], object]
) -> Iterator[Piece]:
    for attached in attachments:
        digest = hashlib.sha256()
        for offset in range(0, attached.size, PIECE):
            line = _read_line(file)
            seen(line)
            try:
                content = msgspec.json.decode(line, type=_Piece).piece
            except (msgspec.DecodeError, UnicodeDecodeError):
                raise BundleError(f"an attachment of transaction {place} cannot be read; the file is damaged") from None
            digest.update(content)
            yield Piece(attached.digest, offset, content)
        if digest.hexdigest() != attached.digest:
            raise BundleError(f"an attachment of transaction {place} is not the one that was signed for")


def _read_manifest(file: BinaryIO, seen: Callable[[bytes], object]) -> tuple[bool, Manifest]:
    """Whether attachments follow their transactions, and the manifest."""
    first = file.readline(len(_PLAIN) + 4)
    if first not in {_PLAIN, _WITH_ATTACHMENTS}:
        other = _OTHER_VERSION.fullmatch(first)
        if other:
            raise BundleError(f"a bundle of version {int(other[1])}; this release reads 1 and 2")
        raise BundleError("the file is no bundle")
    line = _read_line(file)
    seen(first)
    seen(line)
    try:
        manifest = msgspec.json.decode(line, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BundleError("the bundle's manifest cannot be read; the file is damaged") from None
    if manifest.count != len(manifest.digests) or manifest.count > MOST_ITEMS:
        raise BundleError("the bundle's manifest contradicts itself; the file is damaged")
    return first == _WITH_ATTACHMENTS, manifest


def _read_line(file: BinaryIO) -> bytes:
    line = file.readline(_LONGEST_LINE + 1)
    if not line.endswith(b"\n"):
        reason = "holds a line that is too long" if len(line) > _LONGEST_LINE else "is cut short"
        raise BundleError(f"the bundle {reason}; the file is damaged")
    return line


def _read_item(line: bytes, digest: str, place: int) -> Sealed:
    try:
        sealed = Sealed.from_wire(line)
    except SealBroken:
        raise BundleError(f"transaction {place} of the bundle cannot be read; the file is damaged") from None
    if sealed.digest != digest:
        raise BundleError(f"transaction {place} of the bundle is not the one that its manifest names")
    return sealed


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, 0o600)
