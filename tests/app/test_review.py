"""The review page: what a press stores, what undo takes back, and what stands after a reload."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from curation.jobs.noise_kept import keep_noise
from curation.recipe import Compare, DeduplicateStep, FilterStep, Given, Recipe, Verdict
from curation.recipe.session import Session
from curation.review.audit import shows_rejected_first
from curation.store import database, open_dataset
from tests.app.conftest import REPO, Show
from ui.review.asked import Asked, read_asked

Load = Callable[..., str]
ROWS: list[dict[str, object]] = [
    {"prompt": f"Question {n}?", "chosen": f"Yes, it is {n}.", "rejected": f"No, never {n}."}
    for n in range(6)
]


def test_a_press_stores_a_verdict_and_opens_the_next_pair(show: Show, loaded: Load) -> None:
    dataset = loaded(ROWS)
    app = show("review", dataset)
    first = _open(app)
    _press(app, "Keep")
    assert _open(app) != first
    _press(app, "Drop")
    assert [one.verdict.decision for one in _given(dataset)] == ["keep", "drop"]
    assert _given(dataset)[0].verdict.pair == first
    assert _html(app, "wn-count") == "5 of 6 pairs"
    assert "2 of 6 decided" in _progress(app)


def test_undo_takes_the_last_verdict_back_and_opens_its_pair(show: Show, loaded: Load) -> None:
    dataset = loaded(ROWS)
    app = show("review", dataset)
    _press(app, "Keep")
    dropped = _open(app)
    _press(app, "Drop")
    app.button(key="undo").click().run()
    assert _open(app) == dropped
    assert len(_given(dataset)) == 1
    assert _html(app, "wn-count") == "6 of 6 pairs"
    app.button(key="redo").click().run()
    assert _html(app, "wn-count") == "5 of 6 pairs"


def test_a_reload_finds_the_verdicts_and_goes_on_where_they_end(show: Show, loaded: Load) -> None:
    dataset = loaded(ROWS)
    app = show("review", dataset)
    for label in ("Keep", "Drop", "Flag"):
        _press(app, label)
    here = _open(app)
    again = show("review", dataset)
    assert _open(again) == here
    assert "3 of 6 decided" in _progress(again)


def test_steps_of_the_recipe_stand_beside_the_review(show: Show, loaded: Load) -> None:
    dataset = loaded(ROWS)
    steps = tuple(FilterStep(where=Compare(field="chosen.chars", op=">=", value=least)) for least in range(8))
    Session.open(dataset).change(Recipe(steps=steps), "filters")
    app = show("review", dataset)
    for label in ("Drop", "Keep", "Drop"):
        _press(app, label)
    assert _html(app, "wn-count") == "4 of 6 pairs"


def test_the_link_opens_its_pair_queue_and_reviewer(show: Show, loaded: Load) -> None:
    dataset = loaded("sample:ratings")
    key = open_dataset(dataset).pairs["key"][40].as_py()
    asked = Asked(kind="filter", where=Compare(field="chosen.chars", op=">=", value=0))
    app = _followed(dataset, pair=key, queue=asked.written, reviewer="Ana")
    assert _open(app) == key
    _press(app, "Swap")
    assert [(one.who, one.verdict.decision) for one in _given(dataset)] == [("Ana", "swap")]
    assert app.query_params["reviewer"] == "Ana" and app.query_params["queue"] == asked.written


def test_a_queue_that_cannot_be_read_shows_all_kept_pairs(show: Show, loaded: Load) -> None:
    app = _followed(loaded(ROWS), queue="nonsense")
    assert app.warning[0].value.startswith("The link names a queue that cannot be read")
    assert "of 6 decided" in _progress(app)


def test_a_dropped_pair_stays_in_the_queue(show: Show, loaded: Load) -> None:
    dataset = loaded(ROWS)
    app = show("review", dataset)
    dropped = _open(app)
    _press(app, "Drop")
    assert "of 6 decided" in _progress(show("review", dataset))
    app.button(key="review-previous").click().run()
    assert _open(app) == dropped
    assert "<b>You</b>: drop" in _html(app, "wn-review", raw=True)


def test_at_the_end_it_says_so_and_what_next(show: Show, loaded: Load) -> None:
    app = show("review", loaded(ROWS[:2]))
    _press(app, "Keep")
    _press(app, "Flag")
    assert any(one.value.startswith("**All 2 decided.**") for one in app.markdown)
    app.button(key="end-flagged").click().run()
    assert "of 1 decided" in _progress(app)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("flagged", "Nothing is flagged"),
        ("disagreements", "Reviewers agree"),
        ("noise", "Wrong labels were not looked for yet"),
        ("group", "The recipe finds no duplicates yet"),
        ("filter", "Say above which pairs"),
    ],
)
def test_an_empty_queue_says_what_to_do(kind: str, says: str, show: Show, loaded: Load) -> None:
    app = _followed(loaded(ROWS), queue=f'{{"kind":"{kind}"}}')
    assert not app.error
    assert any(says in one.value for one in app.text)


def test_where_the_recipe_keeps_nothing_there_is_nothing_to_review(show: Show, loaded: Load) -> None:
    dataset = loaded(ROWS)
    nothing = FilterStep(where=Compare(field="chosen.chars", op=">", value=10_000))
    Session.open(dataset).change(Recipe(steps=(nothing,)), "nothing")
    app = show("review", dataset)
    assert any(one.value == "Nothing is left" for one in app.subheader)
    assert _html(app, "wn-count") == "0 of 6 pairs"


def test_a_duplicate_group_is_a_queue_with_the_kept_pair_first(show: Show, loaded: Load) -> None:
    rows = [*ROWS, {"prompt": "question 3", "chosen": "Yes indeed.", "rejected": "Not at all."}]
    dataset = loaded(rows)
    Session.open(dataset).change(Recipe(steps=(DeduplicateStep(method="exact"),)), "exact")
    app = _followed(dataset, queue='{"kind":"group"}')
    assert "0 of 2 decided" in _progress(app)


def test_a_blind_audit_hides_the_label_and_decides_nothing(show: Show, loaded: Load) -> None:
    dataset = loaded(ROWS)
    app = _followed(dataset, queue='{"kind":"audit","size":4,"seed":3}')
    keys = []
    for _ in range(4):
        shown = _html(app, "wn-review", raw=True)
        assert "Chosen" not in shown and "<del>" not in shown and "wn-scores" not in shown
        keys.append(_open(app))
        _press(app, "A is better")
    audits = Session.open(dataset).point().audits
    wanted = {key: "swap" if shows_rejected_first(key, 3) else "keep" for key in keys}
    assert {one.verdict.pair: one.verdict.decision for one in audits} == wanted
    assert Session.open(dataset).recipe.steps == ()
    assert "of the labels are wrong by 4 pairs judged blind" in _html(app, "wn-said", raw=True)


def test_another_queue_begins_with_its_first_pair_and_a_reload_stays_where_it_was(
    show: Show, loaded: Load
) -> None:
    dataset = loaded(ROWS)
    app = show("review", dataset)
    for _ in range(3):
        app.button(key="review-next").click().run()
    app.selectbox(key="review-kind").set_value("audit").run()
    assert "at place 1" in _progress(app)
    app.button(key="review-next").click().run()
    here, queue = _open(app), app.query_params["queue"]
    assert _open(_followed(dataset, pair=here, queue=queue[0] if isinstance(queue, list) else queue)) == here


def test_probably_wrong_labels_come_worst_first_with_what_speaks_against_them(
    show: Show, loaded: Load
) -> None:
    rows = [
        {
            "prompt": f"Question {n}?",
            "chosen": "Well, " * (n % 9 + 2) + f"it is {n}.",
            "rejected": f"No {n}.",
        }
        for n in range(60)
    ]
    for row in rows[::9]:
        row["chosen"], row["rejected"] = row["rejected"], row["chosen"]
    dataset = loaded(rows)
    found = keep_noise(open_dataset(dataset))
    app = _followed(dataset, queue='{"kind":"noise"}')
    worst = open_dataset(dataset).pairs["key"][int(found.pairs[0])].as_py()
    assert _open(app) == worst
    said = _html(app, "wn-review", raw=True).split('data-testid="wn-doubt">')[1].split("<")[0]
    assert said.startswith(f"A small model gives this label a {found.probability[0]:.0%} chance")
    _press(app, "Swap")
    _press(app, "Keep")
    assert f"2 of {found.suspects or len(found.pairs)} decided" in _progress(app)
    assert [one.verdict.queue for one in _given(dataset)] == ["noise", "noise"]


def test_reviewers_share_a_queue_without_overlap(show: Show, loaded: Load) -> None:
    dataset = loaded("sample:ratings")
    shared = Asked(reviewers=("Ana", "Ben")).written
    totals = []
    for name in ("Ana", "Ben"):
        app = _followed(dataset, queue=shared, reviewer=name)
        totals.append(int(_progress(app).split(" of ")[1].split()[0]))
    # Whoever has no part of it sees all of it.
    whole = _followed(dataset, queue=shared)
    assert sum(totals) == int(_progress(whole).split(" of ")[1].split()[0])


def test_disagreements_are_a_queue_and_an_adjudicator_settles_them(show: Show, loaded: Load) -> None:
    dataset = loaded(ROWS)
    key = open_dataset(dataset).pairs["key"][2].as_py()
    for who, decision in (("Ana", "keep"), ("Ben", "drop")):
        Session.open(dataset, who=who).decide(Verdict.model_validate({"pair": key, "decision": decision}))
    app = _followed(dataset, queue='{"kind":"disagreements"}', reviewer="Chi")
    assert _open(app) == key
    shown = _html(app, "wn-review", raw=True)
    assert "<b>Ana</b>: keep" in shown and "<b>Ben</b>: drop" in shown
    app.segmented_control(key=f"rule-{Session.open(dataset).at}").set_value("adjudicator").run()
    _press(app, "Drop")
    assert any(one.value.startswith("Reviewers agree") for one in app.text)
    assert _html(app, "wn-count") == "5 of 6 pairs"


def test_a_tie_says_that_no_verdict_makes_a_preference_of_it(show: Show, loaded: Load) -> None:
    dataset = loaded("sample:ratings")
    ties = open_dataset(dataset).pairs["tie"].to_pylist()
    for tied in (True, False):
        key = open_dataset(dataset).pairs["key"][ties.index(tied)].as_py()
        shown = _html(_followed(dataset, pair=key), "wn-review", raw=True)
        assert ("formats that need a preference leave the pair out" in shown) is tied


def test_text_from_the_data_is_never_markup(show: Show, loaded: Load) -> None:
    row = {"prompt": "<b>Why?</b>", "chosen": "<img src=x>", "rejected": "<script>1</script>"}
    shown = _html(show("review", loaded([row])), "wn-review", raw=True)
    assert "<img" not in shown and "<script" not in shown and "&lt;b&gt;Why" in shown


def test_a_press_that_waits_for_the_database_says_so_and_is_stored_once(
    show: Show, loaded: Load, winnow_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = loaded(ROWS)
    app = show("review", dataset)
    monkeypatch.setattr(database, "PATIENT_SECONDS", 0.1)
    with _held(winnow_home / "winnow.db", 0.6):
        _press(app, "Keep")
    assert [one.value for one in app.toast] == [
        "Another program is writing to the session database; waiting for it. Nothing is lost."
    ]
    assert [one.verdict.decision for one in _given(dataset)] == ["keep"]


def test_a_press_on_a_full_disk_is_one_sentence_and_goes_through_once_there_is_room(
    show: Show, loaded: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = loaded(ROWS)
    app = show("review", dataset)
    here = _open(app)

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("curation.recipe.session.append", full)
        _press(app, "Drop")
    assert "cannot be written: the disk does not take it" in _html(app, "wn-problem")
    assert (_open(app), _given(dataset)) == (here, [])
    _press(app, "Drop")
    assert [(one.verdict.pair, one.verdict.decision) for one in _given(dataset)] == [(here, "drop")]
    assert not any('class="wn-problem"' in one.proto.body for one in app.get("html"))


def test_a_queue_goes_into_a_link_and_back() -> None:
    asked = Asked(kind="audit", size=12, seed=7, reviewers=("Ana", "Ben"), overlap=2)
    assert read_asked(asked.written) == asked
    assert Asked().written == "" and read_asked("") == Asked()


@contextmanager
def _held(path: Path, seconds: float) -> Iterator[None]:
    """Another program writes to the database for a while."""
    started = threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            started.set()
            time.sleep(seconds)
            other.execute("ROLLBACK")

    thread = threading.Thread(target=hold)
    thread.start()
    started.wait()
    yield
    thread.join()


def _followed(dataset: str, **link: str) -> AppTest:
    """The page as a link opens it in a new tab."""
    app = AppTest.from_file(str(REPO / "ui" / "router.py"), default_timeout=60)
    app.query_params["dataset"] = dataset
    for name, value in link.items():
        app.query_params[name] = value
    app.switch_page(str(REPO / "pages" / "review.py")).run()
    assert not app.exception, app.exception
    return app


def _press(app: AppTest, label: str) -> None:
    next(one for one in app.main.button if one.label == label).click().run()
    assert not app.exception, app.exception


def _open(app: AppTest) -> str:
    """The key of the pair on the page, which the link carries too."""
    key = _html(app, "wn-review", raw=True).split('data-pair="')[1][:16]
    assert app.query_params["pair"] in (key, [key])
    return key


def _given(dataset: str) -> list[Given]:
    return Session.open(dataset).verdicts()


def _html(app: AppTest, name: str, *, raw: bool = False) -> str:
    found = [one.proto.body for one in app.get("html") if f'class="{name}"' in one.proto.body]
    assert len(found) == 1, found
    return found[0] if raw else re.sub("<[^>]+>", "", found[0])


def _progress(app: AppTest) -> str:
    return str(app.get("progress")[0].proto.text)
