"""The datasets page: trying a mapping, choosing a reading, trying a rule, and what did not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from streamlit.testing.v1 import AppTest

from curation.schemas import Mapping
from curation.schemas.direction import AmbiguousDirection, Reading
from curation.store import Pairing, list_datasets, open_dataset
from curation.store.counting import count_pairs
from tests.app.conftest import Show
from ui.asked import Asked
from ui.jobs import jobs

ODD = [
    {"ask": f"What is {n} and {n}?", "one": f"It is {2 * n}.", "two": f"Perhaps {n}.", "pick": "first"}
    for n in range(1, 8)
]
AB = {"prompt": "ask", "response_a": "one", "response_b": "two", "verdict": "pick"}


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WINNOW_DATA_ROOTS", str(tmp_path))
    path = tmp_path / "odd.jsonl"
    rows = [*ODD, ODD[0] | {"pick": "second"}, ODD[1] | {"pick": "unsure"}]
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path


def _texts(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in [*app.text, *app.get("html"), *app.markdown])


def _look(show: Show, path: Path) -> AppTest:
    app = show("datasets")
    app.text_input[0].set_value(str(path))
    next(button for button in app.button if button.label == "Look first").click().run()
    assert not app.exception
    return app


def _role(app: AppTest, title: str) -> object:
    return next(box for box in app.selectbox if box.label.startswith(title))


def _map(app: AppTest) -> AppTest:
    next(box for box in app.selectbox if box.label == "What a row is").set_value("battles").run()
    for title, column in (
        ("Prompt", "ask"),
        ("First answer", "one"),
        ("Second answer", "two"),
        ("Verdict", "pick"),
    ):
        _role(app, title).set_value(column)
    return app.run()


def _words(app: AppTest, title: str, words: list[str]) -> AppTest:
    next(box for box in app.multiselect if box.label == title).set_value(words).run()
    assert not app.exception
    return app


def _ended(app: AppTest) -> AppTest:
    job = jobs().get("load")
    assert job is not None
    job.wait(60)
    app.run()
    assert not app.exception
    return app


def test_columns_nobody_knows_are_mapped_by_hand_with_the_rows_shown_as_read(show: Show, odd: Path) -> None:
    app = _map(_look(show, odd))
    assert "which verdicts prefer which" in _texts(app)
    assert app.button(key="load-mapping").disabled
    _words(_words(app, "The first answer is better", ["first"]), "The second answer is better", ["second"])
    assert "Of 9 rows looked at, 8 fit." in _texts(app)
    assert "1 × bad_verdict" in _texts(app)
    assert list_datasets() == []
    _words(app, "Neither is better", ["unsure"])
    assert "Of 9 rows looked at, 9 fit." in _texts(app)
    app.button(key="load-mapping").click().run()
    _ended(app)
    info = list_datasets()[0]
    assert info.counts.rows_used == 9
    assert (info.mapping.columns, info.mapping.tie_is) == (AB, ("unsure",))
    assert not [button for button in app.button if button.key == "load-mapping"]


def test_turning_two_words_round_turns_the_preview_round(show: Show, odd: Path) -> None:
    app = _map(_look(show, odd))
    _words(_words(app, "The first answer is better", ["first"]), "The second answer is better", ["second"])
    before = [html.value for html in app.get("html") if "It is 2." in str(html.value)]
    said = _texts(app)
    assert before
    assert said.index("It is 2.") < said.index("Perhaps 1.")
    _words(_words(app, "The first answer is better", ["second"]), "The second answer is better", ["first"])
    said = _texts(app)
    assert said.index("Perhaps 1.") < said.index("It is 2.")


def test_the_whole_set_is_counted_without_being_loaded(show: Show, odd: Path) -> None:
    app = _map(_look(show, odd))
    _words(_words(app, "The first answer is better", ["first"]), "The second answer is better", ["second"])
    app.button(key="count").click().run()
    job = next(job for name, job in jobs()._jobs.items() if name.startswith("count-"))
    job.wait(60)
    app.run()
    metrics = {metric.label: metric.value for metric in app.metric}
    assert (metrics["Rows read"], metrics["Rows used"], metrics["Quarantined"]) == ("9", "8", "1")
    assert metrics["Pairs"] == "8"
    assert list_datasets() == []
    _words(app, "Neither is better", ["unsure"])
    assert not app.metric


def test_a_mapping_file_sets_the_widgets(show: Show, odd: Path) -> None:
    app = _look(show, odd)
    mapping = Mapping(family="battles", columns=AB, first_is=("first",), second_is=("second",))
    app.text_area[0].set_value(mapping.to_yaml())
    next(button for button in app.button if button.label == "Use this text").click().run()
    assert _role(app, "Verdict").value == "pick"
    assert "8 fit" in _texts(app)
    app.text_area[0].set_value("family: battles\ncolums: {}\n")
    next(button for button in app.button if button.label == "Use this text").click().run()
    assert "columns" in _texts(app)
    assert _role(app, "Verdict").value == "pick"


def test_an_ambiguous_source_shows_both_readings_and_loads_the_one_that_is_right(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINNOW_DATA_ROOTS", str(tmp_path))
    path = tmp_path / "doubt.jsonl"
    rows = [
        {"prompt": f"Question {n}?", "response_0": f"Zero {n}.", "response_1": f"One {n}.", "label": n % 2}
        for n in range(8)
    ]
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    app = show("datasets")
    app.text_input[0].set_value(str(path))
    next(button for button in app.button if button.label == "Load").click().run()
    _ended(app)
    right = [button for button in app.button if button.label == "This is right"]
    assert len(right) == 2
    assert _texts(app).count("label = 1") >= 2
    right[1].click().run()
    _ended(app)
    dataset = open_dataset(list_datasets()[0].id)
    first = dataset.pairs["chosen_id"][1].as_py()
    mapping = dataset.info.mapping
    one = "response_a" if "1" in mapping.first_is else "response_b"
    assert dataset.text(first) == ("One 1." if mapping.columns[one] == "response_1" else "Zero 1.")


def test_a_reading_offers_the_way_to_the_mapping(show: Show, odd: Path) -> None:
    mapping = Mapping(family="battles", columns=AB, first_is=("first",), second_is=("second",))
    doubt = AmbiguousDirection(
        "pick", [Reading("one", "first is first", mapping), Reading("two", "…", mapping)]
    )
    from ui.draft import FAILED, Failed

    app = show("datasets", **{FAILED: Failed(Asked(str(odd)), doubt, tuple(ODD))})
    app.button(key="reading-neither").click().run()
    assert _role(app, "What a row is")
    app.button(key="close-mapping").click().run()
    assert [button for button in app.button if button.label == "Look first"]


def test_a_source_that_is_not_there_gets_one_sentence(show: Show, odd: Path) -> None:
    app = _look(show, odd.with_name("none.jsonl"))
    assert "There is no file or folder" in _texts(app)
    app.button(key="dismiss").click().run()
    assert "no file or folder" not in _texts(app)


def test_a_rule_is_counted_before_it_is_built(show: Show, loaded: Callable[..., str], odd: Path) -> None:
    rows = [
        {"prompt": f"Question {n}?", "response": f"Answer {side}.", "helpfulness": side, "truth": 4 - side}
        for n in range(6)
        for side in range(4)
    ]
    dataset = loaded(rows)
    app = show("datasets", dataset, **{"dataset-tab": "Pairing"})
    assert {metric.label: metric.value for metric in app.metric}["Pairs"] == "6"
    assert app.button(key="build-pairs").disabled
    app.segmented_control(key=f"pairing-{dataset}-scheme").set_value("all").run()
    app.number_input(key=f"pairing-{dataset}-margin").set_value(1.0).run()
    metrics = {metric.label: metric.value for metric in app.metric}
    counts = count_pairs(
        open_dataset(dataset), Pairing(weights={"helpfulness": 1}, scheme="all", min_margin=1)
    )
    assert (
        (metrics["Pairs"], metrics["Ties among them"])
        == (f"{counts.pairs}", f"{counts.ties}")
        == ("36", "18")
    )
    app.button(key="build-pairs").click().run()
    _ended(app)
    built = list_datasets()[0]
    assert built.id != dataset
    assert (built.counts.pairs, built.counts.ties) == (36, 18)
    assert app.session_state["dataset"] == built.id


def test_rows_that_did_not_fit_are_listed_by_reason_and_tried_again(
    show: Show, loaded: Callable[..., str], odd: Path
) -> None:
    rows: list[dict[str, object]] = [
        {"prompt": f"Question {n}?", "chosen": f"Yes {n}.", "rejected": "No."} for n in range(9)
    ]
    rows[4] = {"prompt": "Question 4?", "chosen": 4, "rejected": "No.", "better": "Yes 4."}
    rows[7] = {"prompt": "", "chosen": "Yes.", "rejected": "No."}
    dataset = loaded(rows)
    app = show("datasets", dataset, **{"dataset-tab": "Quarantine (2)"})
    assert len(app.dataframe[0].value) == 2
    app.selectbox(key=f"quarantine-reason-{dataset}").set_value("wrong_type").run()
    assert app.dataframe[0].value["row"].tolist() == [5]
    app.button(key="fix-quarantine").click().run()
    assert not app.exception
    assert "Quarantined before (2)" in str(app.segmented_control[0].proto)


def test_a_row_that_is_picked_is_shown_whole(show: Show, loaded: Callable[..., str]) -> None:
    rows: list[dict[str, object]] = [{"prompt": "Why?", "chosen": "Yes.", "rejected": "No."}] * 9
    dataset = loaded([*rows, {"prompt": "Why?", "chosen": 1, "rejected": "x" * 900}])
    picked = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app = show("datasets", dataset, **{"dataset-tab": "Quarantine (1)", f"quarantine-{dataset}--1": picked})
    assert any("x" * 900 in code.value for code in app.code)


def test_a_new_file_under_an_old_name_is_offered_the_mapping_used_before(show: Show, odd: Path) -> None:
    from curation.jobs import load

    mapping = Mapping(
        family="battles", columns=AB, first_is=("second",), second_is=("first",), tie_is=("unsure",)
    )
    load(str(odd), mapping=mapping)
    odd.write_bytes(
        b"".join(
            orjson.dumps({"prompt": r["ask"], "chosen": r["one"], "rejected": r["two"]}) + b"\n" for r in ODD
        )
    )
    new = load(str(odd)).id
    app = show("datasets", new)
    assert [button for button in app.button if button.key == "mapping-before"]


def test_a_new_revision_says_what_changed_and_shows_it(show: Show, loaded: Callable[..., str]) -> None:
    first = [{"prompt": f"ask {n}", "chosen": "yes", "rejected": "no"} for n in range(4)]
    loaded(first)
    new = loaded([*first[1:], {"prompt": "new", "chosen": "yes", "rejected": "no"}])
    app = show("datasets", new)
    assert "1 removed" not in " ".join(str(element.value) for element in app.get("html"))
    app.session_state["revision"] = True
    app.run()
    assert not app.exception
    told = " ".join(str(element.value) for element in app.get("html"))
    assert "3 the same" in told
    assert "1 added" in told
    assert "1 removed" in told
