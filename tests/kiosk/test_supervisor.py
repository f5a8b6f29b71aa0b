# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, one crash ends the terminal for the day, or a terminal that cannot work spins for ever."""

from __future__ import annotations

import logging
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from kiosk.supervisor import Pace, Part, Supervisor, kiosk_command

QUICK = Pace(first=0.01, longest=0.04, healthy_after=60.0, look=0.002, grace=5.0)

TELL_PARENT = "import os, signal; os.kill(os.getppid(), signal.SIGTERM)"
"""What a child does to end the scene, as systemd would."""


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """The supervisor takes the signals of its process; the tests give them back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Stable:
    """A supervisor whose ended processes can be looked at."""

    def __init__(self, *parts: Part, pace: Pace = QUICK) -> None:
        self.supervisor = Supervisor(parts, pace)

    def run(self) -> int:
        status = self.supervisor.run()
        for process in self.supervisor._running.values():
            assert process.poll() is not None, "a part was left running"
        return status

    def ended_by(self, name: str) -> int:
        return cast("int", self.supervisor._running[name].returncode)


def part(name: str, program: str, environment: Mapping[str, str] | None = None) -> Part:
    return Part(name, [sys.executable, "-S", "-E", "-c", program], lambda: environment or os.environ)


def waits(program: str = "") -> str:
    return f"{program}\nimport signal\nwhile True: signal.pause()"


def pauses(caplog: pytest.LogCaptureFixture) -> list[Any]:
    return [cast("tuple[Any, ...]", record.args) for record in caplog.records if record.name == "kiosk.supervisor"]


def test_a_part_that_dies_is_started_again_with_growing_pauses(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A driver that crashes once an hour must not be noticed; one that crashes at once must not eat the machine."""
    runs = tmp_path / "runs"
    program = f"""
import os, sys
with open({str(runs)!r}, "a") as file: file.write("x")
if os.path.getsize({str(runs)!r}) == 6:
    {TELL_PARENT}
sys.exit(3)
"""
    caplog.set_level(logging.ERROR)
    assert Stable(part("engine", program)).run() == 0
    assert len(runs.read_text()) >= 6
    told = pauses(caplog)[:5]
    assert [(name, status) for name, status, _ in told] == [("engine", 3)] * 5
    assert [pause for _, _, pause in told] == [0.01, 0.02, 0.04, 0.04, 0.04]


def test_a_part_that_ran_well_starts_again_at_the_first_pace(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A crash a day must not make each day's wait longer than the last."""
    runs = tmp_path / "runs"
    program = f"""
import os
import select
with open({str(runs)!r}, "a") as file: file.write("x")
if os.path.getsize({str(runs)!r}) == 4:
    {TELL_PARENT}
"""
    caplog.set_level(logging.ERROR)
    pace = Pace(first=0.01, longest=0.04, healthy_after=0.0, look=0.002, grace=5.0)
    Stable(part("ui", program), pace=pace).run()
    assert [pause for _, _, pause in pauses(caplog)[:3]] == [0.01] * 3


def test_one_that_dies_does_not_disturb_the_other(tmp_path: Path) -> None:
    """The page must stay on the screen while the engine comes back."""
    runs, uis = tmp_path / "runs", tmp_path / "uis"
    dying = f"""
import os
import select
with open({str(runs)!r}, "a") as file: file.write("x")
if os.path.getsize({str(runs)!r}) == 3:
    while not os.path.exists({str(uis)!r}): pass
    {TELL_PARENT}
"""
    stable = Stable(part("ui", waits(f'with open({str(uis)!r}, "a") as file: file.write("x")')), part("engine", dying))
    assert stable.run() == 0
    assert stable.ended_by("ui") == -signal.SIGTERM
    assert uis.read_text() == "x", "the ui was started again"


def test_a_part_that_cannot_work_as_configured_ends_everything() -> None:
    """A wrong terminal.toml is told once, with the status that systemd knows, and not in an endless loop."""
    stable = Stable(part("engine", "raise SystemExit(2)"), part("ui", waits()))
    assert stable.run() == 2
    assert stable.ended_by("ui") == -signal.SIGTERM


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_ends_both(number: signal.Signals) -> None:
    """An update or a shutdown must not leave half a terminal behind."""
    tell = f"import os; os.kill(os.getppid(), {int(number)})"
    stable = Stable(part("ui", waits()), part("engine", waits(tell)))
    assert stable.run() == 0
    assert [stable.ended_by(name) for name in ("ui", "engine")] == [-signal.SIGTERM] * 2


def test_a_part_that_does_not_listen_is_killed() -> None:
    """A hung driver must not keep the machine from shutting down."""
    deaf = waits(f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n{TELL_PARENT}")
    stable = Stable(part("engine", deaf), pace=Pace(look=0.002, grace=0.05))
    assert stable.run() == 0
    assert stable.ended_by("engine") == -signal.SIGKILL


def test_each_start_has_an_environment_made_anew(tmp_path: Path) -> None:
    """The home of the last run may hold what a citizen typed."""
    made: list[int] = []

    def environment() -> Mapping[str, str]:
        made.append(len(made) + 1)
        return {"RUN": str(made[-1])}

    program = f"""
import os
import select
with open({str(tmp_path / "runs")!r}, "a") as file: file.write(os.environ["RUN"] + str(len(os.environ)) + " ")
if os.environ["RUN"] == "3":
    {TELL_PARENT}
"""
    Stable(Part("ui", [sys.executable, "-S", "-E", "-c", program], environment)).run()
    runs = [run[0] for run in (tmp_path / "runs").read_text().split()]
    assert runs[:3] == ["1", "2", "3"]


def test_the_command_of_a_part_is_this_very_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen terminal has no Python to call."""
    program, *options = kiosk_command("run", "--only", "ui")
    assert program == sys.executable
    assert options[-5:] == ["-m", "kiosk", "run", "--only", "ui"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert kiosk_command("run") == [sys.executable, "run"]


def test_a_killed_supervisor_takes_its_parts_along(tmp_path: Path) -> None:
    """An engine left behind keeps the queue, and the next one can only say that the terminal is out of service."""
    told = tmp_path / "pid"
    os.mkfifo(told)
    child = f"import os; open({str(told)!r}, 'w').write(str(os.getpid()))"
    program = (
        "import os, sys\n"
        "from kiosk.supervisor import Part, Supervisor\n"
        f"Supervisor([Part('engine', [sys.executable, '-c', {waits(child)!r}], lambda: os.environ)]).run()\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", program])
    engine = os.pidfd_open(int(told.read_text(encoding="ascii")))
    try:
        supervisor.kill()
        supervisor.wait()
        ended, _, _ = select.select([engine], [], [], 10)
        assert ended, "the engine lives on"
    finally:
        os.close(engine)
