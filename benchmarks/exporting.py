"""Exporting to every target, against datasets writing the same rows, in one run.

Simulated text: words drawn at random, about 750 characters an answer; a third of the prompts have several
turns or a system turn. Each contender runs in a process of its own. The peer is ``datasets`` writing the
rows of the ``parquet`` target from an Arrow table that it has mapped: ``to_parquet`` and ``to_json``.

    python benchmarks/exporting.py [100000] [--target trl-dpo] [--no-peer]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
MB = 1 << 20


def main() -> None:
    """Print rows a second and peak memory of each target, and the ratios to the peer's."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=int, nargs="?", default=100_000)
    parser.add_argument("--target", action="append", help="only this one; may be given again")
    parser.add_argument("--no-peer", action="store_true", help="leave datasets out")
    parser.add_argument("--contender", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.contender:
        contend(args.contender, args.folder)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "pairs.jsonl", args.pairs)
        started("load", folder)
        print(f"simulated, {args.pairs:,} pairs, {len(os.sched_getaffinity(0))} cores")
        peers = (
            {} if args.no_peer else {kind: started(f"peer-{kind}", folder) for kind in ("parquet", "json")}
        )
        for kind, peer in peers.items():
            print(told(f"datasets to_{kind}", peer))
        for target in args.target or targets():
            ours = started(target, folder)
            like = peers.get("parquet" if target in ("parquet", "hf-dataset") else "json")
            ratio = f"  {ours['rate'] / like['rate']:.2f} × datasets" if like else ""
            print(told(target, ours) + ratio, flush=True)


def told(name: str, measured: dict[str, float]) -> str:
    """One line: rows, rate, peak memory."""
    return (
        f"{name:<22}{measured['rows']:>12,.0f} rows {measured['rate']:>10,.0f} rows/s "
        f"{measured['peak']:>7,.0f} MB peak"
    )


def started(contender: str, folder: Path) -> dict[str, float]:
    """Run one contender in a process of its own."""
    environment = {**os.environ, "WINNOW_HOME": str(folder / "home"), "HF_HOME": str(folder / "hf")}
    done = subprocess.run(
        [sys.executable, __file__, "--contender", contender, "--folder", str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def contend(contender: str, folder: Path) -> None:
    """What the process measures: seconds of the work itself, its rows, its peak memory."""
    if contender == "load":
        from curation.jobs import load

        load(str(folder / "pairs.jsonl"))
        print("{}")
        return
    work = peer if contender.startswith("peer-") else ours
    seconds, rows = work(contender.removeprefix("peer-"), folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB
    print(json.dumps({"rows": rows, "rate": rows / seconds, "peak": peak}))


def ours(target: str, folder: Path) -> tuple[float, int]:
    """Winnow's own export of the loaded set."""
    from curation.export import write_export
    from curation.jobs import opened
    from curation.recipe import Recipe, apply
    from curation.store import list_datasets

    dataset = opened(list_datasets()[0].id)
    outcome = apply(dataset, Recipe())
    started_at = time.perf_counter()
    written = write_export(dataset, outcome, target, folder / "out" / target, split_by="none")
    return time.perf_counter() - started_at, written.rows


def peer(kind: str, folder: Path) -> tuple[float, int]:
    """``datasets`` writing the same rows from memory-mapped Arrow."""
    from datasets import load_dataset

    started("parquet", folder)
    files = str(folder / "out" / "parquet" / "data.parquet")
    rows = load_dataset("parquet", data_files=files, split="train", cache_dir=str(folder / "cache"))
    started_at = time.perf_counter()
    getattr(rows, f"to_{kind}")(str(folder / f"peer.{kind}"))
    return time.perf_counter() - started_at, len(rows)


def targets() -> list[str]:
    """Every target's name."""
    from curation.export import TARGETS

    return [target.name for target in TARGETS]


def write(path: Path, pairs: int) -> None:
    """Simulated pairs: ratings of five attributes, some system turns and some long conversations."""
    draw = random.Random(0)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(draw.choices(letters, k=draw.randint(2, 10))) for _ in range(4_000)]

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
