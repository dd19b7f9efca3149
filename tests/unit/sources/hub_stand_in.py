"""A stand-in for the Hub: the endpoints a data set is found, listed, fetched and written by, from memory.

Large files (``.parquet``, ``.gz`` and what ``far`` names) lie on a second host, as the Hub's do.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
COPY_COMMIT = "fedcba9876543210fedcba9876543210fedcba98"
COPY = "refs/convert/parquet"
TOKEN = "hf_SecretSecretSecretSecretSecret"
LARGE = (".parquet", ".gz")
LINE = b'{"x": 1}\n'
FILES = {
    "README.md": b"hello",
    "train.jsonl": LINE * 3,
    "validation.jsonl": LINE * 2,
    "preference/preference.jsonl": LINE * 5,
    "script.py": b"raise SystemExit",
}


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    method: str
    path: str
    range: str | None
    token: str | None
    host: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class StandIn:
    """One repository, how it behaves, and which requests came in.

    Attributes:
        repo: ``owner/name``.
        files: Name → content.
        card: Its YAML head as data.
        copy: The files of the Hub's parquet copy.
        others: What a search finds, as the Hub lists it.
        refuse: Status and ``X-Error-Code`` that answer requests other than the probe, when set.
        refuse_headers: Sent with a refusal.
        refuse_path: Only requests with this in their path are refused.
        private: Whether a token is needed.
        cut_after: Bytes after which each body breaks off; a list is used up, one entry a request.
        drip: Seconds between blocks of a body.
        stall: Seconds before a body.
        stall_writes: Seconds before an answer to what is sent.
        ranges: Whether ranges are honoured.
        swapped: Name → content that comes instead of what is listed.
        far: Names that lie on the second host.
        commit_sent: What ``X-Repo-Commit`` says.
        absent: Whether the repository is yet to be made.
        branches: Those beside the main one.
        stored: SHA-256 → content of large files that arrived, committed or not.
        commits: What was committed: the revision, whether as a pull request, and its lines.
        made: What the repository was made with.
        asked: The requests, in order.
    """

    repo: str
    files: dict[str, bytes]
    card: dict[str, Any] = field(default_factory=dict)
    copy: dict[str, bytes] = field(default_factory=dict)
    others: list[dict[str, Any]] = field(default_factory=list)
    refuse: tuple[int, str] | None = None
    refuse_headers: dict[str, str] = field(default_factory=dict)
    refuse_path: str = ""
    private: bool = False
    cut_after: list[int] = field(default_factory=list)
    drip: float = 0.0
    stall: float = 0.0
    stall_writes: float = 0.0
    ranges: bool = True
    hashed: bool = True
    swapped: dict[str, bytes] = field(default_factory=dict)
    far: set[str] = field(default_factory=set)
    commit_sent: str = ""
    absent: bool = False
    branches: set[str] = field(default_factory=set)
    stored: dict[str, bytes] = field(default_factory=dict)
    commits: list[tuple[str, bool, list[dict[str, Any]]]] = field(default_factory=list)
    made: dict[str, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    address: str = ""
    far_address: str = ""

    @contextmanager
    def serving(self) -> Iterator[StandIn]:
        """Serve on two free ports."""
        with ExitStack() as stack:
            self.address = stack.enter_context(_served(self, "hub"))
            self.far_address = stack.enter_context(_served(self, "far"))
            yield self

    def paths(self, part: str = "") -> list[str]:
        """The requests with this in their path, as ``METHOD path``."""
        return [str(one) for one in self.asked if part in one.path]

    def answer(self, handler: BaseHTTPRequestHandler, host: str) -> None:
        """Answer one request."""
        address = urlsplit(handler.path)
        path = unquote(address.path)
        self.asked.append(
            Asked(
                handler.command,
                path,
                handler.headers.get("Range"),
                handler.headers.get("Authorization"),
                host,
            )
        )
        if host == "far" and handler.command == "PUT":
            content = handler.rfile.read(int(handler.headers["Content-Length"]))
            time.sleep(self.stall_writes)
            self.stored[hashlib.sha256(content).hexdigest()] = content
            return self._send(handler, 200, b"", {})
        if host == "far":
            return self._body(handler, path.partition("/blob/")[2], {})
        probe = handler.command == "HEAD" and path.startswith("/api/")
        if self.refuse and not probe and self.refuse_path in path:
            code = {"X-Error-Code": self.refuse[1]} if self.refuse[1] else {}
            return self._send(handler, self.refuse[0], b"{}", {**code, **self.refuse_headers})
        if not probe and self.private and handler.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self._send(handler, 401, b"{}", {"X-Error-Code": "RepoNotFound"})
        if handler.command == "POST":
            body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
            status, told = self._written(path, parse_qs(address.query), body)
            return self._send(handler, status, json.dumps(told).encode(), {})
        if path == "/api/datasets":
            return self._search(handler, parse_qs(address.query))
        if path.startswith("/api/datasets/"):
            return self._api(handler, path.removeprefix("/api/datasets/"))
        return self._resolve(handler, path)

    def _written(self, path: str, asked: dict[str, list[str]], body: bytes) -> tuple[int, dict[str, Any]]:
        """What is answered to a request that writes."""
        what = path.removeprefix(f"/api/datasets/{self.repo}/").partition("/")
        if path == "/api/repos/create":
            self.made, self.absent = json.loads(body), False
            self.private = self.made.get("visibility") == "private"
            return 200, {"url": f"{self.address}/datasets/{self.repo}"}
        if what[0] == "branch":
            self.branches.add(what[2])
        elif what[0] == "preupload":
            names = [file["path"] for file in json.loads(body)["files"]]
            modes = {name: "lfs" if self._is_far(name) else "regular" for name in names}
            return 200, {
                "files": [{"path": name, "uploadMode": modes[name], "shouldIgnore": False} for name in names]
            }
        elif path.endswith("/info/lfs/objects/batch"):
            return 200, {
                "transfer": "basic",
                "objects": [self._wanted(one) for one in json.loads(body)["objects"]],
            }
        elif what[0] == "commit":
            return 200, self._committed(what[2], "create_pr" in asked, body)
        return 200, {}

    def _wanted(self, one: dict[str, Any]) -> dict[str, Any]:
        if one["oid"] in self.stored:
            return one
        return one | {"actions": {"upload": {"href": f"{self.far_address}/put/{one['oid']}"}}}

    def _committed(self, revision: str, as_pull_request: bool, body: bytes) -> dict[str, Any]:
        lines = [json.loads(line) for line in body.splitlines()]
        self.commits.append((revision, as_pull_request, lines))
        for line in () if as_pull_request else lines:
            told = line["value"]
            if line["key"] == "file":
                self.files[told["path"]] = base64.b64decode(told["content"])
            elif line["key"] == "lfsFile":
                self.files[told["path"]] = self.stored[told["oid"]]
            elif line["key"] == "deletedFile":
                del self.files[told["path"]]
        found = {"commitUrl": f"{self.address}/datasets/{self.repo}/commit/{COMMIT}", "commitOid": COMMIT}
        pull = f"{self.address}/datasets/{self.repo}/discussions/1"
        return found | ({"pullRequestUrl": pull} if as_pull_request else {})

    def _search(self, handler: BaseHTTPRequestHandler, asked: dict[str, list[str]]) -> None:
        text, limit = asked.get("search", [""])[0].lower(), int(asked.get("limit", ["100"])[0])
        found = [one for one in self.others if text in json.dumps(one).lower()]
        link = {"Link": f'<{self.address}/api/datasets?cursor=x>; rel="next"'} if len(found) > limit else {}
        self._send(handler, 200, json.dumps(found[:limit]).encode(), link)

    def _api(self, handler: BaseHTTPRequestHandler, rest: str) -> None:
        repo, _, revision = rest.partition("/revision/")
        if repo != self.repo or self.absent:
            return self._send(handler, 404, b"{}", {"X-Error-Code": "RepoNotFound"})
        is_copy = revision in {COPY, COPY_COMMIT} and self.copy
        if revision not in {"", "main", "v1", COMMIT, *self.branches} and not is_copy:
            return self._send(handler, 404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        files = self.copy if is_copy else self.files
        body = {
            "id": repo,
            "sha": COPY_COMMIT if is_copy else COMMIT,
            "siblings": [self._sibling(name, content) for name, content in files.items()],
            "cardData": {} if is_copy else self.card,
            "tags": [],
            "downloads": 0,
            "private": self.private,
        }
        return self._send(handler, 200, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def _sibling(self, name: str, content: bytes) -> dict[str, Any]:
        told = {"rfilename": name, "size": len(content)}
        if not self.hashed:
            return told
        if self._is_far(name):
            sha256 = hashlib.sha256(content).hexdigest()
            return told | {
                "blobId": "0" * 40,
                "lfs": {"sha256": sha256, "size": len(content), "pointerSize": 130},
            }
        return told | {"blobId": git_hash(content)}

    def _is_far(self, name: str) -> bool:
        return name.endswith(LARGE) or name in self.far

    def _resolve(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        commit, _, name = path.partition("/resolve/")[2].partition("/")
        files = self.copy if commit == COPY_COMMIT else self.files
        if commit not in {COMMIT, COPY_COMMIT} or name not in files:
            return self._send(handler, 404, b"", {"X-Error-Code": "EntryNotFound"})
        headers = {"X-Repo-Commit": self.commit_sent or commit}
        if self._is_far(name):
            headers |= {
                "Location": f"{self.far_address}/blob/{name}?Signature=signed",
                "X-Linked-Size": str(len(files[name])),
                "X-Linked-Etag": f'"{hashlib.sha256(files[name]).hexdigest()}"',
            }
            return self._send(handler, 302, b"", headers)
        return self._body(handler, name, headers)

    def _body(self, handler: BaseHTTPRequestHandler, name: str, headers: dict[str, str]) -> None:
        content = self.swapped.get(name) or {**self.files, **self.copy}[name]
        headers = {**headers, "ETag": f'"{git_hash(content)}"'}
        asked, status, start = handler.headers.get("Range"), 200, 0
        if asked and self.ranges:
            start, status = int(asked.removeprefix("bytes=").rstrip("-")), 206
            if start >= len(content):
                return self._send(handler, 416, b"", headers)
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        cut = self.cut_after.pop(0) if self.cut_after else None
        return self._send(handler, status, content[start:], headers, cut=cut)

    def _send(
        self,
        handler: BaseHTTPRequestHandler,
        status: int,
        body: bytes,
        headers: dict[str, str],
        *,
        cut: int | None = None,
    ) -> None:
        handler.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            handler.send_header(key, value)
        handler.end_headers()
        if handler.command == "HEAD":
            return
        sent = body if cut is None else body[:cut]
        if "/api/" not in handler.path:
            time.sleep(self.stall)
        block = 4096 if self.drip else max(len(sent), 1)
        for at in range(0, len(sent), block):
            handler.wfile.write(sent[at : at + block])
            handler.wfile.flush()
            time.sleep(self.drip)
        if cut is not None:
            handler.close_connection = True


def git_hash(content: bytes) -> str:
    """What git calls a content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@contextmanager
def _served(stand_in: StandIn, host: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                stand_in.answer(self, host)
            except (BrokenPipeError, ConnectionResetError):
                # Who asked has gone, as a cancelled download does.
                self.close_connection = True

        do_POST = do_PUT = do_GET  # noqa: N815  # the names that http.server looks for
        do_HEAD = do_GET  # noqa: N815  # the name that http.server looks for

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
