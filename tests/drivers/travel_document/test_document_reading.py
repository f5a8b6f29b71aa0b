# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card_reader import CardUnreadable
from drivers.smart_card.apdu import Answer, Command
from drivers.smart_card.emulator import Request
from drivers.travel_document.contract import DocumentAltered
from drivers.travel_document.document import Integrity
from drivers.travel_document.emulator import TravelDocumentChip
from drivers.travel_document.invented import PEOPLE, InventedDocument
from drivers.travel_document.mrz import parse_mrz
from drivers.travel_document.reading import read_document


def asking(chip: TravelDocumentChip, said: list[Command] | None = None) -> Callable[[Command], Answer]:
    """Speak to a chip without a reader between, and write down what was said."""

    def ask(command: Command) -> Answer:
        if said is not None:
            said.append(command)
        request = Request(command.cla, command.ins, command.p1, command.p2, command.data, command.le)
        return Answer(*chip.obey(request))

    return ask


@pytest.mark.parametrize("document", PEOPLE)
def test_whole_documents(document: InventedDocument) -> None:
    """Somebody's passport or permit would not be read, or read as another's."""
    read = read_document(asking(TravelDocumentChip(document)), parse_mrz(document.zone).key, portrait=True)
    assert read.mrz == parse_mrz(document.zone)
    assert read.groups == {1, 2, 11}
    assert read.integrity is Integrity.CONSISTENT
    assert (read.details.full_name, read.details.personal_number) == (document.full_name, document.personal_number)
    assert read.details.birth is not None
    assert read.details.birth.strftime("%Y%m%d") == document.full_birth
    assert read.portrait is not None
    assert read.portrait.data == document.picture
    assert document.number not in repr(read)


def test_the_picture_is_read_on_request_only() -> None:
    """A face would be taken from everybody who only wants a form filled in."""
    said: list[Command] = []
    document = PEOPLE[0]
    chip = TravelDocumentChip(document)
    assert read_document(asking(chip, said), parse_mrz(document.zone).key).portrait is None
    without = len(said)
    read_document(asking(chip, said), parse_mrz(document.zone).key, portrait=True)
    assert len(said) > 2 * without + 3


def test_a_file_longer_than_it_may_be() -> None:
    """A hostile chip would fill the terminal's memory."""
    chip = TravelDocumentChip(PEOPLE[0])
    chip.files[0x0101] = b"\x61\x84\x7f\xff\xff\xff" + bytes(100)
    with pytest.raises(CardUnreadable):
        read_document(asking(chip), parse_mrz(PEOPLE[0].zone).key)


@given(st.dictionaries(st.sampled_from([0x011E, 0x0101, 0x0102, 0x010B, 0x011D]), st.binary(min_size=1, max_size=60)))
def test_a_chip_that_knows_its_key_and_holds_anything(files: dict[int, bytes]) -> None:
    """A forged document would end the reader's thread with a mistake of ours, or pass for an unchanged one."""
    chip = TravelDocumentChip(PEOPLE[0])
    genuine = dict(chip.files)
    chip.files |= files
    with contextlib.suppress(CardUnreadable, DocumentAltered):
        read = read_document(asking(chip), parse_mrz(PEOPLE[0].zone).key, portrait=True)
        assert {name for name in files if files[name] != genuine[name]} <= {0x011E}, read.integrity
