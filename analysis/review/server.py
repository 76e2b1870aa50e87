"""The desk on a page of its own, on the loopback address and behind a random token.

In: a `Round`. Out: a server that answers the page it has sent, and nobody else: a request without
the token, for another host, from another origin or of another method is refused. Nothing that it
sends may be kept, and it logs nothing.
"""

from __future__ import annotations

import hmac
import json
import secrets
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any

from analysis.review.round import Round

HOST = "127.0.0.1"
LARGEST = 100_000  # bytes of a request; a decision is a few words
PAGES = {
    "": ("index.html", "text/html; charset=utf-8"),
    "page.js": ("page.js", "text/javascript; charset=utf-8"),
    "desk.js": ("desk.js", "text/javascript; charset=utf-8"),
    "desk.css": ("desk.css", "text/css; charset=utf-8"),
}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page_file(name: str) -> str:
    """One file of the page, as the package holds it."""
    return files("analysis.review").joinpath("page", name).read_text(encoding="utf-8")


class DeskServer(ThreadingHTTPServer):
    """A server of one round; its ``address`` holds the token and is for one reader's eyes."""

    daemon_threads = True
    allow_reuse_address = False  # a port that another process listens on is taken

    def __init__(self, articles: Round, port: int = 0) -> None:
        self.articles = articles
        self.token = secrets.token_urlsafe(24)
        super().__init__((HOST, port), _Handler)
        self.origin = f"http://{HOST}:{self.server_address[1]}"

    @property
    def address(self) -> str:
        return f"{self.origin}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who closes the page in the middle of an answer is no fault."""


class _Handler(BaseHTTPRequestHandler):
    server: DeskServer
    protocol_version = "HTTP/1.1"
    server_version = "figures"
    sys_version = ""
    # Headers and body leave together and at once: apart they wait for each other 40 ms a key.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Send a file of the page."""
        name = self._allowed()
        if name is None:
            return
        if name not in PAGES:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        file, kind = PAGES[name]
        self._send(HTTPStatus.OK, page_file(file).encode("utf-8"), kind)

    def do_POST(self) -> None:
        """Answer a question or carry out a decision."""
        name = self._allowed(posted=True)
        if name is None:
            return
        length = self.headers.get("Content-Length", "")
        if name != "ask" or self.headers.get_content_type() != "application/json":
            self._refuse(HTTPStatus.NOT_FOUND)
        elif not length.isdecimal() or int(length) > LARGEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            try:
                asked = json.loads(self.rfile.read(int(length)))
            except (ValueError, RecursionError):
                self._refuse(HTTPStatus.BAD_REQUEST)
                return
            answer = json.dumps(self.server.articles.answer(asked), ensure_ascii=False)
            self._send(HTTPStatus.OK, answer.encode("utf-8"), "application/json; charset=utf-8")

    def _allowed(self, posted: bool = False) -> str | None:
        """The asked name behind the token, or None once the request is refused."""
        own = self.server.origin
        origin = self.headers.get("Origin")
        site = self.headers.get("Sec-Fetch-Site", "none" if not posted else "same-origin")
        _, _, path = self.path.partition("/")
        token, _, name = path.partition("/")
        if (
            f"http://{self.headers.get('Host')}" != own
            or origin not in ((own,) if posted else (None, own))
            or site not in ("none", "same-origin")
        ):
            self._refuse(HTTPStatus.FORBIDDEN)
        elif not hmac.compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            return name
        return None

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True  # what it still sends is not read
        self._send(status, status.phrase.encode(), "text/plain; charset=utf-8")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse another method or a malformed request with the same headers."""
        method = HTTPStatus.METHOD_NOT_ALLOWED if code == HTTPStatus.NOT_IMPLEMENTED else code
        self._refuse(HTTPStatus(method))

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        for key, value in {**HEADERS, "Content-Type": kind}.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Log nothing: an address holds the token."""
