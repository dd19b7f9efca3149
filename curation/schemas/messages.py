"""Message lists in every shape data sets keep them → tuples of `Message`.

Read are ``{role, content}`` and ShareGPT's ``{from, value}``, content as text or as a list of typed
parts, lists as lists, numpy arrays, or JSON (or Python's own notation) inside a CSV cell.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

import orjson

from curation.schemas.canonical import Message, Unfit
from curation.schemas.values import shown, type_name

ROLES = {
    **dict.fromkeys(("user", "human", "prompter", "User", "Human", "USER", "Customer"), "user"),
    **dict.fromkeys(("assistant", "gpt", "bot", "chatbot", "chatgpt", "model", "ai", "agent"), "assistant"),
    **dict.fromkeys(("Assistant", "ASSISTANT", "Bot", "AI"), "assistant"),
    **dict.fromkeys(("system", "developer", "System", "SYSTEM"), "system"),
    **dict.fromkeys(("tool", "function", "observation", "ipython", "tool_response"), "tool"),
}
_RECORDS = re.compile(r"\{|\[\s*\{")
# How pandas prints a numpy array of records: line breaks inside texts are escaped, so a bare one
# between braces separates records.
_PRINTED_RECORDS = re.compile(r"\}\s*\n\s*\{")


def read_messages(value: Any, column: str) -> tuple[Message, ...]:
    """The turns in a cell.

    Raises:
        Unfit: ``missing_value``, ``wrong_type`` or ``bad_messages``, naming the column and the turn.
    """
    if type(value) is not list:
        value = _as_list(value, column)
    turns: list[Message] = []
    for item in value:
        try:
            role = ROLES[item["role"]]
            content = item["content"]
            if len(item) > 2 and item.get("tool_calls"):
                raise _tool_call(column, len(turns))
        except (KeyError, TypeError, IndexError):
            role, content = _role_and_content(item, column, len(turns))
        if type(content) is not str:
            content = _joined_parts(content, column, len(turns))
        turns.append(Message(role, content))
    if not turns:
        raise Unfit("missing_value", f"'{column}' holds no turns")
    return tuple(turns)


def decoded(value: Any) -> Any:
    """The message list that a CSV cell or a numpy array stands for; any other value as it is."""
    if isinstance(value, str):
        # Many a prompt begins with a bracket ("[INST] …"), and trying to parse it takes long.
        if _RECORDS.match(value):
            parsed = _parsed(value)
            if looks_like_messages(parsed):
                return parsed
        return value
    tolist = getattr(value, "tolist", None)
    return tolist() if callable(tolist) else list(value) if isinstance(value, tuple) else value


def looks_like_messages(value: Any) -> bool:
    """Whether a value is a turn, a list of turns, or a record with such a list under ``messages``."""
    if isinstance(value, dict):
        return _is_turn(value) or ("messages" in value and looks_like_messages(value["messages"]))
    return isinstance(value, list) and bool(value) and all(_is_turn(item) for item in value)


def check_order(turns: Sequence[Message], column: str) -> None:
    """See that no two neighbouring turns are the same speaker's.

    Raises:
        Unfit: ``bad_messages``.
    """
    before = ""
    for position, (role, _) in enumerate(turns):
        if role == before and role != "tool":
            raise Unfit("bad_messages", f"'{column}' has two {role} turns in a row, at turn {position + 1}")
        before = role


def check_answer(turns: Sequence[Message], column: str) -> None:
    """See that the last turn is the assistant's.

    Raises:
        Unfit: ``last_turn_not_assistant``.
    """
    if turns[-1].role != "assistant":
        raise Unfit("last_turn_not_assistant", f"'{column}' ends with a {turns[-1].role} turn")


def _is_turn(value: Any) -> bool:
    return isinstance(value, dict) and (
        ("role" in value and ("content" in value or "tool_calls" in value))
        or ("from" in value and "value" in value)
    )


def _as_list(value: Any, column: str) -> list[Any]:
    value = decoded(value)
    if isinstance(value, dict):
        if "messages" in value:
            return _as_list(value["messages"], column)
        if _is_turn(value):
            return [value]
    if value is None:
        raise Unfit("missing_value", f"'{column}' is empty")
    if not isinstance(value, list):
        raise Unfit("wrong_type", f"'{column}' holds {type_name(value)} where a list of turns should be")
    return value


def _parsed(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        return ast.literal_eval(_PRINTED_RECORDS.sub("}, {", text))
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None


def _role_and_content(item: Any, column: str, position: int) -> tuple[str, Any]:
    where = f"turn {position + 1} of '{column}'"
    if not isinstance(item, dict):
        raise Unfit("wrong_type", f"{where} is {type_name(item)}, not a record with role and content")
    if item.get("tool_calls"):
        raise _tool_call(column, position)
    spoken = item.get("role", item.get("from"))
    content = item.get("content", item.get("value"))
    if not isinstance(spoken, str):
        raise Unfit("bad_messages", f"{where} has no role")
    role = ROLES.get(spoken) or ROLES.get(spoken.strip().lower())
    if role is None:
        raise Unfit("bad_messages", f"{where} has the unknown role {shown(spoken)}")
    return role, content


def _joined_parts(content: Any, column: str, position: int) -> str:
    """The text of a list of typed parts; a part that is no text is never dropped silently."""
    where = f"turn {position + 1} of '{column}'"
    if isinstance(content, str):
        return str(content)
    if content is None:
        raise Unfit("missing_value", f"{where} has no content")
    if isinstance(content, dict):
        content = [content]
    tolist = getattr(content, "tolist", None)
    if callable(tolist):
        content = tolist()
    if not isinstance(content, (list, tuple)):
        raise Unfit("wrong_type", f"{where} holds {type_name(content)} where text should be")
    texts: list[str] = []
    for part in content:
        text = part if isinstance(part, str) else _part_text(part)
        if not isinstance(text, str):
            raise Unfit("wrong_type", f"{where} has a part that is no text: {shown(part)}")
        texts.append(text)
    if not texts:
        raise Unfit("missing_value", f"{where} has no content")
    return "".join(texts)


def _part_text(part: Any) -> Any:
    if not isinstance(part, dict) or part.get("type", "text") != "text":
        return None
    text = part.get("text")
    return part.get("value") if text is None else text


def _tool_call(column: str, position: int) -> Unfit:
    return Unfit("tool_calls", f"turn {position + 1} of '{column}' calls a tool; Winnow keeps text only")
