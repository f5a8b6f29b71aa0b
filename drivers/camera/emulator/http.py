# SPDX-License-Identifier: GPL-3.0-or-later
"""A network camera on a TCP port: Motion JPEG over HTTP, with a handle to steer it."""

from __future__ import annotations

import base64
import contextlib
import select
import socket
import threading
import time
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from drivers.camera.emulator.scene import Scene

_PATIENCE = 20.0
_BOUNDARY = "--frame"
"""Declared with the dashes in it, as many cameras do."""


@dataclass(frozen=True)
class _Mood:
    status: str = "200 OK"
    head: bytes | None = None
    silent: bool = False
    per_second: float = 25.0
    piece: int = 0
    pause: float = 0.0
    damage: str = ""
    lengths: bool = True
    length_off: int = 0
    login: str = ""


class HttpCamera:
    """The camera. Every method may be called from any thread; viewers notice at their next frame."""

    def __init__(self, scene: Scene | None = None, *, port: int = 0) -> None:
        self.scene = scene or Scene()
        """What it looks at."""
        self._port = port
        self._mood = _Mood()
        self._changed = threading.Condition()
        self._listener: socket.socket | None = None
        self._viewers: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self.served = 0
        """How many streams have been asked for so far."""
        self.sent = 0
        """How many frames have been sent so far."""
        self.plug()  # finds a free port, so that the url is known

    @property
    def url(self) -> str:
        """Where the pictures are."""
        return f"http://127.0.0.1:{self._port}/video.mjpg"

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._listener is not None

    @property
    def sends(self) -> bool:
        """Whether who looks on gets sound pictures."""
        mood = self._mood
        return not mood.silent and not mood.damage and mood.head is None and mood.status.startswith("200")

    @property
    def viewers(self) -> int:
        """How many look on now."""
        with self._changed:
            return len(self._viewers)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unplug()

    # Cable and power.

    def plug(self) -> None:
        """Put the cable back."""
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self._port), backlog=8)
            self._port = self._listener.getsockname()[1]
            thread = threading.Thread(target=self._listen, args=(self._listener,), name="emulator", daemon=True)
            self._threads.append(thread)
            thread.start()

    def unplug(self) -> None:
        """Pull the cable: who looks on sees the connection end, and nobody else gets one."""
        with self._changed:
            listener, self._listener = self._listener, None
            viewers = tuple(self._viewers)
            self._changed.notify_all()
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes accept
            listener.close()
        for viewer in viewers:
            with contextlib.suppress(OSError):
                viewer.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(_PATIENCE)
        self._threads.clear()

    # The line.

    def silence(self, *, on: bool) -> None:
        """Accept and say nothing, stop in the midst of a stream; or go on."""
        self._become(silent=on)

    def pace(self, per_second: float) -> None:
        """Send so many frames a second."""
        self._become(per_second=per_second)

    def split(self, piece: int, *, pause: float = 0.0) -> None:
        """Send in pieces of so many bytes, with a pause in seconds after each; 0: in one piece."""
        self._become(piece=piece, pause=pause)

    def damage(self, how: str) -> None:
        """Damage the frames: `cut` off halfway, `zeroes` in the header, `huge` in a size, `noise` only; empty: none."""
        self._become(damage=how)

    def lengths(self, *, told: bool, off: int = 0) -> None:
        """Tell the length of each frame, wrong by `off`, or not at all."""
        self._become(lengths=told, length_off=off)

    # The camera's web server.

    def answer(self, status: str) -> None:
        """Answer so instead of `200 OK`."""
        self._become(status=status)

    def answer_raw(self, head: bytes | None) -> None:
        """Answer with these bytes and hang up; None: as usual."""
        self._become(head=head)

    def login(self, name_and_password: str) -> None:
        """Ask for `name:password`."""
        self._become(login=name_and_password)

    def _become(self, **changes: object) -> None:
        with self._changed:
            self._mood = replace(self._mood, **changes)  # type: ignore[arg-type]  # the callers above are typed
            self._changed.notify_all()

    def wait_for_frames(self, count: int, *, timeout: float = _PATIENCE) -> None:
        """Wait until so many more frames have been sent; raises `TimeoutError`."""
        with self._changed:
            until = self.sent + count
            if not self._changed.wait_for(lambda: self.sent >= until, timeout):
                raise TimeoutError("nobody looks on")

    def wait_for_viewers(self, count: int, *, timeout: float = _PATIENCE) -> None:
        """Wait until so many look on; raises `TimeoutError`."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._viewers) == count, timeout):
                raise TimeoutError(f"{len(self._viewers)} look on")

    # At work, a thread for each viewer.

    def _listen(self, listener: socket.socket) -> None:
        while self._listener is listener:
            try:
                viewer, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(viewer, listener), name="emulator", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, viewer: socket.socket, listener: socket.socket) -> None:
        with self._changed:
            self._viewers.add(viewer)
            self._changed.notify_all()
        try:
            viewer.settimeout(_PATIENCE)
            if request := self._hear(viewer):
                self._stream(viewer, request, listener)
        except OSError:
            pass  # the viewer has gone
        finally:
            with self._changed:
                self._viewers.discard(viewer)
                self._changed.notify_all()
            viewer.close()

    @staticmethod
    def _hear(viewer: socket.socket) -> str:
        heard = b""
        while b"\r\n\r\n" not in heard:
            if not (data := viewer.recv(4096)):
                return ""
            heard += data
        return heard.decode("latin-1")

    def _stream(self, viewer: socket.socket, request: str, listener: socket.socket) -> None:
        with self._changed:
            self.served += 1
        if not self._speaks(viewer, listener):
            return
        mood = self._mood
        if mood.head is not None:
            viewer.sendall(mood.head)
            return
        status = mood.status
        if mood.login and f"Basic {base64.b64encode(mood.login.encode()).decode()}" not in request:
            status = "401 Unauthorized"
        self._send(viewer, f"HTTP/1.0 {status}\r\n".encode())
        if not status.startswith("200"):
            self._send(viewer, b"Content-Length: 0\r\n\r\n")
            return
        self._send(viewer, f"Content-Type: multipart/x-mixed-replace; boundary={_BOUNDARY}\r\n\r\n".encode())
        due = time.monotonic()
        while self._speaks(viewer, listener):
            self._send(viewer, self._part())
            with self._changed:
                self.sent += 1
                self._changed.notify_all()
                due = max(due + 1 / self._mood.per_second, time.monotonic() - 0.1)
                self._changed.wait(max(0.0, due - time.monotonic()))

    def _speaks(self, viewer: socket.socket, listener: socket.socket) -> bool:
        """Wait while silent; return False when the cable is out or the viewer has gone."""
        with self._changed:
            while self._listener is listener and self._mood.silent:
                self._changed.wait(0.05)
                if select.select([viewer], [], [], 0)[0] and not viewer.recv(1, socket.MSG_PEEK):
                    return False
            return self._listener is listener

    def _part(self) -> bytes:
        mood = self._mood
        body = _damaged(self.scene.next_jpeg(), mood.damage)
        length = f"Content-Length: {len(body) + mood.length_off}\r\n" if mood.lengths else ""
        return f"--{_BOUNDARY.lstrip('-')}\r\nContent-Type: image/jpeg\r\n{length}\r\n".encode() + body + b"\r\n"

    def _send(self, viewer: socket.socket, data: bytes) -> None:
        piece, pause = self._mood.piece or len(data), self._mood.pause
        for at in range(0, len(data), piece):
            viewer.sendall(data[at : at + piece])
            if pause:
                time.sleep(pause)


def _damaged(jpeg: bytes, how: str) -> bytes:
    if how == "cut":
        return jpeg[: len(jpeg) // 2]
    if how == "zeroes":
        return jpeg[:2] + bytes(600) + jpeg[602:]
    if how == "huge":
        at = jpeg.index(b"\xff\xc0")
        return jpeg[: at + 5] + b"\xff\xff\xff\xff" + jpeg[at + 9 :]
    if how == "noise":
        return bytes(index * 97 % 251 for index in range(5000))
    return jpeg
