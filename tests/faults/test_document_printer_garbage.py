# SPDX-License-Identifier: GPL-3.0-or-later
"""Something else answers at the document printer's address: a web page, a proxy, a printer of another language."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from printers.contract import Action, Printed, Trouble
from tests.faults.document_printer_bench import document, driver, run


@pytest.mark.parametrize(
    ("status", "kind", "body", "trouble"),
    [
        (200, "text/html", b"<html>HP LaserJet</html>", Trouble.GARBLED),
        (200, "application/ipp", b"<html>HP LaserJet</html>", Trouble.GARBLED),
        (200, "application/ipp", b"\2\0\0\0\0\0\0\1\3", Trouble.UNSUITABLE),
        (302, "text/html", b"", Trouble.GARBLED),
        (404, "text/html", b"", Trouble.GARBLED),
        (401, "text/html", b"", Trouble.REFUSED),
    ],
)
def test_it_is_no_printer_that_is_well(status: int, kind: str, body: bytes, trouble: Trouble) -> None:
    """A login page of the network would take certificates in, and the screen would say that they are printed."""
    got: list[bytes] = []

    class Other(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    async def test() -> None:
        with HTTPServer(("127.0.0.1", 0), Other) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.02,))
            thread.start()
            try:
                async with driver(f"ipp://127.0.0.1:{server.server_port}/ipp/print") as printer:
                    assert (printer.status.trouble, printer.status.action) == (trouble, Action.CONFIGURATION)
                    assert not printer.status.can_print
                    outcome = await printer.print(document(), job="1")
                    assert (outcome.printed, outcome.action) == (Printed.NOT_PRINTED, Action.CONFIGURATION)
            finally:
                server.shutdown()
                thread.join()

    run(test)
    assert not any(document() in one for one in got)
