# SPDX-License-Identifier: GPL-3.0-or-later
"""How a case stands, as far as it may be told: never more than the outbox and the platform have confirmed."""

from __future__ import annotations

from kiosk.province.contract import BusinessStatus
from kiosk.services.pack import ServicePack
from kiosk.visit.screens import Standing
from kiosk.words import Words
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction

STATES: dict[Standing, Words] = {
    "registered": Words("已登记，待上传", "已登記，待上傳", "Registered, to be sent"),
    "delivered": Words("已送达", "已送達", "Delivered"),
    "accepted": Words("已受理", "已受理", "Accepted"),
    "held": Words("已登记，平台没有收下", "已登記，平台沒有收下", "Registered, not taken by the platform"),
}
"""In the words of screens and papers."""

_ASK_A_PERSON = Words(
    "请打 12345，报上这个流水号。",
    "請打 12345，報上這個流水號。",
    "Please call 12345 and give this number.",
)

_TAKEN_ON = {BusinessStatus.ACCEPTED.value, BusinessStatus.DONE.value}
_SET_ASIDE = {State.REJECTED, State.PARKED}


def standing(transaction: Transaction) -> Standing:
    """Return what may be told about a transaction, from its delivery state and the platform's own word."""
    if transaction.state in _SET_ASIDE or transaction.business_status == BusinessStatus.NOT_ACCEPTED.value:
        return "held"
    if transaction.business_status in _TAKEN_ON:
        return "accepted"
    return "delivered" if transaction.acceptance is not None else "registered"


def what_comes_next(pack: ServicePack | None, told: Standing) -> Words | None:
    """Return what happens next and by when, or None where the service promises nothing.

    For a case that is held it is whom to ask, also when its service is no longer known here.
    """
    if told == "held":
        return _ASK_A_PERSON
    if pack is None or pack.promises is None:
        return None
    promises = {
        "registered": pack.promises.registered,
        "delivered": pack.promises.delivered,
        "accepted": pack.promises.accepted,
    }
    return promises[told].words
