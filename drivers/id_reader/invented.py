# SPDX-License-Identifier: GPL-3.0-or-later
"""Invented people and their cards, for the emulator, the demo and the tests. Nobody here exists.

The numbers carry right check digits (GB 11643), for the terminal refuses others. Never part of a terminal's build.
"""

from __future__ import annotations

from dataclasses import dataclass

PHOTO = bytes.fromhex("574C66007E00320000FF") + bytes((7 * at) % 251 for at in range(1014))
"""1024 bytes with the head of a WLT picture of 102 × 126, and nobody's face."""


@dataclass(frozen=True, slots=True)
class InventedCard:
    """A resident identity card, field by field as it is written on the chip."""

    name: str
    sex: str
    """1 male, 2 female."""
    nation: str
    """Two digits."""
    birth: str
    """YYYYMMDD, as the two days of validity."""
    address: str
    number: str
    issuer: str
    valid_from: str
    valid_to: str
    """Or 长期."""
    photo: bytes = PHOTO

    def text(self) -> bytes:
        """The 256 bytes of the text block."""
        block = (
            self.name.ljust(15)
            + self.sex
            + self.nation
            + self.birth
            + self.address.ljust(35)
            + self.number
            + self.issuer.ljust(15)
            + self.valid_from
            + self.valid_to.ljust(8)
            + " " * 18
        ).encode("utf-16-le")
        if len(block) != 256:
            raise ValueError("a field does not fit its place on the card")
        return block


CHEN_GUIYING = InventedCard(
    name="陈桂英",
    sex="2",
    nation="01",
    birth="19580312",
    address="广东省揭阳市榕城区演示街道样例村一巷3号",
    number="445202195803120026",
    issuer="揭阳市公安局榕城分局",
    valid_from="20120601",
    valid_to="长期",
)
LIN_ZHIYUAN = InventedCard(
    name="林志远",
    sex="1",
    nation="01",
    birth="19891124",
    address="广东省揭阳市榕城区演示街道样例村二巷18号",
    number="445202198911240010",
    issuer="揭阳市公安局榕城分局",
    valid_from="20180910",
    valid_to="20380910",
)
PAN_XUEMEI = InventedCard(
    name="盘雪梅",
    sex="2",
    nation="13",
    birth="20010805",
    address="广东省清远市连南瑶族自治县样例镇演示村7号",
    number="441826200108050023",
    issuer="连南瑶族自治县公安局",
    valid_from="20190702",
    valid_to="20290702",
)
EXPIRED = InventedCard(
    name="黄样本",
    sex="1",
    nation="01",
    birth="19760520",
    address="广东省揭阳市榕城区演示街道样例村五巷6号",
    number="445202197605200016",
    issuer="揭阳市公安局榕城分局",
    valid_from="20041015",
    valid_to="20241015",
)
PEOPLE = (CHEN_GUIYING, LIN_ZHIYUAN, PAN_XUEMEI, EXPIRED)
