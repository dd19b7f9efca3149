"""Verdicts as JSON lines: taken out of one session, brought into another, here or on another machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from curation.errors import RecipeError
from curation.recipe.deciding import unmatched
from curation.recipe.session import Session
from curation.recipe.verdict import Given, Verdict
from curation.review.audit import Audit, unblinded
from curation.store import Dataset, new_file

_MOST_WHO = 200


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file's verdicts.

    Attributes:
        added: Verdicts that are new here.
        known: Verdicts that stood here already.
        unmatched: Keys of pairs that the data set does not hold; verdicts on these are left out.
    """

    added: int
    known: int
    unmatched: tuple[str, ...]


def verdict_lines(session: Session) -> Iterator[dict[str, Any]]:
    """One object a standing verdict, blind ones last, in the order they were given."""
    point = session.point()
    for blind, given in ((False, point.verdicts), (True, point.audits)):
        for one in given:
            told = one.verdict.model_dump(mode="json", exclude_defaults=True)
            yield {**told, "who": one.who, "at": one.at, **({"blind": True} if blind else {})}


def write_audit(dataset: Dataset, audit: Audit, path: Path) -> int:
    """Write a sample to judge elsewhere: prompt, A and B, and neither label nor score."""
    lines = []
    for place, row in enumerate(audit.queue.rows.tolist()):
        sides = [
            dataset.text(int(dataset.pairs[f"{side}_id"][row].as_py())) for side in ("chosen", "rejected")
        ]
        a, b = reversed(sides) if audit.swaps(place) else sides
        prompt = int(dataset.pairs["prompt_id"][row].as_py())
        asked = [{"role": turn.role, "content": turn.content} for turn in dataset.messages(prompt)]
        shown = {"pair": audit.queue.keys[place], "seed": audit.seed, "prompt": asked, "a": a, "b": b}
        lines.append(orjson.dumps({**shown, "pick": None, "who": ""}, option=orjson.OPT_APPEND_NEWLINE))
    with new_file(path) as building:
        building.write_bytes(b"".join(lines))
    return len(lines)


def write_verdicts(session: Session, path: Path) -> int:
    """Write ``verdict_lines``, whole or not at all, and say how many they are."""
    lines = [orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in verdict_lines(session)]
    with new_file(path) as building:
        building.write_bytes(b"".join(lines))
    return len(lines)


def read_verdicts(path: Path) -> list[tuple[Given, bool]]:
    """The verdicts in a file, and whether each is blind; pairs of an audit without a pick are passed over.

    Raises:
        RecipeError: It cannot be read, or a line is no verdict; the message names the line.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise RecipeError(
            f"The verdicts {path} cannot be read", why=error.strerror or "", next="Check the path"
        ) from error
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                values = orjson.loads(line)
                if not (isinstance(values, dict) and values.get("pick", "") is None):
                    found.append(_verdict(values))
            except (ValueError, TypeError) as error:
                raise RecipeError(
                    f"{path} line {number} is no verdict", why=_problem(error), next="Correct it"
                ) from error
    return found


def _verdict(values: Any) -> tuple[Given, bool]:
    if not isinstance(values, dict):
        raise TypeError("it is no JSON object")
    known = dict(values)
    who, at, blind = known.pop("who", ""), known.pop("at", ""), known.pop("blind", False)
    if not isinstance(who, str) or len(who) > _MOST_WHO or not isinstance(at, str):
        raise ValueError("'who' and 'at' are texts")
    if at and datetime.fromisoformat(at).tzinfo is None:
        raise ValueError("'at' has no time zone")
    if "pick" in known:
        pick, seed, pair = known.pop("pick"), known.pop("seed", 0), known.pop("pair", "")
        for shown in ("prompt", "a", "b"):
            known.pop(shown, None)
        if pick not in ("a", "b", "tie", "skip") or not isinstance(seed, int):
            raise ValueError("'pick' is a, b, tie or skip")
        asked = Verdict(pair=pair, decision="skip")
        return Given(unblinded(asked.pair, seed, pick, **known), who, at, 0), True
    return Given(Verdict.model_validate(known), who, at, 0), bool(blind)


def _problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg'].removeprefix('Value error, ')}".lstrip(
            ": "
        )
    return str(error).split("\n")[0]


def bring_in(session: Session, dataset: Dataset, verdicts: Iterable[tuple[Given, bool]]) -> Imported:
    """Add verdicts given elsewhere to a session; bringing in the same twice adds nothing.

    A later verdict of the same reviewer on the same pair, in the file's order, counts.

    Args:
        session: Where to.
        dataset: Its data set.
        verdicts: As ``read_verdicts`` gives them.
    """
    every = list(verdicts)
    missing = unmatched(dataset, {one.verdict.pair for one, _ in every})
    point = session.point()
    standing = {(one.verdict.model_dump_json(), one.who) for one in (*point.verdicts, *point.audits)}
    added = known = 0
    for blind in (False, True):
        here = [one for one, how in every if how is blind and one.verdict.pair not in missing]
        new = [one for one in here if (one.verdict.model_dump_json(), one.who) not in standing]
        before = session.events
        session.adopt(new, [_name(one, blind) for one in new], blind=blind)
        added += session.events - before
        known += len(here) - (session.events - before)
    return Imported(added, known, missing)


def _name(one: Given, blind: bool) -> str:
    told = orjson.dumps([one.verdict.model_dump(mode="json"), one.who, one.at, blind])
    return f"import-{blake2b(told, digest_size=16).hexdigest()}"
