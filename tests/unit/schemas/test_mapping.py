from __future__ import annotations

from pathlib import Path

import pytest

from curation.errors import SchemaError
from curation.schemas import Mapping, Row, check_mapping, row_reader

PAIRS = Mapping(family="pairs", columns={"prompt": "q", "chosen": "good", "rejected": "bad"})


def write(folder: Path, text: str) -> Path:
    path = folder / "mapping.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_mapping_survives_its_yaml(tmp_path: Path) -> None:
    mapping = Mapping(
        family="battles",
        columns={"response_a": "a", "response_b": "b", "verdict": "which"},
        first_is=("0",),
        second_is=("yes",),
        markup="chatml",
        models={"response_a": "gpt-4"},
    )
    assert Mapping.from_yaml(write(tmp_path, mapping.to_yaml())) == mapping


def test_verdict_codes_may_be_written_as_numbers_and_bare_words() -> None:
    mapping = Mapping.from_text("family: battles\nfirst_is: 0\nsecond_is: [1, B]\ntie_is: false\n")
    assert (mapping.first_is, mapping.second_is, mapping.tie_is) == (("0",), ("1", "b"), ("false",))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("family: pairs\ncolumns: [unclosed\n", r"mapping.yaml, line 3 is not YAML"),
        ("- a list\n", r"line 1 is not a mapping"),
        ("columns: {prompt: q}\n", r"lacks the setting 'family'"),
        (
            "family: pairs\ncolums:\n  prompt: q\n",
            r"line 2 has the unknown setting 'colums'. Did you mean 'columns'",
        ),
        (
            "family: pairs\ncolumns:\n  prompt: q\n  chosen: 3\n",
            r"line 4: 'columns.chosen' should be a valid string",
        ),
        (
            "family: pairs\nmarkup: latex\n",
            r"line 2: 'markup' should be 'extra_id', 'human_assistant', 'chatml'",
        ),
        ("", r"line 1 is not a mapping"),
        ("columns: {prompt: q}\nfamily: pear\n", r"line 2: There is no schema family 'pear'"),
        (
            "family: pairs\ncolumns:\n  prompt: q\n  chossen: a\n",
            r"line 4: The family 'pairs' knows no role 'chossen'.*Did you mean 'chosen'",
        ),
        ("family: rankings\nbest_rank: 2\n", r"line 2: 'best_rank' should be 0 or 1"),
    ],
)
def test_errors_in_a_mapping_file_name_file_and_line(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SchemaError, match=sentence):
        Mapping.from_yaml(write(tmp_path, text))


def test_one_attribute_needs_no_list() -> None:
    assert Mapping.from_text("family: ratings\nattributes: quality\n").attributes == ("quality",)


def test_columns_inside_the_records_of_a_list_count_as_present() -> None:
    columns = {"prompt": "q", "completions": "list", "text": "list.said", "rank": "list.place"}
    mapping = Mapping(family="completions", columns=columns)
    row = {"q": "Q", "list": [{"said": "A", "place": 2}, {"said": "B", "place": 1}]}
    check_mapping(mapping, [row])
    with pytest.raises(SchemaError, match=r"rank column 'list\.rang' is not in the source"):
        check_mapping(mapping.model_copy(update={"columns": columns | {"rank": "list.rang"}}), [row])
    read = row_reader(mapping)(row)
    assert isinstance(read, Row)
    assert [(answer.text, answer.rank) for answer in read.answers] == [("A", 2.0), ("B", 1.0)]


def test_a_missing_mapping_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"nowhere.yaml cannot be read: No such file"):
        Mapping.from_yaml(tmp_path / "nowhere.yaml")


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SchemaError, match="is not UTF-8 text"):
        Mapping.from_yaml(path)


def test_a_missing_column_suggests_the_nearest() -> None:
    rows = [{"q": "Q", "goood": "A", "bad": "B"}]
    with pytest.raises(SchemaError, match=r"chosen column 'good' is not in the source.*Did you mean 'goood'"):
        check_mapping(PAIRS, rows)


def test_columns_inside_records_count_as_present() -> None:
    mapping = PAIRS.model_copy(update={"columns": {**PAIRS.columns, "chosen_score": "meta.score"}})
    check_mapping(mapping, [{"q": "Q", "good": "A", "bad": "B", "meta": {"score": 1}}])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"family": "pair"}, "no schema family 'pair'.*Did you mean 'pairs'"),
        ({"columns": {**PAIRS.columns, "promt": "q"}}, "knows no role 'promt'.*Did you mean 'prompt'"),
        ({"columns": {"prompt": "q", "chosen": "good"}}, "gives no column for rejected"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(SchemaError, match=sentence):
        row_reader(PAIRS.model_copy(update=change))
