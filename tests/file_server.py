"""A small web server that serves one file well, or badly in every way that servers do."""

from __future__ import annotations

import collections
import contextlib
import http.server
import threading
from collections.abc import Iterator

CONTENT = bytes(range(256)) * 1024  # 256 KiB: several of storage's chunks.


class FileServer(http.server.ThreadingHTTPServer):
    """Serves CONTENT; the first part of a path says how: `/good/file.bin`.

    Attributes:
        url: its address, without a slash at the end.
        gets: how often each path was asked for with GET.
        heads: how many HEAD requests came.
        closing: set when the server shuts down, for behaviours that wait.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.gets: collections.Counter[str] = collections.Counter()
        self.heads = 0
        self.closing = threading.Event()
        self.lock = threading.Lock()

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet about clients that hang up."""


@contextlib.contextmanager
def running() -> Iterator[FileServer]:
    """A server in a background thread, for the duration of the `with` block."""
    with FileServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    server: FileServer

    def do_HEAD(self) -> None:
        with self.server.lock:
            self.server.heads += 1
        self._begin(0)

    def do_GET(self) -> None:
        with self.server.lock:
            self.server.gets[self.path] += 1
        getattr(self, self.path.split("/")[1].replace("-", "_"))()

    def good(self) -> None:
        self._begin(len(CONTENT))
        self.wfile.write(CONTENT)

    def drop(self) -> None:
        """Announce everything, send half, hang up."""
        self._begin(len(CONTENT))
        self.wfile.write(CONTENT[: len(CONTENT) // 2])

    def drop_once(self) -> None:
        self.drop() if self.server.gets[self.path] == 1 else self.good()

    def drop_unannounced(self) -> None:
        """Send half without saying how much there is: only the checksum tells."""
        self._begin(None)
        self.wfile.write(CONTENT[: len(CONTENT) // 2])

    def wrong(self) -> None:
        self._begin(len(CONTENT))
        self.wfile.write(CONTENT[::-1])

    def missing(self) -> None:
        self.send_error(404)

    def broken(self) -> None:
        self.send_error(500)

    def recovers(self) -> None:
        self.send_error(500) if self.server.gets[self.path] < 3 else self.good()

    def redirect(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/good/file.bin")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def circle(self) -> None:
        """Redirect to itself."""
        self.send_response(302)
        self.send_header("Location", self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def drip(self) -> None:
        """Send single bytes, each soon enough to keep a read timeout from passing."""
        self._begin(len(CONTENT))
        while not self.server.closing.wait(0.02):
            self.wfile.write(b"x")

    def silent(self) -> None:
        """Announce everything and send nothing."""
        self._begin(len(CONTENT))
        self.wfile.flush()
        self.server.closing.wait(20)

    def endless(self) -> None:
        """Send for ever, without saying how much."""
        self._begin(None)
        while not self.server.closing.is_set():
            self.wfile.write(CONTENT)

    def huge(self) -> None:
        """Announce a terabyte."""
        self._begin(10**12)
        self.wfile.write(CONTENT)

    def _begin(self, length: int | None) -> None:
        self.send_response(200)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
