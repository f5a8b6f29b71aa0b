# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a page is drawn with the wrong words, or a touch never reaches the engine: the terminal looks dead."""

from __future__ import annotations

import functools
import types
import typing
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.visit.frames import MAX_FRAME, FrameBuffer, pack, unpack_intent, unpack_show
from kiosk.visit.intents import Intent, Press, Resize, Speak, Touched
from kiosk.visit.screens import AnyScreen, Screen, Show, Starting, Status
from kiosk.words import Words

SCREENS: tuple[type[Screen], ...] = typing.get_args(AnyScreen)
INTENTS: tuple[type[msgspec.Struct], ...] = typing.get_args(Intent)
STATUS = Status(place=Words.same("演示街道"), terminal="4452-0137", online=True)
SHOW = Show(seq=1, screen=Starting(), status=STATUS, language="hans")


@functools.cache
def values(of: Any) -> st.SearchStrategy[Any]:
    """Every value that a type annotation of a frame allows; fails for one that it does not know."""
    origin, arguments = typing.get_origin(of), typing.get_args(of)
    if of in {None, type(None)}:
        return st.none()
    if of is bool:
        return st.booleans()
    if of is str:
        return st.text(max_size=30)
    if of is int:
        return st.integers(-(1 << 63), (1 << 63) - 1)
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin in {typing.Union, types.UnionType}:
        return st.one_of([values(argument) for argument in arguments])
    if origin is tuple and arguments[1] is Ellipsis:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    assert issubclass(of, msgspec.Struct), f"no frame holds a {of}"
    return st.builds(of, **{name: values(hint) for name, hint in typing.get_type_hints(of).items()})


def test_every_screen_is_one_of_the_union() -> None:
    """A page that is left out of the union could be written and never sent."""
    assert set(SCREENS) == set(Screen.__subclasses__())


@pytest.mark.parametrize("kind", SCREENS, ids=lambda kind: kind.__name__)
@settings(max_examples=12)
@given(data=st.data())
def test_every_screen_arrives_as_it_was_sent(kind: type[Screen], data: st.DataObject) -> None:
    """A field that is lost on the way is a button or a sentence that is missing."""
    screen = data.draw(values(kind))
    show = msgspec.structs.replace(data.draw(values(Show)), screen=screen)
    (body,) = FrameBuffer().feed(pack(show))
    arrived = unpack_show(body)
    assert arrived == show
    assert type(arrived.screen) is kind


@pytest.mark.parametrize("kind", INTENTS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_intent_arrives_as_it_was_sent(kind: type[msgspec.Struct], data: st.DataObject) -> None:
    """What was typed or touched must be what the engine takes."""
    intent = data.draw(values(kind))
    (body,) = FrameBuffer().feed(pack(intent))
    arrived = unpack_intent(body)
    assert arrived == intent
    assert type(arrived) is kind


@settings(max_examples=30)
@given(intents=st.lists(values(Intent), max_size=5), cuts=st.lists(st.integers(1, 7)))
def test_frames_survive_any_cutting(intents: list[Intent], cuts: list[int]) -> None:
    """A socket hands out bytes as it likes; a half frame must wait for its other half."""
    stream = b"".join(pack(intent) for intent in intents)
    buffer, bodies = FrameBuffer(), []
    for cut in [*cuts, *[1] * len(stream)]:
        piece, stream = stream[:cut], stream[cut:]
        bodies += buffer.feed(piece)
    assert [unpack_intent(body) for body in bodies] == intents


def test_a_frame_is_not_handed_out_before_its_last_byte() -> None:
    """The engine would read half of a sentence as the whole."""
    frame = pack(Press(seq=7, action="ENTER", value="路灯坏了"))
    buffer = FrameBuffer()
    assert buffer.feed(frame[:-1]) == []
    assert len(buffer.feed(frame[-1:] + frame)) == 2


def test_an_overlong_frame_is_refused_at_its_head() -> None:
    """Waiting for four gigabytes would take the memory of the whole terminal."""
    with pytest.raises(ValueError, match=str(MAX_FRAME + 1)):
        FrameBuffer().feed((MAX_FRAME + 1).to_bytes(4, "big"))
    assert FrameBuffer().feed(MAX_FRAME.to_bytes(4, "big")) == []
    assert FrameBuffer().feed(MAX_FRAME.to_bytes(4, "big") + bytes(MAX_FRAME)) == [bytes(MAX_FRAME)]


@given(body=st.binary(max_size=64))
def test_garbage_is_an_error_that_the_link_knows(body: bytes) -> None:
    """Any other error would leave the connection open and the terminal deaf."""
    try:
        arrived = unpack_intent(body)
    except (msgspec.MsgspecError, ValueError):
        return
    assert isinstance(arrived, Press | Touched | Speak | Resize)


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "Press", "seq": 1, "action": "EXPLODE"},
        {"type": "Press", "seq": "1", "action": "ENTER"},
        {"type": "Speak", "language": "fr"},
        {"type": "Resize", "large": "yes"},
        {"type": "Home", "tiles": []},
        {"seq": 1, "action": "ENTER"},
    ],
    ids=str,
)
def test_what_is_no_intent_is_refused(wrong: dict[str, object]) -> None:
    """A step would meet an action or a language that nobody has written."""
    with pytest.raises(msgspec.ValidationError):
        unpack_intent(msgspec.msgpack.encode(wrong))


def test_a_screen_is_no_intent_and_an_intent_no_screen() -> None:
    """The two directions must not be mixed up."""
    with pytest.raises(msgspec.ValidationError):
        unpack_intent(pack(SHOW)[4:])
    with pytest.raises(msgspec.ValidationError):
        unpack_show(pack(Touched())[4:])
