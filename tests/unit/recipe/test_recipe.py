"""Recipes as YAML: what is written is what is read, and what is wrong is named by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import RecipeError
from curation.recipe import (
    All,
    Any_,
    CapStep,
    CheckStep,
    Compare,
    CompareFields,
    DeduplicateStep,
    DropStep,
    ExcludeStep,
    ExportSpec,
    FilterStep,
    LeakStep,
    Not,
    Recipe,
    SampleStep,
    SourceRef,
)
from curation.schemas import Mapping
from curation.store import Pairing

words = st.text(max_size=20)
whole = st.integers(-(2**63) + 1, 2**63 - 1)
numbers = whole | st.floats(allow_nan=False, allow_infinity=False)
leaves = (
    st.builds(
        Compare, field=words, op=st.sampled_from(["==", ">=", "!="]), value=numbers | words | st.booleans()
    )
    | st.builds(
        Compare,
        field=words,
        op=st.just("in"),
        value=st.lists(words, min_size=1, max_size=3),
        name=st.none() | words,
    )
    | st.builds(Compare, field=words, op=st.just("is null"))
    | st.builds(
        CompareFields, field=words, op=st.sampled_from(["==", ">"]), other=words, times=st.floats(0.1, 9)
    )
)
conditions = st.recursive(
    leaves,
    lambda inner: (
        st.builds(All, all=st.lists(inner, max_size=3))
        | st.builds(Any_, any=st.lists(inner, max_size=3))
        | st.builds(Not, not_=inner)
    ),
    max_leaves=5,
)
keys = st.integers(0, 2**64 - 1).map(lambda number: f"{number:016x}")
about = {"name": st.none() | words, "note": st.none() | words, "enabled": st.booleans()}
steps = st.one_of(
    st.builds(FilterStep, where=conditions, **about),
    st.builds(
        DeduplicateStep,
        method=st.sampled_from(["exact", "staged"]),
        threshold=st.floats(0.01, 1),
        lookalikes=st.booleans(),
        unit=st.sampled_from(["user", "answers"]),
        apart=st.lists(st.tuples(keys, keys), max_size=2),
        stay=st.lists(keys, max_size=2),
        **about,
    ),
    st.builds(DropStep, keys=st.lists(keys, max_size=2), **about),
    st.builds(LeakStep, keep=st.none() | words, method=st.sampled_from(["exact", "lexical"]), **about),
    st.builds(ExcludeStep, dataset=words.filter(bool), threshold=st.floats(0.01, 1), **about),
    st.builds(CheckStep, check=words, **about),
    st.builds(CapStep, pairs=st.integers(1, 9), **about),
    st.builds(SampleStep, pairs=st.integers(1, 10**12), seed=whole, **about),
)
recipes = st.builds(
    Recipe,
    name=st.none() | words,
    source=st.none() | st.builds(SourceRef, spec=words, split=st.none() | words),
    mapping=st.none() | st.builds(Mapping, family=words, columns=st.dictionaries(words, words, max_size=2)),
    pairing=st.none() | st.builds(Pairing, weights=st.dictionaries(words, numbers.map(float), max_size=2)),
    steps=st.lists(steps, max_size=4),
    export=st.none() | st.builds(ExportSpec, format=words, seed=st.integers(0, 9)),
)


@given(recipes)
def test_a_recipe_survives_yaml(recipe: Recipe) -> None:
    again = Recipe.from_yaml(recipe.to_yaml())
    assert again == recipe
    assert again.hash == recipe.hash
    assert Recipe.model_validate_json(recipe.model_dump_json(by_alias=True, exclude_defaults=True)) == recipe


def test_yaml_leaves_defaults_out_and_keeps_the_order() -> None:
    recipe = Recipe(
        steps=(
            FilterStep(where=Compare(field="turns", op=">=", value=2)),
            CheckStep(check="tie", note="no use for DPO"),
        ),
        export=ExportSpec(format="trl-dpo"),
    )
    assert recipe.to_yaml() == (
        "version: 1\n"
        "steps:\n"
        "  - kind: filter\n"
        "    where:\n"
        "      field: turns\n"
        "      op: '>='\n"
        "      value: 2\n"
        "  - kind: check\n"
        "    note: no use for DPO\n"
        "    check: tie\n"
        "export:\n"
        "  format: trl-dpo\n"
    )


@pytest.mark.parametrize("op", [">", ">=", "!=", "==", "<", "<="])
def test_operators_may_be_written_without_quotes(op: str) -> None:
    block = f"steps:\n  - kind: filter\n    where:\n      field: turns\n      op: {op}\n      value: 2\n"
    flow = f"steps:\n  - {{kind: filter, where: {{field: turns, op: {op}, value: 2}}}}\n"
    expected = Recipe(steps=(FilterStep(where=Compare(field="turns", op=op, value=2)),))
    assert Recipe.from_yaml(block) == expected
    assert Recipe.from_yaml(flow) == expected


def test_a_filter_on_dates_or_words_like_no_stays_text() -> None:
    text = "steps:\n  - kind: filter\n    where: {field: source, op: in, value: [2024-01-31, 'no']}\n"
    step = Recipe.from_yaml(text).steps[0]
    assert isinstance(step, FilterStep)
    assert step.where == Compare(field="source", op="in", value=("2024-01-31", "no"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "steps:\n  - kind: filtre\n",
            r"line 2: steps\[1\]: .*'filter', 'check', 'cap', 'sample'",
        ),
        ("steps:\n  - kind: cap\n    pairs: 0\n", r"line 3: steps\[1\]\.pairs: .*greater than or equal to 1"),
        ("steps:\n  - kind: cap\n    pears: 2\n", r"line 3: steps\[1\]\.pears: .*did you mean 'pairs'"),
        ("setps: []\n", r"line 1: setps: .*did you mean 'steps'"),
        (
            "steps:\n  - kind: deduplicate\n    method: fuzzy\n",
            "line 3: .*'exact', 'lexical', 'semantic' or 'staged'",
        ),
        (
            "steps:\n  - kind: filter\n    where:\n      all:\n        - {field: a, op: '~', value: 1}\n",
            r"line 5: steps\[1\]\.where\.all\[1\]\.op: .*'contains'",
        ),
        ("steps:\n  - kind: filter\n    where: {field: a, opp: '=='}\n", "did you mean 'op'"),
        ("export: {format: x, ratio: [1]}\n", "did you mean 'ratios'"),
        ("export: {format: x, ratios: [0.5, 0.6]}\n", "line 1: .*add up to 1"),
        ("a: [1\n", "line 2: .*expected"),
        ("name: x\nname: y\n", "line 2: 'name' is written twice"),
        ("a: &x 1\nb: *x\n", "line 2: anchors and aliases"),
        ("? [a]\n: b\n", "a key is one word"),
        ("name: !!python/object/apply:os.system [ls]\n", "not YAML: line 1"),
        ("- 1\n", "the whole: .*dictionary"),
        ("", "is empty"),
        ("version: 2\n", "line 1: version"),
        ("name: \x07\n", "is not YAML"),
        (
            "steps:\n  - kind: filter\n    where: {field: a, op: in, value: [[1]]}\n",
            "a value is a number, text",
        ),
        ("steps: " + "[" * 500 + "]" * 500, "levels deep|too deep"),
    ],
)
def test_mistakes_are_named_by_line(text: str, told: str) -> None:
    with pytest.raises(RecipeError, match=told):
        Recipe.from_yaml(text)


def test_a_missing_or_strange_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot be read"):
        Recipe.from_yaml(tmp_path / "none.yaml")
    strange = tmp_path / "strange.yaml"
    strange.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecipeError, match="not UTF-8"):
        Recipe.from_yaml(strange)
    good = tmp_path / "good.yaml"
    good.write_text("\ufeffversion: 1\nname: grüße\n", "utf-8")
    assert Recipe.from_yaml(good).name == "grüße"


def test_the_hash_is_of_what_is_done_not_of_where_the_file_lies() -> None:
    recipe = Recipe(steps=(CapStep(pairs=1),))
    assert recipe.model_copy(update={"source": SourceRef(spec="/elsewhere")}).hash == recipe.hash
    assert Recipe(steps=(CapStep(pairs=2),)).hash != recipe.hash


def test_steps_are_replaced_never_changed() -> None:
    one = Recipe().with_step(CapStep(pairs=1))
    two = one.with_step(SampleStep(pairs=5)).with_step_at(0, CapStep(pairs=2))
    assert [step.title for step in two.steps] == ["at most 2 a prompt (largest margin)", "5 drawn at random"]
    assert len(one.steps) == 1
    assert two.without_step(0).steps == (SampleStep(pairs=5),)


@pytest.mark.parametrize(
    "step",
    [
        "{kind: sample, pairs: 1, seed: 9223372036854775808}",
        "{kind: filter, where: {field: x, op: '>', value: 9223372036854775808}}",
    ],
)
def test_a_number_that_no_json_reader_holds_is_refused(step: str) -> None:
    with pytest.raises(RecipeError):
        Recipe.from_yaml(f"version: 1\nsteps: [{step}]")
