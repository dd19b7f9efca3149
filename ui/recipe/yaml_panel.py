"""The recipe as a text: to take away, and to bring in with every mistake named by its line."""

from __future__ import annotations

import streamlit as st

from curation.errors import RecipeError
from curation.recipe import Recipe
from curation.recipe.fitting import Fitted, fit
from curation.recipe.yaml_text import TextError
from ui.export import whole_recipe
from ui.state import Desk
from ui.text import escaped, plural

_TEXT, _FILE = "yaml-text", "yaml-file"
_MOST_MEGABYTES = 5


def draw_yaml(desk: Desk) -> None:
    """Download, and bringing in a text: folded away until it is wanted."""
    panel = st.expander("The recipe as YAML: take it away, bring one in", key="yaml-panel", on_change="rerun")
    if not panel.open:
        return
    text = whole_recipe(desk, desk.recipe.export).to_yaml()
    with panel:
        left, right = st.columns(2, gap="large")
        with left:
            st.code(text, language="yaml", height=300)
            with st.container(horizontal=True):
                st.download_button(
                    "Download",
                    data=text,
                    file_name="recipe.yaml",
                    mime="text/yaml",
                    key="yaml-download",
                    on_click="ignore",
                    icon=":material/download:",
                )
                st.button("Edit this text", key="yaml-edit", on_click=_edit, args=(text,))
            st.caption("`python -m curation run recipe.yaml --out DIR` replays it, here or elsewhere.")
        with right:
            _draw_entry(desk)


def _draw_entry(desk: Desk) -> None:
    st.file_uploader(
        "Bring in a recipe file",
        type=["yaml", "yml", "json"],
        key=_FILE,
        max_upload_size=_MOST_MEGABYTES,
        on_change=_uploaded,
    )
    given = st.text_area("or paste one", key=_TEXT, height=200, placeholder="version: 1\nsteps: …")
    if given.strip():
        _draw_given(desk, given)


def _edit(text: str) -> None:
    st.session_state[_TEXT] = text


def _uploaded() -> None:
    file = st.session_state[_FILE]
    if file is not None:
        # What is no UTF-8 shows as such in the box, where the next sentence names its line.
        st.session_state[_TEXT] = file.getvalue().decode("utf-8-sig", "replace")


def _draw_given(desk: Desk, given: str) -> None:
    """What is wrong with the text; else what of it is not here, and the two ways to take it."""
    try:
        recipe = Recipe.from_yaml(given)
    except TextError as error:
        _draw_problems(error, given)
        return
    except RecipeError as error:
        st.html(f'<div class="wn-problem" role="alert">{escaped(str(error))}</div>')
        return
    fitted = fit(desk.dataset, recipe)
    st.text(f"{plural(len(recipe.steps), 'step')} read.")
    draw_unmatched(fitted)
    with st.container(horizontal=True):
        st.button(
            "Use in place of the recipe",
            type="primary",
            key="yaml-replace",
            disabled=fitted.recipe.steps == desk.recipe.steps,
            on_click=_take,
            args=(desk, fitted, False),
        )
        st.button(
            "Add its steps at the end",
            key="yaml-append",
            disabled=not recipe.steps,
            on_click=_take,
            args=(desk, fitted, True),
        )
        st.button("Clear", type="tertiary", key="yaml-clear", on_click=_edit, args=("",))


def _draw_problems(error: TextError, given: str) -> None:
    lines = given.splitlines()
    told = [
        f'<div role="alert" class="wn-problem">{plural(len(error.problems), "mistake")} in the text</div>'
    ]
    for problem in error.problems:
        told.append(f'<div class="wn-mistake"><b>Line {problem.line}</b> {escaped(problem.path)}<br>')
        told.append(f"{escaped(problem.said)}")
        if 0 < problem.line <= len(lines):
            told.append(f"<pre>{escaped(lines[problem.line - 1])}</pre>")
        told.append("</div>")
    st.html("".join(told))


def draw_unmatched(fitted: Fitted) -> None:
    """All of a recipe that this data set does not have, in one list."""
    if not fitted.unmatched:
        st.html('<div class="wn-note">Everything in it matches this data set.</div>')
        return
    items = "".join(
        f"<li><b>{escaped(one.title)}</b>{' — switched off' if one.off else ''}: {escaped(one.why)}</li>"
        for one in fitted.unmatched
    )
    st.html(
        "<div>What could not be matched to this data set:</div>"
        f'<ul class="wn-quiet" data-testid="wn-unmatched">{items}</ul>'
    )


def _take(desk: Desk, fitted: Fitted, at_end: bool) -> None:
    recipe = desk.session.recipe
    steps = fitted.recipe.steps
    count = plural(len(steps), "step")
    update = {"steps": (*recipe.steps, *steps) if at_end else steps}
    label = f"added {count} of a recipe file" if at_end else f"took in a recipe of {count}"
    desk.change(recipe.model_copy(update=update), label)
    st.session_state[_TEXT] = ""
