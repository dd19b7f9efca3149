"""Plant known copies of real prompts and count which ones the staged search merges.

Copies that ask the same (one typo, case and punctuation, politeness) should be merged; copies that ask
something else (another number, an opposite, another name or object) should not. Reads HelpSteer2-shaped
prompts from ``$WINNOW_TEST_DATA`` or ``../shared/data``; prints one line a kind of copy.

    python benchmarks/planted_truth.py [--prompts 150] [--threshold 0.9] [--misses 5]
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO))

from curation.similarity import DIFFERENCES, STAGES, find_neighbours  # noqa: E402
from curation.similarity.exact import digest  # noqa: E402

FILE = "helpsteer2-standin/train.jsonl.gz"
TURN = re.compile(r"\n<extra_id_1>(?:Assistant|User)\n")
OPPOSITES = (
    ("increase", "decrease"), ("with", "without"), ("before", "after"), ("best", "worst"),
    ("advantages", "disadvantages"), ("more", "less"), ("good", "bad"), ("start", "stop"), ("buy", "sell"),
    ("always", "never"), ("positive", "negative"), ("like", "dislike"), ("can", "cannot"), ("is", "is not"),
    ("do", "do not"), ("are", "are not"), ("should", "should not"), ("long", "short"), ("high", "low"),
    ("first", "last"), ("old", "new"), ("happy", "unhappy"), ("possible", "impossible"), ("fast", "slow"),
    ("hot", "cold"), ("healthy", "unhealthy"), ("legal", "illegal"), ("pros", "cons"), ("add", "remove"),
    ("include", "exclude"), ("big", "small"), ("easy", "hard"), ("cheap", "expensive"), ("lose", "gain"),
)  # fmt: skip
NAMES = (
    "France", "Spain", "Germany", "Italy", "India", "China", "Japan", "Canada", "Brazil",
    "Mexico", "America", "Australia", "Africa", "Europe", "London", "Paris", "Berlin", "Tokyo",
    "Chicago", "Boston", "Texas", "California", "Florida", "John", "Mary", "David", "Sarah",
    "Michael", "James", "Emily", "Robert", "Anna", "Google", "Amazon", "Apple", "Microsoft",
    "Facebook", "Twitter", "Netflix", "Christmas", "Easter", "Halloween", "Monday", "Tuesday", "Friday",
    "Shakespeare", "Einstein", "Lincoln", "Obama", "Trump", "Biden", "Mars", "Venus", "Jupiter",
)  # fmt: skip
OBJECTS = (
    "dog", "cat", "car", "bike", "house", "garden", "book", "movie", "song",
    "poem", "guitar", "piano", "pizza", "bread", "coffee", "tea", "chicken", "beef",
    "fish", "rice", "cake", "soup", "phone", "laptop", "computer", "school", "hospital",
    "doctor", "teacher", "lawyer", "nurse", "river", "ocean", "mountain", "tree", "flower",
    "bird", "horse", "table", "chair", "shirt", "shoes", "money", "bank", "job",
    "game", "football", "basketball", "history", "biology", "chemistry", "physics", "music", "art",
    "water", "milk", "cheese", "apple", "banana", "wine", "beer", "city", "beach",
    "airport", "train", "plane", "boat", "brother", "sister", "friend",
)  # fmt: skip
WRAPPERS: tuple[Callable[[str], str], ...] = (
    lambda t: f"Please {t[0].lower()}{t[1:]}",
    lambda t: f"Hello! {t}",
    lambda t: f"{t} Thanks in advance!",
    lambda t: f"Hi there, I have a question. {t}",
    lambda t: f"{t} Thank you so much.",
    lambda t: f"Could you please help me with this? {t}",
    lambda t: f"I want you to answer the following: {t}",
    lambda t: f"Hey, {t[0].lower()}{t[1:]} please",
)


@dataclass(frozen=True)
class Copy:
    """A planted copy of prompt ``origin``."""

    origin: str
    text: str
    kind: str


def main() -> None:
    """Plant, search, count."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--prompts", type=int, default=150)
    parser.add_argument("--threshold", type=float, default=0.9)
    parser.add_argument(
        "--misses", type=int, default=0, help="show this many of each kind that came out wrong"
    )
    args = parser.parse_args()
    rng = random.Random(7)
    prompts = read_prompts()
    copies = [c for kind, make in KINDS.items() for c in plant(prompts, kind, make, args.prompts, rng)]
    texts = list(dict.fromkeys([c.origin for c in copies] + [c.text for c in copies]))
    graph = find_neighbours(texts, [digest(t)[:8].hex() for t in texts])
    near = graph.within(args.threshold)
    edges = {(int(a), int(b)): at for at, (a, b) in enumerate(zip(graph.a, graph.b, strict=True))}
    centre = graph.equals.tolist()
    place = {text: at for at, text in enumerate(texts)}
    print(f"{len(texts):,} texts, {len(graph):,} edges, threshold {args.threshold}, model {graph.model}")
    print(
        f"{'copy':<20}{'n':>5}{'merged':>8}{'look-alike':>12}{'not near':>10}"
        "   merged by stage; differences read"
    )
    for kind in KINDS:
        outcomes: list[tuple[str, str, str, Copy]] = []
        for copy in (c for c in copies if c.kind == kind):
            ends = sorted((centre[place[copy.origin]], centre[place[copy.text]]))
            if ends[0] == ends[1]:
                ends = sorted((place[copy.origin], place[copy.text]))
                outcomes.append(("merged", "exact", graph.equal_edge(*ends).difference, copy))
                continue
            at = edges.get((ends[0], ends[1]), -1)
            if at < 0 or not near[at]:
                outcomes.append(("not near", "", "", copy))
            else:
                verdict = "look-alike" if graph.is_lookalike[at] else "merged"
                outcomes.append((verdict, STAGES[graph.stage[at]], DIFFERENCES[graph.difference[at]], copy))
        report(kind, outcomes, args.misses)


def report(kind: str, outcomes: list[tuple[str, str, str, Copy]], misses: int) -> None:
    """One line for a kind of copy, and some that came out wrong."""
    n = max(len(outcomes), 1)
    share = {v: sum(o[0] == v for o in outcomes) / n for v in ("merged", "look-alike", "not near")}
    stages = {s: sum(o[0] == "merged" and o[1] == s for o in outcomes) for s in STAGES}
    kinds = {d: sum(o[2] == d for o in outcomes) for d in DIFFERENCES if any(o[2] == d for o in outcomes)}
    print(
        f"{kind:<20}{len(outcomes):>5}{share['merged']:>8.2f}"
        f"{share['look-alike']:>12.2f}{share['not near']:>10.2f}"
        f"   {stages} {kinds}"
    )
    wanted = kind in SAME_ASK
    wrong = [o for o in outcomes if (o[0] == "merged") != wanted]
    for verdict, stage, difference, copy in wrong[:misses]:
        print(f"      {verdict} {stage} {difference}: {copy.origin[:150]!r} | {copy.text[:150]!r}")


def read_prompts() -> list[str]:
    """Distinct prompts, user turns only."""
    folder = Path(os.environ.get("WINNOW_TEST_DATA", REPO.parent / "shared" / "data"))
    if not (folder / FILE).is_file():
        raise SystemExit(f"no {FILE} in {folder}; set WINNOW_TEST_DATA")
    with gzip.open(folder / FILE, "rt", encoding="utf-8") as lines:
        prompts = ("\n\n".join(TURN.split(json.loads(line)["prompt"])[::2]) for line in lines)
        return [p for p in dict.fromkeys(prompts) if len(p.split()) >= 3]


def plant(
    prompts: list[str],
    kind: str,
    make: Callable[[str, random.Random], str | None],
    n: int,
    rng: random.Random,
) -> list[Copy]:
    """Up to ``n`` copies of one kind, from prompts where it can be made."""
    made = []
    for prompt in prompts:
        text = make(prompt, rng)
        if text and text != prompt:
            made.append(Copy(prompt, text, kind))
            if len(made) == n:
                break
    return made


def typo(text: str, rng: random.Random) -> str | None:
    """One slip of the finger in one word of four letters or more."""
    words = list(re.finditer(r"[a-zA-Z]{4,}", text))
    if not words:
        return None
    match = rng.choice(words)
    word, at = match[0], rng.randrange(1, len(match[0]) - 1)
    slips = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + rng.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :],
    )
    return text[: match.start()] + rng.choice(slips) + text[match.end() :]


def bare(text: str) -> str:
    """Without its final punctuation."""
    return text.rstrip(".?!")


def case(text: str, rng: random.Random) -> str | None:
    """Other capitals, other final punctuation, other spacing."""
    changed = rng.choice(
        (str.upper, str.lower, str.title, lambda t: t.rstrip(".?!") + "!!", lambda t: t.rstrip(".?!"))
    )
    return str(changed(text)).replace("  ", " ").replace(",", rng.choice((",", "", " ,")))


def wrapper(text: str, rng: random.Random) -> str | None:
    """Greeting, thanks or framing around it."""
    return rng.choice(WRAPPERS)(text)


def number(text: str, rng: random.Random) -> str | None:
    """Every number another one."""
    return (
        re.sub(r"\d+", lambda m: str(int(m[0][:9]) + rng.randint(1, 9)), text)
        if re.search(r"\d", text)
        else None
    )


def opposite(text: str, rng: random.Random) -> str | None:
    """One word turned into its opposite, or negated."""
    found = [(m, b) for a, b in OPPOSITES if (m := re.search(rf"\b{a}\b", text))]
    found += [(m, a) for a, b in OPPOSITES if (m := re.search(rf"\b{b}\b", text))]
    if not found:
        return None
    match, other = rng.choice(found)
    return text[: match.start()] + other + text[match.end() :]


def swapped(words: Sequence[str]) -> Callable[[str, random.Random], str | None]:
    """Replace one of ``words`` by another of them."""
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b")

    def make(text: str, rng: random.Random) -> str | None:
        match = pattern.search(text)
        if match is None:
            return None
        other = rng.choice([word for word in words if word != match[0]])
        return pattern.sub(lambda m: other if m[0] == match[0] else m[0], text)

    return make


SAME_ASK = {"typo", "case/punctuation", "wrapper"}
KINDS: dict[str, Callable[[str, random.Random], str | None]] = {
    "typo": typo,
    "case/punctuation": case,
    "wrapper": wrapper,
    "other number": number,
    "opposite": opposite,
    "other name": swapped(NAMES),
    "other object": swapped(OBJECTS),
}

if __name__ == "__main__":
    main()
