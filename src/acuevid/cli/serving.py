"""The sheet for a browser on this machine: one page, which loads itself anew when there is another.

Only 127.0.0.1 is listened on, and only a request that names it as its host is answered, so that no page from
elsewhere can read it under a name that it points here.
"""

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_hex
from threading import BoundedSemaphore, Condition, Thread
from typing import Any

from acuevid.errors import AcuevidError

_HOST = "127.0.0.1"
_BEAT = 10.0
_MOST_AT_ONCE = 64
_PATIENCE = 20
"""So many seconds a client has for its request, and to take an answer."""
_SCRIPT = """
const shown = document.currentScript.dataset.version;
new EventSource("/events").onmessage = (event) => { if (event.data !== shown) location.reload(); };
"""
_DIGEST = f"'sha256-{base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()}'"
_EMPTY = (
    '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; script-src 'none'; base-uri 'none'; form-action 'none'\">"
    "<title>acuevid</title></head><body></body></html>\n"
)
_CLOSED = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'none'",
}


class Server:
    """A page on this machine, from the moment it is made until it is closed."""

    def __init__(self, port: int) -> None:
        """Listen on this port, or (0) any that is free; raises `AcuevidError` where it cannot be had."""
        self.page, self.problems = _EMPTY, tuple[str, ...]()
        self.changed = Condition()
        self.run, self.count = token_hex(4), 0
        self.is_open = True
        try:
            self.server = _FewAtOnce((_HOST, port), _handler(self))
        except OSError as error:
            raise AcuevidError(f"port {port} of {_HOST} cannot be had: {error.strerror or error}") from None
        self.port = self.server.server_address[1]
        self.address = f"http://{_HOST}:{self.port}/"
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def version(self) -> str:
        """A text that is another for each page."""
        return f"{self.run}-{self.count}"

    def show(self, page: str | None, problems: Sequence[str]) -> None:
        """Show this page from now on, or the last one, under what keeps the catalogue from loading."""
        with self.changed:
            self.page, self.problems = page or self.page, tuple(problems)
            self.count += 1
            self.changed.notify_all()

    def html(self) -> str:
        """The exported page with the problems before it, and a script that its policy knows by its digest."""
        with self.changed:
            page, problems, version = self.page, self.problems, self.version
        told = "".join(f"{line}\n" for line in problems)
        banner = f'<pre role="alert">{escape(told)}</pre>' if told else ""
        script = f'<script data-version="{version}">{_SCRIPT}</script>'
        page = page.replace("script-src 'none'", "script-src", 1).replace(
            "script-src", f"connect-src 'self'; script-src {_DIGEST}", 1
        )
        head, body, rest = page.partition("<body>")
        return f"{head}{body}{banner}{rest}".replace("</body></html>", f"{script}</body></html>")

    def wait(self, known: str) -> str:
        """The version as soon as it is another than the one known, or after a while."""
        with self.changed:
            self.changed.wait_for(lambda: self.version != known or not self.is_open, _BEAT)
            return self.version

    def close(self) -> None:
        """Answer nobody any more."""
        with self.changed:
            self.is_open = False
            self.changed.notify_all()
        self.server.shutdown()
        self.server.server_close()


class _FewAtOnce(ThreadingHTTPServer):
    """A server that turns away whoever comes while many are served: each has a thread of its own."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 2 * _MOST_AT_ONCE

    def __init__(self, *arguments: Any) -> None:
        """As `ThreadingHTTPServer`."""
        self.free = BoundedSemaphore(_MOST_AT_ONCE)
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a request in a thread of its own, or close it."""
        if self.free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a request, and make room for the next."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away in the middle is nothing to be told of."""


def _handler(owner: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers for the page and for news of it, and for nothing else."""

        timeout = _PATIENCE
        server_version, sys_version = "acuevid", ""

        def do_GET(self) -> None:
            """The page, or the versions of it as they come."""
            if self.headers.get("Host", "") not in (f"{_HOST}:{owner.port}", f"localhost:{owner.port}"):
                return self.send_error(403)
            if self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
                return self.send_error(403)
            if self.path == "/events":
                return self._events()
            if self.path != "/":
                return self.send_error(404)
            page = owner.html().encode("utf-8", "backslashreplace")
            self._begin("text/html; charset=utf-8", {"Content-Length": str(len(page))})
            self.wfile.write(page)
            return None

        def _events(self) -> None:
            self._begin("text/event-stream", {})
            version = ""
            try:
                while owner.is_open:
                    version = owner.wait(version)
                    self.wfile.write(f"data: {version}\n\n".encode())
                    self.wfile.flush()
            except OSError:  # the browser has gone
                return

        def _begin(self, kind: str, more: dict[str, str]) -> None:
            self.send_response(200)
            for name, value in {"Content-Type": kind, **_CLOSED, **more}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nobody is told of requests."""

    return Handler
