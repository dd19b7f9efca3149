"""Diverse subsets: seconds, memory and coverage of Winnow's two methods beside random draws and apricot.

Each contender runs in a process of its own. Exact greedy weighs every vector for facility location, which
Winnow does for few vectors alone; here it runs up to 10,000, to tell what is lost beyond. apricot-select
(facility location over a whole n × n matrix; it has no k-center) is left out where it is not installed, and
beyond 10,000 rows, where its matrix alone takes a gigabyte or more.

    python benchmarks/diverse_subset.py [10000 100000] [--size 1000] [--embeddings FOLDER]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from vector_sets import Vectors, cached, synthetic

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

CONTENDERS = ("k-center", "facility location", "exact greedy", "random", "apricot")
MOST_FOR_ALL = 10_000


def main() -> None:
    """Run every contender on every set of vectors."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000, 100_000], help="rows of the sets")
    parser.add_argument("--size", type=int, default=1_000, help="how many are chosen")
    parser.add_argument("--embeddings", type=Path, help="also up to 10,000 real vectors of this cache")
    parser.add_argument("--contender", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--vectors", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.contender:
        contend(args.contender, np.load(args.vectors), args.size)
        return
    print("| vectors | method | s | CPU s | peak MiB over the vectors | mean distance | largest |")
    print("|---|---|--:|--:|--:|--:|--:|")
    for title, vectors in sets(args):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "vectors.npy"
            np.save(path, vectors)
            for contender in CONTENDERS:
                if takes_part(contender, len(vectors)):
                    run(title, contender, path, args.size)


def takes_part(contender: str, rows: int) -> bool:
    """Whether a contender runs on so many rows."""
    if contender == "apricot" and find_spec("apricot") is None:
        return False
    return rows <= MOST_FOR_ALL or contender not in {"apricot", "exact greedy"}


def sets(args: argparse.Namespace) -> Iterator[tuple[str, Vectors]]:
    """The sets of vectors asked for, each with a title."""
    if args.embeddings:
        vectors = cached(args.embeddings, 10_000)
        yield f"{len(vectors):,} real", vectors
    for n in args.sizes:
        yield f"{n:,} synthetic", synthetic(n)


def run(title: str, contender: str, path: Path, size: int) -> None:
    """One contender in a process of its own, told as a row."""
    command = [sys.executable, __file__, "--contender", contender, "--vectors", str(path)]
    done = subprocess.run([*command, "--size", str(size)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{contender} failed with code {done.returncode}\n{done.stderr[-2_000:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    print(
        f"| {title} | {contender} | {told['seconds']:.2f} | {told['cpu']:.2f} | {told['mib']:.0f}"
        f" | {told['mean']:.4f} | {told['largest']:.4f} |",
        flush=True,
    )


def contend(contender: str, vectors: Vectors, size: int) -> None:
    """Choose, measure the cover, and print both as JSON."""
    from curation.analysis.diversity.cover import Cover
    from curation.analysis.team import team

    select(contender, vectors[:500], 5)
    began, used, before = time.perf_counter(), time.process_time(), memory()
    order = select(contender, vectors, size)
    seconds, cpu, mib = time.perf_counter() - began, time.process_time() - used, memory() - before
    with team() as workers:
        cover = Cover(vectors, workers)
        cover.add(order)
    told = {"seconds": seconds, "cpu": cpu, "mib": mib}
    figures = {"mean": float(cover.distance.mean()), "largest": float(cover.distance.max())}
    print(json.dumps(told | figures))


def select(contender: str, vectors: Vectors, size: int) -> np.ndarray:
    """The rows that a contender chooses."""
    from curation.analysis.diversity import facility
    from curation.analysis.diversity.centres import farthest_first
    from curation.analysis.team import team

    with team() as workers:
        if contender == "k-center":
            return farthest_first(vectors, size, 0, workers)[0]
        if contender == "exact greedy":
            facility.EXACT = len(vectors)
        if contender in {"facility location", "exact greedy"}:
            return facility.best_covering(vectors, size, 0, workers)
    if contender == "random":
        return np.random.default_rng(0).choice(len(vectors), size, replace=False)
    from apricot import FacilityLocationSelection

    model = FacilityLocationSelection(size, metric="precomputed", optimizer="lazy")
    return np.asarray(model.fit((1 + vectors @ vectors.T) / 2).ranking, np.int64)


def memory() -> float:
    """The most memory this process has held so far, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


if __name__ == "__main__":
    main()
