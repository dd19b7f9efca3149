"""Measuring answers, against the same signals computed row by row in plain Python, in one run.

The peer is written as a row-wise filter pipeline (datatrove's, open-instruct's) would do it: one pass of
Python's ``re`` a signal and row over the same patterns, ``Counter`` and sets for repeats, the same
tokenizer, language detector and likeness. Both use as many processes as there are cores, which are
warm before the clock starts.

Simulated text: sentences of words drawn at random, about 750 characters an answer, English's commonest words
as frequent as they are; every tenth answer with headers, lists, code, links or an e-mail address.

    python benchmarks/signals.py [50000] [--no-peer] [--each]
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
CORES = len(os.sched_getaffinity(0))
PEER_ROWS = 4_000
COMMON = (
    "the of and to a in is that for it as was with be by on not he his but at are this have which from or "
    "had you her they an were there been one all we their has would when who will more no if out so said "
    "what up its about into than them can only other new some could time these two may then do first any "
    "my now such like our"
)
EXTRAS = (
    "\n\n## Steps\n\n1. First of all\n2. And then\n",
    "\n```python\nprint('hello')\n```\n",
    " See https://www.example.org/a/b?c=d for **more**.",
    " Write to jane.doe@uni-bonn.de or +49 228 735000.",
    "\n- one item\n- another item\n",
    " I'm sorry, but I cannot help with that.",
)


def main() -> None:
    """Print pairs a second of all signals together and of each, of the peer, and peak memory."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=int, nargs="?", default=50_000)
    parser.add_argument("--no-peer", action="store_true", help="leave the peer out")
    parser.add_argument("--each", action="store_true", help="time every signal by itself, on one core")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WINNOW_HOME"] = str(Path(folder) / "home")
        dataset = loaded(Path(folder), args.pairs)
        rate = together(dataset, args.pairs)
        if args.each:
            each(dataset)
        if not args.no_peer:
            slower = row_by_row(dataset)
            print(
                f"peer, row by row: {slower:,.0f} pairs/s on {CORES} cores; {rate / slower:.1f} times as fast"
            )


def loaded(folder: Path, pairs: int) -> Any:
    """A data set of simulated pairs."""
    from curation.sources import open_source
    from curation.store import build_dataset

    path = folder / "pairs.jsonl"
    write(path, pairs)
    print(f"simulated, {pairs:,} pairs ({path.stat().st_size / 1e6:,.0f} MB), {CORES} cores")
    return build_dataset(open_source(path))


def write(path: Path, pairs: int) -> None:
    """Pairs of simulated text as JSON lines."""
    rng = random.Random(0)
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    words = COMMON.split() + [
        "".join(rng.choices(letters, range(26, 0, -1), k=rng.randint(2, 9))) for _ in range(20_000)
    ]
    # Words as unequally frequent as they are in any language.
    weights = [1 / (rank + 3) for rank in range(len(words))]
    pool = rng.choices(words, weights, k=1_000_000)

    def sentence() -> str:
        start, count = rng.randrange(len(pool) - 30), rng.randint(6, 22)
        return " ".join(pool[start : start + count]).capitalize() + ". "

    def answer() -> str:
        text = "".join(sentence() for _ in range(rng.randint(2, 17)))
        return text + (rng.choice(EXTRAS) if rng.random() < 0.1 else "")

    with path.open("wb") as out:
        for _ in range(pairs):
            row = {"prompt": sentence() + sentence(), "chosen": answer(), "rejected": answer()}
            out.write(orjson.dumps(row) + b"\n")


def together(dataset: Any, pairs: int) -> float:
    """Every signal at once, as loading a data set measures them."""
    from curation.signals import SIGNALS, computing, measure, tokenizer_name
    from curation.store import processes

    several = sum(task.bytes for task in computing.tasks_of(dataset, SIGNALS)) >= processes.WORTH_PROCESSES
    if several and CORES > 1:
        list(processes.process_pool(CORES).map(warm, range(2 * CORES)))
    before = cpu()
    started = time.perf_counter()
    measure(dataset, SIGNALS)
    seconds = time.perf_counter() - started
    print(f"winnow: all {len(SIGNALS)} signals {seconds:.1f} s = {pairs / seconds:,.0f} pairs/s")
    if not several:
        print(f"winnow: {(cpu() - before) / pairs * 1e6:.0f} µs of CPU a pair")
    print(f"winnow: tokens by {tokenizer_name()}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    beside = ", the processes that measure left out" if several else ""
    print(f"winnow: peak {own:.2f} GiB, mapped files included{beside}")
    return pairs / seconds


def cpu() -> float:
    """Seconds of CPU that this process took."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def warm(_: int) -> None:
    """Import what measuring needs, in a process that will measure."""
    from curation.signals import Batch, computing, tokens  # noqa: F401

    time.sleep(0.5)


def each(dataset: Any) -> None:
    """Every signal by itself, cuts included, on one core."""
    from curation.signals import SIGNALS
    from curation.signals.computing import done, tasks_of

    rows = []
    for signal in SIGNALS:
        task = tasks_of(dataset, [signal])[0]
        done(task)
        started = time.process_time()
        done(task)
        rows.append((time.process_time() - started, task.rows, signal))
    for seconds, count, signal in sorted(rows, key=lambda row: -row[0] / row[1]):
        micro = seconds / count * 1e6
        print(f"{signal.name:16} {count / max(seconds, 1e-9):>12,.0f} {signal.scope}s/s {micro:8.1f} µs")


def row_by_row(dataset: Any) -> float:
    """The peer over the first pairs of the set, in as many processes."""
    from loky import get_reusable_executor

    texts = dataset.responses["text"].slice(0, 2 * PEER_ROWS).to_pylist()
    prompts = dataset.prompts["text"].slice(0, PEER_ROWS).to_pylist()
    rows = list(zip(prompts, texts[::2], texts[1::2], strict=False))
    pool = get_reusable_executor(max_workers=CORES)
    parts = [rows[at : at + 200] for at in range(0, len(rows), 200)]
    list(pool.map(peer_rows, [part[:2] for part in parts]))
    started = time.perf_counter()
    list(pool.map(peer_rows, parts))
    return len(rows) / (time.perf_counter() - started)


def peer_rows(rows: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """Every signal of some pairs, one after the other."""
    from rapidfuzz import fuzz

    measured = []
    for prompt, chosen, rejected in rows:
        row = {f"prompt.{name}": value for name, value in plain(prompt).items() if name in {"chars", "words"}}
        row["prompt.language"] = spoken(prompt)
        for side, text in (("chosen", chosen), ("rejected", rejected)):
            row |= {f"{side}.{name}": value for name, value in signals(text, prompt).items()}
        row["similarity"] = fuzz.ratio(chosen, rejected) / 100
        measured.append(row)
    return measured


def signals(text: str, prompt: str) -> dict[str, Any]:
    """An answer's signals, as a filter pipeline computes them."""
    prose = re.sub(r"(?s)```.*?(?:```|\Z)", "", text)
    found: dict[str, Any] = plain(text) | {
        name: len(pattern.findall(prose)) for name, pattern in COUNTED.items()
    }
    found |= {
        name: bool(pattern.search(text[:200] if name == "refusal" else text)) for name, pattern in flags()
    }
    words = text.split()
    runs = [tuple(words[at : at + 8]) for at in range(len(words) - 7)]
    asked = prompt.split()
    theirs = {tuple(asked[at : at + 8]) for at in range(len(asked) - 7)}
    found["repetition"], found["prompt_copied"] = covered(runs, words, set()), covered(runs, words, theirs)
    found["cjk"] = sum("\u3040" <= char <= "\u9fff" for char in text) / max(len(text), 1)
    found["noise"] = sum(ord(char) < 32 and char not in "\t\n\r" for char in text) / max(len(text), 1)
    found["language"] = spoken(prose)
    found["tokens"] = len(tokenizer().encode(text, add_special_tokens=False).ids)
    return found


def plain(text: str) -> dict[str, Any]:
    """Lengths and what a pattern alone can find."""
    return {
        "chars": len(text),
        "words": len(text.split()),
        "code_blocks": text.count("```") // 2,
        "truncated": not re.search(r"[.!?…:\"')\]}`]\s*$", text),
        **{name: len(pattern.findall(text)) for name, pattern in PERSONAL.items()},
    }


def covered(runs: list[tuple[str, ...]], words: list[str], known: set[tuple[str, ...]]) -> float:
    """Share of words in runs that are known; where none are given, in runs met before."""
    again: set[int] = set()
    seen = set(known)
    for at, run in enumerate(runs):
        if run in seen:
            again.update(range(at, at + 8))
        elif not known:
            seen.add(run)
    return len(again) / max(len(words), 1)


def spoken(text: str) -> str | None:
    """The language of a text's first characters."""
    import pycld2

    try:
        sure, _, found = pycld2.detect(text[:200], isPlainText=True)
    except pycld2.error:
        return None
    return found[0][1] if sure else None


_KEPT: dict[str, Any] = {}


def tokenizer() -> Any:
    """The same tokenizer, loaded once a process."""
    if "tokenizer" not in _KEPT:
        from curation.signals.tokenizer import loaded, tokenizer

        named = tokenizer()
        _KEPT["tokenizer"] = loaded(named)[0] if named else None
    return _KEPT["tokenizer"]


def flags() -> list[tuple[str, re.Pattern[str]]]:
    """The same patterns, in Python's spelling."""
    if "flags" not in _KEPT:
        from curation.signals import control_tokens, cutoff_boast, refusal, self_identity

        written = {
            "refusal": refusal._ENGLISH,
            "self_identity": self_identity._CLAIM,
            "cutoff_boast": cutoff_boast._BOAST,
            "control_tokens": control_tokens._MARK,
        }
        spelt: Callable[[str], str] = lambda pattern: pattern.replace(r"\z", r"\Z")  # noqa: E731
        _KEPT["flags"] = [(name, re.compile(spelt(pattern))) for name, pattern in written.items()]
    kept: list[tuple[str, re.Pattern[str]]] = _KEPT["flags"]
    return kept


COUNTED = {
    "headers": re.compile(r"^#{1,6}\s", re.MULTILINE),
    "lists": re.compile(r"^\s*(?:\d+\.|[-*+])\s", re.MULTILINE),
    "bold": re.compile(r"\*\*[^*\n]+\*\*|__[^_\n]+__"),
    "tables": re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$", re.MULTILINE),
    "urls": re.compile(r"\b(?:https?://|www\.)[^\s<>\"')\]]+"),
    "sentences": re.compile(r"[.!?]+[\"')\]]*(?:\s|\Z)"),
}
PERSONAL = {
    "emails": re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[A-Za-z]{2,24}"),
    "phones": re.compile(r"\+[1-9][\d ().-]{6,18}\d|\(?[2-9]\d\d\)?[ .-]\d{3}[ .-]\d{4}"),
    "ips": re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
    "keys": re.compile(r"\b(?:sk-[\w-]{20,}|ghp_\w{36}|AKIA[0-9A-Z]{16}|hf_\w{30,})"),
    "cards": re.compile(r"\b(?:\d{4}[ -]?){3}\d{1,7}\b"),
}


if __name__ == "__main__":
    main()
