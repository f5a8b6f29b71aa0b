# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate's bench. Lost: a page that grows until a village's printer takes a minute for it."""

from __future__ import annotations

import pytest

from kiosk.bench import certificate


def test_a_certificate_is_small_enough_and_both_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate, "ROUNDS", 1)
    figures = {figure.name: figure for figure in certificate.figures()}
    size = figures["certificate, size"]
    assert size.holds
    assert size.value > 20, "fonts and tags are in it"
    ratio = figures["certificate, of the plain page's time"]
    assert ratio.limit == certificate.RATIO
    assert 0 < ratio.value < 5, "a busy machine keeps no promise of a ratio from one round"
