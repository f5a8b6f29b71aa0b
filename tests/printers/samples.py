# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts of invented people, as the service 反映问题 prints them."""

from __future__ import annotations

from dataclasses import replace

from printers.receipt.slip import Receipt

OFFLINE = Receipt(
    heading="反映问题（12345）",
    state="已登记，待上传",
    number="44520137271828000427",
    qr="44520137271828000427",
    rows=(
        ("事项", "投诉"),
        ("办理人", "陈**"),
        ("地点", "演示街道样例村委会东侧机耕路口（近水闸）"),
        ("登记时间", "2026-03-14 09:26"),
    ),
    next_steps=("网络一通就送出，最晚明天送到，凭流水号可查。",),
    ask="咨询 12345",
    terminal="终端 4452-0137",
    place="演示街道便民服务中心",
)
"""Registered here while the link is down."""

ONLINE = replace(
    OFFLINE,
    state="已送达",
    rows=(("申办流水号", "4452022603140012345X"), *OFFLINE.rows),
    next_steps=("12345 平台已收到，5 个工作日内答复。", "答复会发到您留的手机号码。"),
)
"""Delivered, with the platform's own number."""

HARD = replace(
    OFFLINE,
    heading="城乡居民基本养老保险待遇领取资格认证及信息变更",
    state="已登记，待上传；材料两周内补齐即可",
    rows=(
        ("姓名", "\U00020bb7\ue81a䶮·**"),
        ("A key that is far too long", "https://example.invalid/abcdefghijklmnopqrstuvwxyz0123456789"),
        ("金额", "￥1,234.50（含“滞纳金”）"),
    ),
    reprint=True,
    demo=True,
)
"""Long where it can be, with a character outside the typeface and one of the private use area."""
