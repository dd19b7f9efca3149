"""Makers of planted copies: what a person changes in a prompt, one kind a function.

The words here are not those of ``curation/similarity/words.py`` looked up again: they were written
down afresh, so that the benchmark says how the rules do on words nobody tuned them on.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Make = Callable[[str, random.Random], str | None]

_NEIGHBOUR_KEYS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo",
    "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et",
    "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
WRAPPERS = (
    "Quick one for you: {}",
    "Hey there! {}",
    "{} Much appreciated.",
    "I'd be grateful for an answer to this: {}",
    "Good morning. {}",
    "{} – thanks!",
    "Sorry to bother you. {}",
    "I was hoping you could help me. {}",
    "{} Please and thank you.",
    "Can you help me out? {}",
    "Here's what I would like to know. {}",
    "Would you be so kind as to answer this? {}",
    "{} Thanks for your time!",
    "Hi! Hope you are well. {}",
    "Dear assistant, {}",
    "{} Many thanks",
)
_REWORDINGS = (
    (r"\AHow (?:do|can|should|would|could) (?:I|you|we|one) ([^?.!]+)\?\Z", "What is the way to {}?"),
    (r"\AHow to ([^?.!]+)\?\Z", "What's the best way to {}?"),
    (r"\AWhat(?: is|'s) the best way to ([^?.!]+)\?\Z", "How would you {}?"),
    (r"\AWhat is ([^?.!,]+)\?\Z", "Could you explain what {} is?"),
    (r"\AWhat's ([^?.!,]+)\?\Z", "Explain to me what {} is."),
    (r"\AWhat are ((?:some|the) [^?.!,]+)\?\Z", "List {}."),
    (r"\AWhat are ([^?.!,]+)\?\Z", "Could you explain what {} are?"),
    (r"\AWho (?:is|was) ([^?.!,]+)\?\Z", "Tell me who {} is."),
    (r"\A(?:Can|Could) you (?:tell|give|show) me ([^?.!]+)\?\Z", "I'd like to hear {}."),
    (r"\A(?:Write|Create|Compose|Generate) (an? .+)\Z", "I need you to come up with {}"),
    (r"\A(?:Write|Create|Compose|Generate) (an? .+)\Z", "Put together {}"),
    (r"\A(?:Write|Create|Compose|Generate) (an? .+)\Z", "I'm looking for {}"),
    (r"\A(?:Write|Create|Compose|Generate) (an? .+)\Z", "Draft {}"),
    (r"\AExplain (.+)\Z", "Give an explanation of {}"),
    (r"\ADescribe (.+)\Z", "Give a description of {}"),
    (r"\A(?:Make|Create) (a list of .+)\Z", "Provide me with {}"),
    (r"\ASummari[sz]e (.+)\Z", "Write a summary of {}"),
    (r"\ARewrite (.+)\Z", "Give me another version of {}"),
    (r"\AList (.+)\Z", "Name {}"),
    (r"\AClassify (.+)\Z", "Say which class fits: {}"),
    (r"\AI (?:want|need|would like) to (.+)\Z", "What I want to do is {}"),
)
OPPOSITES = (
    ("love", "hate"), ("early", "late"), ("inside", "outside"), ("open", "close"), ("true", "false"),
    ("strong", "weak"), ("rich", "poor"), ("up", "down"), ("begin", "end"), ("safe", "dangerous"),
    ("young", "old"), ("win", "lose"), ("true", "untrue"), ("light", "dark"), ("left", "right"),
    ("maximum", "minimum"), ("warm", "cool"), ("clean", "dirty"), ("large", "tiny"), ("deep", "shallow"),
    ("wide", "narrow"), ("most", "least"), ("similar", "different"), ("same", "different"),
    ("helpful", "unhelpful"), ("formal", "informal"), ("allowed", "forbidden"), ("will", "will not"),
    ("does", "does not"), ("would", "would not"), ("has", "has not"), ("was", "was not"), ("and", "but not"),
    ("benefits", "drawbacks"), ("benefits", "risks"), ("correct", "incorrect"), ("agree", "disagree"),
    ("common", "rare"), ("strengths", "weaknesses"), ("simple", "complex"),
    ("important", "unimportant"), ("teach", "learn"), ("morning", "evening"), ("male", "female"),
    ("real", "fake"), ("future", "past"), ("success", "failure"), ("public", "private"),
)  # fmt: skip
NAMES = (
    "Russia", "Egypt", "Sweden", "Poland", "Nigeria", "Turkey", "Korea", "Vietnam", "Argentina", "Chile",
    "Ireland", "Scotland", "England", "Britain", "Greece", "Israel", "Pakistan", "Iran", "Asia", "Alaska",
    "Ohio", "Michigan", "Virginia", "Seattle", "Denver", "Miami", "Houston", "Atlanta", "Washington",
    "Madrid", "Rome", "Vienna", "Moscow", "Sydney", "Toronto", "Beijing", "Mumbai", "Hawaii", "Norway",
    "Peter", "Tom", "Jack", "Alice", "Bob", "Jane", "Lucy", "Daniel", "George", "William", "Lisa", "Mark",
    "Tesla", "Intel", "Samsung", "IBM", "Disney", "YouTube", "Instagram", "Reddit", "Walmart", "Nike",
    "Newton", "Darwin", "Mozart", "Picasso", "Plato", "Napoleon", "Gandhi", "Churchill", "Hitler", "Jesus",
    "Saturn", "Thursday", "Sunday", "Saturday", "Wednesday", "January", "March", "July", "October",
)  # fmt: skip
OBJECTS = (
    "sugar", "salt", "butter", "egg", "eggs", "potato", "potatoes", "tomato", "onion", "garlic", "pasta",
    "salad", "sandwich", "chocolate", "lemon", "orange", "window", "door", "kitchen", "bathroom", "roof",
    "wall", "floor", "bed", "lamp", "camera", "television", "radio", "keyboard", "printer", "bottle", "cup",
    "knife", "spoon", "truck", "bus", "bridge", "road", "island", "forest", "desert", "lake", "snow", "rain",
    "wind", "sun", "moon", "star", "planet", "lion", "tiger", "bear", "wolf", "rabbit", "mouse", "snake",
    "spider", "bee", "ant", "rose", "grass", "doctor", "farmer", "artist", "writer", "singer", "actor",
    "chef", "mother", "father", "son", "daughter", "uncle", "king", "queen", "prince", "dragon", "knight",
    "hat", "coat", "dress", "ring", "watch", "ball", "tennis", "hockey", "chess", "economics", "philosophy",
    "geography", "mathematics", "geology", "newspaper", "magazine", "letter", "email", "essay", "article",
    "speech", "haiku", "tweet", "cancer", "diabetes", "asthma", "flu", "heart", "brain", "liver", "lung",
    "skin", "gold", "silver", "iron", "copper", "oil", "gas", "coal", "restaurant", "hotel", "office",
    "museum", "library", "church", "market", "farm", "village", "army", "police", "student", "baby",
)  # fmt: skip
LANGUAGES = (
    "English", "German", "French", "Spanish", "Italian", "Portuguese", "Russian", "Chinese", "Japanese",
    "Korean", "Arabic", "Hindi", "Persian", "Turkish", "Polish", "Dutch", "Swedish", "Greek", "Hebrew",
    "Bengali", "Tamil", "Urdu", "Telugu", "Gujarati", "Marathi", "Panjabi", "Malayalam", "Kannada",
)  # fmt: skip
PROGRAMMING = (
    "Python", "Java", "JavaScript", "C++", "C#", "Ruby", "Rust", "PHP", "Perl", "Swift", "Kotlin", "SQL",
)  # fmt: skip
_CODE_EDITS = (
    (r" \+ ", " - "), (r" \* ", " + "), (r" < ", " > "), (r" > ", " < "), (r"==", "!="),
    (r"\bTrue\b", "None"),
    (r"\bint\b", "float"), (r"\bList\b", "Set"), (r"\bstr\b", "bytes"), (r"\bx\b", "y"), (r"\[1, ", "[8, "),
    (r"\b2\b", "3"), (r">>> ", ">>> not "),
)  # fmt: skip


@dataclass(frozen=True)
class Copy:
    """A planted copy of prompt ``origin``."""

    origin: str
    text: str
    kind: str


@dataclass(frozen=True)
class Kind:
    """A kind of copy.

    Attributes:
        name: As shown.
        make: Makes a copy of a prompt, or None where it has nothing to change.
        same: Whether the copy asks the same.
        floor: The least share to be merged, or for another ask the most.
        code: Whether it is made from requests with code.
    """

    name: str
    make: Make
    same: bool
    floor: float | None = None
    code: bool = False


def plant(prompts: Sequence[str], kind: Kind, n: int, rng: random.Random) -> list[Copy]:
    """Up to ``n`` copies of one kind, from the first prompts where it can be made."""
    made: list[Copy] = []
    for prompt in prompts:
        text = kind.make(prompt, rng)
        if text is not None and (text != prompt or kind.name == "exact copy"):
            made.append(Copy(prompt, text, kind.name))
        if len(made) == n:
            break
    return made


def exact(text: str, rng: random.Random) -> str:
    """The very text."""
    return text


def case(text: str, rng: random.Random) -> str:
    """Other capitals, other final punctuation, other spacing."""
    bare = text.rstrip(".?! ")
    return rng.choice(
        (
            text.upper(),
            text.lower(),
            text.title() if "'" not in text else text.lower(),
            f"{bare}!!",
            f"{bare} ...",
            bare,
            f"  {text.swapcase()}\n",
            text.replace(", ", ",").replace(". ", ".  "),
            f"“{bare}”",
        )
    )


def typo(text: str, rng: random.Random) -> str | None:
    """One slip of the finger in one word of four letters or more: swap, drop, double or a key beside it."""
    words = list(re.finditer(r"\b[a-zA-Z]{4,}\b", text))
    if not words:
        return None
    match = rng.choice(words)
    word = match[0]
    at = rng.randrange(0, len(word) - 1)
    beside = rng.choice(_NEIGHBOUR_KEYS[word[at].lower()])
    slips = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[: at + 1] + word[at:],
        word[:at] + beside + word[at + 1 :],
        word[:at] + beside + word[at:],
    )
    return text[: match.start()] + rng.choice(slips) + text[match.end() :]


def wrapper(text: str, rng: random.Random) -> str:
    """Greeting, thanks or framing around it."""
    return rng.choice(WRAPPERS).format(text)


def rewording(text: str, rng: random.Random) -> str | None:
    """The same request opened in other words, where its opening is a usual one."""
    found = [other.format(m[1]) for was, other in _REWORDINGS if (m := re.match(was, text, re.DOTALL))]
    return rng.choice(found) if found else None


def number(text: str, rng: random.Random) -> str | None:
    """One number another one."""
    numbers = list(re.finditer(r"(?<![\d.,])\d{1,6}(?![\d.,]\d)", text))
    if not numbers:
        return None
    match = rng.choice(numbers)
    return text[: match.start()] + str(int(match[0]) + rng.randint(1, 30)) + text[match.end() :]


def opposite(text: str, rng: random.Random) -> str | None:
    """One word turned into its opposite, or negated."""
    found = [(m, other) for word, other in OPPOSITES if (m := re.search(rf"\b{word}\b", text))]
    found += [(m, word) for word, other in OPPOSITES if (m := re.search(rf"\b{other}\b", text))]
    found = [pair for pair in found if not re.match(r" not\b", text[pair[0].end() :])]
    if not found:
        return None
    match, other = rng.choice(found)
    return text[: match.start()] + other + text[match.end() :]


def swapped(words: Sequence[str]) -> Make:
    """Replace one of ``words`` by another of them, wherever it stands."""
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")

    def make(text: str, rng: random.Random) -> str | None:
        match = pattern.search(text)
        if match is None:
            return None
        other = rng.choice([word for word in words if word.casefold() != match[0].casefold()])
        return pattern.sub(lambda m: other if m[0] == match[0] else m[0], text)

    return make


def language(text: str, rng: random.Random) -> str | None:
    """Another programming language, or else another one to write in."""
    return swapped(PROGRAMMING)(text, rng) or swapped(LANGUAGES)(text, rng)


def code(text: str, rng: random.Random) -> str | None:
    """One operator, type or value in the code another one."""
    found = [(m, new) for old, new in _CODE_EDITS if (m := re.search(old, text))]
    if not found:
        return None
    match, new = rng.choice(found)
    return text[: match.start()] + new + text[match.end() :]


KINDS = (
    Kind("exact copy", exact, same=True, floor=1.0),
    Kind("case, punctuation", case, same=True, floor=0.95),
    Kind("single typo", typo, same=True, floor=0.95),
    Kind("polite wrapper", wrapper, same=True, floor=0.9),
    Kind("rewording", rewording, same=True),
    Kind("another number", number, same=False, floor=0.1),
    Kind("an opposite", opposite, same=False, floor=0.1),
    Kind("another object", swapped(OBJECTS), same=False, floor=0.1),
    Kind("another name", swapped(NAMES), same=False, floor=0.1),
    Kind("another language", language, same=False, floor=0.1),
    Kind("other code", code, same=False, floor=0.1, code=True),
)
