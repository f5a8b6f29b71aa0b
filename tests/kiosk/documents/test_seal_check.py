# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a document is as it was sealed. Lost: forged paper that a government machine calls genuine."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from kiosk.demo.document_specimens import WHEN, signed_papers
from kiosk.documents.seal_check import check_seal
from kiosk.documents.sealed import NotGenuine
from kiosk.province.reference.authority import DocumentAuthority
from tests.kiosk.documents.papers import authority, root, sealed


@dataclass
class Papers:
    authority: DocumentAuthority
    root: bytes
    pdfs: dict[str, bytes]

    @property
    def one(self) -> bytes:
        return self.pdfs["no-criminal-record"]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    made = authority(tmp_path_factory.mktemp("platform"))
    return Papers(made, root(made), sealed(made))


def test_every_certificate_is_as_it_was_sealed(papers: Papers) -> None:
    for name, pdf in papers.pdfs.items():
        seal = check_seal(pdf, [papers.root])
        assert seal.at == WHEN
        assert seal.by == (
            "演示市公安局（演示）" if name == "no-criminal-record" else "演示省社会保险基金管理局（演示）"
        )


def test_every_document_is_a_sound_file_with_its_fonts_in_it(papers: Papers, tmp_path: Path) -> None:
    """Sealed, or signed by a citizen: a damaged one is refused years later, one without its fonts reads otherwise."""
    for name, pdf in (*papers.pdfs.items(), *signed_papers()):
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(pdf)
        assert "No syntax or stream encoding errors found" in _told("qpdf", "--check", file)
        fonts = _told("pdffonts", file).splitlines()[2:]
        assert [line.split()[-5] for line in fonts] == ["yes"] * len(fonts) != [], fonts


def test_other_programs_say_so_too(papers: Papers, tmp_path: Path) -> None:
    """Poppler's own check of signatures, which shares no code with ours."""
    for name, pdf in papers.pdfs.items():
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(pdf)
        signature = _told("pdfsig", "-nocert", file)
        assert "ETSI.CAdES.detached" in signature
        assert "Total document signed" in signature
        assert "Signature is Valid" in signature


def _told(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, check=True, text=True, timeout=60).stdout


def test_what_it_needs_for_the_years_to_come_is_in_it(papers: Papers) -> None:
    """PAdES B-LT: certificates and the list of revoked ones, in the same revision as the signature."""
    reader = PdfFileReader(BytesIO(papers.one))
    assert len(reader.embedded_signatures) == 1
    store = reader.root["/DSS"]
    assert len(store["/CRLs"]) == 1
    assert len(store["/Certs"]) >= 2
    assert reader.embedded_signatures[0].docmdp_level is not None


def test_a_flipped_bit_is_seen_wherever_it_is(papers: Papers) -> None:
    """All through the signed range, every 1/60th of it."""
    pdf = papers.one
    begin, length, again, rest = PdfFileReader(BytesIO(pdf)).embedded_signatures[0].byte_range
    spots = [*range(begin, length, length // 55), *range(again, again + rest, rest // 5), len(pdf) - 1]
    for spot in spots:
        broken = bytearray(pdf)
        broken[spot] ^= 1 << spot % 8
        with pytest.raises(NotGenuine):
            check_seal(bytes(broken), [papers.root])


def test_what_stands_beside_the_signature_is_looked_at_too(papers: Papers) -> None:
    """No signature covers its own place in the file: there is room behind it, and a copy of the root's certificate."""
    pdf = papers.one
    again = PdfFileReader(BytesIO(pdf)).embedded_signatures[0].byte_range[2]
    copy = pdf.lower().index(papers.root.hex().encode())
    spots = [again - 2, again - 900, *range(copy + 100, copy + 2 * len(papers.root), 130)]
    for spot in spots:
        broken = bytearray(pdf)
        broken[spot] = ord("7") if broken[spot] != ord("7") else ord("8")
        with pytest.raises(NotGenuine):
            check_seal(bytes(broken), [papers.root])


@pytest.mark.long
@settings(max_examples=500)
@given(spot=st.integers(0, 1 << 20), bit=st.integers(0, 7))
def test_any_flipped_bit_is_seen(papers: Papers, spot: int, bit: int) -> None:
    pdf = papers.one
    _, length, again, rest = PdfFileReader(BytesIO(pdf)).embedded_signatures[0].byte_range
    spot %= length + rest
    broken = bytearray(pdf)
    broken[spot if spot < length else again + spot - length] ^= 1 << bit
    with pytest.raises(NotGenuine):
        check_seal(bytes(broken), [papers.root])


def test_an_update_after_sealing_is_seen(papers: Papers) -> None:
    """Lost: a name written over the sealed one, which every viewer shows and the signature does not cover."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(papers.one))
    page = writer.root["/Pages"]["/Kids"][0]
    over: Any = generic.StreamObject
    forged = writer.add_object(over(stream_data=b"0 g 100 100 200 200 re f"))
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), forged])
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(papers.one)
    with pytest.raises(NotGenuine):
        check_seal(out.getvalue(), [papers.root])
    with pytest.raises(NotGenuine):
        check_seal(papers.one + b"\n", [papers.root])


def test_a_document_without_a_seal_is_not_genuine(papers: Papers) -> None:
    for _, pdf in signed_papers():
        with pytest.raises(NotGenuine):
            check_seal(pdf, [papers.root])


def test_somebody_elses_seal_is_not_genuine(papers: Papers, tmp_path: Path) -> None:
    """Lost: whoever makes an authority of his own makes certificates of any office."""
    false = authority(tmp_path)
    with pytest.raises(NotGenuine):
        check_seal(sealed(false)["no-criminal-record"], [papers.root])
    with pytest.raises(NotGenuine):
        check_seal(papers.one, [])


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7", b"<html>", b"%PDF-1.7\n" + bytes(2000)])
def test_what_is_no_document_is_not_genuine(papers: Papers, junk: bytes) -> None:
    with pytest.raises(NotGenuine):
        check_seal(junk, [papers.root])
