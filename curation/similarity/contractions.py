"""English contractions as key texts have them, without their apostrophe, and what they are short for."""

from __future__ import annotations

# fmt: off
_LONG = {
    "u": "you", "ur": "your",
    "cant": "can not", "cannot": "can not", "wont": "will not", "dont": "do not", "doesnt": "does not",
    "didnt": "did not", "isnt": "is not", "arent": "are not", "wasnt": "was not", "werent": "were not",
    "wouldnt": "would not", "shouldnt": "should not", "couldnt": "could not", "hasnt": "has not",
    "havent": "have not", "hadnt": "had not", "mustnt": "must not", "neednt": "need not", "im": "i am",
    "ive": "i have", "youre": "you are", "youve": "you have", "youll": "you will", "theyre": "they are",
    "theyve": "they have", "theyll": "they will", "weve": "we have", "hes": "he is", "shes": "she is",
    "its": "it is", "thats": "that is", "whats": "what is", "whos": "who is", "wheres": "where is",
    "hows": "how is", "theres": "there is", "heres": "here is", "lets": "let us", "ill": "i will",
    "youd": "you would", "theyd": "they would",
}
# fmt: on
CONTRACTIONS: dict[str, tuple[str, ...]] = {short: tuple(long.split()) for short, long in _LONG.items()}
