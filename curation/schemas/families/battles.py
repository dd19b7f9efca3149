"""Two answers a row and a verdict in words, flags or scores: arena battles and home-made A/B comparisons."""

from __future__ import annotations

from collections import Counter
from typing import Any

from curation.errors import SchemaError
from curation.schemas import columns as spelled
from curation.schemas.annotations import annotator
from curation.schemas.canonical import Row, Unfit, Verdict
from curation.schemas.codes import code_counts, is_scale, meant_by, side_flags
from curation.schemas.direction import AmbiguousDirection
from curation.schemas.evidence import Evidence, score_evidence
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.markup import detect_markup
from curation.schemas.naming import naming_words
from curation.schemas.readings import code_readings
from curation.schemas.rivals import LISTS, find_rivals, spellings
from curation.schemas.roles import PROMPT_ROLES, sampled_texts
from curation.schemas.rounds import round_sides
from curation.schemas.sample import MOST, Sample, folded
from curation.schemas.sides import chat_sides
from curation.schemas.surroundings import surroundings
from curation.schemas.values import code_of, flag_of, getter
from curation.schemas.verdicts import ONE_HOT, VerdictReader, names_in_row, verdict_reader, words_for

# Codes that say nothing by themselves but are documented for these very columns.
DOCUMENTED = {
    # SHP: labels is 1 where A has the higher score.
    ("human_ref_a", "human_ref_b", "labels"): ("1", "0"),
    # PKU-SafeRLHF: the number in response_0 or response_1.
    ("response_0", "response_1", "better_response_id"): ("0", "1"),
    ("response_0", "response_1", "safer_response_id"): ("0", "1"),
}
# Where helpful and harmless verdicts stand side by side, the helpful one is the preference.
SECOND_OPINION = ("safer_response_id",)


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows with two answers and something that proves which is better.

    Raises:
        AmbiguousDirection: There are two answers and a verdict, but its codes can be read in two ways.
        SchemaError: The verdict's words name neither answer.
    """
    columns = find_rivals(sample)
    if not columns:
        return None
    if claim := _with_flags(sample, columns):
        return claim
    doubts: list[SchemaError] = []
    for verdict in candidates(sample, columns):
        if is_scale(sample, verdict):
            # Signed numbers, shares and long scales are the business of `strength`.
            return None
        try:
            claim = _with_names(sample, columns, verdict) or _with_codes(sample, columns, verdict)
        except SchemaError as doubt:
            doubts.append(doubt)
        else:
            if claim:
                return claim
    if doubts:
        raise doubts[0]
    return _with_scores(sample, columns)


def candidates(sample: Sample, columns: dict[str, str]) -> list[str]:
    """Columns called like a verdict that play no other role."""
    names = (sample.column((spelling,)) for spelling in spelled.VERDICT)
    return [name for name in names if name and name not in columns.values() and sample.values(name)]


def _with_flags(sample: Sample, columns: dict[str, str]) -> Recognition | None:
    """One column of 0 and 1 a possible outcome, or one whose own name says which answer it is about."""
    words = words_for(columns["response_a"], columns["response_b"])
    hot = [side_flags(sample, side) for side in words]
    ties = [
        sample.column(("winner_tie", "tie", "is_tie")),
        sample.column(("winner_both_bad", "winner_tie_both_bad")),
    ]
    named = [*hot, *(name if name and sample.flags(name) else None for name in ties)]
    if hot[0] and hot[1]:
        columns = columns | {role: name for role, name in zip(ONE_HOT, named, strict=True) if name}
        why = f"'{hot[0]}' and '{hot[1]}' say which of the two answers won"
        return Recognition(_mapping(sample, columns), 0.9, why)
    flag = hot[0] or hot[1]
    if not flag or any(named[2:]):
        # Where there is a flag for ties too, false does not mean the other answer.
        return None
    yes, no = ("true", "1", "yes"), ("false", "0", "no")
    stated = {"first_is": yes if hot[0] else no, "second_is": no if hot[0] else yes}
    mapping = _mapping(sample, columns | {"verdict": flag}).model_copy(update=stated)
    side = columns["response_a" if hot[0] else "response_b"]
    return Recognition(mapping, 0.85, f"'{flag}' says whether '{side}' is the better answer")


def _with_names(sample: Sample, columns: dict[str, str], verdict: str) -> Recognition | None:
    """The verdict is the winner's own name, or its whole text."""
    mapping = _mapping(sample, columns | {"verdict": verdict})
    fetch = getter(verdict)
    cells = [(row, value) for row in sample.rows if (value := fetch(row)) is not None]
    explained = sum(bool(names_in_row(mapping, row, value)) for row, value in cells)
    loose = sum(meant_by(code_of(value), (), ()) == "tie" for _, value in cells)
    if not explained or explained + loose < MOST * len(cells):
        return None
    mapping = mapping.model_copy(update={"first_is": ("model_a",), "second_is": ("model_b",)})
    what = "model" if "model_a" in columns else "text"
    return Recognition(mapping, 0.85, f"'{verdict}' repeats the winner's own {what}")


def _with_codes(sample: Sample, columns: dict[str, str], verdict: str) -> Recognition | None:
    codes = code_counts(sample, verdict)
    if not codes:
        return None
    first, second = columns["response_a"], columns["response_b"]
    columns = columns | {"verdict": verdict}
    if other := sample.column(SECOND_OPINION):
        columns |= {} if other == verdict else {"second_opinion": other}
    mapping = _mapping(sample, columns)
    proof = score_evidence(sample, columns, verdict)
    if known := DOCUMENTED.get((folded(first), folded(second), folded(verdict))):
        if proof is None or known[0] in proof.codes("first"):
            why = f"'{verdict}' is documented: {known[0]} prefers '{first}', {known[1]} prefers '{second}'"
            why += f", and the scores agree in all {proof.rows} rows that tell" if proof else ""
            return _claim(mapping, {known[0]: known[1]}, (), why + _second_opinion(sample, mapping))
        raise AmbiguousDirection(verdict, code_readings(mapping, codes), sorted(codes))
    pairs, ties = naming_words(codes, first, second, verdict)
    if pairs:
        why = f"'{verdict}' names the better of '{first}' and '{second}'"
        return _claim(mapping, pairs, ties, why + _second_opinion(sample, mapping))
    if proof:
        return _proved(mapping, proof)
    _doubt(mapping, codes)
    return None


def _doubt(mapping: Mapping, codes: Counter[str]) -> None:
    """Refuse to guess, unless the column is no verdict at all: a "label" of words is a topic or a kind.

    Raises:
        AmbiguousDirection: The codes are two sides, and perhaps a tie.
        SchemaError: They are words that name neither answer.
    """
    verdict = mapping.columns["verdict"]
    numbers = all(flag_of(code) is not None or code[-1:].isdecimal() for code in codes)
    if not numbers and folded(verdict) in spelled.FLAG_LIKE:
        return
    if readings := code_readings(mapping, codes):
        raise AmbiguousDirection(verdict, readings, sorted(codes))
    first, second, words = mapping.columns["response_a"], mapping.columns["response_b"], sorted(codes)[:6]
    raise SchemaError(
        f"The verdicts in '{verdict}' ({', '.join(words)}) name neither '{first}' nor '{second}'",
        next="Say what they mean with 'first_is', 'second_is' and 'tie_is' in a file for --mapping",
    )


def _claim(mapping: Mapping, pairs: dict[str, str], ties: tuple[str, ...], why: str) -> Recognition:
    stated = {"first_is": tuple(pairs), "second_is": tuple(pairs.values())}
    if ties:
        stated["tie_is"] = (*ties, "tie", "both_bad", "neither")
    return Recognition(mapping.model_copy(update=stated), 0.88, why)


def _proved(mapping: Mapping, proof: Evidence) -> Recognition:
    stated = {f"{side}_is": proof.codes(side) for side in ("first", "second", "tie")}
    column = mapping.columns["verdict"]
    scores = f"'{mapping.columns['score_a']}' and '{mapping.columns['score_b']}'"
    why = f"'{column}' is on the side of the higher of {scores} in all {proof.rows} rows that tell"
    return Recognition(mapping.model_copy(update=stated), 0.8, why)


def _second_opinion(sample: Sample, mapping: Mapping) -> str:
    """How often the other verdict names the other answer; nothing where there is none."""
    other = mapping.columns.get("second_opinion")
    if other is None:
        return ""
    verdict = mapping.columns["verdict"]
    both = [(code_of(row.get(verdict)), code_of(row.get(other))) for row in sample.rows]
    told = [pair for pair in both if None not in pair]
    apart = sum(one != two for one, two in told)
    return f"; '{other}' names the other one in {apart} of the first {len(told)} rows"


def _with_scores(sample: Sample, columns: dict[str, str]) -> Recognition | None:
    if "score_a" not in columns or "score_b" not in columns:
        return None
    why = f"the higher of '{columns['score_a']}' and '{columns['score_b']}' wins"
    return Recognition(_mapping(sample, columns), 0.75, why)


def _mapping(sample: Sample, columns: dict[str, str]) -> Mapping:
    prompt = columns.get("prompt")
    markup = detect_markup(sampled_texts(sample, prompt)) if prompt else None
    rounds = bool(prompt) and sample.rounds(columns["prompt"]) and sample.rounds(columns["response_a"])
    return Mapping(family="battles", columns=columns, rounds=rounds, markup=None if rounds else markup)


def reader(mapping: Mapping) -> Reader:
    """Rows with two answers in the source's order and the verdict between them.

    A ``second_opinion`` (who is safer, where the verdict says who is more helpful) is compared with
    the verdict in the extra column ``verdicts_agree``.
    """
    sides = (round_sides if mapping.rounds else chat_sides)(mapping, "response_a", "response_b")
    verdict_of = verdict_reader(mapping)
    annotate = annotator(mapping, "response_a", "response_b")
    opinion = mapping.columns.get("second_opinion")
    about = mapping.model_copy(update={"columns": {**mapping.columns, "verdict": opinion}})
    opinion_of = verdict_reader(about) if opinion else None
    # Ties of several kinds ("both bad") become one: the source's own word stays among the extras.
    around = surroundings(mapping, keep=("verdict", "both_bad_wins", "second_opinion"))

    def read(row: dict[str, Any]) -> Row:
        verdict = verdict_of(row)
        prompt, first, second = sides(row)
        if annotate is not None:
            annotate(row, first, second)
        split, source, extras = around(row)
        if opinion_of is not None:
            extras["verdicts_agree"] = _agree(verdict, opinion_of, row)
        return Row(prompt, [first, second], [verdict], split, source, extras)

    return read


def _agree(verdict: Verdict, opinion_of: VerdictReader, row: dict[str, Any]) -> bool | None:
    """Whether the second opinion is the verdict's; None where there is none."""
    try:
        opinion = opinion_of(row)
    except Unfit:
        return None
    return (opinion.chosen, opinion.tie) == (verdict.chosen, verdict.tie)


FAMILY = Family(
    name="battles",
    title="two answers a row and which of them won (arena, A/B)",
    needs=(
        Need("a prompt", spelled.CHAT_PROMPT),
        Need("a first answer", (*spellings(0), *LISTS)),
        Need("a second answer", (*spellings(1), *LISTS)),
        Need("a verdict", (*spelled.VERDICT, "winner_model_a", "score_a", "score_0", "score_1")),
    ),
    required=("response_a", "response_b"),
    optional=(
        "prompt",
        *PROMPT_ROLES,
        "verdict",
        "second_opinion",
        *ONE_HOT,
        *("model_a", "model_b", "score_a", "score_b"),
    ),
    recognise=recognise,
    reader=reader,
)
