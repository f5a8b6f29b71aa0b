# SPDX-License-Identifier: GPL-3.0-or-later
"""What the log says of each delivery, in lines that programs read: `outbox-send-init` and `outbox-send-complete`.

Names and fields are fixed. Both lines of one attempt have its operation id; none of them names a case or a person.
"""

import logging
import uuid
from collections import Counter
from collections.abc import Iterable

from offline_cache.transport import Accepted, Conflict, DeliveryResult, Rejected, StillWorking

log = logging.getLogger(__name__)

_NAMES = {Accepted: "accepted", StillWorking: "working", Rejected: "rejected", Conflict: "conflict"}


class SendEvents:
    """The lines of one attempt. A missing second one says that a power cut or the disk came in between."""

    def __init__(self, items: int) -> None:
        self._operation = uuid.uuid4().hex[:12]
        self._items = items
        log.info("outbox-send-init operation=%s items=%d", self._operation, items)

    def failed(self, trouble: str) -> None:
        """The call as a whole failed, for a reason with this code."""
        self._complete(f"trouble={trouble}")

    def judged(self, results: Iterable[DeliveryResult | None]) -> None:
        """The platform has answered, and its answers are recorded."""
        counts = Counter("no_result" if result is None else _NAMES[type(result)] for result in results)
        self._complete(" ".join(f"{name}={counts[name]}" for name in (*_NAMES.values(), "no_result") if counts[name]))

    def _complete(self, outcome: str) -> None:
        log.info("outbox-send-complete operation=%s items=%d %s", self._operation, self._items, outcome)
