"""The export page: splits with their check, and pairs as a trainer sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from curation.export.seen import Reader, measure_lengths
from curation.jobs import find_neighbours, seen
from curation.jobs.whole import export_recipe
from curation.recipe import ExportOptions, Recipe, apply
from curation.settings import settings
from curation.store import open_dataset
from tests.app.conftest import Show
from tests.unit.export.seen.conftest import folder, machine, reader

__all__ = ["folder", "machine", "reader"]
ROWS = [
    {"prompt": f"Question {at} of the harbour?", "chosen": "Yes, " * (1 + at % 9), "rejected": "No."}
    for at in range(30)
]


@pytest.fixture
def dataset(loaded: Callable[..., str]) -> str:
    return loaded(ROWS)


def texts(app: object) -> str:
    return "\n".join(
        str(element.value) for kind in ("text", "caption", "warning") for element in app.get(kind)
    )


def test_drawn_splits_show_their_sizes_and_that_nothing_leaks(show: Show, dataset: str) -> None:
    app = show("export", dataset, **{"split-by": "group", "folds": 3})
    assert "fold_1.jsonl: 10 rows" in texts(app)
    assert "0 groups of prompts of equal text stand in two splits" in texts(app)
    app = show("export", dataset, **{"split-by": "prompt", "share": 0.3, "share-test": 0.2})
    assert "test.jsonl" in texts(app)


def test_the_trainers_view_asks_for_a_tokenizer_first(show: Show, dataset: str) -> None:
    assert "Name the tokenizer" in texts(show("export", dataset, seen=True))


def test_counted_pairs_lead_to_their_rows_and_one_is_shown_in_tokens(
    show: Show, dataset: str, folder: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_dataset(dataset)
    measure_lengths(apply(opened, Recipe()), reader, ExportOptions())
    monkeypatch.setattr(seen, "_reader", lambda *_: reader)
    monkeypatch.setattr(seen.Line, "ask", lambda self, question: seen.answered(question))
    state = {
        "seen": True,
        "seen-tokenizer": "bytes",
        "seen-limit-trl-dpo": 90,
        "seen-known": {"bytes": reader.identity},
    }
    app = show("export", dataset, **state)
    assert "fit whole" in texts(app)
    assert any("cut off" in button.label and button.label.startswith("Show") for button in app.button)
    html = "".join(str(element.proto) for element in app.get("html"))
    assert "wn-boundary" in html and "wn-token special" in html and "<script" not in html


def test_a_tokenizer_that_is_not_there_is_one_sentence(
    show: Show, dataset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen.Line, "ask", lambda self, question: seen.answered(question))
    app = show("export", dataset, seen=True, **{"seen-tokenizer": "/no/such/folder"})
    assert "There is no /no/such/folder" in texts(app)


def test_the_formats_options_are_offered_and_a_remedy_is_one_click(
    show: Show, loaded: Callable[..., str]
) -> None:
    def said(role: str, text: str) -> dict[str, str]:
        return {"role": role, "content": text}

    rows: list[dict[str, object]] = [
        {
            "prompt": [
                *[said("user", "Hi"), said("system", "Be brief.")] * (at < 3),
                said("user", f"Question {at}?"),
            ],
            "chosen": [said("assistant", "Yes.")],
            "rejected": [said("assistant", "No.")],
        }
        for at in range(7)
    ]
    app = show("export", loaded(rows), format="axolotl-rm")
    assert {"System turns", "Conversations"} <= {box.label for box in app.selectbox}
    assert "3 ×" in texts(app)
    before = app.metric[0].value
    app.button(key="remedy-system_turn_inside-system-fold").click().run()
    app.button(key="remedy-several_turns-turns-last").click().run()
    assert (before, app.metric[0].value) == ("4", "7")


def test_rows_that_the_reader_does_not_take_are_counted_and_shown(
    show: Show, loaded: Callable[..., str]
) -> None:
    app = show("export", loaded([*ROWS, {"prompt": "Same?", "chosen": "It is.", "rejected": "It is."}]))
    assert "1 row would be read as something else because both answers are the same" in texts(app)
    assert [button.label for button in app.button if str(button.key).startswith("proof-rows")] == [
        "Show 1 pair"
    ]
    assert any("DPOTrainer" in code.value for code in app.code)


def test_a_large_set_is_checked_when_asked(show: Show, dataset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.export.proving.AT_ONCE", 3)
    app = show("export", dataset)
    assert "Check all 30 rows as the trainer would" in [button.label for button in app.button]


def test_a_link_opens_its_format_and_the_address_follows(show: Show, dataset: str) -> None:
    app = show("export", dataset)
    assert app.query_params["format"] == "trl-dpo"
    app.query_params["format"] = "argilla"
    app.run()
    assert app.selectbox(key="format").value == "argilla"
    app.selectbox(key="format").set_value("csv").run()
    assert app.query_params["format"] == "csv"
    app.query_params["format"] = "nonsense"
    app.run()
    assert "names a format that is not known here" in texts(app)
    assert app.selectbox(key="format").value == "csv"


def test_each_reason_for_leaving_out_opens_its_own_pairs(show: Show, loaded: Callable[..., str]) -> None:
    tie = {"prompt": "Equal?", "response_a": "a", "response_b": "b", "winner": "tie"}
    rows = [
        {"prompt": f"Q{at}", "response_a": "a", "response_b": "b", "winner": "model_a"} for at in range(3)
    ]
    system = [{"role": "system", "content": "S"}, {"role": "user", "content": "R"}]
    dataset = loaded([*rows, tie, tie | {"prompt": "Again?"}, rows[0] | {"prompt": system}])
    app = show("export", dataset, format="helpsteer")
    assert labels_of(app)["loss-rows-system_turn"] == "Show 1 pair"
    app = show("export", dataset, format="trl-dpo")
    assert {key: label for key, label in labels_of(app).items() if key.startswith("loss-rows")} == {
        "loss-rows-tie": "Show 2 pairs"
    }


def labels_of(app: AppTest) -> dict[str, str]:
    return {str(button.key): button.label for button in app.button}


def test_the_threshold_of_near_groups_is_set_on_the_page(show: Show, loaded: Callable[..., str]) -> None:
    near = [ROWS[0] | {"prompt": f"Where is the old harbour of the town{mark}"} for mark in ("?", "??", "!")]
    dataset = loaded([*ROWS, *near])
    find_neighbours(open_dataset(dataset), method="lexical", floor=0.8)
    app = show("export", dataset, **{"split-by": "group"})
    assert app.slider(key="group-threshold").value == 0.9
    assert "of several prompts" in texts(app)
    before = texts(app)
    app.slider(key="group-threshold").set_value(1.0).run()
    assert not app.exception
    assert texts(app) != before
    assert "Leak check: 0 groups of near prompts (lexical, 1)" in texts(app)


def test_nothing_is_published_before_somebody_logs_in(
    show: Show, dataset: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr("ui.export.publishing.logged_in", lambda: False)
    recipe = Recipe().with_export({"format": "trl-dpo"})
    export_recipe(open_dataset(dataset), recipe, settings().home / "exports" / dataset / "trl-dpo")
    app = show("export", dataset, **{f"publishing-export-{dataset}-trl-dpo": True})
    assert any("30 rows written before, and there still." in box.value for box in app.success)
    assert any("Nobody is logged in to the Hub" in box.value for box in app.warning)
    app.text_input(key="publish-repo").set_value("me/set").run()
    disabled = {button.label: button.disabled for button in app.button}
    assert (disabled["Show what would change"], disabled["Publish"]) == (False, True)
