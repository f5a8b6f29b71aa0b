# SPDX-License-Identifier: GPL-3.0-or-later
"""Basic access control and secure messaging, byte for byte as ICAO 9303-11, appendix D, works them out."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.smart_card.apdu import Answer, Command
from drivers.travel_document.access import NoAccessControl, Refused, Session, begin
from drivers.travel_document.mrz import AccessKey
from drivers.travel_document.secrecy import Forged, key_for_checksums, key_for_encryption

KEY = AccessKey("L898902C", "690806", "940623")
CHALLENGE = "4608F91988702212"
CHANCE = {8: "781723860C06C226", 16: "0B795240CB7049B01C19B33E32804F0B"}
SENT = "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2" + "5F1448EEA8AD90A7"
PROOF = "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F" + "2F2D235D074D7449"


def chance(count: int) -> bytes:
    return bytes.fromhex(CHANCE[count])


def open_session(proof: str = PROOF) -> Session:
    turns = [(b"\x00\x84\x00\x00\x08".hex(), CHALLENGE), ("0082000028" + SENT + "28", proof)]

    def ask(command: Command) -> Answer:
        expected, answer = turns.pop(0)
        assert command.encoded().hex() == expected.lower()
        return Answer(bytes.fromhex(answer), 0x9000)

    return begin(ask, KEY, chance)


def test_the_keys_of_a_document() -> None:
    """No document of the world would open."""
    assert KEY.information == "L898902C<369080619406236"
    seed = hashlib.sha1(KEY.information.encode(), usedforsecurity=False).digest()[:16]
    assert seed.hex().upper() == "239AB9CB282DAF66231DC5A4DF6BFBAE"
    assert key_for_encryption(seed).hex().upper() == "AB94FDECF2674FDFB9B391F85D7F76F2"
    assert key_for_checksums(seed).hex().upper() == "7962D9ECE03D1ACD4C76089DCE131543"


def test_the_conversation() -> None:
    """A chip would drop the conversation at the first sealed command."""
    session = open_session()
    for command, sealed, answer, data in (
        (
            Command(0x00, 0xA4, 0x02, 0x0C, b"\x01\x1e"),
            "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800",
            "990290008E08FA855A5D4C50A8ED",
            "",
        ),
        (
            Command(0x00, 0xB0, 0x00, 0x00, le=4),
            "0CB000000D9701048E08ED6705417E96BA5500",
            "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED",
            "60145F01",
        ),
        (
            Command(0x00, 0xB0, 0x00, 0x04, le=18),
            "0CB000040D9701128E082EA28A70F3C7B53500",
            "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D74",
            "04303130365F36063034303030305C026175",
        ),
    ):
        assert session.protect(command).encoded().hex().upper() == sealed
        opened = session.open(Answer(bytes.fromhex(answer), 0x9000))
        assert (opened.data.hex().upper(), opened.sw) == (data, 0x9000)


def test_an_answer_that_somebody_changed() -> None:
    """Whoever stands between chip and reader could write another name into the form."""
    genuine = bytes.fromhex("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED")
    for at in range(len(genuine)):
        session = open_session()
        session.protect(Command(0x00, 0xA4, 0x02, 0x0C, b"\x01\x1e"))
        session.open(Answer(bytes.fromhex("990290008E08FA855A5D4C50A8ED"), 0x9000))
        session.protect(Command(0x00, 0xB0, 0x00, 0x00, le=4))
        changed = genuine[:at] + bytes((genuine[at] ^ 1,)) + genuine[at + 1 :]
        with pytest.raises(Forged):
            session.open(Answer(changed, 0x9000))


def test_an_answer_out_of_turn() -> None:
    """An old answer could be played again."""
    session = open_session()
    session.protect(Command(0x00, 0xA4, 0x02, 0x0C, b"\x01\x1e"))
    answer = Answer(bytes.fromhex("990290008E08FA855A5D4C50A8ED"), 0x9000)
    session.open(answer)
    session.protect(Command(0x00, 0xA4, 0x02, 0x0C, b"\x01\x1e"))
    with pytest.raises(Forged):
        session.open(answer)


def test_a_chip_that_does_not_know_the_key() -> None:
    """A forged chip could pass for the document that lies there."""
    for proof in ("00" * 40, PROOF[:-2] + "00", PROOF[:-2], ""):
        with pytest.raises(Forged):
            open_session(proof)


def test_a_chip_that_refuses() -> None:
    """A wrong number would look like a broken chip, and a chip that wants PACE like a wrong number."""
    with pytest.raises(NoAccessControl):
        begin(lambda _: Answer(b"", 0x6D00), KEY)
    with pytest.raises(NoAccessControl):
        begin(lambda _: Answer(b"1234", 0x9000), KEY)
    turns = iter([Answer(bytes(8), 0x9000), Answer(b"", 0x6300)])
    with pytest.raises(Refused) as refused:
        begin(lambda _: next(turns), KEY)
    assert refused.value.sw == 0x6300


@given(st.binary(max_size=80))
def test_any_answer(data: bytes) -> None:
    """A broken chip would end the reader's thread with a mistake of ours."""
    session = Session(bytes(16), bytes(range(16)), bytes(8))
    with pytest.raises(Forged):  # nobody knows the key
        session.open(Answer(data, 0x9000))
