"""The checks: worst first, each with its share, its definition, its rows, and the step that drops them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from curation.analysis import CHECKS, Check, Finding, Share
from curation.analysis.checks.fitting import TRL_DEFAULT
from curation.analysis.checks.trainers import TRAINERS, Trainer, trainer_named
from curation.recipe import CheckStep
from ui.quality.figures import bar, full_scale, note, sentence, shared
from ui.quality.fitting import draw_fits
from ui.quality.known import findings_of
from ui.quality.report_file import draw_report_file
from ui.quality.silent import why_silent
from ui.selection import Selection, rows_in_words, show_button
from ui.state import Desk
from ui.text import escaped, plural

SEVERITIES = {
    "error": ("Would corrupt training", ":material/error:"),
    "warning": ("Deserve a look", ":material/warning:"),
    "note": ("Good to know", ":material/info:"),
}
WIDTHS = [0.31, 0.33, 0.18, 0.18]
OPENED = "_checks-open"


def draw_checks(desk: Desk) -> None:
    """What the checks found; the whole set's findings are computed once."""
    limit, trainer = _draw_limit(desk)
    with st.spinner("Checking every pair …"):
        found = findings_of(desk, limit)
    hits = [one for one in found if one.share.count]
    silent = [check for check in CHECKS if check.name not in {one.check.name.split(":")[0] for one in found}]
    if not hits:
        st.success("None of the checks hit a pair.", icon=":material/check:")
    else:
        sentence(_summary(hits))
    used = {step.check for step in desk.recipe.steps if isinstance(step, CheckStep)}
    for severity, (title, icon) in SEVERITIES.items():
        mine = sorted(
            (one for one in hits if one.check.severity == severity), key=lambda one: -one.share.count
        )
        if mine:
            # A scale of its own for each: many ties would press all faults flat.
            scale = full_scale([one.share.value for one in mine])
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"##### {icon} {title}", width="content")
                st.caption(f"bars end at {scale:.0%}", width="content")
            for one in mine:
                _draw_finding(desk, one, scale, trainer, used=one.check.name in used)
    if hits:
        st.caption(
            f"Shares are of {plural(hits[0].share.total, 'row')}, with 95 % intervals (Wilson);"
            " the shaded end of a bar is the interval."
        )
    _draw_quiet(
        [one.check for one in found if not one.share.count], "found nothing", lambda check: check.definition
    )
    _draw_quiet(silent, "cannot say anything about this set", lambda check: why_silent(check.name))


def _summary(hits: list[Finding]) -> str:
    counts = dict.fromkeys(SEVERITIES, 0)
    for one in hits:
        counts[one.check.severity] += 1
    worst, look, known = counts.values()
    told = [
        f"{plural(worst, 'kind of fault', 'kinds of fault')} would corrupt training" if worst else "",
        f"{plural(look, 'kind')} {'deserves' if look == 1 else 'deserve'} a look" if look else "",
        f"{known:,} more {'is' if known == 1 else 'are'} good to know" if known else "",
    ]
    whole = "; ".join(part for part in told if part) + "."
    return whole if worst else f"Nothing here would corrupt training. {whole[:1].upper()}{whole[1:]}"


def _draw_limit(desk: Desk) -> tuple[int, Trainer]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        trainer = st.selectbox(
            "Trainer",
            [one.name for one in TRAINERS],
            format_func=lambda name: trainer_named(name).title,
            key="quality-trainer",
            width=240,
            persist_state="session",
            on_change=_take_limit,
        )
        limit = st.number_input(
            "Longest sequence, in tokens",
            min_value=1,
            max_value=2**31 - 1,
            value=TRL_DEFAULT,
            step=256,
            key="quality-limit",
            width=200,
            persist_state="session",
            help="Prompt and longer answer together. At first the trainer's own default.",
        )
        # Widget limits hold in the browser alone.
        tokens = min(max(int(limit or TRL_DEFAULT), 1), 2**31 - 1)
        draw_report_file(desk, tokens)
    return tokens, trainer_named(trainer)


def _take_limit() -> None:
    st.session_state["quality-limit"] = trainer_named(st.session_state["quality-trainer"]).limit


def _draw_finding(desk: Desk, found: Finding, scale: float, trainer: Trainer, *, used: bool) -> None:
    check, share = found.check, found.share
    stem = check.name.split(":")[0]
    opened: set[str] = st.session_state.setdefault(OPENED, set())
    is_open = stem in opened
    with st.container(border=True, gap="small", key=f"finding-{stem}"):
        title, figures, rows, step = st.columns(WIDTHS, vertical_alignment="center", gap="small")
        title.button(
            f"**{check.title}**",
            icon=":material/expand_more:" if is_open else ":material/chevron_right:",
            type="tertiary",
            key=f"about-{stem}",
            on_click=_turn,
            args=(stem,),
        )
        figures.html(f'<div class="wn-share">{bar(share, scale)}<span>{escaped(shared(share))}</span></div>')
        with rows:
            show_button(
                desk,
                Selection.of_check(check.name),
                f"Show {rows_in_words(desk.dataset, share.count)}",
                key=f"show-{stem}",
                width="stretch",
            )
        step.button(
            "In the recipe" if used else "Add to recipe",
            key=f"check-{stem}",
            disabled=used,
            help="Drops these from what is kept; Undo takes it back.",
            on_click=_add,
            args=(desk, check),
            width="stretch",
        )
        if is_open:
            _draw_about(desk, found, trainer)


def _turn(stem: str) -> None:
    opened: set[str] = st.session_state.get(OPENED, set())
    st.session_state[OPENED] = opened ^ {stem}


def _add(desk: Desk, check: Check) -> None:
    desk.change(desk.session.recipe.with_step(CheckStep(check=check.name)), f"check: {check.title}")


def _draw_about(desk: Desk, found: Finding, trainer: Trainer) -> None:
    check = found.check
    st.text(check.definition)
    note(f"Source: {check.source}. Name in recipes: {check.name}.")
    if check.limit is not None:
        draw_fits(desk, trainer, check.limit)
    for column, shares in (("split", found.splits), ("source", found.sources)):
        if len(shares) > 1:
            _draw_groups(desk, check, column, shares)


def _draw_groups(desk: Desk, check: Check, column: str, shares: dict[str, Share]) -> None:
    """Splits or sources, those with hits as buttons; the rest in a line."""
    stem = check.name.split(":")[0]
    hit = sorted(((name, one) for name, one in shares.items() if one.count), key=lambda one: -one[1].value)
    scale = full_scale([one.value for _, one in hit])
    st.caption(f"By {column}")
    for at, (name, one) in enumerate(hit):
        left, middle, right = st.columns([0.3, 0.45, 0.25], vertical_alignment="center", gap="small")
        left.text(name)
        middle.html(f'<div class="wn-share">{bar(one, scale)}<span>{escaped(shared(one))}</span></div>')
        with right:
            show_button(
                desk,
                Selection.of_check(check.name, (column, name)),  # type: ignore[arg-type]
                f"Show {one.count:,} of {one.total:,}",
                key=f"show-{stem}-{column}-{at}",
                width="stretch",
            )
    none = [name for name, one in shares.items() if not one.count]
    if none:
        note(f"None in {', '.join(none)}.")


def _draw_quiet(checks: Iterable[Check], what: str, say: Callable[[Check], str]) -> None:
    """Checks without a hit, folded into a line."""
    names = list(checks)
    if not names:
        return
    with st.expander(f"{plural(len(names), 'check')} {what}", key=f"quiet-{what[:5]}"):
        lines = [f"<li><b>{escaped(check.title)}</b>: {escaped(say(check))}</li>" for check in names]
        st.html(f'<ul class="wn-quiet">{"".join(lines)}</ul>')
