# SPDX-License-Identifier: GPL-3.0-or-later
"""A document as a reader, a printer and an archive get it. Lost: paper with holes, or a file that nobody can open."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import zxingcpp
from pyhanko.pdf_utils.reader import PdfFileReader

from printers.document.flow import wrapped
from printers.document.pages import page_pictures
from printers.document.render import Rendered, render
from printers.document.template import (
    Column,
    Facts,
    Items,
    Line,
    Paragraph,
    SignOff,
    Table,
    Template,
    Title,
    Values,
    Verification,
    read_template,
)
from printers.document.typeface import Weight, typeface
from printers.line_breaks import NEVER_FIRST

MADE = datetime(2026, 11, 21, 6, 5, tzinfo=UTC)
PAYLOAD = "https://zwfw.example/verify#91234567890123456785"
RARE = "𣲘"
"""Of the second plane, and in the shipped typeface."""
PRIVATE = "\ue123"

TEMPLATE = Template(
    title="{name}的证明",
    language="zh-CN",
    foot="页脚",
    blocks=(
        Title(text="一份证明"),
        Line(text="编号：{number}", align="right"),
        Facts(rows=((("姓名", "{name}"), ("性别", "女")), (("住址", "{place}"),))),
        Paragraph(text="{text}"),
        Table(columns=(Column("年度", 1), Column("金额", 2, "right")), rows="years", total=("合计", "{total}")),
        Items(texts=("第一条。", "第二条。"), size=11),
        Line(text="看不见", if_="nothing"),
        SignOff(office="演示局", date="2026年11月21日", seal=True),
        Verification(payload="{payload}", lines=("验证码", "怎样验真。"), alternative="验证码的二维码"),
    ),
)


def values(years: int = 3, **changed: str) -> Values:
    texts = {
        "name": f"陈{RARE}{PRIVATE}",
        "number": "2026-1",
        "place": "样例村一巷3号",
        "text": "兹证明上述人员，情况属实；" * 9,
        "total": "1,234.50",
        "payload": PAYLOAD,
        "nothing": "",
    }
    return Values(texts | changed, rows={"years": [[str(2000 + year), "100.00"] for year in range(years)]})


def document(years: int = 3, **changed: str) -> Rendered:
    return render(TEMPLATE, values(years, **changed), author="演示局", made=MADE)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("documents") / "document.pdf"
    path.write_bytes(document().pdf)
    return path


def told(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()


def test_qpdf_finds_nothing_amiss(file: Path) -> None:
    assert "No syntax or stream encoding errors found" in told("qpdf", "--check", file)


def test_all_fonts_are_in_it_and_only_in_part(file: Path) -> None:
    """Lost: a printer draws other characters, or none, in place of the ones that were meant."""
    lines = told("pdffonts", file).splitlines()[2:]
    assert len(lines) == 3
    for line in lines:
        assert re.match(r"[A-Z]{6}\+NotoSansSC-", line)
        assert line.split()[-5:-2] == ["yes", "yes", "yes"], line


def test_its_text_comes_out_in_order_rare_characters_too(file: Path) -> None:
    """Lost: whoever copies a name, searches the file, or has it read aloud gets something else."""
    text = told("pdftotext", "-raw", file, "-")
    order = (
        "一份证明",
        "编号：2026-1",
        f"陈{RARE}{PRIVATE}",
        "样例村一巷3号",
        "兹证明",
        "2001",
        "1,234.50",
        "第二条。",
        "演示局",
        "验证码",
    )
    places = ["".join(text.split()).find(part) for part in order]
    assert -1 not in places, (text, places)
    assert places == sorted(places)
    assert "看不见" not in text


def test_it_is_built_as_an_archive_wants_it(file: Path) -> None:
    """What can be looked at without a validator of PDF/A, of which none is at hand."""
    reader = PdfFileReader(BytesIO(file.read_bytes()))
    root = reader.root
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    intent = root["/OutputIntents"][0]
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"].data
    assert profile[36:40] == b"acsp"
    assert profile[16:20] == b"RGB "
    assert int.from_bytes(profile[:4]) == len(profile)
    metadata = root["/Metadata"]
    assert "/Filter" not in metadata
    xmp = metadata.data.decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp
    information = reader.trailer["/Info"]
    assert str(information["/Title"]) == f"陈{RARE}{PRIVATE}的证明"
    assert f">{information['/Title']}<" in xmp
    assert information["/CreationDate"] == "D:20261121060500+00'00'"
    assert "2026-11-21T06:05:00+00:00" in xmp
    assert len(reader.trailer["/ID"]) == 2
    content = file.read_bytes()
    assert content.startswith(b"%PDF-1.7")
    assert b"Helvetica" not in content


def test_its_parts_are_named_for_a_voice(file: Path) -> None:
    """Lost: a blind reader hears a heap of words. Headings, tables with their headers, and what figures show."""
    shown = told("pdfinfo", "-struct-text", file)
    assert "Document" in shown
    assert re.search(r"H1.*\n\s*\"一份证明\"", shown), shown
    assert shown.count("TR") >= 6
    assert "TH" in shown
    assert "TD" in shown
    tree = PdfFileReader(BytesIO(file.read_bytes())).root["/StructTreeRoot"]
    figures = [element for element in flat(tree["/K"]) if element["/S"] == "/Figure"]
    assert [str(figure["/Alt"]) for figure in figures] == ["验证码的二维码"]
    assert "页脚" not in shown


def flat(kids: Any) -> list[Any]:
    found: list[Any] = []
    for kid in kids:
        element = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(element, dict) and "/S" in element:
            found.append(element)
            found += flat(element["/K"])
    return found


def test_its_code_is_read_from_the_paper() -> None:
    picture = page_pictures(document().pdf, 150, colour=False)[0]
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [PAYLOAD]


def test_a_long_one_goes_on_with_the_table_s_heading(tmp_path: Path) -> None:
    """Lost: rows beyond the first page, or columns that nobody can name."""
    rendered = document(years=70)
    assert rendered.pages == 4
    assert rendered.seal is not None
    assert rendered.seal.page == 3
    (tmp_path / "long.pdf").write_bytes(rendered.pdf)
    pages = told("pdftotext", "-layout", tmp_path / "long.pdf", "-").split("\f")[:4]
    assert all(re.search(r"年度\s+金额", page) for page in pages[:3])
    assert [f"第 {number} 页，共 4 页" in page for number, page in enumerate(pages, 1)] == [True] * 4
    years = re.findall(r"^\s*(20\d\d)\s", "".join(pages), re.MULTILINE)
    assert years == [str(2000 + year) for year in range(70)]


def test_nothing_is_drawn_outside_the_margins() -> None:
    picture = page_pictures(document(text="长" * 400 + "a" * 200).pdf, 72, colour=False)[0]
    inked = np.flatnonzero((picture < 200).any(axis=0))
    assert inked[0] >= 28 / 25.4 * 72 - 2
    assert inked[-1] <= (210 - 26) / 25.4 * 72 + 2


def test_the_same_again_is_the_same_to_the_byte() -> None:
    assert document().pdf == document().pdf
    assert document().pdf != document(number="2026-2").pdf


def test_a_value_that_nobody_gave_is_a_mistake() -> None:
    """Lost: a certificate that says {name}."""
    with pytest.raises(KeyError):
        render(TEMPLATE, Values({}), author="演示局", made=MADE)


def test_no_line_begins_with_what_none_begins_with() -> None:
    text = "经查询，截至二〇二六年十一月，上述人员（居民身份证）在本省参加社会保险；情况如下：。" * 6
    for width in range(80, 400, 7):
        lines = wrapped(text, 14, width, indent=28)
        assert "".join(lines) == text
        assert not [line for line in lines if line[0] in NEVER_FIRST]


def test_every_shipped_template_is_one() -> None:
    root = Path(__file__).parents[3]
    files = [*root.glob("assets/templates/*.yaml"), *root.glob("kiosk/province/reference/templates/*.yaml")]
    assert len(files) >= 5
    for file in files:
        assert read_template(file).language == "zh-CN"


def test_every_glyph_of_the_shipped_fonts_is_one_that_can_be_embedded() -> None:
    """Lost: a name with a composite glyph ends in an error. Among 30,000 glyphs there is none."""
    for weight in get_args(Weight):
        face: Any = typeface(weight).face
        start = face.get_table_pos("glyf")[0]
        data = face._ttf_data
        places = zip(face.glyphPos, face.glyphPos[1:], strict=False)
        assert not [glyph for glyph, (begin, end) in enumerate(places) if end > begin and data[start + begin] >= 0x80]
