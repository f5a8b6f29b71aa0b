# SPDX-License-Identifier: GPL-3.0-or-later
"""The social security application on an emulated chip: what EF05 and EF06 give without a PIN.

It lays out its records by itself, so that a mistake of the driver's is not its own mistake too. Put one into the hand
of `drivers.smart_card.emulator.Emulator`. Never part of a terminal's build.
"""

from __future__ import annotations

from drivers.smart_card.emulator import ATR_T0, Request
from drivers.social_card.invented import InventedSocialCard

_SSSE = bytes.fromhex("7378312E73682E" + "C9E7BBE1B1A3D5CF")
"""sx1.sh.社会保障."""

READ_RECORD = b"\x00\xb2"
SELECT = b"\x00\xa4"


class SocialCardChip:
    """A card of an invented person.

    `knows` is how it finds records: `tag`, `number` or `short id`. `selects_by` is the P1 that it takes for a file.
    """

    def __init__(
        self, person: InventedSocialCard, *, atr: bytes = ATR_T0, knows: str = "tag", selects_by: int = 2
    ) -> None:
        self.atr = atr
        self._knows = knows
        self._selects_by = selects_by
        self._files = {5: _public(person), 6: _holder(person)}
        self._in_environment = False
        self._file: int | None = None

    def replace(self, tag: int, value: bytes | None) -> None:
        """Write something else into a record, or take it off the card (None)."""
        for records in self._files.values():
            if tag in records:
                if value is None:
                    del records[tag]
                else:
                    records[tag] = value

    def reset(self) -> None:
        """See `Chip.reset`."""
        self._in_environment, self._file = False, None

    def obey(self, request: Request) -> tuple[bytes, int]:
        """See `Chip.obey`."""
        if request.cla != 0x00:
            return b"", 0x6E00
        if request.ins == 0xA4:
            return self._select(request)
        if request.ins == 0xB2:
            return self._read_record(request)
        return b"", 0x6D00

    def _select(self, request: Request) -> tuple[bytes, int]:
        if request.p1 == 0x04:
            self._in_environment = request.data == _SSSE
            self._file = None
            # Whoever is found says its name, in a template.
            return (bytes((0x6F, 17, 0x84, 15)) + _SSSE, 0x9000) if self._in_environment else (b"", 0x6A82)
        if request.p1 != self._selects_by:
            return b"", 0x6A86
        if not self._in_environment or request.data[:1] != b"\xef" or request.data[1] not in self._files:
            return b"", 0x6A82
        self._file = request.data[1]
        return b"", 0x9000

    def _read_record(self, request: Request) -> tuple[bytes, int]:
        file, asked = self._file, request.p2 & 0x07
        if request.p2 >> 3:
            if self._knows != "short id":
                return b"", 0x6A81
            file = request.p2 >> 3
        elif self._knows == "short id":
            return b"", 0x6986
        if not self._in_environment or file not in self._files:
            return b"", 0x6986
        records = self._files[file]
        if (asked == 0x00) != (self._knows == "tag"):
            return b"", 0x6A86
        if asked == 0x04:
            tags = sorted(records)
            if not 1 <= request.p1 <= len(tags):
                return b"", 0x6A83
            tag = tags[request.p1 - 1]
        else:
            tag = request.p1
        if tag not in records:
            return b"", 0x6A83
        return bytes((tag, len(records[tag]))) + records[tag], 0x9000


def _public(person: InventedSocialCard) -> dict[int, bytes]:
    return {
        0x01: bytes.fromhex(person.division + "00" * 11 + "0001"),
        0x02: b"1",
        0x03: person.version.encode(),
        0x04: bytes.fromhex("9156000002" + person.division + "00010001"),
        0x05: bytes.fromhex(person.issued),
        0x06: bytes.fromhex(person.valid_to),
        0x07: person.card_number.encode(),
    }


def _holder(person: InventedSocialCard) -> dict[int, bytes]:
    name = person.name.encode("gb18030")
    records = {
        0x08: person.number.encode().ljust(18, b"\0"),
        0x09: name[:30].ljust(30, b"\0"),
        0x0A: person.sex.encode(),
        0x0B: bytes.fromhex(person.nation),
        0x0C: bytes.fromhex(person.birthplace),
        0x0D: bytes.fromhex(person.birth),
    }
    if len(name) > 30:
        records[0x4E] = name[30:].ljust(20, b"\0")
    return records
