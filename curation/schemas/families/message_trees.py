"""OpenAssistant's messages: one a row, naming the message it replies to."""

from __future__ import annotations

from typing import Any

from curation.schemas.canonical import Answer, Message, Row, Unfit
from curation.schemas.family import Family, Need, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.messages import ROLES, check_order
from curation.schemas.prompt import check_prompt
from curation.schemas.roles import find_surroundings
from curation.schemas.sample import Sample
from curation.schemas.several import best_rank, rank_of
from curation.schemas.surroundings import surroundings
from curation.schemas.values import flag_of, getter, shown, text_of

Turns = tuple[Message, ...]
ID, PARENT, TEXT, SPEAKER = ("message_id",), ("parent_id",), ("text",), ("role",)
OPTIONAL = ("rank", "deleted", "model", "split", "source")


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows that are one message each and name the message they reply to."""
    names = [sample.column(spelling) for spelling in (ID, PARENT, TEXT, SPEAKER)]
    if not all(name and sample.texts(name) for name in names):
        return None
    columns = {role: name for role, name in zip(("id", "parent", "text", "role"), names, strict=True) if name}
    if not all(str(value).lower() in ROLES for value in sample.values(columns["role"])):
        return None
    if (rank := sample.column(("rank",))) and sample.numbers(rank):
        columns["rank"] = rank
    if deleted := sample.column(("deleted",)):
        columns["deleted"] = deleted
    model = sample.column(("model_name",))
    columns |= {"model": model} if model and sample.texts(model) else {}
    ranks = sample.values(columns["rank"]) if "rank" in columns else []
    mapping = Mapping(
        family="message_trees",
        columns=columns | find_surroundings(sample),
        best_rank=best_rank(ranks) if ranks else 0,
    )
    ranked = f", and '{rank}' ranks the replies, {mapping.best_rank} being the best" if ranks else ""
    why = f"'{columns['parent']}' names the message that each '{columns['text']}' replies to{ranked}"
    return Recognition(mapping, 0.95, why)


class TreeReader:
    """Reads an assistant's message as an answer to the path of messages before it.

    It is shown every row once beforehand: a parent may stand before or after its replies.
    """

    def __init__(self, mapping: Mapping) -> None:
        columns = mapping.columns
        self._mapping = mapping
        self._id, self._parent, self._text, self._role = (
            getter(columns[role]) for role in ("id", "parent", "text", "role")
        )
        self._rank = getter(columns["rank"]) if "rank" in columns else None
        self._deleted = getter(columns["deleted"]) if "deleted" in columns else None
        self._model = getter(columns["model"]) if "model" in columns else None
        self._around = surroundings(mapping, keep=("id", "parent"))
        self._known: dict[str, tuple[str | None, Message]] = {}

    def learn(self, data: dict[str, Any]) -> None:
        """Remember a message by its id."""
        key, text, role = self._id(data), self._text(data), role_of(self._role(data))
        if isinstance(key, str) and isinstance(text, str) and role is not None:
            parent = self._parent(data)
            self._known[key] = (parent if isinstance(parent, str) else None, Message(role, text))

    def __call__(self, data: dict[str, Any]) -> Row:
        """An assistant's message with its prompt; a user's message is context and has no answers.

        Raises:
            Unfit: ``unknown_parent``, ``bad_tree``, ``deleted``, or as for any text cell.
        """
        columns = self._mapping.columns
        text = text_of(self._text(data), columns["text"])
        said = self._role(data)
        role = role_of(said)
        if role is None:
            raise Unfit("bad_messages", f"'{columns['role']}' holds the unknown role {shown(said)}")
        if self._deleted is not None and flag_of(self._deleted(data)):
            raise Unfit("deleted", "the message was deleted by its moderators")
        if role != "assistant":
            return Row((), [])
        prompt = self._path(self._parent(data))
        check_order((*prompt, Message(role, text)), columns["text"])
        check_prompt(prompt, columns["text"])
        model = self._model(data) if self._model else None
        answer = Answer(text, model=model if isinstance(model, str) and model else None)
        if self._rank is not None:
            answer.rank = rank_of(self._rank(data), columns["rank"], self._mapping)
        return Row(prompt, [answer], [], *self._around(data))

    def _path(self, parent: Any) -> Turns:
        turns: list[Message] = []
        seen: set[str] = set()
        while parent is not None:
            if not isinstance(parent, str) or parent not in self._known:
                raise Unfit(
                    "unknown_parent", f"no message has the id {shown(parent)} that this path replies to"
                )
            if parent in seen:
                raise Unfit("bad_tree", f"the message {shown(parent)} is an answer to itself")
            seen.add(parent)
            parent, message = self._known[parent]
            turns.append(message)
        return tuple(reversed(turns))


def role_of(value: Any) -> str | None:
    """Who speaks, as the canonical model spells it; None for anything else."""
    return ROLES.get(value) or ROLES.get(value.lower()) if isinstance(value, str) else None


FAMILY = Family(
    name="message_trees",
    title="one message a row that names its parent (OpenAssistant messages)",
    needs=(
        Need("a message's id", ID),
        Need("its parent's id", PARENT),
        Need("a text", TEXT),
        Need("who speaks", SPEAKER),
    ),
    required=("id", "parent", "text", "role"),
    optional=OPTIONAL,
    recognise=recognise,
    reader=TreeReader,
)
