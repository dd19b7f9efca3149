"""One pair as a trainer sees it, asked of a process of its own, and a whole set counted by the worker."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from curation.errors import ExportError
from curation.export.seen import Conversation, Reader
from curation.jobs import seen
from curation.jobs.seen import Asked, PairShower, answered, shown
from curation.recipe import ExportOptions, Recipe, apply
from curation.store import Dataset
from tests.unit.conftest import make
from tests.unit.export.seen.conftest import folder, machine, reader

__all__ = ["folder", "machine", "make", "reader"]

PAIR = {
    "prompt": [{"role": "user", "content": "Two?"}],
    "chosen": [{"role": "assistant", "content": "Yes 🙂"}],
    "rejected": None,
}


def test_what_is_shown_has_a_place_for_every_token(reader: Reader) -> None:
    told = shown(reader, Conversation(**PAIR), Asked(tokenizer="bytes", limit=30))
    side = told["sides"]["chosen"]
    assert list(told["sides"]) == ["chosen"] and not told["dropped"]
    assert side["kept"] == ((0, 30),) and len(side["starts"]) == len(side["ends"]) == 33
    assert side["text"][side["starts"][side["special"][0]] :].startswith("<|im_start|>user")


def test_questions_and_refusals_are_lines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINNOW_DATA_ROOTS", str(folder.parent))
    question = {"tokenizer": str(folder), "pair": PAIR}
    told = orjson.loads(answered(orjson.dumps(question)))
    assert told["sides"]["chosen"]["text"].endswith("Yes 🙂<|im_end|>\n")
    refused = orjson.loads(answered(orjson.dumps(question | {"tokenizer": str(folder / "nowhere")})))
    assert "There is no" in str(refused["error"])


def test_a_pair_is_shown_as_reviewers_left_it(
    make: object, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset: Dataset = make([{"prompt": "Two?", "chosen": "Yes", "rejected": "No"}])
    monkeypatch.setattr(seen, "_reader", lambda *_: reader)
    shower = PairShower()
    monkeypatch.setattr(shower, "_line", type("Here", (), {"ask": staticmethod(answered)}))
    told = shower.show(apply(dataset, Recipe()), 0, Asked(tokenizer="bytes"), ExportOptions())
    assert told["sides"]["rejected"]["text"].endswith("No<|im_end|>\n")


def test_an_answer_that_never_comes_is_told(make: object, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset: Dataset = make([{"prompt": "Two?", "chosen": "Yes", "rejected": "No"}])
    shower = PairShower()
    monkeypatch.setattr(shower, "_line", type("Gone", (), {"ask": staticmethod(lambda question: b"")}))
    with pytest.raises(ExportError, match="without an answer"):
        shower.show(apply(dataset, Recipe()), 0, Asked(tokenizer="bytes"), ExportOptions())


def test_the_worker_keeps_counts_that_the_app_finds(
    make: object, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from curation.export.seen import known_lengths

    monkeypatch.setenv("WINNOW_DATA_ROOTS", str(folder.parent))
    dataset: Dataset = make([{"prompt": "Two?", "chosen": "Yes", "rejected": "No"}])
    order = {"tokenizer": str(folder), "recipe": Recipe().plain()}
    identity = seen.count_tokens(dataset, order)["identity"]
    found = known_lengths(apply(dataset, Recipe()), identity, ExportOptions())
    assert found is not None and found.counts.chosen.tolist() == [5]
