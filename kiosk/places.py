# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a terminal keeps its files: configuration, state, and what must vanish with the power."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from drivers.third_party import INSTALLED


@dataclass(frozen=True)
class Places:
    """The folders of one terminal."""

    config: Path
    """terminal.toml and the credentials."""
    state: Path
    """The queue and what else must survive a power cut."""
    run: Path
    """Sockets, scratch, and the HOME and XDG folders of both processes; on a terminal a tmpfs."""
    drivers: Path
    """Packages of other firms' drivers."""

    @classmethod
    def of(cls, data: Path | None) -> Places:
        """Return the places of an installed terminal, or all of them moved below `data`."""
        if data is None:
            return cls(Path("/etc/kiosk"), Path("/var/lib/kiosk"), Path("/run/kiosk"), INSTALLED)
        root = data.absolute()
        return cls(root / "etc", root / "lib", root / "run", root / "drivers")

    @property
    def socket(self) -> Path:
        """The Unix socket between engine and ui."""
        return reachable(self.run / "engine.sock")

    def prepare(self) -> None:
        """Create the folders, closed to everybody else. Raises OSError when the disk or the rights do not allow it."""
        for folder in (self.state, self.run):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def environment(self, part: str) -> dict[str, str]:
        """Return the environment of one part (engine, ui), its HOME and XDG folders emptied and below `run`.

        Keyboards and caches write where HOME points; below `run` nothing of it outlives the power.
        """
        home = self.run / "home" / part
        shutil.rmtree(home, ignore_errors=True)
        folders = {
            "HOME": home,
            "XDG_CONFIG_HOME": home / "config",
            "XDG_DATA_HOME": home / "data",
            "XDG_CACHE_HOME": home / "cache",
            "XDG_STATE_HOME": home / "state",
            "TMPDIR": home / "tmp",
        }
        for folder in folders.values():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Qt takes texts apart by the locale, and an installation without one has none that knows Chinese.
        return {**os.environ, "LC_ALL": "C.UTF-8", **{name: str(folder) for name, folder in folders.items()}}


_LONGEST_SOCKET = 107
"""Bytes of a Unix socket's address, unix(7)."""


def reachable(socket: Path) -> Path:
    """Return an address of a socket that the system takes, also when its path is too long for one.

    A folder that this process has open is found below /proc/self/fd, however deep it lies.
    """
    if len(os.fsencode(socket)) <= _LONGEST_SOCKET:
        return socket
    return Path(f"/proc/self/fd/{_opened(socket.parent)}/{socket.name}")


_folders: dict[Path, int] = {}
"""Open folders that sockets lie in; they stay open as long as the process."""


def _opened(folder: Path) -> int:
    """Return the descriptor of a folder, one for each folder; one that was made anew meanwhile is opened anew."""
    known = _folders.get(folder)
    if known is not None:
        if os.path.samestat(os.fstat(known), folder.stat()):
            return known
        os.close(known)
    _folders[folder] = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    return _folders[folder]
