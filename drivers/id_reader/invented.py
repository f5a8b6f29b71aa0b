# SPDX-License-Identifier: GPL-3.0-or-later
"""Invented people and their cards, of all four layouts, for the emulator, the demo and the tests. Nobody here exists.

The numbers carry right check digits (GB 11643), for the terminal refuses others. Never part of a terminal's build.
"""

from __future__ import annotations

from dataclasses import dataclass

PHOTO = bytes.fromhex("574C66007E00320000FF") + bytes((7 * at) % 251 for at in range(1014))
"""1024 bytes with the head of a WLT picture of 102 × 126, and nobody's face."""


def fingerprint(finger: int) -> bytes:
    """Return 512 bytes that stand for a template of this finger (指位代码) and are nobody's."""
    return b"C\x01\x12\x01\x01" + bytes((finger,)) + bytes((11 * at + finger) % 253 for at in range(506))


def _block(*fields: tuple[str, int]) -> bytes:
    """Return the 256 bytes of a text block; each field has so many characters of room."""
    if any(len(value) > room for value, room in fields):
        raise ValueError("a field does not fit its place on the card")
    block = "".join(value.ljust(room) for value, room in fields).encode("utf-16-le")
    if len(block) != 256:
        raise ValueError("the fields do not make up a card")
    return block


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
    fingerprints: bytes = b""
    newest_address: str = ""

    def text(self) -> bytes:
        """The 256 bytes of the text block."""
        return _block(
            (self.name, 15),
            (self.sex, 1),
            (self.nation, 2),
            (self.birth, 8),
            (self.address, 35),
            (self.number, 18),
            (self.issuer, 15),
            (self.valid_from, 8),
            (self.valid_to, 8),
            ("", 18),
        )


@dataclass(frozen=True, slots=True)
class InventedPermit:
    """A residence permit of a resident of Hong Kong, Macau or Taiwan (港澳台居民居住证)."""

    name: str
    sex: str
    birth: str
    address: str
    number: str
    issuer: str
    valid_from: str
    valid_to: str
    pass_number: str
    """通行证号码."""
    issue_count: str
    """签发次数, two digits."""
    photo: bytes = PHOTO
    fingerprints: bytes = b""
    newest_address: str = ""

    def text(self) -> bytes:
        """The 256 bytes of the text block."""
        return _block(
            (self.name, 15),
            (self.sex, 1),
            ("", 2),
            (self.birth, 8),
            (self.address, 35),
            (self.number, 18),
            (self.issuer, 15),
            (self.valid_from, 8),
            (self.valid_to, 8),
            (self.pass_number, 9),
            (self.issue_count, 2),
            ("", 3),
            ("J", 1),
            ("", 3),
        )


@dataclass(frozen=True, slots=True)
class InventedForeigner2017:
    """A foreign permanent resident's card of 2017 (外国人永久居留身份证)."""

    english_name: str
    sex: str
    number: str
    """15 characters."""
    nationality: str
    """Three letters."""
    name: str
    valid_from: str
    valid_to: str
    birth: str
    version: str
    office: str
    """The issuing office's code, four digits."""
    photo: bytes = PHOTO
    fingerprints: bytes = b""
    newest_address: str = ""

    def text(self) -> bytes:
        """The 256 bytes of the text block."""
        return _block(
            (self.english_name, 60),
            (self.sex, 1),
            (self.number, 15),
            (self.nationality, 3),
            (self.name, 15),
            (self.valid_from, 8),
            (self.valid_to, 8),
            (self.birth, 8),
            (self.version, 2),
            (self.office, 4),
            ("I", 1),
            ("", 3),
        )


@dataclass(frozen=True, slots=True)
class InventedForeigner2023:
    """A foreign permanent resident's card of 2023, the "five-star card"."""

    name: str
    """The Chinese one."""
    sex: str
    replacements: str
    """换证次数, two digits."""
    birth: str
    english_name: str
    """46 characters at most; the card cuts it in two."""
    number: str
    """18 characters."""
    valid_from: str
    valid_to: str
    nationality: str
    former_number: str
    """Three characters."""
    photo: bytes = PHOTO
    fingerprints: bytes = b""
    newest_address: str = ""

    def text(self) -> bytes:
        """The 256 bytes of the text block."""
        return _block(
            (self.name, 15),
            (self.sex, 1),
            (self.replacements, 2),
            (self.birth, 8),
            (self.english_name[:35], 35),
            (self.number, 18),
            ("", 15),
            (self.valid_from, 8),
            (self.valid_to, 8),
            (self.english_name[35:], 11),
            (self.nationality, 3),
            ("Y", 1),
            (self.former_number, 3),
        )


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
"""Residents whom the demo offers."""

FANG_YAN = InventedCard(
    name="方䶮",
    sex="1",
    nation="01",
    birth="19910307",
    address="广东省揭阳市榕城区演示街道样例村三巷9号",
    number="445202199103070011",
    issuer="揭阳市公安局榕城分局",
    valid_from="20190307",
    valid_to="20390307",
    fingerprints=fingerprint(11) + fingerprint(17),
    newest_address="广东省揭阳市揭东区演示镇样例路66号2栋501房",
)
"""Has a name that few character sets hold, fingerprints, and has moved."""
AYIGULI = InventedCard(
    name="阿依古丽·示例买买提",
    sex="2",
    nation="05",
    birth="19880420",
    address="新疆维吾尔自治区喀什地区喀什市演示乡样例村4号",
    number="653101198804200027",
    issuer="喀什市公安局",
    valid_from="20220511",
    valid_to="20420511",
    fingerprints=fingerprint(98),
)
ON_AN_OLD_CARD = InventedCard(
    name="魏\ue863\ue1a3",
    sex="2",
    nation="01",
    birth="19660218",
    address="广东省揭阳市榕城区演示街道\ue1b4头村8号",
    number="445202196602180027",
    issuer="揭阳市公安局榕城分局",
    valid_from="20060218",
    valid_to="长期",
)
"""Cards of the first years carry rare characters as private-use code points."""
HE_YANGLI = InventedPermit(
    name="何样例",
    sex="2",
    birth="19920229",
    address="广东省珠海市香洲区演示路1号",
    number="810000199202290029",
    issuer="珠海市公安局",
    valid_from="20240101",
    valid_to="20290101",
    pass_number="H00000000",  # noqa: S106 - a travel permit
    issue_count="02",
)
ALEXANDRA = InventedForeigner2017(
    english_name="SPECIMEN EXAMPLE, ALEXANDRA JULIET MARIA XENIA",
    sex="2",
    number="XXX440080010107",
    nationality="XXX",
    name="样本",
    valid_from="20180701",
    valid_to="20280630",
    birth="19800101",
    version="01",
    office="4400",
)
JULIET = InventedForeigner2023(
    name="样丽叶",
    sex="2",
    replacements="01",
    birth="19800101",
    english_name="SPECIMEN EXAMPLE, ALEXANDRA JULIET MARIA XENIA",
    number="944999198001010026",
    valid_from="20240101",
    valid_to="20340101",
    nationality="XXX",
    former_number="107",
)
OTHERS = (FANG_YAN, AYIGULI, ON_AN_OLD_CARD, HE_YANGLI, ALEXANDRA, JULIET)
