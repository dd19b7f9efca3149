"""Several reviewers at once on one session: how long until a verdict is on disk, and whether all are there.

Each reviewer is a process of its own and gives one verdict after another without a pause, which no person
does. SQLite in a temporary folder; PostgreSQL on a server of its own, where its programs are installed, with
its usual settings for durability.

    python benchmarks/reviewers.py [--reviewers 8] [--verdicts 500] [--postgres URL]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO))


def main() -> None:
    """Measure both kinds of database, or be one of the reviewers."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reviewers", type=int, default=8)
    parser.add_argument("--verdicts", type=int, default=500)
    parser.add_argument("--postgres", help="the URL of an empty PostgreSQL database to use")
    parser.add_argument("--review", nargs=2, metavar=("SESSION", "NUMBER"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.review:
        review(args.review[0], int(args.review[1]), args.verdicts)
        return
    print(
        f"{args.reviewers} reviewers, {args.verdicts:,} verdicts each; load {os.getloadavg()[0]:.1f} before"
    )
    os.environ.pop("WINNOW_DATABASE_URL", None)
    with tempfile.TemporaryDirectory() as home:
        os.environ["WINNOW_HOME"] = home
        tell("SQLite", args.reviewers, args.verdicts)
    with ExitStack() as stack, tempfile.TemporaryDirectory() as home:
        url = args.postgres or private_server(stack)
        if url is None:
            print("PostgreSQL  left out: it is not installed here")
            return
        os.environ |= {"WINNOW_HOME": home, "WINNOW_DATABASE_URL": url}
        tell("PostgreSQL", args.reviewers, args.verdicts)


def private_server(stack: ExitStack) -> str | None:
    """The URL of a server that ends with the stack; None where there is none."""
    import pytest

    from tests.postgres import cluster

    try:
        return stack.enter_context(cluster(fsync=True))
    except pytest.skip.Exception:
        return None


def tell(name: str, reviewers: int, verdicts: int) -> None:
    """Run all reviewers at once and print what came of it."""
    from curation.recipe.session import Session
    from curation.store.database import close

    session = Session.new("benchmark")
    command = [sys.executable, __file__, "--verdicts", str(verdicts), "--review", session.id]
    started = [
        subprocess.Popen([*command, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number in range(reviewers)
    ]
    for one in started:
        assert one.stdout is not None
        one.stdout.readline()
    begun = time.perf_counter()
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    took = np.concatenate([json.loads(one.communicate()[0]) for one in started]) * 1000
    seconds = time.perf_counter() - begun
    stored = {(one.who, one.verdict.pair) for one in session.verdicts()}
    p50, p95, worst = np.percentile(took, [50, 95, 100])
    print(
        f"{name:<10}  p50 {p50:7.1f} ms   p95 {p95:7.1f} ms   longest {worst:7.0f} ms   "
        f"{len(took) / seconds:6.0f} a second   stored {len(stored):,} of {reviewers * verdicts:,}"
    )
    close()
    assert len(stored) == session.events == reviewers * verdicts, "a verdict was lost or is there twice"


def review(session_id: str, number: int, verdicts: int) -> None:
    """Be a reviewer: wait until all are ready, then give verdicts; print how long each took, in seconds."""
    from curation.recipe.session import Session
    from curation.recipe.verdict import Verdict

    session = Session(session_id, "benchmark", f"reviewer {number}")
    assert session.at == 0
    print("ready", flush=True)
    sys.stdin.readline()
    took = []
    for pair in range(verdicts):
        begun = time.perf_counter()
        session.decide(Verdict(pair=f"{pair:016x}", decision="keep"), f"{number}-{pair}")
        took.append(time.perf_counter() - begun)
    print(json.dumps(took))


if __name__ == "__main__":
    main()
