# SPDX-License-Identifier: GPL-3.0-or-later
from random import Random

import pytest

from drivers.attachment import Attachment, Pace
from drivers.backoff import Backoff
from drivers.contract import Action, DeviceError, DeviceState, Status, TimedOut
from drivers.status import StatusBoard

GONE = DeviceError("gone", state=DeviceState.NO_DEVICE, action=Action.MAINTENANCE)
ONLINE = Status(DeviceState.ONLINE)


class Plug(Attachment):
    """A device that is a variable."""

    def __init__(self) -> None:
        super().__init__(StatusBoard("plug"), pace=Pace(look=0.5, retry_first=1.0, retry_most=4.0), random=Random(1))
        self.there = True
        self.mood = ONLINE
        self.attached = 0
        self.detached = 0

    def _attach(self) -> None:
        if not self.there:
            raise GONE
        self.attached += 1

    def _look(self) -> Status:
        if not self.there:
            raise GONE
        return self.mood

    def _detach(self) -> None:
        self.detached += 1


def test_pauses_grow_to_a_limit_and_differ() -> None:
    """Forty-five thousand terminals would try a dead switch in the same instant, for ever."""
    backoff = Backoff(1.0, 4.0, Random(7))
    pauses = [backoff.pause() for _ in range(6)]
    for pause, most in zip(pauses, (1, 2, 4, 4, 4, 4), strict=True):
        assert most / 2 <= pause <= most
    assert len(set(pauses)) == len(pauses)
    backoff.reset()
    assert backoff.pause() <= 1.0


def test_absent_at_start_and_back() -> None:
    """A device that is plugged in after the terminal has started would never serve anyone."""
    plug = Plug()
    plug.there = False
    first = plug.idle()
    assert plug.board.status == GONE.status
    assert 0.5 <= first <= 1.0
    assert plug.idle() > 1.0 / 2
    plug.there = True
    assert plug.idle() == 0.5
    assert plug.board.status == ONLINE
    assert plug.attached == 1


def test_lost_while_idle() -> None:
    """The menu would offer what cannot be done, and the port would stay open for ever."""
    plug = Plug()
    plug.idle()
    plug.there = False
    plug.idle()
    assert plug.board.status.state is DeviceState.NO_DEVICE
    assert plug.detached == 1
    plug.there = True
    plug.idle()
    assert plug.attached == 2


def test_busy_while_in_use() -> None:
    """The menu would offer the device to nobody, or for ever say that it is busy."""
    plug = Plug()
    with plug.in_use():
        assert plug.board.status.state is DeviceState.BUSY
    assert plug.board.status == ONLINE
    assert plug.attached == 1


@pytest.mark.parametrize(
    ("error", "anew"),
    [
        (GONE, True),
        (DeviceError("silent", state=DeviceState.OFFLINE, action=Action.RESET), True),
        (DeviceError("card pulled", state=DeviceState.USER_ERROR, action=Action.CLEAR), False),
        (TimedOut("nobody came"), False),
    ],
)
def test_which_errors_let_go_of_the_device(error: DeviceError, anew: bool) -> None:
    """A dead connection would be used again, or a good one be thrown away with each impatient citizen."""
    plug = Plug()
    with pytest.raises(DeviceError), plug.in_use():
        raise error
    assert plug.detached == int(anew)
    assert plug.board.status == (error.status if anew else ONLINE)
    with plug.in_use():
        pass
    assert plug.attached == 1 + int(anew)


def test_in_use_while_absent() -> None:
    """A command would fail as a mistake of ours, not as a device that is not there."""
    plug = Plug()
    plug.there = False
    with pytest.raises(DeviceError), plug.in_use():
        pytest.fail("there is nothing to use")
    assert plug.board.status == GONE.status


def test_softer_trouble_is_told() -> None:
    """A camera that is covered looks fine to the menu."""
    plug = Plug()
    plug.mood = Status(DeviceState.HARDWARE_ERROR, Action.MAINTENANCE)
    plug.idle()
    assert plug.board.status == plug.mood


def test_nothing_is_held_after_the_end() -> None:
    """The next program, a technician's, would find the port in use."""
    plug = Plug()
    plug.idle()
    plug.finish()
    assert plug.detached == 1
    assert plug.board.status == Status()
