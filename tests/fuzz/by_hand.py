# SPDX-License-Identifier: GPL-3.0-or-later
"""Fuzzing for as long as one likes, led by what an input reaches: `python -m tests.fuzz.by_hand scanner.bursts`.

It needs atheris, which is no dependency of the project. An input that fails is left in out/fuzz.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from random import Random

_FOUND = Path("out/fuzz")
_SLOWER = 20
"""Times that instrumented code may take longer."""


def main() -> int:
    """Run one target, or all in turn."""
    arguments = _arguments()
    if arguments.replay is not None:
        return _replay(arguments.target, arguments.replay)
    try:
        import atheris  # type: ignore[import-untyped] # no dependency
    except ImportError:
        print("atheris is not installed; `pip install atheris` into this environment, and try again")
        return 2
    with atheris.instrument_imports(include=["drivers", "printers", "email"]):
        from tests.fuzz.inputs import chance, changed_by
        from tests.fuzz.parsers import PARSERS
    if arguments.target == "all":
        return max(_as_process(name, arguments.seconds) for name in PARSERS)
    parser = PARSERS.get(arguments.target)
    if parser is None:
        print(f"there is no such target; there is: all, {', '.join(sorted(PARSERS))}")
        return 2

    def try_one(data: bytes) -> None:
        began = time.thread_time()
        parser.survive(data[1:], range(0, len(data), data[0] + 1) if data else ())
        if time.thread_time() - began > _SLOWER * parser.seconds:
            raise TimeoutError(f"{parser.name} takes too long")

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.5:
            return bytes(atheris.Mutate(data, longest))
        return changed_by(data, [chance(random) for _ in range(random.randrange(1, 4))])[:longest]

    corpus = _FOUND / parser.name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(parser.seeds):
        (corpus / f"seed-{number}").write_bytes(b"\xff" + seed)
    limits = [f"-max_total_time={arguments.seconds}", "-timeout=60", "-rss_limit_mb=3000", "-max_len=65536"]
    atheris.Setup(
        [sys.argv[0], *limits, f"-artifact_prefix={_FOUND}/{parser.name}-", str(corpus)], try_one, custom_mutator=mutate
    )
    atheris.Fuzz()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.by_hand", description=__doc__)
    parser.add_argument("target", help="the name of a parser, or all")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--replay", type=Path, help="try one input that was found, without atheris")
    return parser.parse_args()


def _as_process(name: str, seconds: int) -> int:
    """The fuzzer ends its process, so that each target has one of its own."""
    command = [sys.executable, "-m", "tests.fuzz.by_hand", name, "--seconds", str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    print(f"{name}: {'nothing found' if done.returncode == 0 else done.stderr[-3000:]}", flush=True)
    return done.returncode


def _replay(name: str, file: Path) -> int:
    from tests.fuzz.parsers import PARSERS

    data = file.read_bytes()
    began = time.thread_time()
    PARSERS[name].survive(data[1:], range(0, len(data), data[0] + 1) if data else ())
    print(f"survived in {time.thread_time() - began:.3f} s of processor time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
