"""Verdicts as files: out of one session, into another, once."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from curation.errors import RecipeError
from curation.recipe import Edit, Verdict
from curation.recipe.session import Session
from curation.review import audit_of, audit_report, bring_in, read_verdicts, write_verdicts
from curation.review.files import write_audit
from curation.store import Dataset


@pytest.fixture
def session(rated: Dataset) -> Session:
    session = Session.new(rated.id, who="anna")
    keys = rated.pairs["key"].to_pylist()
    session.decide(Verdict(pair=keys[0], decision="drop", note="wrong", tags=("maths",), seconds=3.5))
    session.decide(Verdict(pair=keys[1], decision="edit", edit=Edit(chosen="Better.")))
    Session(session.id, rated.id, "bob").decide(Verdict(pair=keys[2], decision="flag", queue="random-0"))
    session.decide(Verdict(pair=keys[4], decision="swap", queue="audit-0"), blind=True)
    return session


def test_verdicts_go_to_another_session_with_who_and_when(
    session: Session, rated: Dataset, tmp_path: Path
) -> None:
    assert write_verdicts(session, tmp_path / "verdicts.jsonl") == 4
    other = Session.new(rated.id)
    brought = bring_in(other, rated, read_verdicts(tmp_path / "verdicts.jsonl"))
    assert (brought.added, brought.known, brought.unmatched) == (4, 0, ())
    for which in ("verdicts", "audits"):
        there, here = (getattr(one.point(), which) for one in (other, session))
        assert [(one.verdict, one.who, one.at) for one in there] == [
            (one.verdict, one.who, one.at) for one in here
        ]
    assert other.recipe == session.recipe


def test_bringing_in_the_same_twice_adds_nothing(session: Session, rated: Dataset, tmp_path: Path) -> None:
    write_verdicts(session, tmp_path / "verdicts.jsonl")
    lines = read_verdicts(tmp_path / "verdicts.jsonl")
    other = Session.new(rated.id)
    bring_in(other, rated, lines)
    again = bring_in(other, rated, lines)
    assert (again.added, again.known, other.events) == (0, 4, 4)
    home = bring_in(session, rated, lines)
    assert (home.added, home.known) == (0, 4)


def test_pairs_that_are_not_there_are_told_and_left_out(
    session: Session, rated: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "verdicts.jsonl"
    path.write_bytes(orjson.dumps({"pair": "0123456789abcdef", "decision": "keep"}))
    brought = bring_in(session, rated, read_verdicts(path))
    assert (brought.added, brought.unmatched) == (0, ("0123456789abcdef",))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"pair": "xyz", "decision": "keep"}', r"line 2 is no verdict: pair: String should match"),
        (b'{"pair": "0123456789abcdef", "decision": "love"}', r"line 2 is no verdict: decision: "),
        (b'{"pair": "0123456789abcdef", "decision": "edit"}', r"'edit' needs the edited texts"),
        (b'{"pair": "0123456789abcdef", "decision": "keep", "at": "now"}', r"line 2 is no verdict"),
        (b"[1]", r"it is no JSON object"),
        (b"{", r"line 2 is no verdict"),
    ],
)
def test_a_line_that_is_no_verdict_is_named(tmp_path: Path, line: bytes, said: str) -> None:
    path = tmp_path / "verdicts.jsonl"
    path.write_bytes(b"\n" + line + b"\n")
    with pytest.raises(RecipeError, match=said):
        read_verdicts(path)
    with pytest.raises(RecipeError, match="cannot be read"):
        read_verdicts(tmp_path / "none.jsonl")


def test_a_sample_may_be_judged_elsewhere_and_comes_back_unblinded(rated: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "sample.jsonl"
    audit = audit_of(rated, 4, 9)
    assert write_audit(rated, audit, path) == 4
    rows = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    assert not any("chosen" in row or "score" in row for row in rows)
    for row in rows[:3]:
        row |= {"pick": "a" if row["a"].startswith("BAD") else "b", "who": "anna"}
    path.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    session = Session.new(rated.id)
    assert bring_in(session, rated, read_verdicts(path)).added == 3
    report = audit_report(rated, session.point().audits, seed=9)
    assert (report.judged, report.errors.value) == (3, 1.0)
    assert session.recipe.steps == ()
