# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a technician alone in a village finds a command that nobody has explained."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.__main__ import main, parser

ROOT = Path(__file__).parents[3]
DOCUMENT = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def below(command: argparse.ArgumentParser) -> argparse._SubParsersAction[argparse.ArgumentParser] | None:
    """The commands or actions of a command, None when it has none."""
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            return action
    return None


def walk(command: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A command and all below it."""
    yield command
    actions = below(command)
    for one in actions.choices.values() if actions else ():
        yield from walk(one)


EVERY = list(walk(parser()))
COMMANDS = EVERY[1:]
each = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.prog)


def sections() -> dict[str, str]:
    """The text below each heading that is a command; an action's text also counts for its command."""
    parts = re.split(r"^#{2,3} `(kiosk [a-z -]+)`$", DOCUMENT, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


SECTIONS = sections()


def test_there_are_commands() -> None:
    """The tests below would say nothing about an empty command line."""
    assert {command.prog for command in COMMANDS} >= {"kiosk run", "kiosk doctor", "kiosk queue retry"}


@pytest.mark.parametrize("command", EVERY, ids=lambda command: command.prog)
def test_every_command_says_what_it_does(command: argparse.ArgumentParser) -> None:
    """`--help` with a bare list of options helps nobody."""
    assert command.description
    assert command.description.rstrip().endswith((".", "))."))
    actions = below(command)
    if actions is not None:
        told = {action.dest: action.help for action in actions._choices_actions}
        assert set(told) == set(actions.choices)
        assert all(told.values())


@each
def test_every_argument_says_what_it_means(command: argparse.ArgumentParser) -> None:
    """An option without words is found by trying, on a terminal that people wait at."""
    silent = [
        action.dest
        for action in command._actions
        if not isinstance(action, argparse._SubParsersAction) and not (action.help or "").strip()
    ]
    assert silent == []


@each
def test_help_can_be_printed(command: argparse.ArgumentParser, capsys: pytest.CaptureFixture[str]) -> None:
    """One stray percent sign in a text ends `--help` in a traceback."""
    with pytest.raises(SystemExit) as ended:
        main([*command.prog.split()[1:], "--help"])
    assert ended.value.code == 0
    assert command.prog in capsys.readouterr().out


@each
def test_every_command_is_documented_with_its_options(command: argparse.ArgumentParser) -> None:
    """What is not in the document is not used."""
    assert command.prog in SECTIONS
    text = SECTIONS[command.prog] + SECTIONS.get(command.prog.rsplit(" ", 1)[0], "")
    options = {option for action in command._actions for option in action.option_strings if option.startswith("--")}
    assert [option for option in sorted(options - {"--help"}) if option not in text] == []


def test_no_command_is_documented_that_is_not_there() -> None:
    """A command from another version costs an hour on the telephone."""
    assert set(SECTIONS) == {command.prog for command in COMMANDS}


def test_every_documented_option_is_there() -> None:
    """As above."""
    known = {option for command in COMMANDS for action in command._actions for option in action.option_strings}
    assert set(re.findall(r"(--[a-z]+)", DOCUMENT)) - known == set()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "COMMAND"),
        (["queue"], "ACTION"),
        (["dance"], "dance"),
        (["device", "id_reader", "dance"], "dance"),
        (["run", "--window", "big"], "'big' is no size; expected width x height"),
        (["run", "--window", "0x5"], "'0x5' is no size"),
        (["run", "--only", "half"], "engine"),
        (["demo", "--form", "round"], "portrait"),
    ],
    ids=str,
)
def test_a_mistyped_command_is_told_in_words(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The status is 2, and the text names what was expected."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert words in said
    assert "_" not in said.splitlines()[-1].replace("id_reader", ""), "a name of the program's own is no word"


def test_a_visit_that_is_not_there_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Names of visits are long; a mistyped one shows those that there are."""
    assert main(["demo", "--visit", "report-54321"]) == 2
    said = capsys.readouterr().err
    assert "report-54321" in said
    assert "report-12345" in said
