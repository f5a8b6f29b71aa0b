# SPDX-License-Identifier: GPL-3.0-or-later
"""IPP messages byte by byte: a printer that misunderstands a job prints it wrongly, or not at all."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.document.ipp.message import (
    Group,
    MessageError,
    Operation,
    Range,
    Resolution,
    Tag,
    answer,
    request,
)


def attribute(tag: int, name: str, value: bytes) -> bytes:
    return bytes([tag]) + len(name).to_bytes(2, "big") + name.encode() + len(value).to_bytes(2, "big") + value


CHARSET = attribute(0x47, "attributes-charset", b"utf-8")
LANGUAGE = attribute(0x48, "attributes-natural-language", b"en-us")


def test_the_request_of_rfc_8010() -> None:
    """Appendix A.1 of RFC 8010, Print-Job, with the version of today."""
    written = request(
        Operation.PRINT_JOB,
        1,
        {
            Group.OPERATION: [
                ("attributes-charset", Tag.CHARSET, "utf-8"),
                ("attributes-natural-language", Tag.LANGUAGE, "en-us"),
                ("printer-uri", Tag.URI, "ipp://printer.example.com/ipp/print/pinetree"),
                ("job-name", Tag.NAME, "foobar"),
                ("ipp-attribute-fidelity", Tag.BOOLEAN, True),
            ],
            Group.JOB: [("copies", Tag.INTEGER, 20), ("sides", Tag.KEYWORD, "two-sided-long-edge")],
        },
    )
    assert written == (
        bytes.fromhex("0200 0002 00000001 01")
        + CHARSET
        + LANGUAGE
        + attribute(0x45, "printer-uri", b"ipp://printer.example.com/ipp/print/pinetree")
        + attribute(0x42, "job-name", b"foobar")
        + bytes.fromhex("22 0016 6970702d6174747269627574652d666964656c697479 0001 01")
        + b"\x02"
        + bytes.fromhex("21 0006 636f70696573 0004 00000014")
        + bytes.fromhex("44 0005 7369646573 0013 74776f2d73696465642d6c6f6e672d65646765")
        + b"\x03"
    )


def test_further_values_carry_no_name() -> None:
    """RFC 8010, 3.1.5: with its name again it would be a second attribute, which printers refuse."""
    named = [("requested-attributes", Tag.KEYWORD, name) for name in ("job-id", "job-state")]
    written = request(Operation.GET_JOBS, 2, {Group.OPERATION: list(named)})
    assert written.endswith(
        attribute(0x44, "requested-attributes", b"job-id") + attribute(0x44, "", b"job-state") + b"\x03"
    )


def test_an_answer_with_every_kind_of_value() -> None:
    """A value that is misread makes a printer look well that is not."""
    collection = (
        attribute(0x34, "media-col-default", b"")
        + attribute(0x4A, "", b"media-size")
        + attribute(0x34, "", b"")
        + attribute(0x4A, "", b"x-dimension")
        + attribute(0x21, "", bytes.fromhex("00005208"))
        + attribute(0x37, "", b"")
        + attribute(0x37, "", b"")
    )
    given_bytes = (
        bytes.fromhex("0200 0000 00000007 01")
        + CHARSET
        + b"\x04"
        + attribute(0x23, "printer-state", bytes.fromhex("00000005"))
        + attribute(0x44, "printer-state-reasons", b"media-empty-error")
        + attribute(0x44, "", b"door-open-report")
        + attribute(0x22, "printer-is-accepting-jobs", b"\0")
        + attribute(0x32, "printer-resolution-default", bytes.fromhex("0000012c 0000012c 03"))
        + attribute(0x33, "copies-supported", bytes.fromhex("00000001 000003e7"))
        + attribute(0x35, "printer-info", b"\0\x05zh-cn\0\x09" + "打印机".encode())
        + attribute(0x12, "printer-geo-location", b"")
        + collection
        + attribute(0x30, "device-uuid", b"\x01\x02")
        + b"\x03rest"
    )
    read = answer(given_bytes)
    assert (read.status, read.request, read.is_success) == (0, 7, True)
    assert read.of(Group.PRINTER) == {
        "printer-state": (5,),
        "printer-state-reasons": ("media-empty-error", "door-open-report"),
        "printer-is-accepting-jobs": (False,),
        "printer-resolution-default": (Resolution(300, 300),),
        "copies-supported": (Range(1, 999),),
        "printer-info": ("打印机",),
        "printer-geo-location": (None,),
        "media-col-default": ({"media-size": ({"x-dimension": (21000,)},)},),
        "device-uuid": (b"\x01\x02",),
    }
    assert read.of(Group.JOB) == {}


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n\r\n",
        bytes.fromhex("0900 0000 00000001 03"),
        bytes.fromhex("0200 0000 00000001"),
        bytes.fromhex("0200 0000 00000001 01 47 0012"),
        bytes.fromhex("0200 0000 00000001 47 03"),
        bytes.fromhex("0200 0000 00000001 04") + attribute(0x21, "", b"\0\0\0\1") + b"\x03",
        bytes.fromhex("0200 0000 00000001 04") + attribute(0x21, "copies", b"\0\1") + b"\x03",
        bytes.fromhex("0200 0000 00000001 04") + attribute(0x34, "media-col", b"") + b"\x03",
        bytes.fromhex("0200 0000 00000001 04") + attribute(0x34, "a", b"") * 1 + attribute(0x34, "", b"") * 30,
        bytes.fromhex("0200 0000 00000001 04")
        + attribute(0x34, "a", b"")
        + (attribute(0x4A, "", b"b") + attribute(0x34, "", b"")) * 30,
        b"\x02" * ((1 << 20) + 1),
    ],
)
def test_what_is_no_answer_is_refused(spoilt: bytes) -> None:
    """Any web server on that port would be taken for a printer that is well."""
    with pytest.raises(MessageError):
        answer(spoilt)


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    """A strange device on the network would end the thread that watches the printer."""
    for candidate in (data, bytes.fromhex("0200 0000 00000001 04") + data):
        with suppress(MessageError):
            answer(candidate)
