# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that a line of a receipt does not tear: read alone, half of one means something else or nothing.

No dictionary: the names of offices and matters, and the verbs of short sentences, that stand at a line's end again and
again. What is not here breaks between any two characters, as Chinese does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIMPLIFIED = """
党群服务中心 便民服务中心 政务服务中心 行政服务中心 服务中心 服务大厅 服务站 村委会 居委会 社区 街道 派出所
民政局 社保局 医保局 公安局 税务局 窗口 终端 热线
基本养老保险 基本医疗保险 养老保险 医疗保险 社会保险 居民医保 居民养老 职工医保 职工养老 居民 医保 社保 养老金
养老待遇 资格认证 高龄津贴 身份证 户口簿 社保卡 银行卡 手机号码 手机号 流水号 电子票据
证明 凭证 材料 回执 工作日 单位 部门 联系 答复 办理 办结 受理 登记 认证 补交 缴费 咨询 查询 打印 网络
"""
_TRADITIONAL = """
黨群服務中心 便民服務中心 政務服務中心 行政服務中心 服務中心 服務大廳 服務站 村委會 居委會 社區
醫保局 稅務局 終端 熱線
基本養老保險 基本醫療保險 養老保險 醫療保險 社會保險 居民醫保 居民養老 職工醫保 職工養老 醫保 養老金
養老待遇 資格認證 高齡津貼 身份證 戶口簿 銀行卡 手機號碼 手機號 流水號 電子票據
證明 憑證 回執 單位 部門 聯絡 答覆 辦理 辦結 登記 認證 補交 繳費 諮詢 查詢 網絡
"""
WORDS = tuple(sorted({*_SIMPLIFIED.split(), *_TRADITIONAL.split()}, key=lambda word: (-len(word), word)))
"""The longest first, so that a word is not left for one that it begins with."""

_DAY = r"(?<!\d)\d{1,2} ?月 ?\d{1,2} ?[日号號]"
_COUNT = r"(?<![\d:.,-])\d{1,2} [A-Za-z]{1,9}\b"
"""5 working days, 30 November."""
_STARTS = "".join(sorted({word[0] for word in WORDS}))
_WHOLE = re.compile(rf"(?=[\d{_STARTS}])(?:{_DAY}|{_COUNT}|{'|'.join(WORDS)})")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where the words of a text, its days and its counts reach."""
    return (found.span() for found in _WHOLE.finditer(text))
