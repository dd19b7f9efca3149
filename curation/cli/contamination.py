"""Commands about contamination: look for benchmark questions, list the well-known benchmarks."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from curation.cli.cleaning import DatasetArgument, ModelOption
from curation.cli.files import check_file
from curation.cli.output import ProgressLine, counted, percent, say, say_json, table
from curation.cli.reading import JsonFlag

if TYPE_CHECKING:
    from curation.analysis.contamination import Findings

Method = Literal["ngram", "exact", "embedding"]


def contamination(
    dataset: DatasetArgument,
    against: Annotated[
        list[str] | None,
        typer.Option(help="A file of questions, a name (see `benchmarks`), or owner/name. Once for each."),
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="The column of the questions, like question or turns[0].")
    ] = None,
    method: Annotated[Method, typer.Option(help="n-grams, all words in a row, or embeddings.")] = "ngram",
    n: Annotated[int, typer.Option(min=2, max=100, help="Words in a row that must be shared.")] = 8,
    threshold: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Share of a question's words to exceed (0.5), or cosine (0.9)."),
    ] = None,
    answers: Annotated[
        bool, typer.Option("--answers", help="Look for solutions in chosen answers too.")
    ] = False,
    model: ModelOption = None,
    out: Annotated[Path | None, typer.Option(help="Write one JSON line a finding to this file.")] = None,
    json: JsonFlag = False,
) -> None:
    """Find benchmark questions among the prompts.

    By default by the rule of Tülu 3: more than half of a question's words lie in 8 words in a row that one
    prompt has too.
    """
    from curation.analysis.contamination import DEFAULTS, Rule, find_contamination, named
    from curation.jobs import opened
    from curation.jobs.contamination import step_of, write_findings

    data = opened(dataset)
    if out:
        check_file(out, data.info.source.spec)
        for spec in against or ():
            check_file(out, spec)
    refs = [named(spec, column=column) for spec in against or ()]
    rule = Rule(method, n, DEFAULTS[method] if threshold is None else threshold, answers, model)
    line = ProgressLine()
    started = time.perf_counter()
    found = find_contamination(data, refs, rule, progress=line)
    line.close()
    if out:
        write_findings(found, data, out)
    seconds = round(time.perf_counter() - started, 3)
    if json:
        step = step_of(found).model_dump(mode="json", exclude_defaults=True)
        say_json(found.as_json(data) | {"step": step, "seconds": seconds})
        return
    _tell(found)
    pairs = counted(int(found.pairs(data).sum()), "pair")
    prompts = counted(len(data.prompts), "prompt")
    say(f"{len(found.prompts):,} of {prompts} concerned, in {pairs}")
    if out:
        say(f"findings written to {out}")


def _tell(found: Findings) -> None:
    rows = [("BENCHMARK", "QUESTIONS", "FOUND", "SHARE", "95 % INTERVAL", "PROMPTS")]
    for count in found.counts():
        low, high = count.hit.interval()
        rows.append(
            (
                count.ref.name,
                f"{count.hit.total:,}",
                f"{count.hit.count:,}",
                percent(count.hit.value),
                f"{percent(low)} – {percent(high)}",
                f"{count.prompts:,}",
            )
        )
    table(rows, right=(1, 2, 3, 5))


def benchmarks(json: JsonFlag = False) -> None:
    """List the benchmarks known by name."""
    from curation.analysis.contamination import KNOWN

    if json:
        say_json({"benchmarks": [asdict(known) for known in KNOWN]})
        return
    rows = [(known.key, known.title, known.repo, known.about) for known in KNOWN]
    table([("NAME", "BENCHMARK", "ON THE HUB", ""), *rows])
