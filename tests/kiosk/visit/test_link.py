# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, the screen and the engine lose each other: the terminal stands there and does not answer."""

from __future__ import annotations

import asyncio
import logging
import stat
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from kiosk.places import reachable
from kiosk.visit.frames import MAX_FRAME, FrameBuffer, pack, unpack_show
from kiosk.visit.front import Front
from kiosk.visit.intents import Intent, Press, Speak
from kiosk.visit.link import Link
from kiosk.visit.screens import End, Guide, Rate, Screen, Show, Status
from kiosk.words import Words

STATUS = Status(place=Words.same("演示街道"), terminal="4452-0137", online=False)
SECRET = "陈桂英445202195803120026"
WITHIN = 5.0


class Ui:
    """A ui's end of a real socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._frames = FrameBuffer()
        self._unseen: list[Show] = []

    async def next(self) -> Show:
        while not self._unseen:
            data = await self._reader.read(1 << 16)
            assert data, "the engine hung up"
            self._unseen += [unpack_show(body) for body in self._frames.feed(data)]
        return self._unseen.pop(0)

    async def page(self) -> Screen:
        return (await self.next()).screen

    async def hung_up(self) -> None:
        with suppress(ConnectionError):
            while await self._reader.read(1 << 16):
                pass

    def say(self, data: bytes) -> None:
        self._writer.write(data)

    async def close(self) -> None:
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()


class Engine:
    """A front behind a link, as the engine has them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.intents: list[Intent] = []
        self.came = asyncio.Event()
        self.front = Front(STATUS)
        self.link = Link(path, on_intent=self._take, on_connect=self.front.resend)
        self.front.send = self.link.send
        self._uis: list[Ui] = []

    def _take(self, intent: Intent) -> None:
        self.intents.append(intent)
        self.front.receive(intent)
        self.came.set()

    async def connect(self) -> Ui:
        ui = Ui(*await asyncio.open_unix_connection(str(self.path)))
        self._uis.append(ui)
        return ui

    async def heard(self, count: int) -> list[Intent]:
        while len(self.intents) < count:
            self.came.clear()
            await self.came.wait()
        return self.intents

    async def close(self) -> None:
        await self.link.close()
        for ui in self._uis:
            await ui.hung_up()
            await ui.close()


def play(scene: Callable[[Engine], Awaitable[None]], path: Path) -> None:
    async def whole() -> None:
        engine = Engine(path)
        await engine.link.start()
        try:
            async with asyncio.timeout(WITHIN):
                await scene(engine)
        finally:
            await engine.close()

    asyncio.run(whole())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return reachable(tmp_path / "engine.sock")


def test_a_page_goes_down_and_a_touch_comes_up(path: Path) -> None:
    """Without this nothing works at all."""

    async def scene(engine: Engine) -> None:
        engine.front.show(Rate())
        ui = await engine.connect()
        shown = await ui.next()
        assert shown.screen == Rate()
        press = Press(seq=shown.seq, action="RATE", value="5")
        ui.say(pack(press) + pack(Speak(language="en")))
        assert await engine.heard(2) == [press, Speak(language="en")]
        assert (await ui.next()).language == "en"

    play(scene, path)


def test_a_ui_that_comes_again_gets_the_present_page(path: Path) -> None:
    """A ui that crashed in mid-visit would come back without the page that the citizen was on."""

    async def scene(engine: Engine) -> None:
        engine.front.show(Rate())
        ui = await engine.connect()
        await ui.page()
        await ui.close()
        engine.front.show(End())
        again = await engine.connect()
        assert await again.page() == End()

    play(scene, path)


def test_the_newest_ui_takes_over_and_keeps_it(path: Path) -> None:
    """A ui that hangs would otherwise keep the page from the one that was started in its place."""

    async def scene(engine: Engine) -> None:
        engine.front.show(Rate())
        old = await engine.connect()
        await old.page()
        new = await engine.connect()
        await new.page()
        await old.hung_up()
        await old.close()
        engine.front.show(End())
        assert await new.page() == End(), "the old one's end must not cut off the new one"

    play(scene, path)


NESTED = b"\x82" + b"".join(map(msgspec.msgpack.encode, ("type", "Touched", "more"))) + b"\x91" * 100_000 + b"\xc0"


def frame(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


@pytest.mark.parametrize(
    "garbage",
    [
        frame(SECRET.encode()),
        (MAX_FRAME + 1).to_bytes(4, "big") + SECRET.encode(),
        pack(Show(seq=1, screen=Guide(Words.same(SECRET), 1, (), ""), status=STATUS, language="hans")),
        frame(msgspec.msgpack.encode({"type": "Press", "seq": 1, "action": SECRET})),
        frame(msgspec.msgpack.encode({"type": "Speak", "language": SECRET})),
        frame(NESTED),
    ],
    ids=["text", "overlong", "a screen", "an action", "a language", "nested"],
)
def test_garbage_ends_the_connection_and_is_not_logged(
    garbage: bytes, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What was typed would stand in the log of the machine, or one mistake would deafen it until somebody comes."""

    async def scene(engine: Engine) -> None:
        ui = await engine.connect()
        await ui.page()
        ui.say(garbage)
        await ui.hung_up()
        assert engine.intents == []
        again = await engine.connect()
        await again.page()
        ui.say(b"")

    caplog.set_level(logging.DEBUG)
    play(scene, path)
    told = [
        record for record in caplog.records if record.name == "kiosk.visit.link" and record.levelno >= logging.ERROR
    ]
    assert [record.getMessage() for record in told] == ["ui sent something that is no intent; connection closed"]
    assert all(record.exc_info is None for record in told)
    assert not any(part in caplog.text for part in (SECRET, SECRET[:3], "445202195803120026"))


def test_a_page_for_nobody_is_not_kept_in_the_way(path: Path) -> None:
    """While the ui starts anew the visit goes on; the page is sent when somebody is there to draw it."""

    async def scene(engine: Engine) -> None:
        engine.front.show(Rate())
        engine.front.show(End())
        ui = await engine.connect()
        assert await ui.page() == End()

    play(scene, path)


def test_a_deep_folder_is_no_obstacle(tmp_path: Path) -> None:
    """`--data` with a long path would leave the terminal without its screen: the system takes 107 bytes."""
    folder = tmp_path / ("x" * 100) / ("y" * 100)
    folder.mkdir(parents=True)
    path = reachable(folder / "engine.sock")
    assert len(str(path)) <= 107

    async def scene(engine: Engine) -> None:
        assert (folder / "engine.sock").is_socket()
        ui = await engine.connect()
        await ui.page()

    play(scene, path)
    assert list(folder.iterdir()) == []


def test_the_socket_is_closed_to_others_and_gone_afterwards(path: Path) -> None:
    """Anybody on the machine could otherwise read what a citizen sees."""
    path.write_text("left behind by a crash")

    async def scene(engine: Engine) -> None:
        assert stat.S_IMODE(path.stat().st_mode) == 0o660

    play(scene, path)
    assert not path.exists()
