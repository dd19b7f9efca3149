"""Wrong labels whose place is known, and how early the queue brings them: Winnow, length alone, random order.

Two sets: UltraFeedback pairs of which 30 % were turned round and marked, and helpful-base of hh-rlhf, where
this script turns pairs round itself. The mark is read here, to count with, and never by the check. Data
come from ``--data``, ``$WINNOW_TEST_DATA`` or ``../shared/data``; cleanlab is left out where it is not
installed (requirements-bench.txt).

    python benchmarks/label_noise.py [--data FOLDER] [--seeds 5] [--embeddings]
        [--markdown docs/label-noise.md]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
from label_noise_page import FIRST, Facts, Line, Trial, page

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from curation.analysis.noise import LabelNoise, did_cleaning_help, judge
from curation.analysis.noise.effect import CleaningEffect
from curation.analysis.noise.features import Features, features
from curation.analysis.noise.pairs import JudgedPairs, Watch, judged_pairs
from curation.analysis.noise.worth import auc
from curation.similarity import load_encoder
from curation.sources import open_source
from curation.store import Dataset, build_dataset

REPO = Path(__file__).resolve().parents[1]
MARKED = "ultrafeedback/binarized_noisy_label_flip_30.jsonl"
PLANTED = "hh-rlhf/helpful-base_test.jsonl.gz"
UNSEEN = "hh-rlhf/helpful-online_test.jsonl.gz"
SPEED = (
    MARKED,
    PLANTED,
    UNSEEN,
    "hh-rlhf/harmless-base_test.jsonl.gz",
    "hh-rlhf/helpful-rejection-sampled_test.jsonl.gz",
)


def main() -> None:
    """Measure, print, and write it down."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = os.environ.get("WINNOW_TEST_DATA", REPO.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=Path(default), help="folder of preference data")
    parser.add_argument("--seeds", type=int, default=5, help="how often labels are planted")
    parser.add_argument("--embeddings", action="store_true", help="also with embeddings (minutes on a CPU)")
    parser.add_argument("--markdown", type=Path, help="write the page here")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("WINNOW_HOME", home)
        facts = Facts(
            marked_trial(args.data, args.embeddings),
            planted_trials(args.data, args.seeds),
            cleaned(args.data, Path(home)),
            speed(args.data),
        )
    if args.markdown:
        args.markdown.write_text(page(facts), encoding="utf-8")


def opened(path: Path) -> Dataset:
    """A file as a data set."""
    return build_dataset(open_source(path))


def marked_trial(data: Path, embeddings: bool) -> Trial:
    """The set whose file says which labels were turned round."""
    dataset = opened(data / MARKED)
    lines = (data / MARKED).read_bytes().splitlines()
    marks = np.array([orjson.loads(line)["metadata"]["noise"]["selected"] for line in lines], bool)
    origin = [rows[0] for rows in dataset.pairs["origin_row"].to_pylist()]
    pairs = judged_pairs(dataset)
    wrong = marks[np.array(origin)[pairs.rows]]
    encoder = load_encoder() if embeddings else None
    trial = tried(pairs, features(pairs, Watch(), encoder), wrong, worth=True, embedded=embeddings)
    print(f"{MARKED}: {trial.found.verdict}")
    tell(trial)
    return trial


def planted_trials(data: Path, seeds: int) -> dict[float, tuple[Trial, ...]]:
    """Labels turned round here, at several shares; 0 to see what the estimate says of the set as it is."""
    pairs = judged_pairs(opened(data / PLANTED))
    found = features(pairs, Watch())
    trials: dict[float, tuple[Trial, ...]] = {}
    for share in (0.0, 0.1, 0.2):
        some = []
        for seed in range(seeds if share else 1):
            wrong = drawn(len(pairs), share, seed)
            some.append(tried(pairs, turned(found, wrong), wrong, seed=seed))
            print(f"{PLANTED}, {share:.0%} planted, seed {seed}: {some[-1].found.verdict}")
            tell(some[-1])
        trials[share] = tuple(some)
    return trials


def drawn(count: int, share: float, seed: int) -> np.ndarray:
    """Which pairs are turned round."""
    wrong = np.zeros(count, bool)
    wrong[np.random.default_rng(seed).permutation(count)[: round(share * count)]] = True
    return wrong


def turned(found: Features, wrong: np.ndarray) -> Features:
    """The features of the same pairs, some turned round."""
    return replace(found, differences=found.differences * np.where(wrong, -1.0, 1.0)[:, None])


def tried(
    pairs: JudgedPairs,
    found: Features,
    wrong: np.ndarray,
    *,
    seed: int = 0,
    worth: bool = False,
    embedded: bool = False,
) -> Trial:
    """All ways of ordering the same pairs."""
    ours = judge(pairs, only(found, len(found.names) - embedded), self_test=worth, seed=seed)
    if not wrong.any():
        return Trial(0.0, len(pairs), (), ours)
    at = found.names.index("characters")
    length = judge(pairs, Features(("characters",), found.differences[:, [at]]), self_test=False, seed=seed)
    lines = [
        Line("random order", 0.5, float(wrong.mean())),
        line("length alone", length, wrong, estimate=False),
        line("Winnow", ours, wrong),
        *unheeded(ours, wrong),
    ]
    if embedded:
        lines.append(line("Winnow with embeddings", judge(pairs, found, self_test=False, seed=seed), wrong))
    lines += confident_learning(ours, wrong)
    return Trial(float(wrong.mean()), len(pairs), tuple(lines), ours)


def only(found: Features, columns: int) -> Features:
    """The first columns alone."""
    return Features(found.names[:columns], found.differences[:, :columns])


def line(name: str, found: LabelNoise, wrong: np.ndarray, *, estimate: bool = True) -> Line:
    """What a queue makes of the truth."""
    order = np.argsort(found.margins, kind="stable")
    ranked = Line(name, auc(found.margins, wrong), float(wrong[order][:FIRST].mean()))
    return called(ranked, np.isin(found.rows, found.suspects), wrong) if estimate else ranked


def unheeded(found: LabelNoise, wrong: np.ndarray) -> list[Line]:
    """What would be called wrong by the estimate of a proxy that is not believed."""
    if found.better_than_chance:
        return []
    share = found.rate.share.value
    ranked = line("Winnow, were it believed", found, wrong, estimate=False)
    return [called(ranked, np.isin(found.rows, found.queue[: round(share * len(found.rows))]), wrong)]


def called(ranked: Line, suspects: np.ndarray, wrong: np.ndarray) -> Line:
    """The same with what is called wrong."""
    hits = int((suspects & wrong).sum())
    count = int(suspects.sum())
    return replace(
        ranked,
        suspects=count,
        precision=hits / count if count else float("nan"),
        recall=hits / int(wrong.sum()),
    )


def confident_learning(found: LabelNoise, wrong: np.ndarray) -> list[Line]:
    """What cleanlab calls wrong, given the same probabilities; nothing where it is not installed."""
    try:
        from cleanlab.filter import find_label_issues
    except ImportError:
        print("cleanlab is not installed (requirements-bench.txt): left out")
        return []
    # It wants two classes: every other pair is shown the other way round.
    labels = np.arange(len(wrong)) % 2
    right = found.probability
    shown = np.where(labels == 1, right, 1 - right)
    issues = find_label_issues(labels, np.column_stack([1 - shown, shown]), n_jobs=1)
    ranked = line("cleanlab, same probabilities", found, wrong, estimate=False)
    return [called(ranked, np.asarray(issues, bool), wrong)]


def cleaned(data: Path, home: Path) -> CleaningEffect:
    """Whether removing exactly the planted fifth helps, tested on a second set too."""
    import gzip

    rows = [orjson.loads(text) for text in gzip.decompress((data / PLANTED).read_bytes()).splitlines()]
    wrong = drawn(len(rows), 0.2, 0)
    spoilt = [
        {"chosen": row["rejected"], "rejected": row["chosen"]} if bad else row
        for row, bad in zip(rows, wrong, strict=True)
    ]
    path = home / "spoilt.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in spoilt))
    dataset = opened(path)
    origin = np.array([rows[0] for rows in dataset.pairs["origin_row"].to_pylist()])
    effect = did_cleaning_help(dataset, ~wrong[origin], opened(data / UNSEEN))
    for one in effect.comparisons:
        print(
            f"cleaned, {one.where}: gain {one.gain.value:+.3f} ({one.gain.low:+.3f} – {one.gain.high:+.3f})"
        )
    return effect


def speed(data: Path) -> tuple[int, float, float]:
    """Pairs, processor seconds to judge them, and with the self-test; five sets as one."""
    sets = [judged_pairs(opened(data / name)) for name in SPEED]
    pairs = joined(sets)
    # Other work on the machine does not count.
    began = time.process_time()
    found = features(pairs, Watch())
    read = time.process_time()
    judge(pairs, found, self_test=False)
    plain = time.process_time()
    judge(pairs, found)
    tested = time.process_time()
    judged, whole = plain - began, (read - began) + (tested - plain)
    print(f"{len(pairs):,} pairs: {judged:.1f} s of processor time, with the self-test {whole:.1f} s")
    return len(pairs), judged, whole


def joined(sets: Sequence[JudgedPairs]) -> JudgedPairs:
    """Several sets' pairs as one."""
    most = [int(one.groups.max()) + 1 for one in sets]
    before = np.cumsum([0, *most[:-1]])
    return JudgedPairs(
        np.arange(sum(map(len, sets))),
        [text for one in sets for text in one.prompts],
        [text for one in sets for text in one.chosen],
        [text for one in sets for text in one.rejected],
        np.concatenate([one.keys for one in sets]),
        np.concatenate([one.groups + at for one, at in zip(sets, before, strict=True)]),
    )


def tell(trial: Trial) -> None:
    """The lines, for the terminal."""
    for one in trial.lines:
        calls = (
            ""
            if one.suspects is None
            else f"  calls {one.suspects}: {one.precision:.2f} right, {one.recall:.2f} found"
        )
        print(f"  {one.name:<30} AUC {one.auc:.3f}  first {FIRST}: {one.first:.2f}{calls}", flush=True)


if __name__ == "__main__":
    main()
