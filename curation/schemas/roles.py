"""Which columns of a sample play which role, as far as several families ask the same."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.sample import Sample
from curation.schemas.surroundings import names_split

PROMPT_ROLES = ("system", "input", "history", "fallback", "split", "source")
SIDED = {
    "chosen_score": spelled.CHOSEN_SCORE,
    "rejected_score": spelled.REJECTED_SCORE,
    "chosen_model": spelled.CHOSEN_MODEL,
    "rejected_model": spelled.REJECTED_MODEL,
}
CHATS = ("messages", "conversations", "conversation")


def find_prompt(sample: Sample) -> dict[str, str]:
    """Roles of a prompt that is text and of what belongs to it; empty where there is none."""
    prompt = sample.column(spelled.PROMPT)
    if not prompt and not sample.column(CHATS):
        prompt = _dialogue(sample) or sample.column(spelled.TEXT_PROMPT)
    if not prompt or not sample.texts(prompt):
        return {}
    columns = {"prompt": prompt} | _system(sample)
    if prompt != sample.column(("instruction",)):
        return columns
    # Alpaca: the instruction says what to do, the input what to do it with.
    added, before = sample.column(("input",)), sample.column(("history",))
    if added and all(isinstance(value, str) for value in sample.values(added)):
        columns["input"] = added
    if before and all(isinstance(value, list) for value in sample.values(before)):
        columns["history"] = before
    return columns


def find_context(sample: Sample) -> dict[str, str]:
    """Roles of what was said before two answers, text or turns; empty where no column holds it.

    The usual names of a prompt come first, for ``messages`` may be UltraFeedback's copy of the
    chosen conversation; a conversation that ends with an answer is no prompt.
    """
    if columns := find_prompt(sample):
        return columns
    for name in spelled.CHAT_PROMPT:
        column = sample.column((name,))
        if column and sample.spoken(column) and (name in spelled.PROMPT or sample.asks(column)):
            return {"prompt": column} | _system(sample)
        if column and name in spelled.PROMPT and sample.rounds(column):
            return {"prompt": column}
    nested = next((path for path in spelled.NESTED_PROMPT if sample.texts(path)), None)
    if not nested:
        return {}
    # summarize_from_feedback: a row is about a post or about a news article.
    others = [path for path in spelled.NESTED_PROMPT if path != nested and _beside(sample, path, nested)]
    return {"prompt": nested, "fallback": others[0]} if others else {"prompt": nested}


def _beside(sample: Sample, path: str, other: str) -> bool:
    """Whether a nested column stands in the same record as another, be it empty in every row seen."""
    head, _, key = path.rpartition(".")
    return head == other.rpartition(".")[0] and key in sample.keys(head)


def find_answer(sample: Sample) -> dict[str, str]:
    """Roles of rows with one answer: ``response``, and ``prompt`` unless one column is the conversation."""
    columns: dict[str, str] = {}
    response = sample.column(spelled.RESPONSE)
    if response and sample.spoken(response):
        columns = find_prompt(sample)
        if not columns and (listed := _listed(sample, (*spelled.PROMPT, *CHATS))):
            columns = {"prompt": listed} | _system(sample)
        columns = columns | {"response": response} if columns and response not in columns.values() else {}
    if not columns:
        chat = _listed(sample, (*CHATS, "completion"))
        columns = {"response": chat} if chat else {}
    if not columns:
        return {}
    model = sample.column(spelled.MODEL)
    if model and sample.texts(model):
        columns["model"] = model
    return columns | find_surroundings(sample)


def find_sole_answer(sample: Sample) -> dict[str, str]:
    """As `find_answer` where no column is called an answer: the one text beside the prompt is it."""
    columns = find_prompt(sample)
    answer = sole_text(sample, columns.values())
    return columns | {"response": answer} if columns and answer else {}


def sole_text(sample: Sample, known: Collection[str] = ()) -> str | None:
    """The one column besides ``known`` that holds texts too long for names; None where there are several."""
    texts = [name for name in sample.columns if name not in known and sample.texts(name)]
    long = [name for name in texts if any(not _is_name(value) for value in sample.values(name))]
    return long[0] if len(long) == 1 else None


def find_beside(sample: Sample) -> dict[str, str]:
    """Roles beside a chosen and a rejected answer: scores, models, split and source."""
    return find_annotations(sample) | find_surroundings(sample)


def find_annotations(sample: Sample) -> dict[str, str]:
    """Roles of score and model columns, at the top or one level down in a record such as ``metadata``."""
    found: dict[str, str] = {}
    for role, spellings in SIDED.items():
        test = sample.scores if role.endswith("score") else sample.texts
        names = [name] if (name := sample.column(spellings)) else []
        records = sample.records()
        names += [f"{record}.{key}" for record in records for key in spellings]
        # Winnow's own JSON lines: {"scores": {"chosen": {…}}, "models": {"chosen": …}}.
        side, _, what = role.partition("_")
        names += [f"{what}s.{side}"] if f"{what}s" in records else []
        usable = next((name for name in names if test(name)), None)
        if usable:
            found[role] = usable
    return found


def find_surroundings(sample: Sample) -> dict[str, str]:
    """Roles ``split`` and ``source`` where a sample has columns that read as such."""
    found: dict[str, str] = {}
    split = sample.column(spelled.SPLIT)
    if split and all(map(names_split, sample.values(split))):
        found["split"] = split
    for name in spelled.SOURCE:
        source = sample.column((name,))
        if source and sample.texts(source) and all(_is_name(value) for value in sample.values(source)):
            found["source"] = source
            break
    return found


def _dialogue(sample: Sample) -> str | None:
    """A column ``source`` that holds what an answer was made from, as evaluations of dialogue have it."""
    column = sample.column(("source",))
    values = sample.values(column) if column and sample.texts(column) else []
    return column if values and sum(not _is_name(value) for value in values) > len(values) / 2 else None


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 120 and "\n" not in value


def sampled_texts(sample: Sample, column: str) -> list[str]:
    """The sample's values of a column that are text."""
    return [value for value in sample.values(column) if isinstance(value, str)]


def _system(sample: Sample) -> dict[str, str]:
    system = sample.column(spelled.SYSTEM)
    return {"system": system} if system and (sample.texts(system) or not sample.values(system)) else {}


def _listed(sample: Sample, spellings: tuple[str, ...]) -> str | None:
    names = (sample.column((spelling,)) for spelling in spellings)
    return next((name for name in names if name and sample.messages(name)), None)
