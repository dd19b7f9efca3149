"""What checks look for in the words of an answer, as SQL conditions over one side."""

from __future__ import annotations


def spaceless(side: str) -> str:
    """An answer's text without white space and letter case; ``side`` is ``c`` or ``r``."""
    return f"lower(translate({side}.text, E' \\t\\r\\n', ''))"


def blank(column: str) -> str:
    """True where a text holds nothing but white space."""
    # RE2's \S knows ASCII alone; \p{Z} is Unicode's white space.
    return rf"({column} IS NOT NULL AND NOT regexp_matches({column}, '[^\s\p{{Z}}\v\x{{85}}]'))"


REFUSAL = (
    r"(?i)^\s*(i'?m sorry,? but|i am sorry,? but|sorry,? (but )?i (can'?t|cannot)|i apologi[sz]e,? but"
    r"|i (can'?t|cannot|can not|am unable to|'?m unable to|am not able to|'?m not able to)\b"
    r"|as an ai( language model)?\b|unfortunately,? i (can'?t|cannot|am unable))"
)
TEMPLATE_MARKER = (
    r"<\|(im_start|im_end|endoftext|eot_id|begin_of_text|end_of_text|start_header_id|end_header_id"
    r"|user|assistant|system|prompter)\|>"
    r"|<extra_id_\d+>|\[/?INST\]|<</?SYS>>|</s>|<start_of_turn>|<end_of_turn>|\n\nHuman:|\n\nAssistant:"
)


def begins_like_a_refusal(side: str) -> str:
    """True where an answer's first 200 characters begin like a refusal."""
    pattern = REFUSAL.replace("'", "''")
    return f"regexp_matches(left({side}.text, 200), '{pattern}')"


def holds_a_marker(side: str) -> str:
    """True where a chat template's marker stands in a text; ``side`` may be ``q``, the prompt."""
    return f"regexp_matches({side}.text, '{TEMPLATE_MARKER}')"
