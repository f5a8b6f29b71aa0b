# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, what the scanner adds is taken for part of a citizen's code, or a code acts on us."""

import contextlib

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.scanner import Code, CodeDamaged, CodeTooLong, CodeUnreadable, ConfigurationCode, Symbology
from drivers.scanner.code import MAX_BYTES
from drivers.scanner.payload import read_frame


def read(frame: bytes, *, prefix: bytes = b"", aim: bool = True) -> Code:
    return read_frame(frame, prefix=prefix, aim=aim)


@pytest.mark.parametrize(
    ("frame", "raw", "symbology"),
    [
        (b"]Q1hello", b"hello", Symbology.QR),
        (b"]Q3\x1d01069", b"\x1d01069", Symbology.QR),
        (b"]d2hello", b"hello", Symbology.DATA_MATRIX),
        (b"]h1\xba\xba\xd0\xc5", b"\xba\xba\xd0\xc5", Symbology.HAN_XIN),
        (b"]C0445202", b"445202", Symbology.CODE_128),
        (b"]E04006381333931", b"4006381333931", Symbology.EAN),
        (b"]L2\x00\x01", b"\x00\x01", Symbology.PDF417),
        (b"]X0odd", b"odd", None),
        (b"]]Q1", b"]]Q1", None),
        (b"]Q", b"]Q", None),
        (b"hello", b"hello", None),
    ],
)
def test_the_aim_identifier(frame: bytes, raw: bytes, symbology: Symbology | None) -> None:
    """Each code would begin with three strange characters, and none would match."""
    assert read(frame) == Code(raw, symbology)


def test_only_the_first_identifier_is_the_scanners() -> None:
    """A code could give itself out for another kind."""
    assert read(b"]Q1]C0x") == Code(b"]C0x", Symbology.QR)
    assert read(b"]C0x", aim=False) == Code(b"]C0x", None)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("QRCode", "x"),
        ("DataMatrix", "x"),
        ("Aztec", "x"),
        ("PDF417", "x"),
        ("Code128", "x"),
        ("Code39", "X"),
        ("Code93", "X"),
        ("Codabar", "A1B"),
        ("ITF", "12"),
        ("EAN13", "4006381333931"),
        ("DataBar", "24012345678905"),
        ("MaxiCode", "x"),
    ],
)
def test_the_letters_are_those_of_another_program(kind: str, content: str) -> None:
    """A wrong table would call a QR code something else; zxing-cpp has its own."""
    identifier = zxingcpp.create_barcode(content, getattr(zxingcpp.BarcodeFormat, kind)).symbology_identifier
    named = {
        "QRCode": Symbology.QR,
        "ITF": Symbology.INTERLEAVED_2_OF_5,
        "EAN13": Symbology.EAN,
        "DataBar": Symbology.GS1_DATABAR,
        "Code39": Symbology.CODE_39,
        "Code93": Symbology.CODE_93,
        "Code128": Symbology.CODE_128,
        "DataMatrix": Symbology.DATA_MATRIX,
    }
    assert read(identifier.encode() + b"x").symbology is named.get(kind, getattr(Symbology, kind.upper(), None))
    assert read(identifier.encode() + b"x").symbology is not None


def test_a_prefix_is_taken_off_and_missed() -> None:
    """Half a code whose head was lost would be taken for all of it."""
    assert read(b"\x02]Q1hello", prefix=b"\x02") == Code(b"hello", Symbology.QR)
    with pytest.raises(CodeDamaged, match="prefix"):
        read(b"llo", prefix=b"\x02")


@pytest.mark.parametrize("frame", [b"", b"]Q1"])
def test_nothing_is_no_code(frame: bytes) -> None:
    """A stray line end would end the wait for a code."""
    with pytest.raises(CodeDamaged):
        read(frame)


def test_the_longest_code() -> None:
    """The fullest QR code would be refused, or more than any code taken."""
    assert len(read(b"]Q1" + b"7" * MAX_BYTES).raw) == MAX_BYTES
    with pytest.raises(CodeTooLong):
        read(b"]Q1" + b"7" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    "raw",
    [
        b"@MENU_OPTO@ZZ@BAP@ZZ@OTPO_UNEM@",
        b"@FACDEF",
        b"#SCNTRG1",
        b"@RRDDUR3000",
        b"~\x010000@C11ENA0;\x03",
        b"\x16M\rDEFALT.",
        b"#@109952",
    ],
)
def test_set_up_codes_are_refused(raw: bytes) -> None:
    """A page would show somebody's attempt to re-programme the scanner as a document of a citizen."""
    with pytest.raises(ConfigurationCode):
        read(b"]C0" + raw)
    with pytest.raises(ConfigurationCode):
        read(raw)


@pytest.mark.parametrize("raw", [b"@", b"@nobody", b"#445202", b"see @FACDEF", b"~~~", b"@MENU", b"\x16", b"ZZ"])
def test_other_codes_are_not(raw: bytes) -> None:
    """A citizen's own code would be called an attack."""
    assert read(raw).raw == raw


@given(st.binary(max_size=200) | st.text(alphabet="]@#~QM\x16\r09AZ_OPTUNE").map(str.encode), st.booleans())
@settings(max_examples=200)
def test_any_frame(frame: bytes, aim: bool) -> None:
    """A code made by a stranger would end the I/O thread."""
    with contextlib.suppress(CodeUnreadable):
        code = read(frame, aim=aim)
        assert frame.endswith(code.raw)
        assert (code.text is None) == (code.encoding is None)
