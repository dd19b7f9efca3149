from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.similarity import prompt_map
from curation.similarity.prompt_map import PromptMap, Topic, draw_map, load_map, save_map
from tests.unit.similarity.fakes import FakeEncoder, keys_of

TEXTS = [f"How do I bake bread number {n}?" for n in range(20)] + [f"Which star is {n}?" for n in range(15)]


def drawn(texts: list[str] = TEXTS, **more: int) -> PromptMap:
    return draw_map(texts, keys_of(texts), FakeEncoder().encode(texts), model="fake-1", **more)


def test_every_prompt_has_a_place_and_topics_count_them_all() -> None:
    found = drawn()
    assert found.prompt.tolist() == list(range(35))
    assert sum(topic.size for topic in found.topics) == 35
    assert found.place[10] == 10


def test_a_kept_map_comes_back_as_it_was(winnow_home: Path) -> None:
    found = drawn(seed=4)
    save_map("some-set", keys_of(TEXTS), found)
    again = load_map("some-set", keys_of(TEXTS), "fake-1", 4)
    assert again is not None
    assert np.array_equal(again.x, found.x)
    assert again.topics == found.topics
    assert again.of == 35


def test_another_seed_model_or_content_is_another_map(winnow_home: Path) -> None:
    save_map("some-set", keys_of(TEXTS), drawn())
    assert load_map("some-set", keys_of(TEXTS), "fake-1", 1) is None
    assert load_map("some-set", keys_of(TEXTS), "other", 0) is None
    assert load_map("some-set", keys_of(TEXTS[1:]), "fake-1", 0) is None


def test_a_damaged_map_is_passed_over(winnow_home: Path) -> None:
    save_map("some-set", keys_of(TEXTS), drawn())
    (points,) = winnow_home.rglob("points.arrow")
    points.write_bytes(b"not arrow")
    assert load_map("some-set", keys_of(TEXTS), "fake-1") is None


def test_the_order_of_the_prompts_plays_no_part() -> None:
    order = np.random.default_rng(0).permutation(len(TEXTS)).tolist()
    one, two = drawn(), drawn([TEXTS[at] for at in order])
    assert np.array_equal(one.x[order], two.x)
    assert one.topics == two.topics


def test_beyond_the_most_points_a_sample_is_drawn_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompt_map, "MOST_POINTS", 10)
    found = drawn()
    assert (len(found), found.of) == (10, 35)
    assert (found.place >= 0).sum() == 10
    assert (np.diff(found.prompt) > 0).all()


def on_grid() -> PromptMap:
    at = np.arange(100)
    x, y = (at % 10).astype(np.float32), (at // 10).astype(np.float32)
    return PromptMap(at, x, y, np.zeros(100, np.int16), (Topic((), 100, 0, 0),), 100, "fake-1", 0)


@given(st.tuples(*[st.floats(-1, 10.5).map(lambda v: v + 0.013)] * 4))
def test_a_box_holds_what_lies_between_its_edges(box: tuple[float, float, float, float]) -> None:
    (left, right), (low, high) = sorted(box[:2]), sorted(box[2:])
    grid = on_grid()
    inside = (grid.x > left) & (grid.x < right) & (grid.y > low) & (grid.y < high)
    outline = [(left, low), (right, low), (right, high), (left, high)]
    assert grid.inside(outline).tolist() == np.flatnonzero(inside).tolist()


def test_a_lasso_with_a_notch_leaves_the_notch_out() -> None:
    notched = [(0.5, 0.5), (6.5, 0.5), (6.5, 6.5), (3.5, 2.5), (0.5, 6.5)]
    found = set(on_grid().inside(notched).tolist())
    assert 11 in found
    assert 53 not in found


def test_no_outline_holds_nothing() -> None:
    assert not len(on_grid().inside([]))
    assert not len(on_grid().inside([(0, 0), (9, 9)]))


def test_a_topic_without_words_has_its_number_for_a_name() -> None:
    assert on_grid().topic_name(0) == "topic 1"
