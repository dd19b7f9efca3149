"""A whole near-duplicate search, all three stages: seconds, processor seconds and memory of each.

Simulated prompts: the beginning of one real prompt and the end of another, cut at random, and a number;
simulated embeddings (``vector_sets.synthetic``), so that the time of a model is left out. The real ones come
from ``$WINNOW_TEST_DATA`` or ``../shared/data``. With ``--crowd``, one template filled in n ways instead, and
embeddings that are all near each other: the worst a set can be.

    python benchmarks/whole_search.py [100000] [--crowd]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from planted_prompts import READ_BEFORE, read_prompts, read_texts
from vector_sets import Vectors, synthetic

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

_WORDS, _TEMPLATE = 120, "Write a short poem about {} and {}, in the manner of a nursery rhyme. ({})"


def main() -> None:
    """Print a row a stage, and what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("prompts", type=int, nargs="?", default=100_000)
    parser.add_argument("--crowd", action="store_true", help="one template, filled in so many ways")
    args = parser.parse_args()
    texts = crowd(args.prompts) if args.crowd else recombined(args.prompts)
    vectors = near(args.prompts) if args.crowd else synthetic(args.prompts)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WINNOW_HOME"] = folder
        search(texts, vectors)


def recombined(n: int) -> list[str]:
    """The beginning of one prompt and the end of another, numbered."""
    rng = np.random.default_rng(4)
    pool = dict.fromkeys([*read_texts(READ_BEFORE, "prompt"), *read_prompts(0)])
    real = [words[:_WORDS] for prompt in pool if len(words := prompt.split()) >= 8]
    drawn, cuts = rng.integers(0, len(real), (2, n)).tolist(), rng.random(n).tolist()
    return [
        " ".join([*real[i][: int(cut * len(real[i]))], *real[j][int(cut * len(real[j])) :], str(at)])
        for at, (i, j, cut) in enumerate(zip(*drawn, cuts, strict=True))
    ]


def crowd(n: int) -> list[str]:
    """One template with other words each time."""
    rng = np.random.default_rng(4)
    words = ["".join(map(chr, rng.integers(97, 123, rng.integers(4, 10)))) for _ in range(20_000)]
    return [_TEMPLATE.format(*(words[i] for i in rng.integers(0, len(words), 2)), at) for at in range(n)]


def near(n: int, dim: int = 384) -> Vectors:
    """Unit rows with a cosine of some .95 to each other."""
    rng = np.random.default_rng(4)
    rows = rng.standard_normal(dim).astype(np.float32) + np.float32(0.23) * rng.standard_normal(
        (n, dim), np.float32
    )
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


class Simulated:
    """Knows the vector of each text by the number at its end."""

    name, revision, precision, dim, max_tokens = "simulated", "0" * 16, "fp32", 384, 256

    def __init__(self, vectors: Vectors) -> None:
        self.vectors = vectors

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Look the texts up."""
        places = [int(text.rstrip(")").rsplit(" ", 1)[1].lstrip("(")) for text in texts]
        return np.ascontiguousarray(self.vectors[places])


def search(texts: list[str], vectors: Vectors) -> None:
    """Find the neighbours and print what each stage took."""
    from curation.similarity import find_neighbours

    memory, before = Memory(), held()
    memory.start()
    stages: list[tuple[str, float, float]] = []

    def told(stage: str, done: int, total: int) -> None:
        if not stages or stages[-1][0] != stage:
            stages.append((stage, time.time(), cpu()))

    keys: npt.NDArray[np.uint64] = np.random.default_rng(5).permutation(len(texts)).astype(np.uint64)
    found = find_neighbours(texts, keys, model=Simulated(vectors), progress=told)
    stages.append(("", time.time(), cpu()))
    print(f"\n### {len(texts):,} prompts of {sum(map(len, texts)) / len(texts):.0f} characters\n")
    print("| stage | s | CPU s |\n|---|--:|--:|")
    for (name, at, used), (_, then, after) in pairwise(stages):
        print(f"| {name} | {then - at:.0f} | {after - used:.0f} |")
    print(f"| **all** | {stages[-1][1] - stages[0][1]:.0f} | {stages[-1][2] - stages[0][2]:.0f} |\n")
    print(f"{len(found):,} near pairs: {found.counts()['stage']}.")
    print(f"Memory at its peak: {memory.peak - before:.2f} GiB beside the {before:.2f} of texts and vectors.")
    for sentence in found.bounds.described():
        print(f"{sentence}.")


def cpu() -> float:
    """Processor seconds of this process and of those that have ended or will be waited for."""
    times = os.times()
    return times.user + times.system + sum(map(_of, _children()))


def _children() -> list[str]:
    return Path("/proc/self/task", str(os.getpid()), "children").read_text().split()


def _of(process: str) -> float:
    try:
        fields = Path("/proc", process, "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def held() -> float:
    """GiB of this process's own: anonymous pages."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) / 2**20


class Memory(threading.Thread):
    """Watches ``held`` from beside."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0

    def run(self) -> None:
        """Look five times a second."""
        while True:
            self.peak = max(self.peak, held())
            time.sleep(0.2)


if __name__ == "__main__":
    main()
