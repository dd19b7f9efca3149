"""Write docs/formats.md: the shapes that are read, and what became of every file in a folder.

Run as ``python docs/formats.py FOLDER``; the files themselves are not shipped. Folders named
``benchmarks`` hold questions without preferences and are left out.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from curation.errors import CurationError  # noqa: E402
from curation.schemas import FAMILIES, Family  # noqa: E402
from curation.sources import open_source  # noqa: E402
from curation.sources.formats import DESCRIPTIONS, FORMAT_BY_SUFFIX  # noqa: E402
from curation.store import build_dataset  # noqa: E402

OUT = ROOT / "docs" / "formats.md"
LEFT_OUT = "benchmarks"
EXAMPLES = 2
TOP = """\
# The shapes that are read

Winnow recognises a source by its columns and by what is in them, says which shape it took it for and why,
and refuses in one sentence where it cannot tell which answer is the better one. Any of this can be said by
hand instead, in a mapping: see [the command line](command-line.md). This page is written by
`python docs/formats.py FOLDER`.

| family | a row of it | columns it needs, with their usual names |
|---|---|---|
"""
MIDDLE = """
## Real files, read whole

Each file of a folder of published data was loaded by itself. The files themselves are not shipped with
Winnow. `rows` = used + quarantined; a *single* is an answer that no other answer to its prompt can be
compared with.

| file | family | rows | pairs | of them ties | singles | quarantined |
|---|---|--:|--:|--:|--:|--:|
"""


def main() -> int:
    """Load every data file under the folder that was named, and write the page."""
    if len(sys.argv) != 2 or not (folder := Path(sys.argv[1])).is_dir():
        print("Usage: python docs/formats.py FOLDER", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as home:
        os.environ["WINNOW_HOME"] = home
        files = [table_row(folder, path) for path in data_files(folder)]
    OUT.write_text(TOP + "".join(map(family_row, FAMILIES)) + MIDDLE + "".join(files), "utf-8")
    return 0


def family_row(family: Family) -> str:
    """One line about a family, from what it says of itself."""
    needs = [
        f"{need.what} ({', '.join(f'`{name}`' for name in need.spellings[:EXAMPLES])})"
        for need in family.needs
    ]
    return f"| `{family.name}` | {family.title} | {'; '.join(needs)} |\n"


def data_files(folder: Path) -> Iterator[Path]:
    """The files in a folder that by their names hold rows, in order of their paths."""
    for path in sorted(folder.rglob("*")):
        if LEFT_OUT in path.parts or path.name in DESCRIPTIONS or not path.is_file():
            continue
        if any(suffix in FORMAT_BY_SUFFIX for suffix in path.suffixes):
            yield path


def table_row(folder: Path, path: Path) -> str:
    """What became of one file: its counts, or the sentence that refuses it."""
    name = f"`{path.relative_to(folder)}`"
    try:
        info = build_dataset(open_source(path)).info
    except CurationError as error:
        refusal = str(error).replace(str(path), path.name).replace("|", "\\|")
        return f"| {name} | *refused* {refusal} | | | | | |\n"
    counts = info.counts
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in info.quarantine.items())
    numbers = (counts.rows_read, counts.pairs, counts.ties, counts.singles)
    cells = [f"`{info.mapping.family}`", *(f"{number:,}" for number in numbers)]
    return f"| {name} | {' | '.join(cells)} | {reasons or 0} |\n"


if __name__ == "__main__":
    sys.exit(main())
