"""How far annotators agree, beside what HelpSteer2 printed of its own, and where they are far apart."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from curation.analysis import helpsteer2
from curation.analysis.agreement import Agreement, AgreementReport
from curation.analysis.agreement.report import DEFINITION
from curation.analysis.preferences import NAME, preferences_of
from curation.recipe import Any_, Compare
from ui.quality.figures import Point, draw_points, estimated, note, sentence
from ui.quality.known import agreement_of
from ui.selection import Selection, show_button
from ui.state import Desk
from ui.text import plural

MOST_STEPS = 8


def draw_agreement(desk: Desk) -> None:
    """Agreement on everything that several people judged."""
    with st.spinner("Comparing annotators …"):
        found = agreement_of(desk)
    if not found.found:
        st.info(
            "This set keeps no single annotators' ratings or verdicts, so their agreement cannot be measured."
            " Sets that do: HelpSteer2's disagreements folder, HelpSteer3's individual preferences, and rows"
            " with several annotators' columns."
        )
    else:
        _draw_chart(found)
        _draw_table(found)
        for each in found.found:
            _draw_rows(desk, each)
        note(DEFINITION)
    for line in found.notes:
        if found.found or "kept apart" not in line:
            note(f"{line}.")


def _draw_chart(found: AgreementReport) -> None:
    points = [Point(each.name, each.alpha.value, each.alpha.low, each.alpha.high) for each in found.found]
    ranked = sorted((one for one in points if one.value == one.value), key=lambda one: -one.value)
    if len(ranked) > 1:
        best, worst = ranked[0], ranked[-1]
        sentence(
            f"Annotators agree best on {best.name} (α {best.value:.2f}) and least on {worst.name}"
            f" (α {worst.value:.2f})."
        )
    st.markdown("##### Krippendorff's alpha")
    draw_points(
        points,
        key="agreement-alpha",
        line=0,
        upto=1,
        percents=False,
        alt="Krippendorff's alpha of each attribute with its interval; 0 is chance, 1 is full agreement",
    )
    st.caption("0 is what chance would give, 1 full agreement; 95 % intervals.")


def _draw_table(found: AgreementReport) -> None:
    rows = []
    for each in found.found:
        row: dict[str, object] = {
            "judged": each.name,
            "items": f"{each.items:,}",
            "κ (quadratic)" if each.ordered else "κ": estimated(each.kappa, ".3f"),
            **_published(found, each.name),
            "α": estimated(each.alpha, ".3f"),
            "α, interval": estimated(each.alpha_interval, ".3f") if each.ordered else "–",
            "the same": estimated(each.exact),
            "within one": estimated(each.within_one) if each.ordered else "–",
        }
        rows.append(row)
    st.dataframe(
        rows, hide_index=True, key="agreement-table", alt="Agreement on each attribute, with 95 % intervals"
    )
    if found.published:
        note(f"{helpsteer2.SOURCE}. {helpsteer2.CAUTION}")


def _published(found: AgreementReport, name: str) -> dict[str, object]:
    stages = found.published.get(name)
    if stages is None:
        return {}
    return {
        "HelpSteer2's κ: initial": f"{stages.initial:.3f}",
        "improved": f"{stages.improved:.3f}",
        "final": f"{stages.final:.3f}",
    }


def _draw_rows(desk: Desk, each: Agreement) -> None:
    """The pairs behind each spread of opinions."""
    if not each.ordered:
        show_button(
            desk,
            Selection.of_check("annotators_disagree"),
            f"Show the pairs they disagree on ({_disagreed(desk):,})",
            key="show-disagreed",
        )
        for pair in each.between:
            note(
                f"{pair.first} and {pair.second}: the same verdict on {pair.exact:.1%} of"
                f" {plural(pair.items, 'pair')}, κ {pair.kappa:.3f}."
            )
        return
    stated = _stated_apart(desk, each.name)
    spreads = _spreads(desk, each.name) if stated is None else stated
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"{each.name}: pairs with spread")
        # HelpSteer2 drops what is more than two apart on its scale; the finer steps are there to look at.
        for least in sorted(spread for spread in each.spreads if spread > 0)[-MOST_STEPS:]:
            count = int((spreads >= least).sum())
            show_button(
                desk,
                _apart(each.name, least) if stated is None else _listed_apart(spreads, least),
                f"≥ {least:g} ({count:,})",
                key=f"spread-{each.name}-{least:g}",
                disabled=not count,
            )


def _stated_apart(desk: Desk, name: str) -> np.ndarray | None:
    """How far apart the annotators' preferences of each pair are; None of an attribute."""
    said = preferences_of(desk.dataset) if name == NAME and name not in desk.dataset.info.annotated else None
    return None if said is None else np.nan_to_num(said.apart(), nan=-1.0)


def _listed_apart(spreads: np.ndarray, least: float) -> Callable[[], Selection]:
    rows = np.flatnonzero(spreads >= least)
    return lambda: Selection.listed(f"Annotators' preferences at least {least:g} apart", rows)


def _apart(name: str, least: float) -> Selection:
    sides = tuple(
        Compare(field=f"{side}.spread.{name}", op=">=", value=least) for side in ("chosen", "rejected")
    )
    return Selection(
        title=f"{name}: ratings of an answer at least {least:g} apart"[:300], where=Any_(any=sides)
    )


def _spreads(desk: Desk, name: str) -> np.ndarray:
    """The wider spread of each pair's two answers."""
    sides = [
        np.nan_to_num(desk.dataset.pairs[f"{side}.spread.{name}"].to_numpy(), nan=-1.0)
        for side in ("chosen", "rejected")
    ]
    wider: np.ndarray = np.maximum(*sides)
    return wider


def _disagreed(desk: Desk) -> int:
    return len(Selection.of_check("annotators_disagree").rows(desk.dataset))
