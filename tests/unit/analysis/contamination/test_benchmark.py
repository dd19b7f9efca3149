from __future__ import annotations

from pathlib import Path

import pytest

from curation.analysis.contamination import KNOWN, BenchmarkRef, named, open_benchmark
from curation.errors import CurationError, RecipeError, SchemaError
from tests.unit.analysis.contamination.conftest import DUCKS, ROBE, Write


def test_a_benchmark_knows_the_rows_of_its_questions(quiz: BenchmarkRef) -> None:
    opened = open_benchmark(quiz)
    assert opened.questions == (DUCKS, ROBE, "What is C#?")
    assert (opened.rows, opened.blank) == ((1, 2, 3), 1)
    assert (opened.ref.column, opened.ref.answer) == ("question", "answer")
    assert opened.ref.fingerprint


def test_a_changed_file_is_one_sentence(quiz: BenchmarkRef) -> None:
    pinned = open_benchmark(quiz).ref
    Path(quiz.spec).write_text('{"question": "Something else?"}\n')
    with pytest.raises(RecipeError, match="The benchmark quiz has changed") as caught:
        open_benchmark(pinned)
    assert len(caught.value.sentences) == 2


def test_a_missing_file_is_one_sentence(quiz: BenchmarkRef) -> None:
    pinned = open_benchmark(quiz).ref
    Path(quiz.spec).unlink()
    with pytest.raises(RecipeError, match="The benchmark quiz cannot be opened: there is no file"):
        open_benchmark(pinned)


def test_a_column_that_holds_no_text_is_told_with_those_there_are(quiz: BenchmarkRef) -> None:
    with pytest.raises(SchemaError, match="'ask' of quiz holds no text: its columns are question, answer"):
        open_benchmark(quiz.model_copy(update={"column": "ask"}))


def test_the_same_file_elsewhere_is_the_same_benchmark(quiz: BenchmarkRef, tmp_path: Path) -> None:
    pinned = open_benchmark(quiz).ref
    moved = Path(quiz.spec).rename(tmp_path / "moved.jsonl")
    assert (
        open_benchmark(pinned.model_copy(update={"spec": str(moved)})).ref.fingerprint == pinned.fingerprint
    )


def test_a_well_known_name_says_where_it_lies() -> None:
    ref = named("gsm8k")
    assert (ref.spec, ref.config, ref.split, ref.column) == ("openai/gsm8k", "main", "test", "question")
    assert named("GSM8K") == named("openai/gsm8k") == ref


def test_a_file_comes_before_a_well_known_name(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write([{"question": "Why?"}], "gsm8k")
    monkeypatch.chdir(path.parent)
    path.rename("gsm8k")
    assert named("gsm8k").spec == str(path.parent / "gsm8k")


def test_a_slip_in_a_name_is_met_with_the_right_one() -> None:
    with pytest.raises(RecipeError, match="Did you mean 'gsm8k'"):
        open_benchmark(named("gsm9k"))


def test_without_the_hub_a_well_known_one_fails_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from huggingface_hub import constants

    # On the module: a first import under the variable would leave every later test offline.
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    with pytest.raises(CurationError, match="The benchmark GSM8K cannot be opened"):
        open_benchmark(named("gsm8k"))


def test_a_file_outside_the_allowed_folders_is_not_read(quiz: BenchmarkRef, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="lies outside the data folders"):
        open_benchmark(quiz, within=(tmp_path / "elsewhere",))


def test_well_known_names_are_told_apart() -> None:
    keys = [known.key for known in KNOWN]
    assert len(set(keys)) == len(keys)
    titles = {known.title.casefold() for known in KNOWN}
    assert len(titles) == len(keys)
