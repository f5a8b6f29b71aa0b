# SPDX-License-Identifier: GPL-3.0-or-later
"""A one-page certificate with its QR code, not sealed, against the same page drawn plainly with reportlab."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from statistics import median

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from assets import asset
from kiosk.bench.figures import Figure
from kiosk.province.documents import CertificateKind, IdentifiedPerson
from kiosk.province.reference.certificates import write_certificate

ROUNDS = 40
RATIO = 0.4
"""Of the plain page's time, at most."""
SIZE = 60.0
"""Kilobytes, at most."""

_WHEN = datetime(2026, 11, 21, 6, 5, tzinfo=UTC)
_CODE = "91234567890123456785"
_PERSON = IdentifiedPerson(name="林志远", id_type="111", id_number="445202198911240010", how="card")
_FONT = "Plain"


def figures() -> list[Figure]:
    """Measure both in turns, so that what disturbs the machine disturbs both."""
    pdfmetrics.registerFont(TTFont(_FONT, str(asset("fonts", "NotoSansSC_400Regular.ttf"))))
    ours: list[float] = []
    plain: list[float] = []
    size = len(_certificate())
    _plain()
    for _ in range(ROUNDS):
        ours.append(_took(_certificate))
        plain.append(_took(_plain))
    return [
        Figure("certificate with QR code, unsealed, warm", median(ours) * 1e3, "ms"),
        Figure("the same page plainly with reportlab and its QR widget", median(plain) * 1e3, "ms"),
        Figure("certificate, of the plain page's time", median(ours) / median(plain), "×", RATIO),
        Figure("certificate, size", size / 1000, "KB", SIZE, about="PDF/A-2b, tagged, fonts in it"),
    ]


def _took(draw: Callable[[], bytes]) -> float:
    begun = time.perf_counter()
    draw()
    return time.perf_counter() - begun


def _certificate() -> bytes:
    kind = CertificateKind.CONTRIBUTION_PROOF
    return write_certificate(
        kind, _PERSON, purpose="本人核对", number="2026112100000042", code=_CODE, at=_WHEN
    ).rendered.pdf


_ROWS = tuple(
    (f"{2016 + year}", "12", f"{3000 + 250 * year}.00", f"{5400 + 450 * year}.00", f"{2880 + 240 * year}.00")
    for year in range(8)
)
_TEXT = (
    "以上信息来自社会保险信息系统，截至二〇二六年十一月二十一日。验真方法：在任何一台政务服务一体机上选验证证明真伪这一项，扫左边的码。"
    * 3
)


def _plain() -> bytes:
    file = BytesIO()
    page = Canvas(file, pagesize=A4, pageCompression=1)
    page.setFont(_FONT, 22)
    page.drawCentredString(A4[0] / 2, 760, "基本养老保险参保缴费凭证")
    page.setFont(_FONT, 12)
    for row, cells in enumerate((("年度", "月数", "月缴费基数", "单位缴费", "个人缴费"), *_ROWS)):
        for column, cell in enumerate(cells):
            page.rect(80 + column * 88, 690 - row * 22, 88, 22)
            page.drawString(84 + column * 88, 697 - row * 22, cell)
    for line in range(0, len(_TEXT), 36):
        page.drawString(80, 470 - line // 36 * 20, _TEXT[line : line + 36])
    page.drawString(330, 320, "演示省社会保险基金管理局 2026年11月21日")
    code = QrCodeWidget(f"https://zwfw.example/verify#{_CODE}", barLevel="M")
    x0, y0, x1, y1 = code.getBounds()
    drawing = Drawing(80, 80, transform=[80 / (x1 - x0), 0, 0, 80 / (y1 - y0), 0, 0])
    drawing.add(code)
    renderPDF.draw(drawing, page, 80, 90)
    page.showPage()
    page.save()
    return file.getvalue()
