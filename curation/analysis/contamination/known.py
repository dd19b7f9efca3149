"""The well-known benchmarks: where on the Hub each lies, and which column holds its questions.

Names, configs, splits and columns follow open-instruct's own decontamination, where it has them.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownBenchmark:
    """One benchmark.

    Attributes:
        key: What is typed for it.
        title: What people read.
        repo: ``owner/name`` on the Hub.
        question: The column of the questions.
        config: The config or sub-folder.
        split: The split that models are tested on.
        answer: The column of the solutions, where they are texts.
        about: What it asks for.
    """

    key: str
    title: str
    repo: str
    question: str
    config: str | None = None
    split: str | None = "test"
    answer: str | None = None
    about: str = ""


KNOWN: tuple[KnownBenchmark, ...] = (
    KnownBenchmark(
        "gsm8k", "GSM8K", "openai/gsm8k", "question", "main", answer="answer", about="grade-school maths"
    ),
    KnownBenchmark(
        "gsm8k-train",
        "GSM8K train",
        "openai/gsm8k",
        "question",
        "main",
        "train",
        "answer",
        "grade-school maths, training split",
    ),
    KnownBenchmark(
        "math",
        "MATH",
        "DigitalLearningGmbH/MATH-lighteval",
        "problem",
        "default",
        answer="solution",
        about="competition maths",
    ),
    KnownBenchmark(
        "math-500",
        "MATH-500",
        "HuggingFaceH4/MATH-500",
        "problem",
        answer="solution",
        about="competition maths",
    ),
    KnownBenchmark(
        "humaneval",
        "HumanEval",
        "openai/openai_humaneval",
        "prompt",
        answer="canonical_solution",
        about="Python functions",
    ),
    KnownBenchmark(
        "mbpp", "MBPP", "google-research-datasets/mbpp", "text", "full", answer="code", about="Python"
    ),
    KnownBenchmark(
        "ifeval", "IFEval", "google/IFEval", "prompt", split="train", about="following instructions"
    ),
    KnownBenchmark(
        "mt-bench",
        "MT-Bench",
        "HuggingFaceH4/mt_bench_prompts",
        "prompt",
        split="train",
        about="chat, two turns",
    ),
    KnownBenchmark(
        "alpacaeval",
        "AlpacaEval",
        "tatsu-lab/alpaca_eval",
        "instruction",
        "alpaca_eval",
        split="eval",
        answer="output",
        about="chat",
    ),
    KnownBenchmark(
        "truthfulqa",
        "TruthfulQA",
        "truthfulqa/truthful_qa",
        "question",
        "generation",
        "validation",
        "best_answer",
        "common misconceptions",
    ),
    KnownBenchmark("mmlu", "MMLU", "cais/mmlu", "question", "all", about="knowledge, multiple choice"),
    KnownBenchmark(
        "mmlu-pro", "MMLU-Pro", "TIGER-Lab/MMLU-Pro", "question", about="knowledge, multiple choice"
    ),
    KnownBenchmark(
        "gpqa",
        "GPQA",
        "Idavidrein/gpqa",
        "Question",
        "gpqa_extended",
        "train",
        "Explanation",
        "graduate science",
    ),
    KnownBenchmark(
        "rewardbench",
        "RewardBench",
        "allenai/reward-bench",
        "prompt",
        split="filtered",
        answer="chosen",
        about="reward models",
    ),
    KnownBenchmark(
        "rewardbench-2",
        "RewardBench 2",
        "allenai/reward-bench-2",
        "prompt",
        answer="chosen",
        about="reward models",
    ),
)


def known_benchmark(name: str) -> KnownBenchmark | None:
    """The benchmark of that key, title or Hub name, in either letter case; None where there is none."""
    wanted = name.strip().casefold()
    for known in KNOWN:
        if wanted in (known.key, known.title.casefold(), known.repo.casefold()):
            return known
    return None


def near_names(name: str) -> list[str]:
    """Keys that ``name`` may be a slip for."""
    return difflib.get_close_matches(name.strip().casefold(), [known.key for known in KNOWN], n=1)
