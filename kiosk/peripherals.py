# SPDX-License-Identifier: GPL-3.0-or-later
"""The devices that the engine works with, opened and started together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from drivers.contract import ConfigurationError, Device
from drivers.id_reader import IdReader
from drivers.lights.contract import GuideLights
from drivers.presence.contract import PresenceSensor
from drivers.scanner.contract import Scanner
from drivers.social_card import SocialCardReader
from drivers.ups.contract import Ups
from kiosk.breakage import where
from kiosk.terminal import Terminal
from printers.contract import ReceiptPrinter
from printers.document.contract import DocumentPrinter

log = logging.getLogger(__name__)

Make: TypeAlias = Callable[[Terminal, str], Device | ReceiptPrinter | DocumentPrinter]
"""Returns the device of a name, not started; raises `ConfigurationError`."""


@dataclass(frozen=True)
class Peripherals:
    """What this terminal has; None for what it has not."""

    id_reader: IdReader | None = None
    social_card: SocialCardReader | None = None
    scanner: Scanner | None = None
    guide_lights: GuideLights | None = None
    presence: PresenceSensor | None = None
    ups: Ups | None = None
    receipt_printer: ReceiptPrinter | None = None
    document_printer: DocumentPrinter | None = None


async def open_peripherals(stack: AsyncExitStack, terminal: Terminal, make: Make) -> Peripherals:
    """Open what terminal.toml names of them; they are closed with `stack`.

    A mistake in the settings of one device, or in another firm's driver, takes away what needs it and nothing else.
    """
    opened = Peripherals(**{name: _made(terminal, name, make) for name in Peripherals.__dataclass_fields__})
    there = {name: device for name, device in vars(opened).items() if device is not None}
    for device in there.values():
        stack.push_async_callback(device.close)
    ends = await asyncio.gather(*(device.start() for device in there.values()), return_exceptions=True)
    broken = {name: end for name, end in zip(there, ends, strict=True) if isinstance(end, BaseException)}
    for name, error in broken.items():
        log.error("%s cannot be used: %s", name, where(error))
    return replace(opened, **dict.fromkeys(broken))


def _made(terminal: Terminal, name: str, make: Make) -> Any:
    if name not in terminal.devices:
        return None
    try:
        return make(terminal, name)
    except ConfigurationError as error:
        log.error("%s cannot be used: %s", name, error)  # noqa: TRY400 - it names a setting, and nobody
    except Exception as error:  # noqa: BLE001 - another firm's driver must not end the terminal
        log.error("%s cannot be used: %s", name, where(error))  # noqa: TRY400 - a traceback may quote a wire
    return None
