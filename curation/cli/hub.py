"""Commands that look around on the Hub before anything is loaded: search, parts."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from curation.cli.output import counted, say, say_json, table
from curation.cli.reading import JsonFlag, RevisionOption
from curation.progress import DOWNLOADING, amount

if TYPE_CHECKING:
    from curation.sources.hub_client import Hit
    from curation.sources.hub_contents import Part
    from curation.sources.presets import Preset


def search(
    text: Annotated[str, typer.Argument(help="Words to find; without any, the Hub is not asked.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="Most data sets to list.")] = 20,
    json: JsonFlag = False,
) -> None:
    """Find data sets on the Hub.

    The well-known ones, and with TEXT the Hub's own search, which asks the network.

    Without TEXT the well-known preference sets are listed from here, with no network.
    """
    from curation.sources.hub_client import search as search_hub
    from curation.sources.presets import matching

    known = matching(text)
    hits = search_hub(text.strip(), limit) if text.strip() else ()
    if json:
        say_json({"known": [asdict(one) for one in known], "found": [asdict(one) for one in hits]})
        return
    for preset in known:
        _say_preset(preset)
    if text.strip():
        _say_hits(hits)
    say("What one holds: python -m curation parts OWNER/NAME")


def _say_preset(preset: Preset) -> None:
    parts = [("--config", preset.config), ("--split", preset.split)]
    options = "".join(f" {option} {value}" for option, value in parts if value)
    say(f"{preset.title}: load {preset.repo}{options}")
    say(f"    {preset.family}; answers by {preset.written}, judged by {preset.judged}")
    say(f"    licence {preset.licence}; rows by its card: {preset.rows}")
    if preset.mind:
        say(f"    {preset.mind}")
    say()


def _say_hits(hits: tuple[Hit, ...]) -> None:
    if not hits:
        say("The Hub finds no data set by these words.")
        return
    head = ("ON THE HUB", "LICENCE", "ROWS", "DOWNLOADS", "UPDATED", "")
    rows = [
        (
            _plain(hit.repo),
            _plain(hit.licence or "–"),
            _plain(hit.rows or "–"),
            f"{hit.downloads:,}",
            _plain(hit.updated or "–"),
            "gated" if hit.gated else "private" if hit.private else "",
        )
        for hit in hits
    ]
    table([head, *rows], right=(3,))


def parts(
    source: Annotated[str, typer.Argument(metavar="OWNER/NAME", help="A data set on the Hub.")],
    revision: RevisionOption = None,
    json: JsonFlag = False,
) -> None:
    """Say what a Hub data set holds before it is loaded.

    Lists configs, splits, sizes, the licence and the commit.
    """
    from curation.sources.hub_contents import contents

    found = contents(source, revision)
    if json:
        say_json(asdict(found))
        return
    say(f"{found.repo} at commit {found.commit}, licence {_plain(found.licence or 'not stated')}")
    for note in found.notes:
        say(f"note: {_plain(note)}")
    for config in found.configs:
        option = f"--config {_plain(config.name)}" if config.name else "without --config"
        say(f"{option}: {_size(config.whole)}")
        for part in config.splits:
            say(f"    --split {_plain(part.name)}: {_size(part)}")


def _size(part: Part) -> str:
    size = f", {amount(DOWNLOADING, part.bytes)}" if part.bytes else ""
    return f"{counted(part.files, 'file')}{size}"


def _plain(text: str) -> str:
    """A stranger's text for a terminal: no control characters, which it would obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
