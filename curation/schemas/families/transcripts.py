"""Chosen and rejected as whole conversations in one string: hh-rlhf's, or any chat template's."""

from __future__ import annotations

from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.annotations import annotator
from curation.schemas.canonical import Answer, Message, Row, Unfit, Verdict
from curation.schemas.dialects import transcript, transcript_turns
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.fences import may_fence
from curation.schemas.mapping import Mapping
from curation.schemas.markup import MARKUPS, Markup, split_turns
from curation.schemas.messages import check_answer
from curation.schemas.prompt import check_prompt
from curation.schemas.roles import SIDED, find_beside
from curation.schemas.sample import MOST, Sample
from curation.schemas.sides import split_shared
from curation.schemas.surroundings import surroundings
from curation.schemas.values import getter, text_of

Turns = tuple[Message, ...]
ASSISTANT = "\n\nAssistant:"


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows whose chosen and rejected texts both read as transcripts."""
    chosen, rejected = sample.column(spelled.CHOSEN), sample.column(spelled.REJECTED)
    if not chosen or not rejected or not (sample.texts(chosen) and sample.texts(rejected)):
        return None
    texts = [text for name in (chosen, rejected) for text in sample.values(name) if isinstance(text, str)]
    markup = next((markup for markup in MARKUPS if _transcripts(texts, markup)), None)
    if markup is None:
        return None
    columns = {"chosen": chosen, "rejected": rejected} | find_beside(sample)
    mapping = Mapping(family="transcripts", columns=columns, markup=markup)
    return Recognition(mapping, 0.95, f"'{chosen}' and '{rejected}' are transcripts in the {markup} markup")


def _transcripts(texts: list[str], markup: Markup) -> bool:
    turns = [_turns(text, markup) for text in texts]
    return sum(len(found or ()) > 1 for found in turns) >= MOST * len(texts) > 0


def _turns(text: str, markup: Markup) -> Turns | None:
    return transcript(text) if markup == "human_assistant" else split_turns(text, markup)


def reader(mapping: Mapping) -> Reader:
    """Rows split at the last turn both transcripts share; the chosen answer first."""
    markup: Markup = mapping.markup or "human_assistant"
    human = markup == "human_assistant"
    one, two = mapping.columns["chosen"], mapping.columns["rejected"]
    one_of, two_of = getter(one), getter(two)
    annotate = annotator(mapping, "chosen", "rejected")
    around = surroundings(mapping)

    def read(row: dict[str, Any]) -> Row:
        a, b = text_of(one_of(row), one), text_of(two_of(row), two)
        parts = _same_history(a, b, one) if human else None
        if parts is None:
            prompt, rest_a, rest_b = split_shared(turns(a, one), turns(b, two))
            chosen = Answer(rest_a[-1].content, rest_a[:-1])
            rejected = Answer(rest_b[-1].content, rest_b[:-1])
        else:
            prompt, chosen, rejected = parts
        if annotate is not None:
            annotate(row, chosen, rejected)
        return Row(prompt, [chosen, rejected], [Verdict(0, 1)], *around(row))

    def turns(text: str, column: str) -> Turns:
        found = _turns(text, markup)
        if not found:
            raise Unfit("bad_transcript", f"'{column}' is no transcript in the {markup} markup")
        check_answer(found, column)
        return found

    return read


def _same_history(a: str, b: str, column: str) -> tuple[Turns, Answer, Answer] | None:
    """The common case, quickly: both texts are equal up to the last assistant marker."""
    cut = a.rfind(ASSISTANT)
    if cut <= 0 or b.rfind(ASSISTANT) != cut:
        return None
    history = a[:cut]
    if not b.startswith(history) or may_fence(a) or may_fence(b):
        return None
    prompt = transcript_turns(history)
    if prompt is None:
        return None
    check_prompt(prompt, column)
    return prompt, Answer(_spoken(a, cut + len(ASSISTANT))), Answer(_spoken(b, cut + len(ASSISTANT)))


def _spoken(text: str, start: int) -> str:
    return text[start + 1 :] if text.startswith(" ", start) else text[start:]


FAMILY = Family(
    name="transcripts",
    title="chosen and rejected as whole conversations in one text (Human:/Assistant:, or a chat template)",
    needs=(Need("a chosen transcript", spelled.CHOSEN), Need("a rejected transcript", spelled.REJECTED)),
    required=("chosen", "rejected"),
    optional=("split", "source", *SIDED),
    recognise=recognise,
    reader=reader,
)
