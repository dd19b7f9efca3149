"""Ranked answers from source to pairs: no scores are needed, and the best rank is the chosen side."""

from __future__ import annotations

from collections.abc import Callable

from curation.store import Dataset, Pairing

NECTAR = {
    "prompt": "\n\nHuman: Name a river.\n\nAssistant: ",
    "answers": [
        {"answer": text, "model": "m", "rank": rank} for rank, text in enumerate(("Po", "Ebro", "A lake"), 1)
    ],
}
ANSWERS = {"prompt": "Name a river.", "responses": ["A lake", "Po", "Ebro"]}


def paired(dataset: Dataset) -> set[tuple[str, str, bool]]:
    texts = dataset.responses["text"].to_pylist()
    pairs = dataset.pairs
    return {
        (texts[chosen], texts[rejected], tie)
        for chosen, rejected, tie in zip(
            pairs["chosen_id"].to_pylist(),
            pairs["rejected_id"].to_pylist(),
            pairs["tie"].to_pylist(),
            strict=True,
        )
    }


def test_the_best_rank_is_chosen_over_the_worst(built: Callable[..., Dataset]) -> None:
    dataset = built([NECTAR])
    assert paired(dataset) == {("Po", "A lake", False)}
    assert dataset.responses["rank"].to_pylist() == [1.0, 2.0, 3.0]


def test_each_scheme_goes_down_the_ranks(built: Callable[..., Dataset]) -> None:
    rule = Pairing(scheme="adjacent")
    assert paired(built([NECTAR], rule)) == {("Po", "Ebro", False), ("Ebro", "A lake", False)}


def test_equal_ranks_are_a_tie(built: Callable[..., Dataset]) -> None:
    dataset = built([ANSWERS | {"ranks": [2, 1, 1]}], Pairing(scheme="adjacent"))
    assert dataset.info.counts.ties == 1
    assert sum(not tie for _, _, tie in paired(dataset)) == 1


def test_a_cap_leaves_so_many_pairs_a_prompt(built: Callable[..., Dataset]) -> None:
    dataset = built([NECTAR], Pairing(scheme="all", max_pairs=2))
    assert dataset.info.counts.pairs == 2
    assert ("Po", "A lake", False) in paired(dataset)


def test_scores_beside_ranks_decide_only_where_they_are_weighed(built: Callable[..., Dataset]) -> None:
    row = ANSWERS | {"ranks": [3, 1, 2], "scores": [9, 5, 1]}
    assert paired(built([row])) == {("Po", "A lake", False)}
    assert paired(built([row], Pairing(weights={"score": 1}))) == {("A lake", "Ebro", False)}


def test_every_chosen_answer_is_paired_with_every_rejected_one(built: Callable[..., Dataset]) -> None:
    dataset = built([{"prompt": "Q?", "chosen": ["a", "b"], "rejected": ["c", "d"]}])
    assert paired(dataset) == {(one, other, False) for one in "ab" for other in "cd"}
