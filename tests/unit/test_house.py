"""The rules of the house: what may import what, how large a file may grow, what is never written."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
HEAVY = {"torch", "sentence_transformers", "datasets", "sklearn", "scipy"}
MOST_LINES = 400
MOST_LINES_OF_A_PAGE = 80
TREES = ("curation", "ui", "pages")


def modules(*trees: str) -> list[Path]:
    found = [path for tree in trees for path in sorted((REPO / tree).rglob("*.py"))]
    return [path for path in found if "__pycache__" not in path.parts]


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(REPO).as_posix() for path in paths]


def imported_by(path: Path) -> Iterator[str]:
    """The top-level packages that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def loaded_after(program: str) -> set[str]:
    """Top-level packages in ``sys.modules`` of a fresh interpreter after some imports."""
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPO,
        env={**os.environ, "PYTHONPATH": str(REPO)},
    )
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


def test_the_command_line_starts_light() -> None:
    loaded = loaded_after("import curation.cli")
    assert not loaded & {*HEAVY, "plotly", "streamlit", "pandas", "duckdb", "pyarrow", "numpy"}


def test_the_launcher_and_the_library_rooms_start_light() -> None:
    loaded = loaded_after("import ui.security, curation.jobs, curation.export, curation.jobs.worker")
    assert not loaded & {*HEAVY, "plotly", "streamlit"}


def test_the_app_imports_no_model_and_no_statistics() -> None:
    rooms = [
        "state",
        "sidebar",
        "filters",
        "empty",
        "overview",
        "browse",
        "map",
        "duplicates",
        "contamination",
        "export",
        "datasets",
        "pages",
    ]
    loaded = loaded_after("import streamlit\n" + "\n".join(f"import ui.{room}" for room in rooms))
    assert not loaded & HEAVY


@pytest.mark.parametrize("name", names(modules("curation")))
def test_the_library_knows_nothing_of_the_app(name: str) -> None:
    assert not set(imported_by(REPO / name)) & {"streamlit", "ui", "pages"}


@pytest.mark.parametrize("name", names(modules("pages")))
def test_a_page_computes_nothing_and_stays_short(name: str) -> None:
    path = REPO / name
    assert not set(imported_by(path)) & {"duckdb", "numpy", "pandas", "pyarrow"}
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES_OF_A_PAGE


def test_no_module_is_long() -> None:
    long = {name: len((REPO / name).read_text("utf-8").splitlines()) for name in names(modules(*TREES))}
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}


def test_every_module_says_what_lives_in_it() -> None:
    silent = [
        name
        for name in names(modules(*TREES))
        if (REPO / name).stat().st_size and not ast.get_docstring(ast.parse((REPO / name).read_text("utf-8")))
    ]
    assert silent == []


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    vague = {"util", "utils", "helper", "helpers", "misc", "common", "manager"}
    assert [name for name in names(modules(*TREES)) if Path(name).stem in vague] == []


def test_no_text_of_a_data_set_can_reach_the_browser_unescaped() -> None:
    forbidden = ("unsafe_allow_html", "unsafe_allow_javascript")
    paths = [*modules(*TREES), REPO / "app.py"]
    assert [
        name for name in names(paths) if any(word in (REPO / name).read_text("utf-8") for word in forbidden)
    ] == []


def test_every_room_says_what_it_offers() -> None:
    rooms = sorted(path for path in (REPO / "curation").glob("*/__init__.py"))
    assert [path.parent.name for path in rooms if "__all__" not in path.read_text("utf-8")] == []
