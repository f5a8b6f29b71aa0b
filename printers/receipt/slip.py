# SPDX-License-Identifier: GPL-3.0-or-later
"""The receipt (回执) as a value: what it says, not how it looks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Receipt:
    """What one receipt says; an empty text leaves its line out.

    `state` never says more than the truth: 已登记，待上传 is committed here, 已送达 is signed delivery.
    `number` is printed in groups of four; spaces and hyphens in it do not count. Raises ValueError when a text that
    makes it a receipt is missing.
    """

    heading: str
    """The service's name (事项名称)."""
    state: str
    number: str
    """The terminal's number (流水号)."""
    qr: str
    """What the QR code holds."""
    rows: tuple[tuple[str, str], ...] = ()
    """Key and value, in order; values about a person come masked."""
    next_steps: tuple[str, ...] = ()
    """What happens next and by when, one sentence each."""
    ask: str = ""
    """Where to ask (咨询)."""
    time: str = ""
    terminal: str = ""
    place: str = ""
    number_label: str = "流水号"
    qr_caption: str = "扫码查进度"
    closing: str = "请带走您的证件"
    reprint: bool = False
    """Printed once before: marked 补打."""
    demo: bool = False
    """From the demo or training: marked 演示, so that nobody takes it for a receipt."""

    def __post_init__(self) -> None:
        for name in ("heading", "state", "number", "qr"):
            if not getattr(self, name).strip():
                raise ValueError(f"a receipt without its {name}")

    @property
    def number_groups(self) -> tuple[str, ...]:
        """Return the number in groups of four, as it is read aloud."""
        plain = "".join(character for character in self.number if character not in " -")
        return tuple(plain[start : start + 4] for start in range(0, len(plain), 4))
