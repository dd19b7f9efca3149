"""Polite wrapping: greetings, thanks and framing that leave what is asked the same.

English, over key texts (``exact.normalise``): lower case, no apostrophes, no sentence punctuation.
"""

from __future__ import annotations

import re

_ASK = r"(?:can|could|would|will) you(?: please| kindly| maybe| possibly| perhaps| just)?"
_HELP = r"(?: (?:help|assist) me(?: out)?(?: to| with| by| and)?)?"
_QUESTION = r"(?=what|how|why|when|where|who|which|whether|if|about)"
_OPENINGS = (
    r"(?:hello|hi|hey|greetings|good (?:morning|afternoon|evening|day))"
    r"(?: there| everyone| all| again| chatgpt| assistant| ai| friend)?",
    r"(?:dear )(?:assistant|ai|chatgpt|sir|madam)",
    r"please|pls|plz|kindly|okay|ok|so|well|um|alright",
    rf"{_ASK}{_HELP}",
    r"(?:please )?(?:help|assist) me(?: out)?(?: to| with| by)?",
    r"(?:i would|id|i d) (?:like|love|want|appreciate it if)(?: for)?(?: you)?(?: to| could| would)",
    r"i (?:want|need|would like|d like) (?:you )?to(?: please)?",
    r"i (?:want|need|would like|d like) to (?:know|learn|ask|find out|understand)(?: about)?",
    r"i need (?:some )?(?:help|assistance)(?: with| to| in)?",
    r"(?:i was|i am|im|i m|just) wondering(?: if you (?:could|can|would|know))?",
    r"(?:i am|im|i m) (?:curious|interested)(?: about| to know| in knowing| in)?",
    r"do you (?:happen to )?know " + _QUESTION,
    r"(?:please )?(?:tell|show|explain to) me " + _QUESTION,
    r"tell me",
    r"(?:would|do) you mind(?: please)?",
    r"(?:would|is) it (?:be )?possible(?: for you)? to",
    r"(?:i have|heres|here is) (?:a|my) (?:quick |simple |small )?question(?: for you)?",
    r"(?:just )?(?:a )?quick question",
    r"my question is|the question is|question is",
    r"(?:your|the) (?:task|job) is to",
    r"(?:answer|consider|respond to) (?:the following|this)(?: question| prompt| task| instruction)?",
    r"(?:follow|do|complete) (?:the following|this) (?:task|instruction|instructions)",
    r"if you (?:can|could|dont mind|would|please)",
    r"(?:you are|act as|as) (?:a|an|my) (?:helpful |friendly |knowledgeable )*(?:ai |language )*"
    r"(?:assistant|ai|model)",
    r"as an ai(?: language)?(?: model| assistant)?",
)
_CLOSINGS = (
    r"(?:many )?thanks(?: a lot| so much| very much| a million| in advance| again"
    r"| for (?:your|the|any) help)*",
    r"thank you(?: a lot| so much| very much| in advance| again| for (?:your|the|any) help| kindly)*",
    r"(?:thanks|thank you)(?: so much| very much)? for (?:the|your|this|that|all|letting|telling)"
    r"(?: [a-z]+){1,4}",
    r"(?:ok|okay|oh|wow) (?:thats |that is )?(?:great|good|cool|nice|awesome|perfect|interesting)",
    r"please|pls|plz|kindly|cheers|thx|ty",
    r"for me",
    r"if (?:you )?(?:can|could|dont mind|possible|would|please)(?: please)?",
    r"(?:i|id|i d|i would) (?:would )?(?:really |greatly |much )?appreciate "
    r"(?:it|that|this|(?:your|any) help)",
    r"(?:any|your) help (?:is|would be|will be) (?:much |greatly |really )?appreciated",
    r"(?:best |kind |warm )?regards",
    r"have a (?:nice|great|good|wonderful) (?:day|one|evening)",
    r"(?:im|i am|i m) (?:just )?curious",
    r"i (?:want|need|would like|d like) to know",
    r"let me know",
    r"(?:can|could|would) you(?: please)?(?: help(?: me)?)?",
)
_OPENING = re.compile(rf"(?:(?:{'|'.join(_OPENINGS)})(?:\s+|(?<=\s)(?=\S)))+")
_CLOSING = re.compile(rf"(?:\s+(?:{'|'.join(_CLOSINGS)}))+\Z")


def unwrap(key_text: str) -> str:
    """A key text without greetings, thanks and polite framing at its ends; itself where nothing is left."""
    opening = _OPENING.match(key_text)
    bare = key_text[opening.end() :] if opening else key_text
    closing = _CLOSING.search(bare, max(len(bare) - 200, 0))
    bare = bare[: closing.start()] if closing else bare
    return bare or key_text
