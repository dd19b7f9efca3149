"""OpenAssistant's trees: one a row, a first message with its replies and theirs within them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from curation.schemas.canonical import Answer, Message, Row, Unfit
from curation.schemas.families.message_trees import role_of
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.messages import check_order
from curation.schemas.prompt import check_prompt
from curation.schemas.roles import find_surroundings
from curation.schemas.sample import Sample
from curation.schemas.several import rank_of
from curation.schemas.surroundings import surroundings
from curation.schemas.values import getter, shown, text_of, type_name

Turns = tuple[Message, ...]
ROOT = ("prompt", "root", "tree")


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows that hold a first message with its replies, theirs within them."""
    root = next((name for name in ROOT if sample.column((name,)) in sample.records()), None)
    if root is None or not sample.texts(f"{root}.text") or not sample.values(f"{root}.replies"):
        return None
    mapping = Mapping(family="nested_trees", columns={"tree": root} | find_surroundings(sample), best_rank=0)
    return Recognition(
        mapping, 0.95, f"'{root}' is a message with replies, their ranks counted from 0 for the best"
    )


def reader(mapping: Mapping) -> Reader:
    """Rows of a tree: one a user's message that was answered, with all its ranked answers."""
    column = mapping.columns["tree"]
    fetch = getter(column)
    around = surroundings(mapping)

    def read(row: dict[str, Any]) -> list[Row]:
        tree = fetch(row)
        if not isinstance(tree, dict):
            raise Unfit("wrong_type", f"'{column}' holds {type_name(tree)} where a message should be")
        split, source, extras = around(row)
        rows = [
            Row(prompt, answers, [], split, source) for prompt, answers in _questions(tree, column, mapping)
        ]
        if not rows:
            raise Unfit("missing_value", f"'{column}' has no replies")
        rows[0].extras = extras
        return rows

    return read


def _questions(tree: dict[str, Any], column: str, mapping: Mapping) -> Iterator[tuple[Turns, list[Answer]]]:
    """Every user's message that was answered: the path to it, and the answers."""
    waiting: list[tuple[dict[str, Any], Turns]] = [(tree, ())]
    while waiting:
        node, before = waiting.pop()
        path = (*before, _message(node, column))
        check_order(path, column)
        replies = node.get("replies") or []
        if not isinstance(replies, list) or not all(isinstance(reply, dict) for reply in replies):
            raise Unfit("wrong_type", f"'{column}' has replies that are no list of messages")
        answers = [reply for reply in replies if _message(reply, column).role == "assistant"]
        if answers and path[-1].role == "assistant":
            raise Unfit("bad_messages", f"'{column}' has two assistant turns in a row")
        if answers:
            check_prompt(path, column)
            yield path, [_answer(reply, column, mapping) for reply in answers]
        waiting += [(reply, path) for reply in reversed(replies)]


def _message(node: dict[str, Any], column: str) -> Message:
    role = role_of(node.get("role"))
    if role is None:
        raise Unfit("bad_messages", f"'{column}' holds the unknown role {shown(node.get('role'))}")
    return Message(role, text_of(node.get("text"), f"{column}.text"))


def _answer(reply: dict[str, Any], column: str, mapping: Mapping) -> Answer:
    model = reply.get("model_name")
    answer = Answer(
        text_of(reply.get("text"), f"{column}.text"), model=model if isinstance(model, str) else None
    )
    answer.rank = rank_of(reply.get("rank"), f"{column}.rank", mapping)
    return answer


FAMILY = Family(
    name="nested_trees",
    title="a tree of messages a row, replies within replies (OpenAssistant trees)",
    needs=(
        Need("a first message with replies", ROOT),
        Need("a tree's id", ("message_tree_id",)),
    ),
    required=("tree",),
    optional=("split", "source"),
    recognise=recognise,
    reader=reader,
)
