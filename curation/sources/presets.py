"""The well-known preference sets on the Hub: who wrote their answers, who judged them, and what to mind.

Figures are as the sets' own cards give them; nothing here was counted. What a set really holds is told
when it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """One set, or one part of a repository, that can be loaded as it stands.

    Attributes:
        repo: ``owner/name``.
        title: A name for people.
        family: What a row holds.
        written: Who wrote the answers.
        judged: Who said which is better.
        licence: As the card states it.
        rows: How many, as the card states it.
        mind: What to know before training on it; empty where nothing is known.
        config: The config or sub-folder to load.
        split: The split to load; all of them where there is none.
    """

    repo: str
    title: str
    family: str
    written: str
    judged: str
    licence: str
    rows: str
    mind: str = ""
    config: str | None = None
    split: str | None = None


PRESETS: tuple[Preset, ...] = (
    Preset(
        "nvidia/HelpSteer2",
        "HelpSteer2",
        "two answers a prompt, five ratings from 0 to 4",
        written="models",
        judged="people",
        licence="CC-BY-4.0",
        rows="20,324 train + 1,038 validation",
        mind="Equal helpfulness is a tie. Longer talks are one string with <extra_id_1> between turns.",
    ),
    Preset(
        "nvidia/HelpSteer2",
        "HelpSteer2 preference",
        "two answers, strength from −3 to 3 with reasons",
        written="models",
        judged="people",
        licence="CC-BY-4.0",
        rows="9,125",
        mind="Negative means that the first answer is better. The split column says val, not validation.",
        config="preference",
    ),
    Preset(
        "nvidia/HelpSteer",
        "HelpSteer",
        "up to four answers a prompt, five ratings from 0 to 4",
        written="models",
        judged="people",
        licence="CC-BY-4.0",
        rows="35,331 train + 1,789 validation",
    ),
    Preset(
        "nvidia/HelpSteer3",
        "HelpSteer3 preference",
        "two answers to a conversation, strength from −3 to 3",
        written="models",
        judged="people",
        licence="CC-BY-4.0",
        rows="40,476",
        mind="Fourteen languages and code. Texts hold HTML entities such as &lt;.",
        config="preference",
    ),
    Preset(
        "Intel/orca_dpo_pairs",
        "Orca DPO pairs",
        "system, question, chosen, rejected",
        written="ChatGPT (chosen), Llama-2-13b-chat (rejected)",
        judged="nobody: strong model vs weak model",
        licence="Apache-2.0",
        rows="12,859",
        mind="Chosen by who wrote it, not by how good it is: GPT-4 later overturned about 2,000 and called "
        "about 4,000 ties. Rejected answers begin with a blank. 79 questions are from GSM8K's training set.",
    ),
    Preset(
        "argilla/distilabel-intel-orca-dpo-pairs",
        "Orca DPO pairs, judged again",
        "chosen and rejected, each rated from 1 to 10",
        written="ChatGPT and Llama-2-13b-chat",
        judged="GPT-4",
        licence="Apache-2.0",
        rows="12,859",
        mind="The card keeps 5,922: status is not tie, chosen_score at least 8, not in_gsm8k_train.",
    ),
    Preset(
        "openbmb/UltraFeedback",
        "UltraFeedback",
        "four answers a prompt, rated on four aspects",
        written="models",
        judged="GPT-4",
        licence="MIT",
        rows="63,967",
        mind="overall_score has a known fault: a 1 became a 10. Contains all of TruthfulQA.",
    ),
    Preset(
        "HuggingFaceH4/ultrafeedback_binarized",
        "UltraFeedback binarized",
        "chosen and rejected conversations with scores",
        written="models",
        judged="GPT-4",
        licence="MIT",
        rows="61,135 train_prefs + 2,000 test_prefs",
        mind="Scores tie in some rows. Made from overall_score, fault included. Loads train_prefs; "
        "the sft and gen splits are the same rows for other uses.",
        split="train_prefs",
    ),
    Preset(
        "argilla/ultrafeedback-binarized-preferences-cleaned",
        "UltraFeedback binarized, cleaned",
        "chosen and rejected conversations with ratings and models",
        written="models",
        judged="GPT-4",
        licence="MIT",
        rows="60,917",
    ),
    Preset(
        "Anthropic/hh-rlhf",
        "HH-RLHF helpful",
        "two transcripts, chosen and rejected",
        written="models",
        judged="people",
        licence="MIT",
        rows="160,800 train + 8,552 test in all four sub-folders",
        mind="Loads helpful-base, one of four. In some pairs both transcripts are equal, end empty, or part "
        "before the last turn.",
        config="helpful-base",
    ),
    Preset(
        "Anthropic/hh-rlhf",
        "HH-RLHF harmless",
        "two transcripts, chosen and rejected",
        written="models",
        judged="people",
        licence="MIT",
        rows="160,800 train + 8,552 test in all four sub-folders",
        mind="Loads harmless-base, one of four. Asks for harmful things; chosen is the less harmful answer.",
        config="harmless-base",
    ),
    Preset(
        "allenai/llama-3.1-tulu-3-8b-preference-mixture",
        "Tülu 3 preference mixture",
        "chosen and rejected conversations with a source",
        written="models",
        judged="models",
        licence="ODC-BY, parts under other terms",
        rows="271,409 (the text of the card says 272,898)",
    ),
    Preset(
        "argilla/distilabel-capybara-dpo-7k-binarized",
        "Capybara DPO",
        "chosen and rejected conversations of several turns, rated from 1 to 5",
        written="models",
        judged="a model",
        licence="see the card",
        rows="7,563",
    ),
    Preset(
        "argilla/dpo-mix-7k",
        "DPO mix 7k",
        "chosen and rejected conversations with ratings",
        written="models",
        judged="models",
        licence="MIT (one revision CC-BY-NC-4.0)",
        rows="6,750 train + 750 test",
        mind="A third each of Capybara, Orca and UltraFeedback, with ratings on different scales.",
    ),
    Preset(
        "trl-lib/kto-mix-14k",
        "KTO mix 14k",
        "one answer a row, good or bad",
        written="models",
        judged="models",
        licence="see the card",
        rows="see the card",
        mind="DPO mix 7k with its pairs taken apart.",
    ),
    Preset(
        "stanfordnlp/SHP",
        "Stanford Human Preferences",
        "two comments under a post, with their scores",
        written="people",
        judged="people, by votes on Reddit",
        licence="Reddit's terms",
        rows="348,718 train + 18,436 validation + 18,409 test",
        mind="Votes are feedback in use, not an annotation; score_ratio says how clear they are.",
    ),
    Preset(
        "berkeley-nest/Nectar",
        "Nectar",
        "seven ranked answers a prompt",
        written="models",
        judged="GPT-4",
        licence="see the card",
        rows="182,954",
        mind="Where answers were missing, repeats or a stock refusal fill the seven.",
    ),
    Preset(
        "Skywork/Skywork-Reward-Preference-80K-v0.2",
        "Skywork reward preferences",
        "chosen and rejected conversations with a source",
        written="models",
        judged="people or models, by source",
        licence="see the card",
        rows="77,016",
        mind="Contains HelpSteer2 pairs. v0.1 overlaps RewardBench; this version removed 4,957 such pairs.",
    ),
    Preset(
        "lmarena-ai/arena-human-preference-55k",
        "Chatbot Arena 55k",
        "battles of two models: A, B or tie",
        written="models",
        judged="people, in use",
        licence="Apache-2.0",
        rows="about 55,000, by its name",
        mind="Each text is a list of turns as JSON, and may hold nulls.",
    ),
    Preset(
        "lmarena-ai/arena-human-preference-140k",
        "Chatbot Arena 140k",
        "battles of two models: A, B, tie or both bad",
        written="models",
        judged="people, in use",
        licence="see the card",
        rows="about 140,000, by its name",
    ),
    Preset(
        "openai/summarize_from_feedback",
        "Summaries, compared",
        "two summaries of a post and which is better",
        written="models and people",
        judged="people",
        licence="none stated",
        rows="92,858 train + 86,086 validation",
        mind="Some summaries are the authors' own: model vs human-written.",
        config="comparisons",
    ),
    Preset(
        "PKU-Alignment/PKU-SafeRLHF",
        "PKU-SafeRLHF",
        "two answers, the better and the safer",
        written="Alpaca-style models",
        judged="people with models",
        licence="CC-BY-NC-4.0",
        rows="83.4K",
        mind="Better and safer may disagree. Asks for harmful things. Not for commercial use.",
    ),
)


def matching(text: str, presets: Iterable[Preset] = PRESETS) -> tuple[Preset, ...]:
    """The presets that say every word of ``text`` somewhere; all for none."""
    words = text.lower().split()
    return tuple(preset for preset in presets if all(word in _said(preset) for word in words))


def _said(preset: Preset) -> str:
    return " ".join(str(value) for value in astuple(preset) if value).lower()
