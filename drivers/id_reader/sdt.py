# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `sdt`: a SAM_A reader (GA/T 467-2019) on a serial port, behind a TCP port or on native USB."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from drivers.device import ThreadedDevice
from drivers.id_reader.card import IdCard
from drivers.id_reader.connection import Connection
from drivers.id_reader.contract import INTERFACE, VERSION, IdReader, IdReaderCapabilities
from drivers.id_reader.delays import Delays
from drivers.id_reader.photo import PhotoDecoder, PhotoFault, PhotoUndecoded, Picture
from drivers.id_reader.port import Port
from drivers.id_reader.protocol import BAUD_RATES
from drivers.status import StatusBoard
from drivers.usb_device import Backend, libusb
from drivers.watched import told_meanwhile

TITLE = "ID-card reader"


class SdtReader(ThreadedDevice, IdReader):
    """A reader on `port`, a pyserial URL or `usb://VVVV:PPPP`.

    `photo_decoder` is the path of the operator's program, empty for none. With `set_baud` a module that is found at
    another speed than `baud` is told to change to it. `usb` gives pyusb's way to the bus, `now` is
    a monotonic clock in seconds, `random` scatters the attempts to open a lost port.
    """

    def __init__(
        self,
        port: str,
        *,
        baud: int = BAUD_RATES[0],
        set_baud: bool = False,
        photo_decoder: str = "",
        delays: Delays | None = None,
        usb: Backend = libusb,
        now: Callable[[], float] = time.monotonic,
        random: Random | None = None,
    ) -> None:
        limits = delays or Delays()
        board = StatusBoard(TITLE)
        self._connection = Connection(
            Port(port, baud=baud, limit=limits.connect, switch=set_baud, usb=usb),
            board,
            limits,
            now=now,
            random=random,
        )
        self._decoder = PhotoDecoder(Path(photo_decoder)) if photo_decoder else None
        super().__init__(
            TITLE,
            board,
            self._connection,
            IdReaderCapabilities(INTERFACE, VERSION),
            start_within=limits.start,
            close_within=limits.close,
        )

    @property
    def capabilities(self) -> IdReaderCapabilities:
        """See `IdReader.capabilities`."""
        abilities = self._connection.abilities
        return IdReaderCapabilities(
            INTERFACE,
            VERSION,
            serial=self._connection.serial or None,
            newest_address=abilities.newest_address.known,
            fingerprints=abilities.fingerprints.known,
            photo_decoding=self._decoder is not None and self._decoder.installed,
        )

    async def decode_photo(self, card: IdCard) -> Picture:
        """See `IdReader.decode_photo`."""
        if self._decoder is None:
            raise PhotoUndecoded(PhotoFault.NOT_INSTALLED, "no decoder is set")
        return await self._decoder.decode(card.photo)

    async def read(
        self,
        *,
        timeout: float | None = None,
        on_found: Callable[[], None] | None = None,
        fingerprints: bool = False,
    ) -> IdCard:
        """See `IdReader.read`."""
        with told_meanwhile(on_found) as found:
            return await self._perform(
                lambda cancel: self._connection.read(cancel, found, fingerprints=fingerprints), timeout=timeout
            )
