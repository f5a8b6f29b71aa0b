# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `pcsc`: travel documents on any contactless reader of the PC/SC service."""

from __future__ import annotations

from collections.abc import Callable

from drivers.contract import Capabilities
from drivers.smart_card.delays import Delays
from drivers.smart_card.device import PcscDevice
from drivers.travel_document.contract import INTERFACE, VERSION, TravelDocumentReader
from drivers.travel_document.document import TravelDocument
from drivers.travel_document.mrz import AccessKey
from drivers.travel_document.reading import read_document


class PcscTravelDocumentReader(PcscDevice, TravelDocumentReader):
    """A reader whose name, as the PC/SC service gives it, begins with `reader`."""

    def __init__(self, reader: str, *, delays: Delays | None = None) -> None:
        super().__init__("travel-document reader", reader, Capabilities(INTERFACE, VERSION), delays or Delays())

    async def read(
        self,
        key: AccessKey,
        *,
        portrait: bool = False,
        timeout: float | None = None,
        on_found: Callable[[], None] | None = None,
    ) -> TravelDocument:
        """See `TravelDocumentReader.read`."""
        return await self._converse(
            lambda card: read_document(card.ask, key, portrait=portrait), timeout=timeout, on_found=on_found
        )
