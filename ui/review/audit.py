"""What a blind audit has shown so far: the label-error rate, where it concentrates, and agreement."""

from __future__ import annotations

import math

import streamlit as st

from curation.analysis.agreement.measured import Between
from curation.analysis.estimate import Estimate
from curation.review import AuditReport, audit_report
from ui.quality.figures import estimated, note, sentence
from ui.quality.known import by_topic
from ui.review.round import Round
from ui.reviewer import named
from ui.state import Desk
from ui.text import plural

_REPORT = "_audit-report"
MOST_GROUPS = 12


def draw_result(desk: Desk, found: Round) -> None:
    """The result: at the end of the queue, and before it where it is asked for."""
    over = not found.left.any()
    if not over and not st.toggle(
        "Result so far", key="audit-result", help="Looking at it may sway what you judge next"
    ):
        return
    report = _report(desk, found)
    with st.container(border=not over, key="audit-report"):
        if not report.judged:
            st.write("Nothing is judged yet.")
            return
        _draw_rate(report)
        _draw_where(report)
        _draw_agreement(report, found)


def _report(desk: Desk, found: Round) -> AuditReport:
    """The report, counted once for each state of the log."""
    about = (found.token, found.known, found.done)
    held = st.session_state.get(_REPORT)
    if held is None or held[0] != about:
        topics = by_topic(desk)
        given = [one for cast in found.votes.values() for one in cast.values()]
        report = audit_report(desk.dataset, given, seed=found.seed, by=() if topics is None else (topics,))
        st.session_state[_REPORT] = held = (about, report)
    found_report: AuditReport = held[1]
    return found_report


def _draw_rate(report: AuditReport) -> None:
    errors = report.errors
    sentence(
        f"{errors.value:.1%} of the labels are wrong by {plural(report.judged, 'pair')} judged blind:"
        f" between {errors.low:.1%} and {errors.high:.1%} (95 %, Wilson)."
    )
    rest = [f"{plural(report.ties, 'pair')} called a tie, which counts as no error."] if report.ties else []
    if report.undecided:
        rest.append(f"{plural(report.undecided, 'pair')} left out: reviewers differ on them.")
    if report.judged < 50:
        rest.append("So few pairs give a wide interval; some 200 narrow it to a few points.")
    if rest:
        note(" ".join(rest))


def _draw_where(report: AuditReport) -> None:
    """The same share by group, the highest first; only groups that were seen."""
    for name, groups in report.where.items():
        rows = [_row(name, group, share) for group, share in groups[:MOST_GROUPS]]
        if len(rows) > 1:
            st.dataframe(
                rows,
                hide_index=True,
                key=f"audit-by-{name}",
                alt=f"Share of wrong labels by {name}, with 95 % intervals",
            )
            if len(groups) > MOST_GROUPS:
                st.caption(f"The {MOST_GROUPS} highest of {len(groups):,} are listed.")


def _row(name: str, group: str, share: Estimate) -> dict[str, object]:
    return {name: group, "judged": f"{share.n:,}", "wrong labels": estimated(share)}


def _draw_agreement(report: AuditReport, found: Round) -> None:
    agreed = report.agreement
    if not agreed.pairs:
        note("Agreement can be told once two reviewers have judged the same pairs.")
        return
    for each in agreed.between:
        if each.items:
            note(_between(each, found.who))
    if len(agreed.reviewers) > 2 and not math.isnan(agreed.alpha):
        note(f"All {len(agreed.reviewers)} together: Krippendorff's α {agreed.alpha:.2f}.")


def _between(each: Between, here: str) -> str:
    kappa = "κ cannot be told" if math.isnan(each.kappa) else f"Cohen's κ {each.kappa:.2f}"
    return (
        f"{named(each.first, here).capitalize()} and {named(each.second, here)}: the same judgement on"
        f" {each.exact:.0%} of {plural(each.items, 'pair')}, {kappa}."
    )
