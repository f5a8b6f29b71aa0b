# SPDX-License-Identifier: GPL-3.0-or-later
"""A real small disk: a tmpfs of a few megabytes, mounted in a namespace of its own, where a scene is played.

The scene is a function of a test module that takes the folder; it runs in another process, which says what does not
hold.
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

_MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"'
_NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]


def complaints(scene: Callable[[Path], None], folder: Path, *, megabytes: int) -> str:
    """Play a scene on a disk of this size, and return what it complains of: nothing, when all that it asserts holds.

    Skips the test, loudly, where the kernel lets nobody mount.
    """
    if (
        shutil.which("unshare") is None
        or subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("no user namespace here: a small disk cannot be mounted")
    folder.mkdir()
    python = [sys.executable, "-X", "dev", "-m", __name__, scene.__module__, scene.__name__, str(folder)]
    done = subprocess.run(
        [*_NAMESPACE, "sh", "-c", _MOUNT, "sh", f"{megabytes}m", str(folder), *python],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stderr if done.returncode else ""


def fill(folder: Path, *, leave: int = 0) -> Path:
    """Fill the disk up to the last `leave` bytes, and return the file that does it."""
    filler = folder / "somebody-elses.log"
    with filler.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(64 * 1024))
        except OSError:
            pass
        for size in (4096, 512, 64, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
        if leave:
            file.truncate(max(0, filler.stat().st_size - leave))
    return filler


def remount(folder: Path, how: str) -> None:
    """Mount the disk anew, `ro` or `rw`, from inside a scene."""
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


if __name__ == "__main__":
    getattr(importlib.import_module(sys.argv[1]), sys.argv[2])(Path(sys.argv[3]))
