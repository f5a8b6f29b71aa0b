# SPDX-License-Identifier: GPL-3.0-or-later
"""What the words of upsd mean, and what is no word of its."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.ups import Power, Supply
from drivers.ups.protocol import LONGEST_LINE, Lines, Nonsense, Refusal, get_var, is_name, ups_names, variable, words
from drivers.ups.supply import judge


@pytest.mark.parametrize(
    ("status", "charge", "supply"),
    [
        ("OL", "100", Supply.MAINS),
        ("OL", None, Supply.MAINS),
        ("OL CHRG", None, Supply.MAINS),
        ("OL TRIM", "95.5", Supply.MAINS),
        ("OL CHRG", "40", Supply.RECOVERED),
        ("OL LB CHRG", None, Supply.RECOVERED),
        ("OB", "40", Supply.BATTERY),
        ("OB DISCHRG", None, Supply.BATTERY),
        ("OB LB", "5", Supply.LOW),
        ("OL FSD", "100", Supply.LOW),
        ("FSD OB LB", "1", Supply.LOW),
        ("WAIT", None, Supply.UNKNOWN),
        ("OFF", "100", Supply.UNKNOWN),
        ("", None, Supply.UNKNOWN),
        ("OL OB", "100", Supply.UNKNOWN),
        ("ol", "100", Supply.UNKNOWN),
    ],
)
def test_flags(status: str, charge: str | None, supply: Supply) -> None:
    """A visit would begin on a dying battery, or the terminal stop under full mains."""
    assert judge(status, charge, None).supply is supply


@pytest.mark.parametrize("text", ["", "full", "-1", "101", "nan", "inf", "1e9", None])
def test_a_charge_that_is_none_is_not_told(text: str | None) -> None:
    """A technician would read a number that nobody has measured."""
    assert judge("OL", text, None).charge is None


def test_runtime() -> None:
    """The runtime that some supplies tell with a fraction would be lost."""
    assert judge("OB", "99.9", "1234.50") == Power(Supply.BATTERY, 99, 1234)
    assert judge("OB", None, "nan").runtime is None


def test_words_of_the_protocol() -> None:
    """A supply with quotes in its description would make all of them unreadable."""
    assert words('UPS su700 "Dev \\"A\\" \\\\ 1"') == ["UPS", "su700", 'Dev "A" \\ 1']
    assert words('VAR a b ""') == ["VAR", "a", "b", ""]
    assert get_var("su700", "ups.status") == "GET VAR su700 ups.status"
    assert variable('VAR su700 ups.status "OL CHRG"', "su700", "ups.status") == "OL CHRG"
    with pytest.raises(Refusal) as refusal:
        words("ERR DATA-STALE")
    assert refusal.value.code == "DATA-STALE"
    for line in ("", "   ", '"', 'VAR "', "\\"):
        with pytest.raises(Nonsense):
            words(line)


def test_the_answer_to_another_question_is_none() -> None:
    """The charge would be taken for the runtime."""
    for line in ('VAR ups ups.status "OL"', 'VAR other battery.charge "1"', "VAR ups battery.charge", "OK"):
        with pytest.raises(Nonsense):
            variable(line, "ups", "battery.charge")


def test_lists_come_line_by_line() -> None:
    """With two supplies the first would be taken for the only one."""
    lines = ["BEGIN LIST UPS", 'UPS a "A"', 'UPS b "B"', "END LIST UPS"]
    assert [ups_names(lines[:length]) for length in range(5)] == [None, None, None, None, ["a", "b"]]
    for wrong in (
        ["UPS a"],
        ["BEGIN LIST UPS", "VAR a b c", "END LIST UPS"],
        ["BEGIN LIST UPS", 'UPS "a b" x', lines[3]],
    ):
        with pytest.raises(Nonsense):
            ups_names(wrong)


def test_a_name_from_the_settings_cannot_be_a_command() -> None:
    """A line break in terminal.toml would send upsd a second command."""
    assert is_name("rack-2.ups_1")
    for text in ("", "a b", "a\nFSD a", "a\n"):
        assert not is_name(text)


@given(st.lists(st.binary(max_size=600), max_size=12))
@settings(max_examples=150)
def test_whatever_comes_is_an_answer_an_error_or_nonsense(pieces: list[bytes]) -> None:
    """A strange service at the port would bring the engine down, or fill its memory."""
    lines = Lines()
    with suppress(Nonsense):
        for piece in pieces:
            for line in lines.feed(piece):
                with suppress(Nonsense, Refusal):
                    assert words(line)
                with suppress(Nonsense, Refusal):
                    ups_names([line])
            assert len(lines._rest) <= LONGEST_LINE


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x85\u2028\u2029"), max_size=50))
@settings(max_examples=100)
def test_any_value_comes_through_its_quotes(value: str) -> None:
    """A manufacturer's name would make the status unreadable."""
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    (line,) = Lines().feed(f'VAR ups x "{quoted}"\n'.encode())
    assert variable(line, "ups", "x") == value
