from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest

from curation.errors import DatasetError
from curation.similarity import find, shelf
from curation.similarity.shelf import neighbours_of
from tests.unit.similarity.fakes import FakeEncoder, keys_of

TEXTS = ["how are you today", "How are you today?", "how are you todya", "something else entirely"]


@dataclass
class Prompts:
    """A data set, as far as this room looks at it."""

    texts: list[str]
    talk: list | None = None
    id: str = "small-01234567"

    @property
    def prompts(self) -> pa.Table:
        told = {"text": self.texts, "key": keys_of(self.texts)}
        return pa.table(told | ({"messages": self.talk} if self.talk else {}))


@pytest.fixture(autouse=True)
def _home(winnow_home):
    return winnow_home


@pytest.fixture
def searches(monkeypatch):
    made = []
    real = shelf.find_neighbours

    def counted(*args, **kwargs):
        made.append(kwargs["floor"])
        return real(*args, **kwargs)

    monkeypatch.setattr(shelf, "find_neighbours", counted)
    return made


def test_a_graph_is_found_once_and_then_loaded(searches):
    one = neighbours_of(Prompts(TEXTS), model=FakeEncoder())
    two = neighbours_of(Prompts(TEXTS), model=FakeEncoder())
    assert searches == [0.8]
    assert one.edges() == two.edges()
    assert np.array_equal(one.equal, two.equal)
    assert (one.method, one.floor, one.model) == (two.method, two.floor, two.model)


def test_a_lower_floor_serves_a_higher_one_but_not_the_other_way(searches):
    neighbours_of(Prompts(TEXTS), floor=0.7, model=FakeEncoder())
    neighbours_of(Prompts(TEXTS), floor=0.9, model=FakeEncoder())
    neighbours_of(Prompts(TEXTS), floor=0.6, model=FakeEncoder())
    assert searches == [0.7, 0.6]


def test_another_method_model_or_content_is_another_graph(searches):
    neighbours_of(Prompts(TEXTS), model=FakeEncoder())
    neighbours_of(Prompts(TEXTS), "exact")
    other = FakeEncoder()
    other.revision = "ffffffff"
    neighbours_of(Prompts(TEXTS), model=other)
    neighbours_of(Prompts(TEXTS[::-1]), model=FakeEncoder())
    assert len(searches) == 4


def test_another_unit_is_another_graph_and_prompts_without_its_text_are_left_out(searches):
    def turns(*said):
        return [{"role": role, "content": content} for role, content in said]

    talk = [turns(("user", "hello"), ("user", "why")), turns(("user", "bye"), ("user", "Why?")), [], []]
    texts = ["hello\n\nwhy", "bye\n\nWhy?", "", ""]
    data = Prompts(texts, talk)
    assert len(neighbours_of(data, "exact")) == 1
    last = neighbours_of(data, "exact", unit="last_user")
    assert neighbours_of(data, "exact", unit="last_user").edges() == last.edges()
    assert searches == [0.8, 0.8]
    assert [(edge.a, edge.b) for edge in last.edges()] == [(0, 1)]
    assert last.prompts == 4


def test_damaged_files_are_passed_over(searches, winnow_home):
    neighbours_of(Prompts(TEXTS), "exact")
    for path in (winnow_home / "neighbours").rglob("*.arrow"):
        path.write_bytes(path.read_bytes()[:40])
    assert len(neighbours_of(Prompts(TEXTS), "exact")) == 1
    for path in (winnow_home / "neighbours").rglob("*.json"):
        path.write_text("{")
    assert len(neighbours_of(Prompts(TEXTS), "exact")) == 1
    assert len(searches) == 3


def test_a_workspace_that_cannot_be_written_is_one_clear_error(winnow_home):
    winnow_home.mkdir()
    (winnow_home / "neighbours").write_text("a file where a folder should be")
    with pytest.raises(DatasetError, match="could not be written"):
        neighbours_of(Prompts(TEXTS), "exact")


def test_a_fast_graph_keeps_its_recall_and_does_not_stand_in_for_an_exact_one(searches):
    fast = neighbours_of(Prompts(TEXTS), model=FakeEncoder(), search="fast")
    again = neighbours_of(Prompts(TEXTS), model=FakeEncoder(), search="fast")
    assert fast.recall is not None
    assert again.recall == fast.recall
    exact = neighbours_of(Prompts(TEXTS), model=FakeEncoder(), search="exact")
    assert exact.recall is None
    # An exact graph is whole: it serves whoever would have been content with a fast one.
    assert neighbours_of(Prompts(TEXTS), model=FakeEncoder(), search="fast").recall is None
    assert len(searches) == 2


def test_what_a_crowded_set_left_out_is_kept_with_its_graph(searches, monkeypatch):
    monkeypatch.setattr(find, "pair_limit", lambda n: 1)
    first = neighbours_of(Prompts(TEXTS), model=FakeEncoder(), floor=0.1)
    again = neighbours_of(Prompts(TEXTS), model=FakeEncoder(), floor=0.1)
    assert first.bounds.cosine > 0.1
    assert again.bounds == first.bounds
    assert len(searches) == 1
