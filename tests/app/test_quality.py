"""The quality page: each number opens exactly the rows it counts, and looking leaves the recipe alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from curation.analysis import findings
from curation.analysis.bias import bias_report
from curation.analysis.diversity import prompts as diversity_prompts
from curation.jobs.diversity import keep_diversity, known_diversity
from curation.jobs.noise_kept import keep_noise, known_noise
from curation.recipe import CheckStep, Compare, DiverseStep, FilterStep, Recipe
from curation.recipe.session import Session
from curation.similarity.vectors import StoredVectors
from curation.store import open_dataset
from tests.app.conftest import REPO, Show
from tests.app.test_pages import SETS
from tests.unit.similarity.fakes import FakeEncoder
from ui.quality import prompts as quality_prompts
from ui.quality.bias import LONGER, _of_cell
from ui.quality.silent import _WHY
from ui.selection import Selection

TABS = ("Checks", "Bias", "Agreement", "Label noise", "Prompts")
MANY: list[dict[str, object]] = [
    {
        "prompt": f"Write {n} words about the number {n}.",
        "chosen": f"{'Well ' * (n % 7)}it is {n}.",
        "rejected": f"{'No ' * (n % 5)}it is not {n}!",
    }
    for n in range(120)
]


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("kind", SETS)
def test_each_tab_stands_on(tab: str, kind: str, show: Show, loaded: Callable[..., str]) -> None:
    app = show("quality", loaded(SETS[kind]), **{"quality-tab": tab})
    assert app.title[0].value == "Quality"
    assert not app.error


def test_every_checks_button_opens_as_many_rows_as_it_says(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    hit = [found for found in findings(open_dataset(dataset)) if found.share.count]
    assert hit
    for found in hit:
        name, count = found.check.name, found.share.count
        label = next(one.label for one in show("quality", dataset).button if one.key == f"show-{name}")
        assert f"{count:,} pair" in label
        app = show("browse", dataset, _shown=(dataset, Selection.of_check(name)))
        assert _listed(app) == count
        assert f"<b>{count:,} pair" in _html(app) and found.check.title in _html(app)
        for column, shares in (("split", found.splits), ("source", found.sources)):
            for group, share in shares.items():
                rows = Selection.of_check(name, (column, group)).rows(open_dataset(dataset))
                assert len(rows) == share.count


def test_the_button_goes_to_browse_with_these_rows(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    app = show("quality", dataset)
    button = next(one for one in app.button if (one.key or "").startswith("show-"))
    button.click().run()
    assert not app.exception
    of, selection = app.session_state["_shown"]
    assert of == dataset
    assert button.label.endswith(f"{len(selection.rows(open_dataset(dataset))):,} pairs")
    assert Session.open(dataset).recipe.steps == ()


def test_a_button_keeps_the_data_set_that_a_link_opened(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    loaded("sample:pairs")
    app = _followed(dataset, "", page="quality")
    next(one for one in app.button if (one.key or "").startswith("show-")).click().run()
    assert not app.exception
    assert app.title[0].value == "Browse"
    assert app.session_state["dataset"] == dataset


def test_rows_the_recipe_removed_are_shown_and_said_to_be_removed(
    show: Show, loaded: Callable[..., str]
) -> None:
    dataset = loaded("sample:ratings")
    nothing = FilterStep(where=Compare(field="chosen.helpfulness", op=">", value=4))
    Session.open(dataset).change(Recipe(steps=(nothing,)), "nothing")
    app = show("browse", dataset, _shown=(dataset, Selection.listed("three", np.array([5, 2, 9]))))
    assert _listed(app) == 3
    assert "The recipe removes all; they are shown all the same." in _html(app)
    rows = app.dataframe[0].value
    assert rows["pair"].tolist() == [5, 2, 9]
    assert not rows["kept"].any()


def test_what_is_shown_is_written_into_the_link_and_read_from_it(
    show: Show, loaded: Callable[..., str]
) -> None:
    dataset = loaded("sample:ratings")
    name = next(found.check.name for found in findings(open_dataset(dataset)) if found.share.count)
    app = show("browse", dataset, _shown=(dataset, Selection.of_check(name)))
    link = app.query_params["show"]
    assert _listed(_followed(dataset, link)) == _listed(app)


@pytest.mark.parametrize(
    "link", ["nonsense", '{"title":"x"}', '{"title":"x","check":"a","pairs":[1]}', '{"title":"x","sql":"1"}']
)
def test_a_link_that_cannot_be_read_shows_all_kept_pairs(
    link: str, show: Show, loaded: Callable[..., str]
) -> None:
    dataset = loaded("sample:ratings")
    app = _followed(dataset, link)
    assert app.warning[0].value.startswith("The link names rows that cannot be read")
    assert _listed(app) == 215


@pytest.mark.parametrize("link", ['{"title":"x","check":"no_such"}', '{"title":"x","queue":9}'])
def test_a_link_to_rows_that_are_not_there_says_so(link: str, show: Show, loaded: Callable[..., str]) -> None:
    app = _followed(loaded("sample:ratings"), link)
    assert app.error and _listed(app) == 215


def test_close_goes_back_to_all_that_is_kept(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    app = show("browse", dataset, _shown=(dataset, Selection.listed("two", np.array([1, 3]))))
    app.button(key="shown-close").click().run()
    assert not app.exception
    assert _listed(app) == 215
    assert "show" not in app.query_params


def test_what_is_shown_can_join_the_recipe_once(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    for selection, kind in (
        (Selection.of_check("equal_scores"), "check"),
        (Selection(title="long", where=Compare(field="margin.chars", op=">", value=0)), "filter"),
        (Selection.listed("two", np.array([1, 3])), "drop"),
    ):
        shown = (dataset, selection)
        rows = selection.rows(open_dataset(dataset))
        if not len(rows):
            continue
        app = show("browse", dataset, _shown=shown)
        app.button(key="shown-add").click().run()
        step = Session.open(dataset).recipe.steps[-1]
        assert step.kind == kind
        again = show("browse", dataset, _shown=shown)
        assert again.button(key="shown-add").label == "In the recipe"
        assert "The recipe removes all" in _html(again)


def test_a_pair_opened_from_elsewhere_closes_the_list(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    app = show("browse", dataset, pair=7, _shown=(dataset, Selection.listed("two", np.array([1, 3]))))
    assert _listed(app) == 215


def test_a_check_is_added_to_the_recipe_and_the_report_stays(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    app = show("quality", dataset)
    before = [one.label for one in app.button if (one.key or "").startswith("show-")]
    key = next(one.key for one in app.button if (one.key or "").startswith("check-"))
    app.button(key=key).click().run()
    [step] = Session.open(dataset).recipe.steps
    assert isinstance(step, CheckStep)
    assert app.button(key=key).label == "In the recipe"
    assert before == [one.label for one in app.button if (one.key or "").startswith("show-")]


def test_another_limit_counts_over_long_pairs_anew(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    app = show("quality", dataset, **{"quality-limit": 100})
    label = app.button(key="show-over_length").label
    rows = Selection.of_check("over_length:100").rows(open_dataset(dataset))
    assert label == f"Show {len(rows):,} pairs"
    app.button(key="check-over_length").click().run()
    assert Session.open(dataset).recipe.steps[0].check == "over_length:100"


def test_labels_alone_have_kind_words(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded(SETS["labels alone"])
    told = {
        "Bias": "No pair here has a verdict",
        "Agreement": "keeps no single annotators' ratings",
        "Label noise": "at least 50 are needed",
    }
    for tab, words in told.items():
        app = show("quality", dataset, **{"quality-tab": tab})
        assert any(words in element.value for element in app.info)


def test_the_queue_opens_in_its_own_order_and_its_worst_can_be_dropped(
    show: Show, loaded: Callable[..., str]
) -> None:
    dataset = loaded(MANY)
    keep_noise(open_dataset(dataset))
    found = known_noise(open_dataset(dataset))
    assert found is not None and len(found.pairs) == 120
    app = show("quality", dataset, **{"quality-tab": "Label noise"})
    assert app.button(key="show-first").label == "Show these 100 pairs"
    browse = show("browse", dataset, _shown=(dataset, Selection(title="worst", queue=40)))
    assert browse.dataframe[0].value["pair"].tolist() == found.pairs[:25].tolist()
    app.number_input(key="noise-many").set_value(7).run()
    app.button(key="noise-drop").click().run()
    [step] = Session.open(dataset).recipe.steps
    assert step.kind == "drop" and len(step.keys) == 7
    assert app.button(key="noise-drop").label == "In the recipe"


def test_the_prompts_tab_shows_words_before_anything_is_embedded(
    show: Show, loaded: Callable[..., str]
) -> None:
    dataset = loaded(MANY)
    keep_diversity(open_dataset(dataset))
    app = show("quality", dataset, **{"quality-tab": "Prompts"})
    assert app.button(key="embed-and-measure").label == "Embed 120 prompts and measure"
    button = app.button(key="show-constraints-words")
    assert button.label == "Show 119 prompts" or button.label == "Show 120 prompts"
    button.click().run()
    assert not app.exception
    _, selection = app.session_state["_shown"]
    assert f"{len(selection.pairs)} prompts" in selection.title


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every prompt has a vector, made of its character 3-grams."""

    def known(texts: list[str], model: str | None = None) -> StoredVectors:
        return StoredVectors(FakeEncoder().encode(texts), np.ones(len(texts), bool))

    for module in (diversity_prompts, quality_prompts):
        monkeypatch.setattr(module, "stored_vectors", known)


@pytest.mark.usefixtures("embedded")
def test_a_topic_of_the_measured_prompts_opens_its_pairs(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded(MANY)
    keep_diversity(open_dataset(dataset))
    app = show("quality", dataset, **{"quality-tab": "Prompts", "topics-shown": "all"})
    shown = [one for one in app.button if (one.key or "").startswith("show-topic-")]
    counts = [int(one.label.split()[1].replace(",", "")) for one in shown]
    assert sum(counts) == 120
    shown[0].click().run()
    _, selection = app.session_state["_shown"]
    assert len(selection.pairs) == counts[0]
    assert f"({counts[0]} prompts)" in selection.title


@pytest.mark.usefixtures("embedded")
def test_a_brush_over_distances_opens_these_prompts_the_nearest_first(
    show: Show, loaded: Callable[..., str]
) -> None:
    dataset = loaded(MANY)
    keep_diversity(open_dataset(dataset))
    known = known_diversity(open_dataset(dataset))
    assert known is not None and len(known.distance) == 120
    brushed = {"selection": {"box": [{"x": [-1.0, 2.0]}], "points": []}}
    app = show("quality", dataset, **{"quality-tab": "Prompts", "nearest-0": brushed})
    _, selection = app.session_state["_shown"]
    nearest_first = known.prompts[np.argsort(known.distance, kind="stable")]
    of_pair = open_dataset(dataset).pairs["prompt_id"].to_numpy()
    assert of_pair[list(selection.pairs)].tolist() == nearest_first.tolist()


@pytest.mark.usefixtures("embedded")
def test_biases_are_told_by_the_topics_of_the_measured_prompts(
    show: Show, loaded: Callable[..., str]
) -> None:
    dataset = loaded(MANY)
    keep_diversity(open_dataset(dataset))
    app = show("quality", dataset, **{"quality-tab": "Bias", "bias-by-topic": True})
    table = app.dataframe[0].value
    assert table["pairs"].astype(int).sum() == 120


def test_a_judges_buttons_open_what_it_gets_right_wrong_and_cannot_tell(
    show: Show, loaded: Callable[..., str]
) -> None:
    dataset = loaded(MANY)
    tab = {"quality-tab": "Bias"}
    keys = [f"bias-judge-length-{words}" for words in ("right", "wrong", "no difference")]
    labels = {one.key: one.label for one in show("quality", dataset, **tab).button}
    counts = [int(labels[key].split()[1]) for key in keys]
    assert sum(counts) == 120 and counts[0] > counts[1]
    for key, count in zip(keys, counts, strict=True):
        if count:
            app = show("quality", dataset, **tab)
            app.button(key=key).click().run()
            assert len(app.session_state["_shown"][1].pairs) == count


def test_every_figure_of_a_group_opens_the_pairs_it_counts(loaded: Callable[..., str]) -> None:
    rows = [{**row, "source": "ab"[at % 2]} for at, row in enumerate(MANY)]
    dataset = open_dataset(loaded(rows))
    for group in bias_report(dataset).by["source"]:
        assert len(_of_cell(group, "source", "pairs").pairs or ()) == group.pairs == 60
        assert group.length is not None
        assert len(_of_cell(group, "source", LONGER).pairs or ()) == group.length.longer
        judge = group.judges[0]
        right = _of_cell(group, "source", f"{judge.sees} alone scores").pairs or ()
        assert (len(right) + len(judge.undecided) / 2) / group.pairs == pytest.approx(judge.accuracy.value)


def test_a_trainer_brings_its_own_limit_and_opens_what_it_drops_and_cuts(
    show: Show, loaded: Callable[..., str]
) -> None:
    dataset = loaded([*MANY, {"prompt": "Why?", "chosen": "So. " * 400, "rejected": "No."}])
    app = show("quality", dataset, **{"_checks-open": {"over_length"}})
    app.selectbox(key="quality-trainer").set_value("axolotl").run()
    assert app.number_input(key="quality-limit").value == 512
    assert app.button(key="fit-axolotl-dropped").label == "Show 1 pair dropped"
    assert app.button(key="fit-openrlhf-reward-cut").label == "Show 1 pair cut off"
    app.button(key="fit-now-dropped").click().run()
    assert app.session_state["_shown"][1].pairs == (120,)


def test_the_report_can_be_taken_along_as_one_file(show: Show, loaded: Callable[..., str]) -> None:
    app = show("quality", loaded("sample:ratings"))
    [button] = [one for one in app.get("download_button") if "HTML" in one.proto.label]
    assert not button.proto.disabled


def test_a_diverse_subset_waits_until_prompts_are_embedded(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    Session.open(dataset).change(Recipe(steps=(DiverseStep(size=3),)), "diverse")
    app = show("quality", dataset)
    assert "<b>215</b> of 215" in _html(app)
    assert any("waits for embeddings" in warning.value for warning in app.warning)


def test_checks_that_are_silent_say_why(show: Show, loaded: Callable[..., str]) -> None:
    app = show("quality", loaded(SETS["no numbers but lengths"]))
    told = _html(app)
    assert "cannot say anything" in " ".join(one.label for one in app.expander)
    assert _WHY["annotator_spread"] in told and _WHY["split_leak"] in told


def _followed(dataset: str, link: str, page: str = "browse") -> AppTest:
    """A page as a link opens it in a tab of its own."""
    app = AppTest.from_file(str(REPO / "ui" / "router.py"), default_timeout=60)
    app.query_params["show"], app.query_params["dataset"] = link, dataset
    app.switch_page(str(REPO / "pages" / f"{page}.py")).run()
    assert not app.exception
    return app


def _listed(app: AppTest) -> int:
    words = next(one.value for one in app.text if one.value.endswith("listed"))
    return int(words.split()[0].replace(",", ""))


def _html(app: AppTest) -> str:
    return " ".join(str(element.value) for element in app.get("html"))
