"""The command line run in-process, and small sources to feed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from curation.cli import main

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Ran:
    """One command's exit code and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on stdout; fails where there is anything beside it."""
        assert self.code == 0, self.err
        assert self.out.endswith("\n")
        assert self.out.count("\n") == 1, self.out
        value = orjson.loads(self.out)
        assert isinstance(value, dict)
        return value

    @property
    def complaint(self) -> str:
        """The sentence on stderr after a refusal, with nothing on stdout."""
        assert (self.code, self.out) == (2, ""), (self.code, self.out, self.err)
        lines = [line for line in self.err.splitlines() if not line.endswith(" …")]
        assert len(lines) == 1, self.err
        assert lines[0].startswith("Error: ")
        assert "Traceback" not in self.err
        assert lines[0].endswith((".", "?", "!"))
        return lines[0]


Cli = Callable[..., Ran]


@pytest.fixture
def cli(winnow_home: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs one command in a workspace of the test's own."""

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


@pytest.fixture
def jsonl(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows as JSON lines."""

    def write(rows: Rows, name: str = "rows.jsonl") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        return path

    return write


@pytest.fixture
def pairs_file(jsonl: Callable[..., Path]) -> Path:
    """Three sound pairs."""
    return jsonl([{"prompt": f"Question {i}?", "chosen": f"Yes, {i}.", "rejected": "No."} for i in range(3)])


def left_in(folder: Path) -> list[str]:
    """Everything under a folder, hidden files too."""
    return (
        sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) if folder.exists() else []
    )
