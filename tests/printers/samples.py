# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts of invented people, as the service 反映问题 prints them."""

from __future__ import annotations

from decimal import Decimal

from printers.receipt.slip import Amounts, Banner, Code, Lines, Number, Receipt, Rows, Title

NUMBER = "44520137271828000427"
ROWS = (
    ("事项", "投诉"),
    ("办理人", "陈**"),
    ("地点", "演示街道样例村委会东侧机耕路口（近水闸）"),
    ("登记时间", "2026-03-14 09:26"),
)


def made(
    *,
    title: str = "反映问题（12345）",
    state: str = "已登记，待上传",
    number: str = NUMBER,
    code: str = NUMBER,
    caption: str = "凭流水号查进度",
    rows: tuple[tuple[str, str], ...] = ROWS,
    amounts: Amounts | None = None,
    next_steps: tuple[str, ...] = ("网络一通就送出，最晚明天送到，凭流水号可查。",),
    closing: str = "请带走您的证件",
    marks: tuple[str, ...] = (),
) -> Receipt:
    """Return a receipt with every part that there is."""
    return Receipt(
        (
            (Title(title), Banner(state)),
            (Number("流水号", number), Code(code, caption)),
            (Rows(rows),),
            (amounts,) if amounts else (),
            (Lines(next_steps), Lines(("咨询 12345",), strong=True)),
            (Lines(("终端 4452-0137", "演示街道便民服务中心")),),
            (Banner(closing),),
        ),
        marks=marks,
    )


OFFLINE = made()
"""Registered here while the link is down."""

ONLINE = made(
    state="已送达",
    rows=(("申办流水号", "4452022603140012345X"), *ROWS),
    next_steps=("12345 平台已收到，5 个工作日内答复。", "答复会发到您留的手机号码。"),
)
"""Delivered, with the platform's own number."""

HARD = made(
    title="城乡居民基本养老保险待遇领取资格认证及信息变更",
    state="已登记，待上传；材料两周内补齐即可",
    rows=(
        ("姓名", "\U00020bb7\ue81a䶮·**"),
        ("A key that is far too long", "https://example.invalid/abcdefghijklmnopqrstuvwxyz0123456789"),
        ("金额", "￥1,234.50（含“滞纳金”）"),
    ),
    amounts=Amounts(
        (("一个很长很长的收费项目名称，长到一行放不下", Decimal("1234567.89")), ("退", Decimal(-3))),
        total=("合计", Decimal("1234564.89")),
    ),
    marks=("演示 · 不作凭证", "补打"),
)
"""Long where it can be, with a character outside the typeface and one of the private use area."""
