"""The widgets of a mapping: family, a column a role, and what the values mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from curation.schemas import FAMILIES, MARKUPS, Family, Mapping, family_named
from curation.schemas.starting import usual_columns
from curation.store.preview import codes_seen, column_paths
from ui.draft import Draft

ROLES = {
    "prompt": "Prompt",
    "system": "System prompt",
    "input": "Input that belongs to the prompt",
    "history": "Earlier rounds",
    "fallback": "Prompt where that is empty",
    "chosen": "Chosen answer",
    "rejected": "Rejected answer",
    "response": "Answer",
    "label": "Good or bad",
    "response_a": "First answer",
    "response_b": "Second answer",
    "verdict": "Verdict",
    "strength": "Signed strength",
    "first_wins": "Flag: the first wins",
    "second_wins": "Flag: the second wins",
    "tie_wins": "Flag: a tie",
    "both_bad_wins": "Flag: both are bad",
    "model": "Model",
    "model_a": "Model of the first",
    "model_b": "Model of the second",
    "score_a": "Score of the first",
    "score_b": "Score of the second",
    "chosen_model": "Model of the chosen",
    "rejected_model": "Model of the rejected",
    "chosen_score": "Score of the chosen",
    "rejected_score": "Score of the rejected",
    "completions": "List of completions",
    "responses": "List of answers",
    "rank": "Rank",
    "ranks": "List of ranks",
    "order": "List of places, best one first",
    "models": "List of models",
    "tree": "Tree of messages",
    "id": "Message id",
    "parent": "Id of the message it answers",
    "text": "Text",
    "role": "Who speaks",
    "second_opinion": "A second verdict",
    "split": "Split",
    "source": "Source",
}
# Optional roles that decide what a row means: never folded away.
DECISIVE = {"prompt", "verdict", "strength", "label", "rank"}
NONE = ""
_OFFERED = "Words seen in the first rows are offered; others can be typed."
SIDES = {"first": "the first answer is better", "second": "the second answer is better"}


def choose_family(draft: Draft) -> Family:
    """Draw the choice of what a row is."""
    names = {family.name: family.title for family in FAMILIES}
    chosen = st.selectbox(
        "What a row is",
        list(names),
        index=list(names).index(draft.mapping.family) if draft.mapping.family in names else 0,
        format_func=lambda name: names[name][:1].upper() + names[name][1:],
        key=_key(draft, "family"),
    )
    return family_named(chosen)


def choose_mapping(draft: Draft, family: Family) -> Mapping:
    """Draw the family's widgets and return the mapping they make."""
    base = draft.mapping if family.name == draft.mapping.family else Mapping(family=family.name)
    fields = _Fields(draft, base)
    columns = fields.columns(family)
    edited: dict[str, Any] = {"columns": columns}
    if "response" in family.required or base.attributes:
        edited |= fields.ratings()
    judged = [columns[role] for role in columns if role == "verdict" or role.startswith("annotator_")]
    if judged:
        edited |= fields.codes(judged)
    if "strength" in columns:
        edited |= fields.sign()
    if "label" in columns:
        edited |= fields.labels(columns["label"])
    if "rank" in columns or "ranks" in columns:
        edited |= fields.ranks()
    if "responses" in columns and "ranks" not in columns:
        edited |= fields.order()
    with st.expander("How texts are written"):
        edited["markup"] = fields.one_of("markup", "Turns inside one text are marked", list(MARKUPS), str)
        if "response_b" in family.required:
            edited["rounds"] = st.toggle(
                "Prompt and answers are lists, one text a round",
                base.rounds,
                key=_key(draft, f"rounds-{family.name}"),
            )
    return Mapping.model_validate(base.model_dump() | edited)


class _Fields:
    """Widgets that begin where a mapping says, named after the draft they belong to."""

    def __init__(self, draft: Draft, base: Mapping) -> None:
        self._draft = draft
        self._base = base
        self._paths = column_paths(draft.rows)
        self._usual = {} if base.columns else usual_columns(family_named(base.family), self._paths)

    def columns(self, family: Family) -> dict[str, str]:
        """Role → column; the roles that matter first, the rest folded away."""
        roles = sorted((*family.required, *family.optional), key=lambda role: role != "prompt")
        shown = [role for role in roles if role in family.required or role in DECISIVE or self._begin(role)]
        found = {role: self._column(role, role in family.required) for role in shown}
        rest = [role for role in roles if role not in shown]
        if rest:
            with st.expander(f"More columns ({len(rest)})"):
                found |= {role: self._column(role, False) for role in rest}
        return {role: column for role, column in found.items() if column}

    def ratings(self) -> dict[str, Any]:
        """The rated attributes."""
        base = self._base
        options = _merged(base.attributes, self._paths)
        attributes = st.multiselect(
            "Rated attributes", options, default=list(base.attributes), key=self._key("attributes")
        )
        lists = st.toggle(
            "Each attribute is a list, one rating an annotator",
            base.annotators or base.family == "annotator_ratings",
            key=self._key("annotators"),
        )
        return {"attributes": tuple(attributes), "annotators": lists}

    def codes(self, judged: list[str]) -> dict[str, Any]:
        """What the words in the verdict column mean."""
        seen = codes_seen(self._draft.rows, judged)
        st.caption(_OFFERED)
        return {
            "first_is": self._words("first_is", "The first answer is better", seen),
            "second_is": self._words("second_is", "The second answer is better", seen),
            "tie_is": self._words("tie_is", "Neither is better", seen, "tie, draw, equal, both_bad, …"),
        }

    def labels(self, column: str) -> dict[str, Any]:
        """What the words in the label column mean."""
        seen = codes_seen(self._draft.rows, [column])
        st.caption(_OFFERED)
        return {
            "good_is": self._words("good_is", "The answer is good", seen, "true, 1, yes, …"),
            "bad_is": self._words("bad_is", "The answer is bad", seen, "false, 0, no, …"),
        }

    def sign(self) -> dict[str, Any]:
        """Which way the numbers in the strength column point."""
        side = self.one_of(
            "positive_is", "A number above the neutral one means", list(SIDES), SIDES.__getitem__
        )
        neutral = st.number_input(
            "The neutral number", value=self._base.neutral_is, step=0.5, key=self._key("neutral_is")
        )
        return {"positive_is": side, "neutral_is": neutral}

    def ranks(self) -> dict[str, Any]:
        """Where ranks begin."""
        best = st.segmented_control(
            "The best rank is",
            [1, 0],
            default=self._base.best_rank,
            required=True,
            key=self._key("best_rank"),
        )
        return {"best_rank": best}

    def order(self) -> dict[str, Any]:
        """Whether the place in a list is a verdict."""
        ordered = st.toggle(
            "The list stands in order, the best answer first",
            self._base.best_first,
            key=self._key("best_first"),
        )
        return {"best_first": ordered}

    def one_of(self, name: str, title: str, options: list[str], shown: Any) -> str | None:
        """One of a few settings, or none."""
        begin = getattr(self._base, name)
        chosen: str = st.selectbox(
            title,
            [NONE, *options],
            index=options.index(begin) + 1 if begin in options else 0,
            format_func=lambda option: shown(option) if option else "–",
            key=self._key(name),
        )
        return chosen or None

    def _begin(self, role: str) -> str:
        return self._base.columns.get(role) or self._usual.get(role, NONE)

    def _column(self, role: str, needed: bool) -> str:
        begin = self._begin(role)
        options = [NONE, *_merged((begin,) if begin else (), self._paths)]
        title = role_title(role)
        chosen: str = st.selectbox(
            title + (" (needed)" if needed else ""),
            options,
            index=options.index(begin),
            format_func=lambda option: option or "–",
            key=self._key(f"role-{role}"),
        )
        return chosen

    def _words(
        self, name: str, title: str, seen: tuple[str, ...], placeholder: str = "None yet"
    ) -> list[str]:
        begin = list(getattr(self._base, name))
        return list(
            st.multiselect(
                title,
                _merged(begin, seen),
                default=begin,
                accept_new_options=True,
                placeholder=placeholder,
                key=self._key(name),
            )
        )

    def _key(self, name: str) -> str:
        # A family's own beginnings: another family's widgets must not inherit its choices.
        return _key(self._draft, f"{self._base.family}-{name}")


def role_title(role: str) -> str:
    """What a role is called to people."""
    return ROLES.get(role, role.replace("_", " ").capitalize())


def _key(draft: Draft, name: str) -> str:
    return f"map-{draft.token}-{name}"


def _merged(first: Iterable[str], then: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*first, *then]))
