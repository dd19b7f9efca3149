"""What checks look for in the words of a prompt or answer, as SQL conditions."""

from __future__ import annotations


def spaceless(side: str) -> str:
    """An answer's text without white space and letter case; ``side`` is ``c`` or ``r``."""
    return f"lower(translate({side}.text, E' \\t\\r\\n', ''))"


def blank(column: str) -> str:
    """True where a text holds nothing but white space."""
    # RE2's \S knows ASCII alone; \p{Z} is Unicode's white space.
    return rf"({column} IS NOT NULL AND NOT regexp_matches({column}, '[^\s\p{{Z}}\v\x{{85}}]'))"


TEMPLATE_MARKER = (
    r"<\|(im_start|im_end|endoftext|eot_id|begin_of_text|end_of_text|start_header_id|end_header_id"
    r"|user|assistant|system|prompter)\|>"
    r"|<extra_id_\d+>|\[/?INST\]|<</?SYS>>|</s>|<start_of_turn>|<end_of_turn>|\n\nHuman:|\n\nAssistant:"
)


def holds_a_marker(side: str) -> str:
    """True where a chat template's marker stands in a text; ``side`` may be ``q``, the prompt."""
    return f"regexp_matches({side}.text, '{TEMPLATE_MARKER}')"
