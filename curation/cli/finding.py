"""Commands that look for prompts: find, and topics (the map without its picture)."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from curation.cli.cleaning import DatasetArgument, ModelOption
from curation.cli.files import check_file
from curation.cli.output import ProgressLine, complain, counted, percent, say, say_json, table
from curation.cli.reading import JsonFlag

if TYPE_CHECKING:
    from curation.jobs.searching import Finder
    from curation.similarity.search import Hit
    from curation.store import Dataset

_WIDTH = 90


def find(
    dataset: DatasetArgument,
    query: Annotated[str, typer.Argument(help="What the prompts should be like.")] = "",
    like: Annotated[
        str | None, typer.Option(help="Instead of a text: the key of a prompt of the set.")
    ] = None,
    by: Annotated[
        Literal["both", "meaning", "words"],
        typer.Option(help="Cosine of embeddings, BM25, or both fused by rank."),
    ] = "both",
    top: Annotated[int, typer.Option(min=1, max=100_000, help="How many at most.")] = 10,
    model: ModelOption = None,
    json: JsonFlag = False,
) -> None:
    """Find prompts like a text, or like a prompt of the set.

    Meaning is compared among the prompts that `embed` has embedded.
    """
    from curation.jobs import opened
    from curation.jobs.searching import Finder

    _check_asked(query, like)
    data = opened(dataset)
    started = time.perf_counter()
    finder = Finder.of(data, model)
    if like is not None:
        found = finder.like_prompt(_prompt_of(data, like), by=by, top=top)
    else:
        found = finder.like_text(query, lambda text: _encoded(text, model), by=by, top=top)
    seconds = round(time.perf_counter() - started, 3)
    missing = finder.stored.missing if by != "words" else 0
    rows = [_row(data, hit) for hit in found]
    if json:
        say_json(
            {
                "query": query or None,
                "like": like,
                "by": by,
                "missing": missing,
                "hits": rows,
                "seconds": seconds,
            }
        )
        return
    _tell(data, finder, rows, missing)


def _check_asked(query: str, like: str | None) -> None:
    from curation.errors import CurationError

    if bool(query.strip()) == (like is not None):
        raise CurationError("Give either a text to look for or --like KEY", next="Give one of the two")


def _encoded(text: str, model: str | None) -> Any:
    from curation.similarity import load_encoder

    return load_encoder(model).encode([text])[0]


def _prompt_of(data: Dataset, key: str) -> int:
    from curation.errors import DatasetError

    keys = data.prompts["key"].to_pylist()
    if key not in keys:
        raise DatasetError(
            f"{data.id} has no prompt with the key {key!r}",
            next="Keys stand in what `find` and `duplicates --out` print",
        )
    return int(keys.index(key))


def _row(data: Dataset, hit: Hit) -> dict[str, Any]:
    return {
        "key": data.prompts["key"][hit.prompt].as_py(),
        "score": round(hit.score, 6),
        "cosine": None if hit.cosine is None else round(hit.cosine, 6),
        "words": None if hit.words is None else round(hit.words, 4),
        "text": data.prompts["text"][hit.prompt].as_py(),
    }


def _tell(data: Dataset, finder: Finder, rows: list[dict[str, Any]], missing: int) -> None:
    if missing:
        complain(
            f"{missing:,} of {counted(len(finder.stored.known), 'prompt')} are not embedded; only words"
            f" find them: python -m curation embed {data.id}"
        )
    if not rows:
        say("No prompt found.")
        return
    shown = [
        (row["key"], _number(row["cosine"], 2), _number(row["words"], 1), _flat(row["text"])) for row in rows
    ]
    table([("PROMPT", "MEANING", "WORDS", ""), *shown], right=(1, 2))


def _number(value: float | None, places: int) -> str:
    return "–" if value is None else f"{value:.{places}f}"


def _flat(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDTH else flat[: _WIDTH - 1] + "…"


def topics(
    dataset: DatasetArgument,
    model: ModelOption = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides the layout.")] = 0,
    out: Annotated[
        Path | None, typer.Option(help="Write each prompt's place and topic, a JSON line each.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Draw the map of the prompts and list its topics.

    Prompts are embedded where they are not yet. The map is kept, and the app shows it.
    """
    from curation.jobs import opened
    from curation.jobs.prompt_map import lines, map_prompts
    from curation.store import new_file

    data = opened(dataset)
    if out:
        check_file(out, data.info.source.spec)
    line = ProgressLine()
    drawn = map_prompts(data, model=model, seed=seed, progress=line)
    line.close()
    if out:
        with new_file(out) as building, building.open("wb") as file:
            file.writelines(lines(data, drawn))
    if json:
        found = [{"terms": list(topic.terms), "size": topic.size} for topic in drawn.topics]
        say_json({"dataset": data.id, "prompts": drawn.of, "drawn": len(drawn), "topics": found})
        return
    if len(drawn) < drawn.of:
        say(f"{len(drawn):,} of {counted(drawn.of, 'prompt')} drawn")
    shown = [
        (f"{topic.size:,}", percent(topic.size / len(drawn)), drawn.topic_name(number))
        for number, topic in enumerate(drawn.topics)
    ]
    table([("PROMPTS", "SHARE", "TOPIC"), *shown], right=(0, 1))
    if out:
        say(f"places written to {out}")
