"""A stand-in for the Hub: the few endpoints that a data set's files are fetched by, served from memory."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class StandIn:
    """One repository, and which requests came in.

    Attributes:
        repo: ``owner/name``.
        files: Name → content.
        card: Its YAML head as data.
        refuse: Status and ``X-Error-Code`` that answer requests other than the probe, when set.
        refuse_path: Only requests with this in their path are refused.
    """

    def __init__(self, repo: str, files: dict[str, bytes], card: dict | None = None) -> None:
        self.repo = repo
        self.files = files
        self.card = card or {}
        self.refuse: tuple[int, str] | None = None
        self.refuse_path = ""
        self.asked: list[str] = []
        self.address = ""

    @contextmanager
    def serving(self) -> Iterator[StandIn]:
        """Serve on a free port."""
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                stand_in.answer(self)

            do_HEAD = do_GET  # noqa: N815  # the name that http.server looks for

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        self.address = f"http://127.0.0.1:{server.server_port}"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        path = unquote(urlsplit(handler.path).path)
        self.asked.append(f"{handler.command} {path}")
        probe = handler.command == "HEAD" and path.startswith("/api/")
        if self.refuse and not probe and self.refuse_path in path:
            return self._send(handler, self.refuse[0], b"{}", {"X-Error-Code": self.refuse[1]})
        if path.startswith("/api/datasets/"):
            return self._api(handler, path.removeprefix("/api/datasets/"))
        return self._resolve(handler, path)

    def _api(self, handler: BaseHTTPRequestHandler, rest: str) -> None:
        repo, _, revision = rest.partition("/revision/")
        if repo != self.repo:
            return self._send(handler, 404, b"{}", {"X-Error-Code": "RepoNotFound"})
        if revision not in {"", "main", "v1", COMMIT}:
            return self._send(handler, 404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        files = [{"rfilename": name, "size": len(content)} for name, content in self.files.items()]
        body = {
            "id": repo,
            "sha": COMMIT,
            "siblings": files,
            "cardData": self.card,
            "tags": [],
            "downloads": 0,
        }
        return self._send(handler, 200, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def _resolve(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        name = path.partition(f"/resolve/{COMMIT}/")[2]
        if name not in self.files:
            return self._send(handler, 404, b"", {"X-Error-Code": "EntryNotFound"})
        content = self.files[name]
        etag = f'"{hashlib.sha1(content).hexdigest()}"'
        return self._send(handler, 200, content, {"ETag": etag, "X-Repo-Commit": COMMIT})

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
        handler.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            handler.send_header(key, value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)
