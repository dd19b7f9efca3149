"""Exporting to every target, against datasets writing the same rows, in one run.

Simulated text: words drawn at random, some of them in quotes or at a line's end, about 750 characters an
answer; a third of the prompts have several turns or a system turn. Each contender runs in a process of its
own. The peer is ``datasets`` writing the rows of the ``parquet`` target from an Arrow table that it has
mapped: ``to_parquet`` (compressed by snappy) and ``to_json``. ``zstd`` is pyarrow writing them with Winnow's
compression and nothing else: what no writer with that compression can be faster than on one thread.

Winnow's time is that of all of ``write_export``: files, splits, hashes, card. Memory is given twice: what the
process has of its own (anonymous, sampled from ``/proc``), and the peak of all that was resident, which
counts the pages of mapped files too.

    python benchmarks/exporting.py [100000] [--target trl-dpo] [--split-by prompt] [--no-peer]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from curation.recipe.recipe import SplitBy

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
MB = 1 << 20
PEERS = ("parquet", "zstd", "json")
GROUP_ROWS = 32_768


def main() -> None:
    """Print rows a second and peak memory of each target, and the ratios to the peer's."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=int, nargs="?", default=100_000)
    parser.add_argument("--target", action="append", help="only this one; may be given again")
    parser.add_argument("--no-peer", action="store_true", help="leave datasets out")
    parser.add_argument("--split-by", default="none", help="how Winnow's own exports are split")
    parser.add_argument(
        "--keep", type=Path, help="a folder for the set and its workspace, used again if it is there"
    )
    parser.add_argument("--contender", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.contender:
        contend(args.contender, args.folder, args.split_by)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = args.keep or Path(name)
        if not (folder / "home").exists():
            folder.mkdir(parents=True, exist_ok=True)
            write(folder / "pairs.jsonl", args.pairs)
            started("load", folder)
        print(f"simulated, {args.pairs:,} pairs, {len(os.sched_getaffinity(0))} cores")
        peers = {} if args.no_peer else {kind: started(f"peer-{kind}", folder) for kind in PEERS}
        for kind, peer in peers.items():
            print(told(kind if kind == "zstd" else f"datasets {kind}", peer), flush=True)
        for target in args.target or targets():
            ours = started(target, folder, "--split-by", args.split_by)
            if "refused" in ours:
                print(f"{target:<22}{ours['refused']}", flush=True)
                continue
            like = ["parquet", "zstd"] if target in ("parquet", "hf-dataset") else ["json"]
            print(told(target, ours), *compared(ours, peers, like), flush=True)


def told(name: str, measured: dict[str, float]) -> str:
    """One line: rows, rates, memory."""
    return (
        f"{name:<22}{measured['rows']:>10,.0f} rows {measured['rate']:>9,.0f} rows/s "
        f"{measured['cpu_rate']:>9,.0f} rows/CPU s {measured['anonymous']:>6,.0f} MB of its own "
        f"{measured['peak']:>6,.0f} MB resident"
    )


def compared(ours: dict[str, float], peers: dict[str, dict[str, float]], like: list[str]) -> list[str]:
    """The ratios to the peer's rates, by the clock and by processor time."""
    ratios = {
        kind: [ours[rate] / peers[kind][rate] for rate in ("rate", "cpu_rate")]
        for kind in like
        if kind in peers
    }
    return [f" {kind}: {clock:.2f} ×, by CPU {cpu:.2f} ×" for kind, (clock, cpu) in ratios.items()]


def started(contender: str, folder: Path, *options: str) -> dict[str, Any]:
    """Run one contender in a process of its own."""
    environment = {**os.environ, "WINNOW_HOME": str(folder / "home"), "HF_HOME": str(folder / "hf")}
    done = subprocess.run(
        [sys.executable, __file__, "--contender", contender, "--folder", str(folder), *options],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def contend(contender: str, folder: Path, split_by: SplitBy) -> None:
    """What the process measures: seconds of the work itself, its rows, its peak memory."""
    if contender == "load":
        from curation.jobs import load

        load(str(folder / "pairs.jsonl"))
        print("{}")
        return
    name = contender.removeprefix("peer-")
    measured = peer(name, folder) if contender != name else ours(name, folder, split_by)
    print(json.dumps(measured))


@contextmanager
def measuring() -> Iterator[dict[str, float]]:
    """Seconds, processor seconds and memory of a block; to be read when it has ended."""
    found: dict[str, float] = {"anonymous": 0.0}
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            status = Path("/proc/self/status").read_text("ascii")
            held = int(status.partition("RssAnon:")[2].split()[0]) * 1024 / MB
            found["anonymous"] = max(found["anonymous"], held)

    watching = threading.Thread(target=watch)
    watching.start()
    clock, cpu = time.perf_counter(), time.process_time()
    try:
        yield found
    finally:
        found["seconds"], found["cpu"] = time.perf_counter() - clock, time.process_time() - cpu
        done.set()
        watching.join()
        found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB


def rated(found: dict[str, float], rows: int) -> dict[str, float]:
    """What was measured, with rows and rates."""
    return {**found, "rows": rows, "rate": rows / found["seconds"], "cpu_rate": rows / found["cpu"]}


def ours(target: str, folder: Path, split_by: SplitBy) -> dict[str, Any]:
    """Winnow's own export of the loaded set."""
    from curation.errors import ExportError
    from curation.export import write_export
    from curation.jobs import opened
    from curation.recipe import Recipe, apply
    from curation.store import list_datasets

    dataset = opened(list_datasets()[0].id)
    outcome = apply(dataset, Recipe())
    try:
        with measuring() as found:
            written = write_export(dataset, outcome, target, folder / "out" / target, split_by=split_by)
    except ExportError as error:
        return {"refused": str(error)}
    if target != "parquet":
        shutil.rmtree(folder / "out" / target)
    return rated(found, written.rows)


def peer(kind: str, folder: Path) -> dict[str, float]:
    """``datasets`` writing the same rows from memory-mapped Arrow."""
    from datasets import load_dataset

    files = folder / "out" / "parquet" / "data.parquet"
    if not files.exists():
        started("parquet", folder)
    rows = load_dataset("parquet", data_files=str(files), split="train", cache_dir=str(folder / "cache"))
    written = str(folder / f"peer.{kind}")
    with measuring() as found:
        if kind == "zstd":
            alone(rows.with_format("arrow"), written)
        else:
            getattr(rows, f"to_{kind}")(written)
    Path(written).unlink()
    return rated(found, len(rows))


def alone(rows: Any, written: str) -> None:
    """Write tables of a row group each, compressed by zstd."""
    import pyarrow.parquet as pq

    with pq.ParquetWriter(written, rows.features.arrow_schema, compression="zstd") as file:
        for start in range(0, len(rows), GROUP_ROWS):
            file.write_table(rows[start : start + GROUP_ROWS])


def targets() -> list[str]:
    """Every target's name."""
    from curation.export import TARGETS

    return [target.name for target in TARGETS]


def write(path: Path, pairs: int) -> None:
    """Simulated pairs: ratings of five attributes, some system turns and some long conversations."""
    draw = random.Random(0)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(draw.choices(letters, k=draw.randint(2, 10))) for _ in range(4_000)]
    words[::25] = [f'"{word}"' for word in words[::25]]
    words[1::25] = [f"{word}.\n" for word in words[1::25]]

    def text(count: int) -> str:
        return " ".join(draw.choices(words, k=count))

    attributes = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")
    with path.open("wb") as file:
        for number in range(pairs):
            turns = [{"role": "user", "content": f"{text(40)} {number}?"}]
            if number % 6 == 0:
                turns.insert(0, {"role": "system", "content": "You answer in one paragraph."})
            if number % 6 == 3:
                turns += [{"role": "assistant", "content": text(60)}, {"role": "user", "content": text(20)}]
            row = {
                "chosen": [*turns, {"role": "assistant", "content": text(115)}],
                "rejected": [*turns, {"role": "assistant", "content": text(110)}],
                "score_chosen": 4.0,
                "score_rejected": float(draw.randint(0, 3)),
                "source": f"source-{number % 7}",
            }
            row |= {f"note_{name}": draw.randint(0, 4) for name in attributes}
            file.write(orjson.dumps(row) + b"\n")


if __name__ == "__main__":
    main()
