# SPDX-License-Identifier: GPL-3.0-or-later
from drivers.scanner import Code, Symbology, summary


def test_a_summary_tells_a_code_from_another_and_nothing_of_it() -> None:
    """A technician who tries a scanner with somebody's code would have it on the screen and in the notes."""
    code = Code(b"e-id:445202:9f3c", Symbology.QR)
    assert summary(code) == {"symbology": "qr", "bytes": 16, "encoding": "utf-8", "sha256": "911f"}
    assert summary(Code(b"\x00\xff")) == {"symbology": "unknown", "bytes": 2, "encoding": "binary", "sha256": "06eb"}
