# SPDX-License-Identifier: GPL-3.0-or-later
"""Real services that take seconds to start, shared by the tests of one run."""

from collections.abc import Iterator

import pytest

from tests.faults.upsd_rig import RealUpsd, real_upsd


@pytest.fixture(scope="session")
def _upsd() -> Iterator[RealUpsd]:
    with real_upsd() as service:
        yield service


@pytest.fixture
def upsd(_upsd: RealUpsd) -> Iterator[RealUpsd]:
    """The real `upsd` with a supply on full mains; a test leaves both of its processes running."""
    _upsd.power("OL", charge=100)
    yield _upsd
    _upsd.mend()
