# SPDX-License-Identifier: GPL-3.0-or-later
import base64
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from offline_cache.attachments.folder import FOLDER
from offline_cache.attachments.sealed_file import open_chunks
from offline_cache.outbox.audit import first_broken, read_entries
from offline_cache.outbox.states import State
from offline_cache.packing import unpack
from offline_cache.sealing import Attached, Header, Sealed, open_sealed, verify
from offline_cache.transport import Accepted, DeliveryResult, Held, Holding, Stage, StatusResult, StillWorking
from tests.offline_cache.killed_terminal import NAMED, NAMED_WITH_PAPERS, PAPERS
from tests.offline_cache.store_stand import PLATFORM_PRIVATE, TERMINAL_PRIVATE, SimulatedClock, open_outbox

ROOT = Path(__file__).parents[2]
KILLS = 2000
MOST_ERAS = 40


class HttpPlatform:
    """A platform over real HTTP, outside the process that is killed. It remembers every body that ever came."""

    def __init__(self) -> None:
        self.came: dict[str, list[Sealed]] = {}
        self.pieces: dict[str, bytearray] = {}
        """Sealed bytes of attachments, by their digests."""
        self.sizes: dict[str, int] = {}
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                reply = msgspec.json.encode(getattr(platform, self.path.strip("/"))(body))
                self.send_response(200)
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def deliver(self, items: list[object]) -> list[DeliveryResult]:
        results: list[DeliveryResult] = []
        for item in items:
            sealed = Sealed.from_wire(json.dumps(item).encode())
            header = verify(TERMINAL_PRIVATE.public_key(), sealed)
            states = [self.held(attached) for attached in header.attachments]
            missing = tuple(held for held in states if held.holding is not Holding.COMPLETE)
            if missing:
                results.append(StillWorking(key=header.key, missing=missing))
                continue
            self.came.setdefault(header.key, []).append(sealed)
            results.append(Accepted(key=header.key, digest=self.came[header.key][0].digest, acceptance=b"signed"))
        return results

    def held(self, attached: Attached) -> Held:
        came = self.pieces.setdefault(attached.digest, bytearray())
        self.sizes[attached.digest] = attached.size
        holding = Holding.COMPLETE if len(came) == attached.size else Holding.PARTIAL
        return Held(digest=attached.digest, holding=holding, held=len(came))

    def upload(self, piece: dict[str, Any]) -> Held:
        came = self.pieces[piece["digest"]]
        if piece["offset"] <= len(came):
            came += base64.b64decode(piece["piece"])[len(came) - piece["offset"] :]
        return self.held(Attached(digest=piece["digest"], size=self.sizes[piece["digest"]]))

    def status(self, keys: list[str]) -> list[StatusResult]:
        return [StatusResult(key=key, stage=Stage.SETTLED if key in self.came else Stage.UNKNOWN) for key in keys]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def platform() -> Iterator[HttpPlatform]:
    made = HttpPlatform()
    yield made
    made.close()


def live(folder: Path, platform: HttpPlatform, points: Sequence[str]) -> list[str]:
    """Run a life for each point; returns the points that did not kill."""
    folder.mkdir(exist_ok=True)
    ended = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-m",
            "tests.offline_cache.killed_terminal",
            str(folder),
            platform.url,
            *points,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.split()


def check_promises(folder: Path, platform: HttpPlatform, papers: Sequence[bytes] = ()) -> int:
    """Returns how many transactions there are, all of them settled once."""
    outbox = open_outbox(folder, SimulatedClock(), hardware="board", random=Random(1))
    kept = {transaction.key: transaction for transaction in outbox.listed(limit=100_000)}
    entries = read_entries(outbox._database)
    outbox.close()
    numbers = [transaction.number for transaction in kept.values()]
    slips = (folder / "slips").read_text().split()
    assert set(slips) <= set(numbers), "paper without a record"
    assert len(set(slips)) == len(slips)
    assert len(set(numbers)) == len(numbers), "a number given out twice"
    assert {transaction.state for transaction in kept.values()} == {State.PURGED if papers else State.SETTLED}
    assert set(platform.came) == set(kept), "lost, or arrived without a commit"
    for key, bodies in platform.came.items():
        assert {body.digest for body in bodies} == {kept[key].digest}, "other bytes under the same key"
        assert len(set(bodies)) == 1
        header = bodies[0].read_header()
        assert unpack(open_sealed(PLATFORM_PRIVATE, bodies[0]), header.compression).decode() == "路灯坏了"
        assert [opened(platform, header, place) for place in range(len(header.attachments))] == list(papers)
    assert first_broken(entries) is None
    if papers:
        assert list((folder / FOLDER).iterdir()) == [], "a paper that nobody may keep any longer"
    return len(kept)


def opened(platform: HttpPlatform, header: Header, place: int) -> bytes:
    """An attachment as the platform opens it."""
    source = io.BytesIO(platform.pieces[header.attachments[place].digest])
    return b"".join(open_chunks(source, key=header.key, place=place, private_key_of=lambda _: PLATFORM_PRIVATE))


def test_a_kill_between_any_two_steps_loses_and_doubles_nothing(tmp_path: Path, platform: HttpPlatform) -> None:
    """A power cut at the wrong moment would cost a citizen's case, or register it twice."""
    survived = live(tmp_path / "data", platform, [*NAMED, "never"])
    assert survived == ["never"], "a point that was never reached proves nothing"
    # All but the one that died before its commit, and the last life's own.
    assert check_promises(tmp_path / "data", platform) == len(NAMED) - 1 + 1


def test_a_kill_before_any_statement_loses_and_doubles_nothing(tmp_path: Path, platform: HttpPlatform) -> None:
    """The same promise at every boundary inside the store, also where nobody thought of a name for it."""
    points = [str(statement) for statement in range(1, 201)]
    survived = live(tmp_path / "data", platform, [*points, "never"])
    assert survived[-1] == "never"
    assert len(points) - len(survived) + 1 >= 100, "most lives must have been cut short"
    check_promises(tmp_path / "data", platform)


def test_a_kill_at_any_step_of_an_attachment_loses_and_leaves_nothing(tmp_path: Path, platform: HttpPlatform) -> None:
    """A case without its papers, papers of nobody's case, or papers that stay for ever after a power cut."""
    points = [str(step) for step in range(40, 160, 2)]
    survived = live(tmp_path / "data", platform, ["--papers", *NAMED_WITH_PAPERS, *points, "never"])
    assert survived[-1] == "never"
    killed = len(NAMED_WITH_PAPERS) + len(points) + 1 - len(survived)
    assert killed >= 50, "most lives must have been cut short"
    assert check_promises(tmp_path / "data", platform, PAPERS) > 0
    assert len(platform.pieces) >= 2 * len(platform.came)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_kill_at_every_step_of_an_attachment_loses_and_leaves_nothing(tmp_path: Path) -> None:
    """Every single one, and at moments between them, too."""
    chance = Random(5)
    points = [*map(str, range(1, 260)), *(f"after:{chance.uniform(0.001, 0.06):.4f}" for _ in range(240))]
    for era in range(0, len(points), 100):
        platform = HttpPlatform()
        try:
            survived = live(tmp_path / str(era), platform, ["--papers", *points[era : era + 100], "never"])
            assert survived[-1] == "never"
            check_promises(tmp_path / str(era), platform, PAPERS)
        finally:
            platform.close()


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_thousands_of_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    """What goes wrong once in a thousand power cuts goes wrong in the province every week."""
    chance = Random(4)
    kills = 0
    for era in range(MOST_ERAS):
        statements = [str(chance.randint(1, 130)) for _ in range(60)]
        moments = [f"after:{chance.uniform(0.001, 0.04):.4f}" for _ in range(60)]
        points = [*statements, *moments]
        chance.shuffle(points)
        platform = HttpPlatform()
        try:
            survived = live(tmp_path / str(era), platform, [*points, "never"])
            assert survived[-1] == "never"
            check_promises(tmp_path / str(era), platform)
        finally:
            platform.close()
        kills += len(points) + 1 - len(survived)
        if kills >= KILLS:
            return
    raise AssertionError(f"only {kills} lives were cut short")
