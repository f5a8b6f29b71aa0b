# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts of the service that its virtual reader cannot give."""

import pytest
from smartcard import scard  # type: ignore[import-untyped]  # pyscard has no types

from drivers.card_reader import CardUnreadable, ReaderAbsent, ReaderBroken
from drivers.contract import Action, DeviceError
from drivers.smart_card.verdicts import error_for, forbidden, in_use


@pytest.mark.parametrize(
    ("value", "kind", "action"),
    [
        (scard.SCARD_W_REMOVED_CARD, CardUnreadable, Action.CLEAR),
        (scard.SCARD_W_UNRESPONSIVE_CARD, CardUnreadable, Action.CLEAR),
        (scard.SCARD_E_PROTO_MISMATCH, CardUnreadable, Action.CLEAR),
        (scard.SCARD_E_READER_UNAVAILABLE, ReaderAbsent, Action.MAINTENANCE),
        (scard.SCARD_E_NO_SERVICE, ReaderAbsent, Action.MAINTENANCE),
        (scard.SCARD_E_SHARING_VIOLATION, ReaderAbsent, Action.CONFIGURATION),
        (scard.SCARD_E_NO_ACCESS, ReaderAbsent, Action.CONFIGURATION),
        (scard.SCARD_F_INTERNAL_ERROR, ReaderBroken, Action.MAINTENANCE),
    ],
)
def test_what_clears_it(value: int, kind: type[DeviceError], action: Action) -> None:
    """The citizen would be asked to lift a card where a technician has to come, or the other way round."""
    error = error_for(value, of_card=True)
    assert type(error) is kind
    assert error.action is action


def test_a_lost_connection_to_the_service() -> None:
    """The end of the service would be blamed on a card."""
    assert isinstance(error_for(scard.SCARD_F_COMM_ERROR, of_card=False), ReaderAbsent)
    assert isinstance(error_for(scard.SCARD_F_COMM_ERROR, of_card=True), CardUnreadable)


def test_two_settings_that_are_wrong() -> None:
    """A technician would look for a cable."""
    assert {in_use().action, forbidden().action} == {Action.CONFIGURATION}
