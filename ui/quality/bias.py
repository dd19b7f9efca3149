"""Biases: length, format, position and model, each as a sentence, its figures, a chart and its rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from curation.analysis.bias import Bias, FormatBias, Judge, LengthBias, ModelBias, PositionBias, decided
from curation.recipe import All, Any_, Compare, Condition
from ui.charts import readable
from ui.quality.figures import Point, draw_points, estimated, note, sentence
from ui.quality.known import biases_of
from ui.selection import Ids, Selection, show, show_button
from ui.state import Desk
from ui.text import plural

DECIDED = Compare(field="tie", op="==", value=False)
MOST_MODELS = 12
LONGER = "longer wins"
_SCORES = "{} alone scores"


def draw_bias(desk: Desk) -> None:
    """All biases of the whole set, then by source and topic."""
    if not len(decided(desk.dataset)):
        st.info(
            "No pair here has a verdict: single answers and ties alone prefer nothing, so there is no bias to"
            " measure."
        )
        return
    with st.spinner("Measuring what gives verdicts away …"):
        report = biases_of(desk)
    whole = report.overall
    st.caption(f"Of {plural(whole.pairs, 'decided pair')}: ties and single answers are left out.")
    if whole.judges:
        _draw_judges(desk, whole.judges)
    if whole.length:
        _draw_length(desk, whole.length, report.by)
    if whole.format:
        _draw_format(desk, whole.format)
    if whole.position:
        _draw_position(desk, whole.position)
    if whole.models:
        _draw_models(desk, whole.models)
    for line in report.unknown:
        note(line)


def _draw_judges(desk: Desk, judges: Sequence[Judge]) -> None:
    with st.container(border=True):
        st.markdown("##### What style alone would score")
        for judge in judges:
            sentence(judge.meaning)
        points = [
            Point(judge.sees, judge.accuracy.value, judge.accuracy.low, judge.accuracy.high)
            for judge in judges
        ]
        draw_points(
            points,
            key="bias-judges",
            line=0.5,
            alt="Share of verdicts that a judge of length, format or both repeats; a coin repeats half",
        )
        st.caption(
            "Logistic regressions on differences, scored on prompts they were not fitted on (five folds)."
            " The dotted line is a coin; a pair in which a judge sees no difference counts half."
        )
        for judge in judges:
            _draw_verdicts(desk, judge, judge.sees)


def _draw_verdicts(desk: Desk, judge: Judge, name: str) -> None:
    """The pairs that a judge gets right, wrong, and cannot tell."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(name[:1].upper() + name[1:], width=150)
        for words, rows in _verdicts(judge).items():
            _listed(desk, words, rows, key=f"judge-{judge.sees}-{words}", title=f"{name} alone: {words}")


def _verdicts(judge: Judge) -> dict[str, Ids]:
    return {"right": judge.repeats, "wrong": judge.contradicts, "no difference": judge.undecided}


def _draw_length(desk: Desk, length: LengthBias, by: dict[str, tuple[Bias, ...]]) -> None:
    field = f"margin.{length.measure}"
    with st.container(border=True):
        st.markdown("##### Length")
        sentence(length.meaning)
        facts = [
            f"AUC {estimated(length.auc, '.2f')}",
            f"effect d = {length.effect:.2f}, paired {length.paired_effect:.2f}",
            _longer(length),
        ]
        if length.attribute and length.correlation.n:
            facts.append(f"r of length and {length.attribute} {estimated(length.correlation, '.2f')}")
        note("; ".join(facts) + ".")
        shown = (
            ("chosen is longer", length.longer, ">"),
            ("chosen is shorter", length.shorter, "<"),
            ("of equal length", length.equal, "=="),
        )
        with st.container(horizontal=True):
            for words, count, op in shown:
                condition = _both(Compare.model_validate({"field": field, "op": op, "value": 0}))
                _button(desk, words, count, condition, key=f"length-{op}")
        for name, groups in by.items():
            _draw_groups(desk, name, groups)


def _longer(length: LengthBias) -> str:
    many, unit = abs(length.mean_difference), readable(length.measure)
    how = "longer" if length.mean_difference > 0 else "shorter"
    return f"chosen answers are {many:,.0f} {unit} {how} on average"


def _draw_groups(desk: Desk, name: str, groups: Sequence[Bias]) -> None:
    told = [group for group in groups if group.length and group.length.wins.n]
    if not told:
        return
    panel = st.expander(f"By {name}", key=f"bias-by-{name}", on_change="rerun")
    if not panel.open:
        return
    with panel:
        draw_points(
            [
                Point(group.group, wins.value, wins.low, wins.high)
                for group in told
                if group.length and (wins := group.length.wins)
            ],
            key=f"bias-length-{name}",
            line=0.5,
            alt=f"How often the longer answer wins, by {name}; half would be no bias",
        )
        _draw_group_table(desk, name, told)


def _draw_group_table(desk: Desk, name: str, groups: Sequence[Bias]) -> None:
    """A row a group; a click on a figure opens the pairs it counts."""
    rows = [
        {
            name: group.group,
            "pairs": f"{group.pairs:,}",
            LONGER: estimated(group.length.wins) if group.length else "–",
            **{_SCORES.format(judge.sees): estimated(judge.accuracy) for judge in group.judges},
        }
        for group in groups
    ]
    cells = st.dataframe(
        rows,
        hide_index=True,
        key=f"bias-table-{name}",
        on_select="rerun",
        selection_mode="single-cell",
        alt=f"Length bias and style judges by {name}",
    )["selection"]["cells"]
    st.caption(
        "Click a figure to open its pairs: those of the group, those whose longer answer is chosen, those a"
        " judge gets right."
    )
    if cells and cells[0][0] < len(groups):
        show(desk, _of_cell(groups[cells[0][0]], name, cells[0][1]))


def _of_cell(group: Bias, name: str, column: str) -> Selection:
    """The pairs that a figure of a group counts."""
    whose, pairs = f"{name} {group.group}", group.decided
    if column == LONGER and group.length:
        chosen, rejected = pairs.sides(group.length.measure)
        return Selection.listed(f"{whose}: the longer answer is chosen", pairs.rows[chosen > rejected])
    for judge in group.judges:
        if column == _SCORES.format(judge.sees):
            return Selection.listed(f"{whose}: {judge.sees} alone is right", judge.repeats)
    return Selection.listed(f"{whose}: decided pairs", pairs.rows)


def _draw_format(desk: Desk, found: FormatBias) -> None:
    with st.container(border=True, key="lines-format"):
        st.markdown("##### Format, at equal length")
        sentence(found.meaning)
        if found.coefficients:
            points = [
                Point(readable(one.name), one.odds, float(np.exp(one.low)), float(np.exp(one.high)))
                for one in found.coefficients
            ]
            draw_points(
                points,
                key="bias-format",
                line=1,
                percents=False,
                log=True,
                alt="By what one standard deviation more of each feature multiplies the odds of being chosen",
            )
            st.caption(
                "By what one standard deviation more multiplies the odds of being chosen, 95 % intervals."
                " The dotted line: makes no difference."
            )
            _draw_format_rows(desk, [one.name for one in found.coefficients])
        if found.skipped:
            note(f"Hardly any pair differs in {', '.join(map(readable, found.skipped))}.")


def _draw_format_rows(desk: Desk, names: Sequence[str]) -> None:
    rows = decided(desk.dataset)
    for name in names:
        difference = rows.of(f"margin.{name}").astype(np.float64)
        left, more, less = st.columns([0.3, 0.35, 0.35], vertical_alignment="center")
        left.text(readable(name).replace("_", " "))
        for column, words, op, count in (
            (more, "more in chosen", ">", int((difference > 0).sum())),
            (less, "more in rejected", "<", int((difference < 0).sum())),
        ):
            with column:
                condition = _both(Compare.model_validate({"field": f"margin.{name}", "op": op, "value": 0}))
                _button(
                    desk,
                    f"{readable(name)}: {words}",
                    count,
                    condition,
                    key=f"format-{name}-{op}",
                    short=words,
                )


def _draw_position(desk: Desk, found: PositionBias) -> None:
    rows = decided(desk.dataset)
    second = rows.of("chosen_id").astype(np.int64) > rows.of("rejected_id").astype(np.int64)
    with st.container(border=True):
        st.markdown("##### Position")
        sentence(found.meaning)
        facts = f"Binomial test against one half: p = {found.p_value:.2g}."
        if found.strength.n:
            facts += (
                f" Mean signed strength {estimated(found.strength, '.2f')}, positive for the second answer."
            )
        note(facts)
        with st.container(horizontal=True):
            for words, mask in (
                ("the second answer is preferred", second),
                ("the first answer is preferred", ~second),
            ):
                _listed(desk, words, rows.rows[mask], key=f"position-{words.split()[1]}")


def _draw_models(desk: Desk, found: ModelBias) -> None:
    with st.container(border=True, key="lines-models"):
        st.markdown("##### Models")
        sentence(found.meaning)
        note(
            f"{plural(found.duels, 'pair')} of two different models, of {found.models:,};"
            f" {found.settled:,} of them are between two of which the same one always wins (the"
            " check “The models' names settle the verdict” opens these)."
        )
        if found.leakage:
            _draw_verdicts(desk, found.leakage, found.leakage.sees)
        most = found.shares[:MOST_MODELS]
        draw_points(
            [Point(one.model, one.wins.value, one.wins.low, one.wins.high) for one in most],
            key="bias-models",
            line=0.5,
            alt="The share of its pairs against other models that each model wins",
        )
        for at, one in enumerate(most):
            left, middle, right = st.columns([0.4, 0.35, 0.25], vertical_alignment="center")
            left.text(one.model)
            middle.text(f"wins {estimated(one.wins)}")
            with right:
                condition = _against_others(one.model)
                _button(
                    desk, f"{one.model} against others", one.wins.n, condition, key=f"model-{at}", short=""
                )
        if len(found.shares) > MOST_MODELS:
            note(f"And {len(found.shares) - MOST_MODELS:,} more models.")


def _against_others(model: str) -> Condition:
    sides = (("chosen.model", "rejected.model"), ("rejected.model", "chosen.model"))
    ways = tuple(
        All(
            all=(
                Compare(field=mine, op="==", value=model),
                Compare(field=other, op="is not null"),
                Compare(field=other, op="!=", value=model),
            )
        )
        for mine, other in sides
    )
    return All(all=(DECIDED, Any_(any=ways)))


def _both(condition: Compare) -> Condition:
    return All(all=(DECIDED, condition))


def _button(
    desk: Desk, words: str, count: int, condition: Condition, *, key: str, short: str | None = None
) -> None:
    told = words if short is None else short
    show_button(
        desk,
        Selection(title=words[:300], where=condition),
        f"Show {plural(count, 'pair')}{': ' if told else ''}{told}",
        key=f"bias-{key}",
        disabled=not count,
    )


def _listed(desk: Desk, words: str, rows: Ids, *, key: str, title: str = "") -> None:
    show_button(
        desk,
        lambda: Selection.listed(title or words, rows),
        f"Show {plural(len(rows), 'pair')}: {words}",
        key=f"bias-{key}",
        disabled=not len(rows),
    )
