# SPDX-License-Identifier: GPL-3.0-or-later
"""Two programs want to send from one queue, and one of them is killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.offline_cache.store_stand import Stand

ASK = """
import sys
from pathlib import Path
from offline_cache.errors import SenderElsewhere
from offline_cache.lock import FileLock
sys.stdin.readline()
try:
    right = FileLock(Path(sys.argv[1]))
except SenderElsewhere:
    print("refused", flush=True)
else:
    print("sends", flush=True)
    sys.stdin.readline()
"""


def begin(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ASK, str(folder / "outbox.sender")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def answer(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()


def go(program: subprocess.Popen[str]) -> None:
    assert program.stdin is not None
    program.stdin.write("\n")
    program.stdin.flush()


def test_one_of_two_programs_sends_until_it_is_killed(tmp_path: Path) -> None:
    """Both would send every case; or, after a crash, a mark left behind would keep the queue shut for good."""
    programs = [begin(tmp_path) for _ in range(3)]
    try:
        for program in programs[:2]:
            go(program)
        answers = [answer(program) for program in programs[:2]]
        assert sorted(answers) == ["refused", "sends"]
        sending = programs[answers.index("sends")]
        sending.kill()
        sending.wait(10)
        go(programs[2])
        assert answer(programs[2]) == "sends"
    finally:
        for program in programs:
            program.kill()
            program.communicate()


def test_the_terminals_right_is_that_right(tmp_path: Path) -> None:
    """The two would ask for two different rights, and both get one."""
    stand = Stand(tmp_path)
    program = begin(tmp_path)
    try:
        go(program)
        assert answer(program) == "refused"
    finally:
        program.kill()
        program.communicate()
        stand.outbox.close()
