# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card_reader import CardUnreadable
from drivers.smart_card.apdu import Answer, Command
from drivers.smart_card.contract import WrongCard
from drivers.smart_card.emulator import Request
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import LIN_ZHIYUAN, LONG_NAME, PEOPLE, InventedSocialCard
from drivers.social_card.reading import read_card


def asking(chip: SocialCardChip, said: list[str] | None = None) -> Callable[[Command], Answer]:
    """Speak to a chip without a reader between, and write down what was said."""

    def ask(command: Command) -> Answer:
        if said is not None:
            said.append(command.encoded().hex())
        request = Request(command.cla, command.ins, command.p1, command.p2, command.data, command.le)
        return Answer(*chip.obey(request))

    return ask


def test_the_commands_as_they_are_written_down() -> None:
    """No card but our own emulated one would understand the driver."""
    said: list[str] = []
    read_card(asking(SocialCardChip(LIN_ZHIYUAN), said))
    assert said[:4] == [
        "00a404000f7378312e73682ec9e7bbe1b1a3d5cf",
        "00a4020002ef05",
        "00b2010012",
        "00b2020003",
    ]
    assert said[9:12] == ["00a4020002ef06", "00b2080014", "00b2090020"]
    assert len(said) == 16


@pytest.mark.parametrize("knows", ["tag", "number", "short id"])
@pytest.mark.parametrize("selects_by", [0, 2])
@pytest.mark.parametrize("person", PEOPLE)
def test_every_manner_of_card(person: InventedSocialCard, knows: str, selects_by: int) -> None:
    """Cards of one maker or one province would not be read."""
    said: list[str] = []
    card = read_card(asking(SocialCardChip(person, knows=knows, selects_by=selects_by), said))
    assert (card.number, card.name, card.card_number) == (person.number, person.name, person.card_number)
    assert len(said) < 25, "the manner is found out once for each file"


def test_a_long_name_is_whole() -> None:
    """A person of sixteen characters would get a receipt in half a name."""
    assert len(LONG_NAME.name.encode("gbk")) > 30
    assert read_card(asking(SocialCardChip(LONG_NAME))).name == LONG_NAME.name
    said: list[str] = []
    read_card(asking(SocialCardChip(LIN_ZHIYUAN), said))
    assert not [command for command in said if command.startswith("00b24e")], "a short name has no extension"


def test_records_that_a_card_lacks() -> None:
    """An old card without a birthplace would be refused altogether."""
    chip = SocialCardChip(LIN_ZHIYUAN)
    chip.replace(0x0C, None)
    chip.replace(0x06, None)
    card = read_card(asking(chip))
    assert (card.birthplace, card.valid_to, card.name) == ("", None, LIN_ZHIYUAN.name)
    chip.replace(0x09, None)
    with pytest.raises(CardUnreadable) as unreadable:
        read_card(asking(chip))
    assert unreadable.value.code == 0x6A83


@pytest.mark.parametrize(("verdict", "wrong"), [(0x6A82, True), (0x6D00, True), (0x6283, False), (0x6F00, False)])
def test_a_card_that_refuses(verdict: int, wrong: bool) -> None:
    """A bank card would be called broken, or a locked card be called another kind's."""
    with pytest.raises(CardUnreadable) as unreadable:
        read_card(lambda _: Answer(b"", verdict))
    assert isinstance(unreadable.value, WrongCard) is wrong
    assert unreadable.value.code == verdict


@given(st.lists(st.tuples(st.binary(max_size=40), st.sampled_from([0x9000, 0x6A83, 0x6A82, 0x6F00])), max_size=60))
def test_any_answers(answers: list[tuple[bytes, int]]) -> None:
    """A broken card would end the reader's thread with a mistake of ours, or be asked for ever."""
    turns = iter([(b"", 0x9000), *answers])
    said = 0

    def ask(_: Command) -> Answer:
        nonlocal said
        said += 1
        return Answer(*next(turns, (b"", 0x6F00)))

    with contextlib.suppress(CardUnreadable):
        assert read_card(ask).name
    assert said < 60
