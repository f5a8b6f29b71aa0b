# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody with a terminal's disk: takes every key that lies on it, and tries each on everything that is sealed."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from offline_cache.attachments.sealed_file import CHUNK, open_chunks, read_head
from offline_cache.sealing import (
    OpeningKey,
    SealBroken,
    Sealed,
    Sm2PrivateKey,
    Sm2PublicKey,
    Suite,
    content_cipher,
    content_key_size,
    load_private_pem,
    open_sealed,
)
from tests.offline_cache import sm2_by_hand

PEM = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----.+?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL)
HEXADECIMAL = re.compile(rb"[0-9A-Fa-f]{32,128}")
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{22,90}={0,2}")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


@dataclass
class Loot:
    """What a disk holds."""

    secrets: set[bytes] = field(default_factory=set)
    """Everything that could be a key: 16 or 32 bytes."""
    payloads: dict[str, Sealed] = field(default_factory=dict)
    """By digest."""
    attachments: dict[str, bytes] = field(default_factory=dict)
    """By digest; whole files."""


def files(disk: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(disk.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if content.strip(b"\0"):
                yield path, content


def loot(disk: Path) -> Loot:
    """Look into every file, as what it is and as text."""
    found = Loot()
    for path, content in files(disk):
        if content[:16].isascii() and not content.startswith((b"SQLite", b"kiosk")):
            found.secrets |= set(_secrets_in(content))
        if content.startswith(b"SQLite format 3\0"):
            _loot_database(path, found)
        elif content.startswith(b"kiosk attachment 1\n"):
            found.attachments[hashlib.sha256(content).hexdigest()] = content
        elif content.startswith(b"kiosk bundle "):
            _loot_lines(content, found)
    for digest, blob in found.attachments.items():
        found.secrets.add(bytes.fromhex(digest))
        found.secrets |= set(_secrets_in(blob[:512]))
    return found


def _secrets_in(content: bytes) -> Iterator[bytes]:
    for pem in PEM.findall(content):
        with contextlib.suppress(ValueError):
            key = load_private_pem(pem)
            yield key.private_bytes_raw()  # type: ignore[attr-defined]
    for token in HEXADECIMAL.findall(content):
        yield from _as_keys(bytes.fromhex(token[: len(token) // 2 * 2].decode()))
    for token in BASE64.findall(content):
        yield from _as_keys(token)
        with contextlib.suppress(ValueError):
            yield from _as_keys(base64.b64decode(token.replace(b"-", b"+").replace(b"_", b"/") + b"=="))


def _as_keys(secret: bytes) -> Iterator[bytes]:
    """What a careless program might have used as a key: the bytes themselves, or a digest of a password."""
    if len(secret) in {16, 32}:
        yield secret
    yield hashlib.sha256(secret).digest()
    yield hashlib.sha256(secret).digest()[:16]


def _loot_database(path: Path, found: Loot) -> None:
    # The write-ahead log beside the file is the thief's, too.
    database = sqlite3.connect(path)
    try:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = database.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in rows.description]
            for row in rows:
                values = [value.encode() if isinstance(value, str) else value for value in row]
                for value in values:
                    if isinstance(value, bytes) and len(value) < 4096:
                        found.secrets |= {value} if len(value) in {16, 32} else set(_secrets_in(value))
                if {"header", "ciphertext", "signature"} <= set(names):
                    parts = dict(zip(names, row, strict=True))
                    if parts["ciphertext"] is not None:
                        _keep(Sealed(**{name: parts[name] for name in Sealed.__struct_fields__}), found)
    finally:
        database.close()


def _loot_lines(content: bytes, found: Loot) -> None:
    for line in content.splitlines():
        with contextlib.suppress(SealBroken):
            _keep(Sealed.from_wire(line), found)


def _keep(sealed: Sealed, found: Loot) -> None:
    found.payloads[sealed.digest] = sealed


def opened(found: Loot, suite: Suite) -> Iterator[bytes]:
    """Everything that one of the secrets opens, in any way that the province's formats allow."""
    keys = list(_opening_keys(found.secrets, suite))
    for sealed in found.payloads.values():
        for key in keys:
            with contextlib.suppress(SealBroken):
                yield open_sealed(key, sealed)
        bound = b"kiosk sealed header 1\0" + sealed.header
        yield from _with_content_keys(found.secrets, bytes(12), sealed.ciphertext[32:], bound)
        yield from _with_content_keys(found.secrets, sealed.ciphertext[113:125], sealed.ciphertext[125:], bound)
    for blob in found.attachments.values():
        file = io.BytesIO(blob)
        head = read_head(file)
        chunk = file.read(CHUNK + 16)
        last = b"\1" if file.tell() == len(blob) else b"\0"
        yield from _with_content_keys(found.secrets, bytes(11) + last, chunk, None)
        for key in keys:
            with contextlib.suppress(SealBroken):
                chunks = open_chunks(io.BytesIO(blob), key=head.key, place=head.place, private_key_of=_always(key))
                yield b"".join(chunks)


def _always(key: OpeningKey) -> Callable[[str], OpeningKey]:
    return lambda _: key


def _opening_keys(secrets: Iterable[bytes], suite: Suite) -> Iterator[OpeningKey]:
    for secret in secrets:
        if len(secret) != 32:
            continue
        scalar = int.from_bytes(secret, "big")
        if suite is Suite.HPKE:
            yield X25519PrivateKey.from_private_bytes(secret)
        elif 0 < scalar < sm2_by_hand.N - 1:
            point = b"\x04" + sm2_by_hand.joined(sm2_by_hand.times(scalar, sm2_by_hand.G))
            yield Sm2PrivateKey(secret, Sm2PublicKey.from_public_bytes(point))


def _with_content_keys(
    secrets: Iterable[bytes], nonce: bytes, ciphertext: bytes, bound: bytes | None
) -> Iterator[bytes]:
    """Past the asymmetric part, with a content key that was left lying."""
    for secret in secrets:
        for suite in Suite:
            if len(secret) == content_key_size(suite):
                with contextlib.suppress(InvalidTag, ValueError):
                    yield content_cipher(suite, secret).decrypt(nonce, ciphertext, bound)


def disguises(text: str) -> Iterator[bytes]:
    """A text as it may stand in a file: in each encoding, and again in hexadecimal, base64 or JSON."""
    yield json.dumps(text)[1:-1].encode()
    for encoding in ENCODINGS:
        plain = text.encode(encoding)
        yield plain
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        for before in range(3):
            # A letter has six bits: those at both ends may belong to what comes before and after, too.
            letters = base64.b64encode(bytes(before) + plain)
            yield letters[-(-8 * before // 6) : 8 * (before + len(plain)) // 6]


def seen(disk: Path, texts: Iterable[str]) -> dict[str, str]:
    """Which texts a search finds, and in which file."""
    looks = [(text, disguise) for text in texts for disguise in set(disguises(text))]
    return {
        text: str(path)
        for path, content in files(disk)
        for text, disguise in looks
        if disguise in content or disguise.replace(b"+", b"-").replace(b"/", b"_") in content
    }
