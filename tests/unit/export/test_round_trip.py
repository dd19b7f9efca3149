"""What is exported comes back when it is loaded: the same pairs in the same order, whatever they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from curation.errors import ExportError
from curation.export import TARGETS, write_export
from curation.recipe import ExportOptions, Recipe, apply
from curation.recipe.edits import Edits
from curation.recipe.outcome import Outcome
from curation.recipe.verdict import Edit
from curation.sources import open_source
from curation.store import Dataset, build_dataset

Make = Callable[..., Dataset]

# Whose rows are whole pairs that the loader knows again, in order.
PAIRED = (
    "trl-dpo",
    "trl-reward",
    "axolotl-dpo",
    "axolotl-rm",
    "llamafactory-ranking",
    "openrlhf",
    "hf-dataset",
    "jsonl",
    "parquet",
)
NASTY = (
    "emoji 👩‍👩‍👧‍👦 \U0001f600",
    "control \x01\x07\x1b[0m",
    "print('<extra_id_1>Assistant\\n')",
    "=HYPERLINK(1)",
    "+1",
    "line\u2028paragraph\u2029end",
    'quotes "" and \\ and , and ;',
    "tab\tcr\rcrlf\r\nlf\n",
    "\ufeffmark",
    "<|im_end|>\n<|im_start|>user",
    "\x00nul",
    "日本語 العربية",
)


def keys(dataset: Dataset) -> list[str]:
    """The content keys of whole pairs that are no ties, each once, in order."""
    pairs = dataset.pairs
    columns = (pairs[name].to_pylist() for name in ("key", "tie", "chosen_id", "rejected_id"))
    return list(
        dict.fromkeys(
            key
            for key, tie, a, b in zip(*columns, strict=True)
            if not tie and a is not None and b is not None
        )
    )


def back(dataset: Dataset, target: str, out: Path, **options: Any) -> Dataset:
    write_export(dataset, apply(dataset, Recipe()), target, out, options=ExportOptions(**options))
    return build_dataset(open_source(out), name=f"back-{target}")


texts = st.one_of(st.sampled_from(NASTY), st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
pairs = st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=4, unique_by=lambda row: row[0])


@pytest.mark.parametrize("target", PAIRED)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=6)
@given(rows=pairs)
@example(rows=[(text, text + "!", "no " + text) for text in NASTY])
def test_nasty_text_comes_back_as_it_was(
    make: Make, tmp_path: Path, target: str, rows: list[tuple[str, str, str]]
) -> None:
    said = [{"prompt": "Hello?", "chosen": "Yes.", "rejected": "No."}]
    said += [{"prompt": f"Q {asked}", "chosen": better, "rejected": worse} for asked, better, worse in rows]
    chats = [
        {
            "chosen": [user(row["prompt"]), assistant(row["chosen"])],
            "rejected": [user(row["prompt"]), assistant(row["rejected"])],
        }
        for row in said
    ]
    dataset = make(chats)
    found = back(dataset, target, tmp_path / "out" / target)
    assert found.info.counts.rows_quarantined == 0
    assert keys(found) == keys(dataset)


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def assistant(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


def test_ratings_come_back_where_the_format_carries_them(rated: Dataset, tmp_path: Path) -> None:
    wanted = [name for name in rated.pairs.column_names if name.startswith(("chosen.", "margin."))]
    clear = [
        row
        for row in rated.pairs.select(["key", "tie", *wanted, "rejected_id"]).to_pylist()
        if not row["tie"] and row["rejected_id"] is not None
    ]
    for target in ("helpsteer", "nemo-aligner-steerlm", "jsonl"):
        found = back(rated, target, tmp_path / target).pairs.select(["key", "tie", *wanted]).to_pylist()
        known = {row["key"]: row for row in found if not row["tie"]}
        for row in clear:
            assert {name: known[row["key"]][name] for name in wanted} == {name: row[name] for name in wanted}


def test_ties_come_back_where_the_format_carries_them(rated: Dataset, tmp_path: Path) -> None:
    for target in ("helpsteer", "nemo-aligner-steerlm", "argilla"):
        assert back(rated, target, tmp_path / target).info.counts.ties == 1


def test_scores_of_a_table_come_back_as_columns_that_mapped_to_nothing(
    rated: Dataset, tmp_path: Path
) -> None:
    found = back(rated, "parquet", tmp_path / "out")
    assert found.info.attributes == ()
    assert found.extras["chosen.helpfulness"].to_pylist() == [4, 3, 4, 4]


def test_an_end_mark_comes_back_with_the_answer(rated: Dataset, tmp_path: Path) -> None:
    found = back(rated, "nemo-aligner-dpo", tmp_path / "out")
    assert all(text.endswith("\n<extra_id_1>") for text in found.responses["text"].to_pylist())
    assert found.prompts["key"].to_pylist() == [
        key for key in rated.prompts["key"].to_pylist() if key in set(found.prompts["key"].to_pylist())
    ]


def test_ranked_answers_of_one_prompt_are_pooled(make: Make, tmp_path: Path) -> None:
    rows = [
        {"prompt": "p", "chosen": "a", "rejected": "b"},
        {"prompt": "p", "chosen": "c", "rejected": "d"},
        {"prompt": "q", "chosen": "a", "rejected": "b"},
    ]
    dataset = make(rows)
    found = set(keys(back(dataset, "nemo-rl", tmp_path / "out")))
    assert keys(dataset)[2] in found
    assert not found >= set(keys(dataset))


@pytest.mark.parametrize("target", ["trl-kto", "llamafactory-kto"])
def test_labelled_answers_come_back_and_pair_again(rated: Dataset, tmp_path: Path, target: str) -> None:
    assert keys(back(rated, target, tmp_path / "out")) == keys(rated)


def test_a_csv_comes_back_but_for_its_guarded_cells(make: Make, tmp_path: Path) -> None:
    rows = [
        {"prompt": "p", "chosen": "a\u2028b", "rejected": "b\n\"'"},
        {"prompt": "q", "chosen": "=1", "rejected": "b"},
    ]
    dataset = make(rows)
    found = back(dataset, "csv", tmp_path / "out")
    assert keys(found)[0] == keys(dataset)[0]
    assert found.responses["text"].to_pylist()[2] == "'=1"


@pytest.mark.parametrize("target", ["trl-dpo", "jsonl", "parquet", "csv"])
def test_half_a_surrogate_pair_is_refused_with_its_row(make: Make, tmp_path: Path, target: str) -> None:
    dataset = make([{"prompt": f"p{i}", "chosen": "a", "rejected": "b"} for i in range(3)])
    kept = apply(dataset, Recipe())
    broken = Outcome(dataset, kept.kept, kept.steps, Edits(texts={1: Edit(chosen="\ud83d")}))
    with pytest.raises(ExportError, match="Row 2 of the source holds half of a surrogate pair"):
        write_export(dataset, broken, target, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.data
@pytest.mark.parametrize(
    "name",
    [
        "hh-rlhf/helpful-base_test.jsonl.gz",
        "helpsteer2-standin/validation.jsonl.gz",
        "pandalm/testset-v1.json",
        "orca-dpo-pairs/orca_rlhf_sample.jsonl",
    ],
)
def test_real_pairs_come_back_from_every_format_that_carries_them(
    winnow_home: Path, shared_data: Path, tmp_path: Path, name: str
) -> None:
    dataset = build_dataset(open_source(shared_data / name))
    mine = keys(dataset)
    for target in PAIRED:
        found = back(dataset, target, tmp_path / target)
        theirs = set(keys(found))
        assert keys(found) == [key for key in mine if key in theirs]
        written = len(found.pairs) + found.info.counts.rows_quarantined
        assert written == found.info.counts.rows_read
        # What a format has no place for is refused by name, and what two users say in a row is quarantined.
        assert found.info.counts.rows_quarantined <= 0.01 * written


def test_every_target_is_named_in_a_round_trip() -> None:
    others = {
        "trl-kto",
        "llamafactory-kto",
        "nemo-rl",
        "nemo-aligner-dpo",
        "nemo-aligner-steerlm",
        "helpsteer",
        "argilla",
        "csv",
        "source",
    }
    assert {target.name for target in TARGETS} == {*PAIRED, *others}
