# SPDX-License-Identifier: GPL-3.0-or-later
"""The seconds that docs/drivers.md promises, worked out from the limits that the drivers keep.

If these fail, a page goes on asking for what a dead device cannot take. Fault tests show that each limit is kept; how
long that takes on a machine that does other things at the same time says nothing about a driver.
"""

from drivers.attachment import Pace
from drivers.camera.delays import Delays as CameraDelays
from drivers.id_reader.delays import Delays as IdReaderDelays
from drivers.lights import modbus as lights
from drivers.modbus_bus import Limits as BoardLimits
from drivers.presence import modbus as presence
from drivers.scanner.camera import CameraDelays as CodeCameraDelays
from drivers.scanner.delays import Delays as ScannerDelays
from drivers.smart_card.delays import Delays as ChipDelays
from drivers.ups import nut

CLEAR_WORD = 3.0
"""Within which a page tells that its device does not answer."""
CHANGE = 2.0
"""Within which an idle device that has gone or come back is noticed."""


def _noticed(pace: Pace) -> float:
    """Seconds until the next look at a device, whether it was there or not."""
    return max(pace.look, pace.retry_most)


def test_id_reader() -> None:
    """A citizen would hold the card to a reader that is dead."""
    limits = IdReaderDelays()
    behind_an_idle_question = (limits.tries + 1) * limits.answer
    assert behind_an_idle_question < CLEAR_WORD
    assert limits.poll + limits.read_answer < CLEAR_WORD
    assert 2 * limits.connect < CLEAR_WORD  # an idle try, and the reading's own behind it
    assert max(limits.watch, limits.reopen_most + limits.answer) <= CHANGE
    assert limits.settle >= 0.005  # a module that has just changed its speed does not hear yet


def test_scanner() -> None:
    """The page would ask for a code that nothing can see."""
    limits = ScannerDelays()
    assert _noticed(limits.pace) <= CHANGE
    assert limits.connect < CLEAR_WORD


def test_chip_cards() -> None:
    """As with the identity card; a card that falls silent is the reader's to notice."""
    limits = ChipDelays()
    assert limits.wait + limits.call < CLEAR_WORD
    assert limits.connect < CLEAR_WORD
    assert limits.transmit + limits.wait <= 6
    assert _noticed(limits.pace) <= CHANGE


def test_camera() -> None:
    """The mirror would stand still, and whoever sits before it too."""
    limits = CameraDelays()
    assert limits.next <= 1.5
    assert limits.first <= 2
    assert limits.next + CodeCameraDelays().every + CodeCameraDelays().look < CLEAR_WORD
    assert limits.check <= CHANGE
    assert _noticed(limits.pace) <= CHANGE
    assert limits.ill <= 2
    assert limits.frozen <= 3
    assert limits.stuck <= 6


def test_boards() -> None:
    """A visit would wait for a lamp, or somebody who has gone count as there."""
    limits = BoardLimits()
    until_silent = limits.tries * limits.answer
    assert until_silent <= 1
    for pace in (lights.PACE, presence.PACE):
        assert _noticed(pace) + until_silent <= CHANGE


def test_ups() -> None:
    """The terminal would begin visits for seconds after it lost sight of its power."""
    limits = nut.Limits()
    assert nut.PACE.look + limits.answer <= CLEAR_WORD
    assert _noticed(nut.PACE) <= CHANGE
