"""Importing JSON lines, against datasets.load_dataset + .map doing the same normalisation, in one run.

Simulated text: words drawn at random, about 750 characters an answer. Each contender runs in a process
of its own with an empty cache, and both use as many processes as there are cores.

    python benchmarks/importing.py [100000] [--no-peer]
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
CORES = len(os.sched_getaffinity(0))


def main() -> None:
    """Print pairs a second and peak memory of both, and the ratio of their times."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=int, nargs="?", default=100_000)
    parser.add_argument("--no-peer", action="store_true", help="leave datasets out")
    parser.add_argument("--contender", choices=("winnow", "peer"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.contender:
        {"winnow": winnow, "peer": peer}[args.contender](args.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pairs.jsonl"
        write(file, args.pairs)
        size = file.stat().st_size / 1e6
        ours = measured("winnow", file, folder)
        lines = [f"simulated, {args.pairs:,} pairs ({size:,.0f} MB), {CORES} cores"]
        lines += told("winnow", args.pairs, ours)
        if not args.no_peer:
            theirs = measured("peer", file, folder)
            lines += told("datasets", args.pairs, theirs)
            ratio = sum(ours.seconds.values()) / sum(theirs.seconds.values())
            lines.append(f"winnow takes {ratio:.2f} of the time of datasets, start-up left out of both")
        sys.stdout.write("\n".join(lines) + "\n")


@dataclass(frozen=True)
class Run:
    """One contender's run: seconds of each stage, of the whole process, and its peak memory in GiB."""

    seconds: dict[str, float]
    whole: float
    gib: float


def told(name: str, pairs: int, run: Run) -> list[str]:
    """One contender's figures."""
    stages = [
        f"{name}: {stage} {seconds:.1f} s = {pairs / seconds:,.0f} pairs/s"
        for stage, seconds in run.seconds.items()
    ]
    return [*stages, f"{name}: whole process {run.whole:.1f} s, peak {run.gib:.2f} GiB"]


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Tell the parent how long the block took."""
    started = time.perf_counter()
    yield
    sys.stdout.write(f"{name}\t{time.perf_counter() - started}\n")
    sys.stdout.flush()


def write(path: Path, pairs: int) -> None:
    """Pairs of simulated text as JSON lines."""
    rng = random.Random(0)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(5_000)]
    texts = [" ".join(rng.choices(words, k=rng.randint(40, 180))) for _ in range(2_000)]
    with path.open("wb") as out:
        for number in range(pairs):
            row = {
                "prompt": f"{number} " + " ".join(rng.choices(words, k=rng.randint(8, 40))),
                "chosen": f"{number} {rng.choice(texts)}",
                "rejected": f"{rng.choice(texts)} {number}",
                "score_chosen": rng.randint(1, 10),
                "score_rejected": rng.randint(1, 10),
            }
            out.write(orjson.dumps(row) + b"\n")


def winnow(file: Path) -> None:
    """Import the file into the workspace and measure it, as ``python -m curation load`` does."""
    from curation.signals import SIGNALS, measure
    from curation.sources import open_source
    from curation.store import build_dataset

    with stage("import"):
        dataset = build_dataset(open_source(file))
    with stage("signals"):
        measure(dataset, SIGNALS)


def peer(file: Path) -> None:
    """The same with datasets: messages, content keys and lengths of every row."""
    import datasets

    with stage("load_dataset"):
        loaded = datasets.load_dataset("json", data_files=str(file), split="train")
    with stage("map"):
        loaded.map(normalised, num_proc=CORES)


def normalised(row: dict[str, Any]) -> dict[str, Any]:
    """What an import makes of a row."""

    def key(text: str) -> str:
        return blake2b(text.encode(), digest_size=8).hexdigest()

    return {
        "messages": [{"role": "user", "content": row["prompt"].strip()}],
        "prompt_key": key(row["prompt"]),
        "chosen_key": key(row["chosen"]),
        "rejected_key": key(row["rejected"]),
        "tie": row["score_chosen"] == row["score_rejected"],
        "margin": row["score_chosen"] - row["score_rejected"],
        **{f"{side}_chars": len(row[side]) for side in ("chosen", "rejected")},
        **{f"{side}_words": len(row[side].split()) for side in ("chosen", "rejected")},
    }


def measured(contender: str, file: Path, folder: str) -> Run:
    """Run a contender in a process of its own, and watch the memory of all its processes together."""
    home = Path(folder) / contender
    env = os.environ | {
        "WINNOW_HOME": str(home),
        "HF_HOME": str(home),
        "HF_DATASETS_CACHE": str(home),
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    }
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, __file__, "--contender", contender, "--file", str(file)],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    peak = Peak(process.pid)
    peak.start()
    said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{contender} failed with code {process.returncode}")
    whole = time.perf_counter() - started
    peak.join()
    stages = dict(line.split("\t") for line in said.splitlines() if "\t" in line)
    return Run({name: float(seconds) for name, seconds in stages.items()}, whole, peak.gib)


class Peak(threading.Thread):
    """Watches the memory of a session's processes, all together."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self._session = session
        self.gib = 0.0

    def run(self) -> None:
        """Look five times a second until the session is gone."""
        while members := self._members():
            self.gib = max(self.gib, sum(map(private, members)) / (1 << 20))
            time.sleep(0.2)

    def _members(self) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if os.getsid(int(entry.name)) == self._session:
                        found.append(int(entry.name))
                except OSError:
                    continue
        return found


def private(pid: int) -> int:
    """A process's own anonymous memory in KiB: mapped files can be dropped, these pages cannot."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Pss_Anon:", "Pss_Shmem:")))


if __name__ == "__main__":
    main()
