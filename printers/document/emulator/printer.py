# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated document printer as a whole: what it answers over IPP, and the hands of a person at it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from printers.document.emulator.mechanism import PROCESSING, Job, Mechanism, Sheet, Trouble
from printers.document.emulator.wire import NotIpp, Request, answer, read

__all__ = ["Emulator", "Sheet"]

_PATH = "/ipp/print"
_OK, _BAD, _NOT_POSSIBLE, _NOT_FOUND, _NO_FORMAT = 0x0000, 0x0400, 0x0404, 0x0406, 0x040A
_NAME, _MIME, _URI, _ENUM, _RESOLUTION = 0x42, 0x49, 0x45, 0x23, 0x32
_IDLE, _AT_WORK, _STOPPED = 3, 4, 5
_JOB, _PRINTER = 2, 4


class Emulator:
    """A printer that is plugged in from `start` to `close`; every method may be called from any thread.

    With `port` 0 the system chooses one, and keeps it over `unplug` and `plug`. `seconds_per_sheet` is how fast it is.
    """

    def __init__(
        self, *, port: int = 0, formats: tuple[str, ...] = ("application/pdf",), seconds_per_sheet: float = 0.0
    ) -> None:
        self.faults: list[str] = []
        """What a strict printer would not have understood; empty when the driver speaks well."""
        self._formats = formats
        self._mechanism = Mechanism(self.faults, seconds_per_sheet)
        self._port = port
        self._server: _Server | None = None
        self._speaks = threading.Event()
        self._speaks.set()
        self._lose_answer = False

    @property
    def url(self) -> str:
        """Return the address as terminal.toml names it."""
        return f"ipp://127.0.0.1:{self._port}{_PATH}"

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Return what has come out, in order."""
        with self._mechanism.changed:
            return tuple(self._mechanism.sheets)

    @property
    def documents(self) -> tuple[bytes, ...]:
        """Return the documents that have come out whole, as they were sent."""
        with self._mechanism.changed:
            return tuple(self._mechanism.documents)

    @property
    def waiting(self) -> int:
        """Return how many jobs are not over."""
        with self._mechanism.changed:
            return sum(not job.is_over for job in self._mechanism.jobs.values())

    @property
    def handed_over(self) -> int:
        """Return how many jobs it has taken so far."""
        with self._mechanism.changed:
            return len(self._mechanism.jobs)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """Return what is amiss with it, the cable apart."""
        with self._mechanism.changed:
            return tuple(self._mechanism.troubles)

    @property
    def plugged(self) -> bool:
        """Whether the network cable is in."""
        return self._server is not None

    @property
    def answers(self) -> bool:
        """Whether it answers, so far as it is plugged in."""
        return self._speaks.is_set()

    def start(self) -> None:
        """Switch it on."""
        self._mechanism.start()
        self.plug()

    def close(self) -> None:
        """Switch it off."""
        self._speaks.set()
        self.unplug()
        self._mechanism.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # A person's hands.

    def plug(self) -> None:
        """Put the network cable in."""
        if self._server is None:
            self._server = _Server(self._port, self._answered)
            self._port = self._server.server_address[1]

    def unplug(self) -> None:
        """Pull the network cable; calls under way break off."""
        if self._server is not None:
            self._server.end()
            self._server = None

    def fall_silent(self) -> None:
        """Take every request and answer none."""
        self._speaks.clear()

    def speak(self) -> None:
        """Answer again."""
        self._speaks.set()

    def lose_next_answer(self) -> None:
        """Do as the next job asks, and break off before the answer."""
        self._lose_answer = True

    def paper_out(self, *, after_sheets: int = 0) -> None:
        """Use up the paper, now or after so many sheets."""
        self._mechanism.paper(after_sheets)

    def load_paper(self) -> None:
        """Fill the tray."""
        self._mechanism.paper(None)

    def grow_cold(self) -> None:
        """Take jobs and print none, with nothing amiss, until it is warm."""
        self._mechanism.fuser(cold=True)

    def warm_up(self) -> None:
        """Print again."""
        self._mechanism.fuser(cold=False)

    def begin(self, trouble: Trouble) -> None:
        """Let something go wrong: a jam, an open cover, no toner, a full tray, somebody's pause."""
        self._mechanism.trouble(trouble, is_there=True)

    def end(self, trouble: Trouble) -> None:
        """Put it right."""
        self._mechanism.trouble(trouble, is_there=False)

    def wait(self, is_so: Callable[[Emulator], bool], seconds: float = 20) -> bool:
        """Return whether it becomes so in time, such as two sheets having come out."""
        with self._mechanism.changed:
            return self._mechanism.changed.wait_for(lambda: is_so(self), seconds)

    def save(self, path: Path) -> None:
        """Write the last sheet as a picture. Raises IndexError when none has come out."""
        self.sheets[-1].image.save(str(path))

    # The wire.

    def _answered(self, path: str, body: bytes) -> bytes | None:
        """Return the answer to a request; None: the connection breaks off."""
        if not self._speaks.is_set():
            self._speaks.wait()
            return None
        number = int.from_bytes(body[4:8], "big")
        try:
            request = read(body)
            if path != _PATH:
                return answer(number, _NOT_FOUND)
            given = self._do(request)
        except NotIpp as fault:
            self.faults.append(str(fault))
            return answer(number, _BAD)
        if self._lose_answer and request.operation == 0x0002:
            self._lose_answer = False
            return None
        return given

    def _do(self, request: Request) -> bytes:
        with self._mechanism.changed:
            match request.operation:
                case 0x0002:
                    return self._print(request)
                case 0x0008:
                    return self._cancel(request)
                case 0x0009:
                    job = self._mechanism.jobs.get(request.one("job-id"))
                    if job is None:
                        return answer(request.number, _NOT_FOUND)
                    return answer(request.number, _OK, (_JOB, _told(job)))
                case 0x000A:
                    return self._list(request)
                case 0x000B:
                    return answer(request.number, _OK, (_PRINTER, self._described()))
                case _:
                    raise NotIpp(f"operation {request.operation:#06x}")

    def _print(self, request: Request) -> bytes:
        kind = request.one("document-format")
        if kind not in self._formats:
            return answer(request.number, _NO_FORMAT)
        if not request.document:
            raise NotIpp("a job without a document")
        number = len(self._mechanism.jobs) + 1
        user, name = request.one("requesting-user-name"), request.one("job-name")
        copies = request.one("copies", 1, "job")
        job = Job(number, name, user, request.document, kind, copies)
        self._mechanism.take(job)
        return answer(request.number, _OK, (_JOB, _told(job)))

    def _cancel(self, request: Request) -> bytes:
        job = self._mechanism.jobs.get(request.one("job-id"))
        if job is None:
            return answer(request.number, _NOT_FOUND)
        if job.is_over or job.user != request.one("requesting-user-name"):
            return answer(request.number, _NOT_POSSIBLE)
        self._mechanism.cancel(job)
        return answer(request.number, _OK)

    def _list(self, request: Request) -> bytes:
        user = request.one("requesting-user-name") if request.one("my-jobs", default=False) else None
        jobs = [job for job in self._mechanism.jobs.values() if not job.is_over and user in {None, job.user}]
        return answer(request.number, _OK, *((_JOB, _told(job)) for job in jobs))

    def _described(self) -> dict[str, Any]:
        troubles = list(self._mechanism.troubles)
        busy = any(job.state == PROCESSING for job in self._mechanism.jobs.values())
        dpi = (300).to_bytes(4, "big") * 2 + b"\x03"
        return {
            "printer-state": (_ENUM, _STOPPED if troubles else _AT_WORK if busy else _IDLE),
            "printer-state-reasons": [f"{trouble}-error" for trouble in troubles] or "none",
            "printer-is-accepting-jobs": True,
            "printer-uri-supported": (_URI, self.url),
            "document-format-supported": [(_MIME, one) for one in self._formats],
            "job-creation-attributes-supported": ["copies", "media", "print-scaling", "sides"],
            "sides-supported": ["one-sided", "two-sided-long-edge"],
            "media-supported": "iso_a4_210x297mm",
            "pwg-raster-document-resolution-supported": (_RESOLUTION, dpi),
            "pwg-raster-document-type-supported": ["sgray_8", "srgb_8"],
        }


def _told(job: Job) -> dict[str, Any]:
    return {
        "job-id": job.number,
        "job-name": (_NAME, job.name),
        "job-state": (_ENUM, job.state),
        "job-state-reasons": "none",
        "job-impressions-completed": job.sheets,
    }


class _Server(ThreadingHTTPServer):
    """The printer's end of the network cable."""

    daemon_threads = True

    def __init__(self, port: int, answered: Callable[[str, bytes], bytes | None]) -> None:
        self.answered = answered
        self._calls: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Hang up on everybody and close the port."""
        self.shutdown()
        self._thread.join()
        for call in list(self._calls):
            with contextlib.suppress(OSError):
                call.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Serve one call; one that breaks off is no error."""
        self._calls.add(request)
        try:
            with contextlib.suppress(OSError):
                super().finish_request(request, client_address)
        finally:
            self._calls.discard(request)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        """Answer one request."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Content-Type") != "application/ipp":
            self.send_error(415)
            return
        given = self.server.answered(self.path, body)
        if given is None:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(given)))
        self.end_headers()
        self.wfile.write(given)

    def log_message(self, *_: object) -> None:
        """Keep quiet: a document's name belongs to nobody's log."""
