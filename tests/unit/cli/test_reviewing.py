"""Sessions on the command line: what was done, verdicts in and out, the audit, and exports of a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from curation.errors import ExportError
from curation.export import TARGETS
from curation.jobs import export_recipe
from curation.recipe import CheckStep, Edit, Verdict
from curation.recipe.session import Session
from curation.store import Dataset, open_dataset
from tests.unit.cli.conftest import Cli


@pytest.fixture
def reviewed(cli: Cli, pairs_file: Path) -> tuple[Dataset, Session]:
    """Three pairs: the first swapped, the second edited, the third dropped."""
    data = open_dataset(cli("load", pairs_file, "--json").json["dataset"])
    session = Session.new(data.id, "mine", who="anna")
    session.change(session.recipe.with_step(CheckStep(check="tie")), "no ties")
    first, second, third = data.pairs["key"].to_pylist()
    session.decide(Verdict(pair=first, decision="swap"))
    session.decide(
        Verdict(pair=second, decision="edit", edit=Edit(prompt="Question one?", chosen="Yes, one."))
    )
    session.decide(Verdict(pair=third, decision="drop"))
    return data, session


def test_sessions_lists_the_newest_first(cli: Cli, pairs_file: Path) -> None:
    cli("load", pairs_file)
    assert cli("sessions", "rows", "--json").json["sessions"] == []
    assert "has no session yet" in cli("sessions", "rows").out
    data = open_dataset("rows")
    ids = [Session.new(data.id, name).id for name in ("first", "second")]
    listed = cli("sessions", "rows", "--json").json["sessions"]
    assert [(one["session"], one["name"]) for one in listed] == [(ids[1], "second"), (ids[0], "first")]


def test_history_tells_who_did_what(cli: Cli, reviewed: tuple[Dataset, Session]) -> None:
    data, session = reviewed
    session.undo()
    told = cli("history", data.id, "--json").json
    assert (told["session"], told["name"], told["at"]) == (session.id, "mine", 3)
    assert [(event["label"], event["who"], event["stands"]) for event in told["events"]] == [
        ("no ties", "anna", True),
        ("swapped a pair", "anna", True),
        ("edited a pair", "anna", True),
        ("dropped a pair", "anna", False),
    ]
    assert told["events"][1]["verdict"]["decision"] == "swap"
    assert "does not stand" in cli("history", data.id, "--session", session.id).out


def test_without_a_session_there_is_no_history(cli: Cli, pairs_file: Path) -> None:
    cli("load", pairs_file)
    assert "has no session yet" in cli("history", "rows").complaint
    assert "no session 'nonsense'" in cli("history", "rows", "--session", "nonsense").complaint


def test_verdicts_go_out_and_come_in(cli: Cli, reviewed: tuple[Dataset, Session], tmp_path: Path) -> None:
    data, session = reviewed
    path = tmp_path / "verdicts.jsonl"
    told = cli("verdicts", data.id, "--out", path, "--json").json
    assert (told["written"], told["decided"], told["disagreements"]) == (3, 3, 0)
    other = Session.new(data.id)
    brought = cli("verdicts", data.id, "--session", other.id, "--import", path, "--json").json
    assert brought["imported"] == {"added": 3, "known": 0, "unmatched": []}
    assert other.recipe.steps == session.recipe.steps[1:]
    assert "0 verdicts brought in, 3 known already" in cli("verdicts", data.id, "--import", path).out


def test_a_file_that_holds_no_verdicts_is_one_sentence(cli: Cli, pairs_file: Path) -> None:
    cli("load", pairs_file)
    assert "line 1 is no verdict" in cli("verdicts", "rows", "--import", pairs_file).complaint


def test_audit_draws_a_sample_and_reports_on_its_verdicts(cli: Cli, pairs_file: Path, tmp_path: Path) -> None:
    cli("load", pairs_file)
    path = tmp_path / "sample.jsonl"
    assert cli("audit", "rows", "--size", 3, "--seed", 4, "--out", path, "--json").json["written"] == 3
    rows = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    for row in rows:
        row |= {"pick": "a" if row["a"].startswith("Yes") else "b", "who": "anna"}
    path.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    told = cli("audit", "rows", "--seed", 4, "--import", path, "--json").json
    assert (told["judged"], told["label_errors"]["value"], told["imported"]["added"]) == (3, 0.0, 3)
    assert "Labels that the verdicts turn round: 0.00%" in cli("audit", "rows", "--seed", 4).out
    assert "0 pairs judged blind" in cli("audit", "rows", "--seed", 5).out


def test_apply_takes_a_session(cli: Cli, reviewed: tuple[Dataset, Session]) -> None:
    data, session = reviewed
    told = cli("apply", data.id, "--session", session.id, "--json").json
    assert (told["pairs_in"], told["pairs_kept"]) == (3, 2)
    assert told["steps"][-1] == {
        "name": "3 reviewed by hand: 1 dropped, 1 swapped, 1 edited",
        "hit": 1,
        "removed": 1,
    }
    assert "--recipe FILE or --session ID" in cli("apply", data.id).complaint


@pytest.mark.parametrize("target", [target.name for target in TARGETS])
def test_app_session_and_recipe_give_the_same_bytes(
    cli: Cli, reviewed: tuple[Dataset, Session], tmp_path: Path, target: str
) -> None:
    data, session = reviewed
    recipe = session.recipe
    (tmp_path / "recipe.yaml").write_text(recipe.to_yaml(), "utf-8")
    spec = {"format": target, "split_by": "existing", "ratios": [0.9, 0.1], "seed": 0}
    try:
        export_recipe(data, recipe.with_export(spec), tmp_path / "app")
        refusal = ""
    except ExportError as error:
        refusal = error.what
    ways = {"session": ("--session", session.id), "recipe": ("--recipe", tmp_path / "recipe.yaml")}
    written = _files(tmp_path / "app")
    # A format that none of these pairs fits says the same whoever asks.
    assert bool(written) is not bool(refusal)
    for name, way in ways.items():
        said = cli("export", data.id, *way, "--format", target, "--out", tmp_path / name)
        assert said.code == (2 if refusal else 0)
        assert refusal in said.err
        assert _files(tmp_path / name) == written


def _files(folder: Path) -> dict[str, bytes]:
    return {f"{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_swaps_and_edits_reach_the_export(
    cli: Cli, reviewed: tuple[Dataset, Session], tmp_path: Path, jsonl: Callable[..., Path]
) -> None:
    data, session = reviewed
    cli("export", data.id, "--session", session.id, "--format", "trl-dpo", "--out", tmp_path / "out")
    [path] = (tmp_path / "out").glob("*.jsonl")
    rows = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    assert [
        (row["prompt"][-1]["content"], row["chosen"][0]["content"], row["rejected"][0]["content"])
        for row in rows
    ] == [
        ("Question 0?", "No.", "Yes, 0."),
        ("Question one?", "Yes, one.", "No."),
    ]
