# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL server of a test's own: a fresh cluster in a temporary folder, on a Unix socket, without a network."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_USER = "postgres"
"""Whom the server runs as when the tests run as root, which it refuses to."""


def _programs() -> Path:
    """The folder of the newest server's programs; skips, which fails a run with --all-parts, when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    elsewhere = shutil.which("initdb")
    if not found and elsewhere is None:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
    return found[-1].parent if found else Path(str(elsewhere)).parent


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a server; yields the URL of an empty database for SQLAlchemy."""
    programs = _programs()
    # Short: the path of a Unix socket has 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    data, as_user = folder / "data", []
    if os.geteuid() == 0:
        user = pwd.getpwnam(_USER)
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = ["runuser", "-u", _USER, "--"]

    def run(program: str, *arguments: str | Path) -> None:
        command = [*as_user, str(programs / program), *map(str, arguments)]
        # The server keeps what it inherits open: a pipe would never end.
        with (folder / f"{program}.log").open("ab") as log:
            done = subprocess.run(command, cwd=folder, stdout=log, stderr=log, check=False, timeout=60)
        if done.returncode:
            raise RuntimeError((folder / f"{program}.log").read_text(encoding="utf-8", errors="replace"))

    try:
        run("initdb", "-D", data, "-U", "kiosk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run("pg_ctl", "-D", data, "-l", folder / "server.log", "-o", options, "-w", "-t", "60", "start")
        try:
            yield f"postgresql+psycopg://kiosk@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
