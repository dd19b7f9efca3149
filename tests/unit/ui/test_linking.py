"""The recipe's steps in a link: short, and never trusted."""

from __future__ import annotations

import base64
import zlib

import pytest

from curation.recipe import Compare, DropStep, FilterStep, Recipe
from ui.linking import read_steps, written_steps


def test_steps_survive_the_link_and_are_safe_in_an_address() -> None:
    recipe = Recipe(steps=(FilterStep(where=Compare(field="prompt", op="contains", value="größer? 100%")),))
    written = written_steps(recipe)
    assert written.replace("-", "").replace("_", "").isalnum()
    assert read_steps(written) == recipe


def test_no_steps_are_an_empty_link_and_too_many_are_left_to_the_session() -> None:
    assert written_steps(Recipe()) == ""
    keys = tuple(f"{number * 7919:016x}" for number in range(2_000))
    assert written_steps(Recipe(steps=(DropStep(keys=keys),))) == ""


@pytest.mark.parametrize(
    "written",
    [
        "",
        "!!!",
        "abc",
        base64.urlsafe_b64encode(zlib.compress(b"[1]")).decode(),
        base64.urlsafe_b64encode(zlib.compress(b"0" * 10_000_000)).decode(),
        base64.urlsafe_b64encode(zlib.compress(b"[" * 200_000)).decode(),
    ],
)
def test_what_cannot_be_read_is_no_recipe(written: str) -> None:
    assert read_steps(written) is None
