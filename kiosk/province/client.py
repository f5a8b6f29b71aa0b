# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal's side of the contract: delivers sealed transactions, asks what became of them, and where a case is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Literal

from kiosk.province import contract
from kiosk.province.contract import AttachmentState, ItemResult, ItemStatus, Reason
from kiosk.province.credentials import Credentials
from kiosk.province.exchange import Exchange, Limits
from kiosk.province.rating import Satisfaction
from offline_cache.clock import Clock
from offline_cache.transport import (
    Accepted,
    Conflict,
    Delivery,
    DeliveryResult,
    Held,
    Holding,
    PlatformTrouble,
    Rejected,
    Stage,
    StatusResult,
    StillWorking,
    TransportTrouble,
)

BATCH_BYTES = 8 << 20
"""Bytes of ciphertext in one request."""

TOO_LARGE = "too_large"
"""Reason of an item that the contract has no room for; it is never sent."""


class ProvinceClient:
    """One terminal's way to its platform: `offline_cache.transport.Transport`, and a citizen's questions.

    Every method blocks, within `limits` for each request, and raises a TransportTrouble when the platform's own answer
    did not arrive. A client belongs to one thread; a second thread takes a second client. `url` is what `terminal.toml`
    says; `choose` picks one character of a text at random, such as `secrets.choice`; `on_time` is given the time that
    each answer tells under the platform's signature.
    """

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        *,
        clock: Clock,
        choose: Callable[[str], str],
        limits: Limits = Limits(),  # noqa: B008 - immutable
        on_time: Callable[[datetime], None] = lambda _: None,
    ) -> None:
        self._exchange = Exchange(url, credentials, clock=clock, choose=choose, limits=limits, on_time=on_time)

    def close(self) -> None:
        """Close the connection."""
        self._exchange.close()

    @property
    def clock_offset(self) -> float | None:
        """Seconds by which the platform's clock is ahead of the terminal's; None before the first reply."""
        return self._exchange.time.offset

    def deliver(self, items: Sequence[Delivery]) -> list[DeliveryResult]:
        """Deliver the items and return what the platform signed for each; one it passed over has no result.

        When a later batch fails as a whole, the results of the earlier ones are returned and the rest have none.
        """
        results: list[DeliveryResult] = [Rejected(key=item.key, reason=TOO_LARGE) for item in items if not _fits(item)]
        for batch in _batches([item for item in items if _fits(item)]):
            try:
                results += self._deliver(batch)
            except TransportTrouble:
                if not results:
                    raise
                break
        return results

    def status(self, keys: Sequence[str]) -> list[StatusResult]:
        """Ask what became of the keys; one result each."""
        results: list[StatusResult] = []
        for start in range(0, len(keys), contract.MAX_ITEMS):
            asked = tuple(keys[start : start + contract.MAX_ITEMS])
            body = contract.StatusRequest(keys=asked).model_dump_json().encode()
            reply, signed = self._exchange.ask("POST", contract.STATUS, contract.StatusReply, body)
            results += [_status_result(item, signed) for item in reply.items if item.key in asked]
        return results

    def upload(self, digest: str, offset: int, piece: bytes) -> Held:
        """Bring bytes of an attachment from an offset on, and return how far the platform is with it."""
        reply, _ = self._exchange.ask(
            "POST",
            f"{contract.ATTACHMENTS}/{digest}/{offset}",
            contract.AttachmentsReply,
            piece,
            content_type="application/octet-stream",
        )
        return _one_held(reply.attachments, digest)

    def held(self, digests: Sequence[str]) -> list[Held]:
        """Ask how far the platform is with attachments; one answer each."""
        found: list[Held] = []
        for start in range(0, len(digests), contract.MAX_ITEMS):
            asked = tuple(digests[start : start + contract.MAX_ITEMS])
            body = contract.AttachmentsRequest(digests=asked).model_dump_json().encode()
            reply, _ = self._exchange.ask("POST", contract.ATTACHMENTS, contract.AttachmentsReply, body)
            found += [_one_held(reply.attachments, digest) for digest in asked]
        return found

    def case_progress(self, number: str) -> contract.CaseProgress | None:
        """Return the case with this number, the terminal's or the platform's; None when there is none.

        Raises pydantic's ValidationError for a text that is not 12 to 40 letters and digits.
        """
        body = contract.ProgressRequest(number=number).model_dump_json().encode()
        reply, _ = self._exchange.ask("POST", contract.PROGRESS, contract.ProgressReply, body)
        return reply.case

    def rate(self, number: str, satisfaction: Satisfaction) -> Literal["recorded", "already_rated", "unknown_case"]:
        """Hand in how satisfied the citizen is with the case of this number; to repeat it is harmless."""
        body = contract.RatingRequest(number=number, satisfaction=satisfaction).model_dump_json().encode()
        reply, _ = self._exchange.ask("POST", contract.RATINGS, contract.RatingReply, body)
        return reply.result

    def heartbeat(self, beat: contract.Heartbeat) -> None:
        """Tell the platform how this terminal is."""
        body = beat.model_dump_json().encode()
        self._exchange.ask("POST", contract.HEARTBEATS, contract.HeartbeatReply, body)

    def platform_time(self) -> datetime:
        """Return the platform's time, which it signs; that it answers at all says that the way to it is free."""
        reply, _ = self._exchange.ask("GET", contract.TIME, contract.TimeReply)
        return reply.time

    def key_ring(self) -> tuple[contract.KeyRing, bytes]:
        """Return the platform's sealing keys, and the signed bytes that they came as; it may be an old ring."""
        return self._exchange.fetch(contract.KEYS, contract.KeyRing)

    def reachable(self) -> bool:
        """Say whether the platform itself answers now."""
        try:
            self.platform_time()
        except TransportTrouble:
            return False
        return True

    def _deliver(self, batch: Sequence[Delivery]) -> list[DeliveryResult]:
        body = contract.DeliveryRequest(items=tuple(_on_the_wire(item) for item in batch)).model_dump_json().encode()
        reply, acceptance = self._exchange.ask("POST", contract.DELIVERIES, contract.DeliveryReply, body)
        sent = {item.key: item.sealed.digest for item in batch}
        for result in reply.results:
            if sent.get(result.key) != result.digest:
                raise PlatformTrouble("the platform signed for bytes that were not sent")
        return [_delivery_result(result, acceptance) for result in reply.results]


def _fits(item: Delivery) -> bool:
    return len(item.sealed.ciphertext) <= contract.MAX_SEALED


def _batches(items: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    batch: list[Delivery] = []
    room = BATCH_BYTES
    for item in items:
        size = len(item.sealed.ciphertext)
        if batch and (len(batch) == contract.MAX_ITEMS or size > room):
            yield batch
            batch, room = [], BATCH_BYTES
        batch.append(item)
        room -= size
    if batch:
        yield batch


def _on_the_wire(item: Delivery) -> contract.DeliveryItem:
    sealed = item.sealed
    return contract.DeliveryItem(
        key=item.key,
        sealed=contract.SealedBytes(header=sealed.header, ciphertext=sealed.ciphertext, signature=sealed.signature),
    )


def _delivery_result(result: ItemResult, acceptance: bytes) -> DeliveryResult:
    if result.result == "accepted":
        return Accepted(
            key=result.key, digest=result.digest, platform_number=result.platform_number, acceptance=acceptance
        )
    if result.result == "working":
        return StillWorking(key=result.key, missing=tuple(map(_held, result.missing)))
    if result.reason is Reason.OTHER_CONTENT:
        return Conflict(key=result.key)
    return Rejected(key=result.key, reason=result.reason.value if result.reason else "unspecified")


def _status_result(item: ItemStatus, signed: bytes) -> StatusResult:
    return StatusResult(
        key=item.key,
        stage=Stage(item.state),
        platform_number=item.platform_number,
        business_status=item.business_status.value if item.business_status else None,
        reason=item.reason.value if item.reason else None,
        digest=item.digest,
        signed=signed,
    )


def _one_held(states: Sequence[AttachmentState], digest: str) -> Held:
    """Return the state of the attachment that was asked about; raises PlatformTrouble when it is passed over."""
    found = [state for state in states if state.digest == digest]
    if not found:
        raise PlatformTrouble("the platform answers about another attachment")
    return _held(found[0])


def _held(state: AttachmentState) -> Held:
    return Held(digest=state.digest, holding=Holding(state.state), held=state.held)
