"""Pairs of near vectors: Winnow against brute force and its peers, on the same vectors.

Each contender runs in a process of its own, one after the other, warmed up on a few rows; printed are
its seconds, the peak memory of its process and its recall against brute force (from 500,000 rows on:
against the pairs of 8,000 rows drawn). Peers that are not installed (requirements-bench.txt) are left out.

    python benchmarks/neighbours.py [10000 50000] [--floor 0.9] [--embeddings FOLDER] [--no-peer]
        [--only NAME] [--limit SECONDS] [--markdown docs/benchmarks.md]

With ``--limit`` a contender that has used so many processor seconds is stopped, and the table says so:
enough to see that another is faster where the slow ones would take hours.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pair_searches import CONTENDERS, Contender, Found, of_rows
from vector_sets import Vectors, cached, synthetic

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SAMPLED_FROM = 500_000
SAMPLE = 8_000
BEGIN, END = "<!-- neighbours -->", "<!-- /neighbours -->"
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Run:
    """What a contender did.

    Attributes:
        name: The contender's.
        seconds: From vectors to pairs, index included; of a stopped one, all that its process lived.
        cpu: Processor seconds of the same, all threads together: what a busy machine disturbs less.
        gib: Peak memory of its process; None for one that was stopped.
        pairs: How many it found; None for one that only marks a limit.
        recall: The share of the true pairs among them.
        beyond: Pairs that brute force does not have; None where it saw some rows only.
    """

    name: str
    seconds: float
    cpu: float
    gib: float | None
    pairs: int | None = None
    recall: float | None = None
    beyond: int | None = None

    @property
    def stopped(self) -> bool:
        """Whether it reached the limit before it was done."""
        return self.gib is None


def main() -> None:
    """Run every contender on every set of vectors."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000, 50_000])
    parser.add_argument("--floor", type=float, default=0.9)
    parser.add_argument("--embeddings", type=Path, help="also up to 10,000 real vectors of this cache")
    parser.add_argument("--no-peer", action="store_true", help="Winnow, brute force and bare products only")
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="only contenders so named, and brute force"
    )
    parser.add_argument(
        "--limit", type=int, metavar="SECONDS", help="stop a contender at so much processor time"
    )
    parser.add_argument("--markdown", type=Path, help="write the tables between this page's marks")
    parser.add_argument("--contender", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.contender:
        if args.limit:
            resource.setrlimit(resource.RLIMIT_CPU, (args.limit, args.limit + 5))
        contend(next(c for c in CONTENDERS if c.name == args.contender), args.folder, args.floor)
        return
    for title, vectors in sets(args):
        about = machine(os.getloadavg()[0])
        rows = measured(title, vectors, args)
        if args.markdown:
            write(args.markdown, title, f"{about}\n{rows}")


def sets(args: argparse.Namespace) -> Iterator[tuple[str, Vectors]]:
    """The sets of vectors asked for, each with a title."""
    if args.embeddings:
        vectors = cached(args.embeddings, 10_000)
        yield f"{len(vectors):,} real embeddings of prompts", vectors
    for n in args.sizes:
        yield f"{n:,} synthetic vectors", synthetic(n)


def measured(title: str, vectors: Vectors, args: argparse.Namespace) -> str:
    """All contenders on one set: printed as they come, and as a Markdown table."""
    print(f"{title}, floor {args.floor}", flush=True)
    runs: list[Run] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        np.save(folder / "vectors.npy", vectors)
        n, truth = len(vectors), None
        if n >= SAMPLED_FROM:
            truth = codes(of_rows(vectors, sample(n), args.floor), n)
        del vectors
        for contender in entered(n, args.no_peer, args.only):
            runs.append(run(contender, folder, args.floor, n, truth, args.limit))
            if contender.name == "brute force" and truth is None:
                truth = found_in(folder, n)
            print(told(runs[-1]), flush=True)
    return table(runs)


def entered(n: int, no_peer: bool, only: list[str] | None) -> list[Contender]:
    """Who runs, brute force first; who is left out is said."""
    there = []
    for contender in sorted(CONTENDERS, key=lambda c: c.name != "brute force"):
        own = contender.name.startswith("Winnow") or contender.name in {"brute force", "dense products alone"}
        if (no_peer and not own) or (only and contender.name not in {*only, "brute force"}):
            continue
        if contender.needs and find_spec(contender.needs) is None:
            print(f"  {contender.name}: {contender.needs} is not installed, left out")
        elif n > contender.most:
            print(f"  {contender.name}: not run on more than {contender.most:,} rows")
        else:
            there.append(contender)
    return there


def run(
    contender: Contender, folder: Path, floor: float, n: int, truth: Codes | None, limit: int | None
) -> Run:
    """One contender in a process of its own."""
    command = [sys.executable, __file__, "--contender", contender.name, "--folder", str(folder)]
    if limit:
        command += ["--limit", str(limit)]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--floor", str(floor)], capture_output=True, text=True, check=False, env=os.environ
    )
    if limit and done.returncode == -signal.SIGXCPU:
        return Run(contender.name, time.perf_counter() - began, limit, None)
    if done.returncode:
        raise SystemExit(f"{contender.name} failed with code {done.returncode}\n{done.stderr[-2_000:]}")
    said = json.loads(done.stdout.splitlines()[-1])
    cost = said["seconds"], said["cpu"], said["gib"]
    if not contender.finds:
        return Run(contender.name, *cost)
    mine = found_in(folder, n)
    # Brute force comes first where there is no sampled truth: it is the truth.
    true = mine if truth is None else truth
    hit = int(np.isin(true, mine).sum())
    beyond = len(mine) - hit if n < SAMPLED_FROM else None
    return Run(contender.name, *cost, len(mine), hit / max(len(true), 1), beyond)


def contend(contender: Contender, folder: Path, floor: float) -> None:
    """Search the folder's vectors, leave the pairs there, print seconds and peak memory."""
    vectors = np.load(folder / "vectors.npy")
    contender.search(vectors[:2_000].copy(), floor)
    began, used = time.perf_counter(), time.process_time()
    a, b = contender.search(vectors, floor)
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    gib = peak()
    np.savez(folder / "pairs.npz", a=a, b=b)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "gib": gib}))


def peak() -> float:
    """The largest memory this process has held, in GiB."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / (1 << 20)
    except (OSError, IndexError):
        # Bytes on macOS, the only other place this is likely to run.
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 30)


def sample(n: int) -> Codes:
    """The rows whose pairs are the truth where all pairs are too many."""
    return np.random.default_rng(2).choice(n, SAMPLE, replace=False)


def found_in(folder: Path, n: int) -> Codes:
    """The pairs a contender left."""
    with np.load(folder / "pairs.npz") as left:
        return codes((left["a"], left["b"]), n)


def codes(found: Found, n: int) -> Codes:
    """Pairs as distinct numbers."""
    a, b = (side.astype(np.int64) for side in found)
    return np.unique(np.minimum(a, b) * n + np.maximum(a, b))


def told(one: Run) -> str:
    """One line for the terminal."""
    line = f"  {one.name:<24}{one.seconds:>9.2f} s{one.cpu:>9.2f} s cpu"
    if one.gib is None:
        return f"{line}  stopped there, unfinished"
    line += f"{one.gib:>7.2f} GiB"
    if one.recall is not None:
        line += f"  recall {one.recall:.4f} of the true pairs, {one.pairs:,} found"
    return line + (f", {one.beyond} beyond brute force" if one.beyond else "")


def table(runs: list[Run]) -> str:
    """The runs as Markdown, against brute force's processor seconds where it ran."""
    whole = {one.name: one.cpu for one in runs}.get("brute force")
    rows = [
        "| | s | CPU s | of brute force | peak GiB | recall | pairs |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for one in runs:
        more = "> " if one.stopped else ""
        ratio = f"{more}{one.cpu / whole:.2f}" if whole else "–"
        gib = "–" if one.gib is None else f"{one.gib:.2f}"
        recall = "–" if one.recall is None else f"{one.recall:.4f}"
        pairs = "–" if one.pairs is None else f"{one.pairs:,}"
        name = f"**{one.name}**" if one.name.startswith("Winnow") else one.name
        rows.append(
            f"| {name} | {more}{one.seconds:.2f} | {more}{one.cpu:.2f} | {ratio} | {gib} | {recall}"
            f" | {'stopped' if one.stopped else pairs} |"
        )
    return "\n".join(rows) + "\n"


def machine(load: float) -> str:
    """What it ran on, and how."""
    try:
        info = Path("/proc/cpuinfo").read_text()
        model = next(
            line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")
        )
    except (OSError, StopIteration):
        model = "unknown processor"
    flags = " ".join(arg if not Path(arg).is_dir() else "FOLDER" for arg in sys.argv[1:])
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d}: {model}, {len(os.sched_getaffinity(0))} cores, load"
        f" {load:.1f} before it began; `python benchmarks/neighbours.py {flags}`.\n"
    )


def write(path: Path, title: str, text: str) -> None:
    """Put a set's table between the page's marks, in the place of its last one; or make the page."""
    page = path.read_text(encoding="utf-8") if path.is_file() else f"{BEGIN}\n{END}\n"
    if BEGIN not in page or END not in page:
        raise SystemExit(f"{path} has no {BEGIN} … {END} to write between")
    head, rest = page.split(BEGIN, 1)
    between, foot = rest.split(END, 1)
    sections = dict(part.split("\n", 1) for part in between.split("### ")[1:])
    sections[title] = f"\n{text}\n"
    told = "".join(f"### {name}\n{section}" for name, section in sections.items())
    path.write_text(f"{head}{BEGIN}\n{told}{END}{foot}", encoding="utf-8")


if __name__ == "__main__":
    main()
