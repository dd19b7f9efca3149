"""Every error reads as one sentence with a next step, and spells names as their owners do."""

from __future__ import annotations

import pytest

from curation.errors import CurationError
from curation.settings import settings


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (CurationError("there is no file"), "There is no file."),
        (CurationError("it failed", why="no space", next="free some"), "It failed: no space. Free some."),
        (CurationError("is it so", why="did you mean 'x'?"), "Is it so: did you mean 'x'?"),
        (CurationError("recipe.yaml is empty"), "recipe.yaml is empty."),
        (CurationError("data/out cannot be written"), "data/out cannot be written."),
        (CurationError("'rows.csv' holds no rows"), "'rows.csv' holds no rows."),
        (CurationError("WINNOW_HOME is a file"), "WINNOW_HOME is a file."),
    ],
)
def test_an_error_is_a_sentence_and_a_name_keeps_its_letter_case(error: CurationError, sentence: str) -> None:
    assert str(error) == sentence


@pytest.mark.parametrize(("variable", "value"), [("WINNOW_MAX_ROWS", "many"), ("WINNOW_MAX_BYTES", "0")])
def test_a_setting_that_makes_no_sense_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(CurationError, match=f"{variable} cannot be '{value}'"):
        settings()
