"""Constraints in prompts that a program could verify in the answer, after IFEval (Zhou and others 2023).

Each kind is an RE2 pattern over English wording. Kinds are looked for in the order below, and what one
has found is taken out before the next looks, so that a stretch of text counts once: "at least 300
words" is a number of words and no second time a bound. Code in fences is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from curation.analysis.team import Team

Counts = npt.NDArray[np.int64]

_ROWS = 2_048
_FENCE = r"(?s)```.*?(?:```|\z)"
_GONE = " \u2026 "
# Where a sentence, or a clause that tells what to do, begins: "I don't use" forbids nothing.
_HERE = r"(?:^|\n|[.!?:;,)\]…*-] ?|\b(?:please|and|but|so) )"
_NUMBER = (
    r"(?:\d+(?:[.,]\d+)*k?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty|fifty"
    r"|a hundred|one hundred)"
)
_LIMIT = (
    r"(?:at least|at most|(?:no |not )(?:more|less|fewer) than|(?:less|fewer) than|exactly|precisely|up to"
    r"|(?:a )?maximum(?: of)?|(?:a )?minimum(?: of)?|limited to) "
)
_ABOUT = r"(?:only|just|around|more than|about|approximately|roughly|over|under|below|above|within|between) "
_COUNT = rf"{_NUMBER}(?: ?(?:-|–|to|and|or) ?{_NUMBER})?"
_SPAN = rf"(?:{_LIMIT}|{_ABOUT})?{_COUNT}\+?(?:[ -]or (?:more|less|fewer))?[ -]?"
_LIMITED = r"(?:limit(?:ed)?|count|length|minimum|maximum)"
_ITEMS = (
    r"(?:bullets?(?:[ -]points?)?|items|points|examples?|reasons|ways|steps|tips|ideas|facts|options"
    r"|questions|suggestions"
    r"|titles|headlines|names|synonyms|hashtags|placeholders?|keywords|jokes|responses|answers|benefits"
    r"|advantages"
    r"|disadvantages|pros|cons|differences|variations|versions)"
)
_GIVE = (
    r"(?:give|list|provide|suggest|write|name|include|including|generate|create|make|add|tell|share"
    r"|propose|describe"
    r"|explain|identify|state|mention|contain|outline|have|need|want|up with|with|recommend|find|offer)"
)
_ANSWER = (
    r"(?:(?:your|the|each|this|generated|entire|whole) )(?:entire |whole |final |new |last "
    r"|first )?(?:answers?|responses?"
    r"|reply|output|essay|article|e?mail|letter|story|poem|post|blog|summary|text|paragraphs?|sentences?"
    r"|list|code"
    r"|function|program|script|title|question|report|paper|speech|review|song)"
)
_DO = (
    r"(?:include|use|using|mention|write|add|say|repeat|explain|give|provide|make|forget|let|exceed"
    r"|start|begin|end|contain"
    r"|output|return|change|copy|refer|talk|answer|respond|reply|put|ask|generate|describe|assume"
    r"|translate|print|omit"
    r"|skip|leave|create|number|reveal|break|include)"
)
_BE = (
    r"(?:be|include|contain|have|use|follow|start|begin|end|consist|cover|address|mention|appear|return"
    r"|accept|support"
    r"|focus|provide|demonstrate|incorporate|explain|describe|discuss|not)"
)
_LANGUAGES = (
    r"(?:english|spanish|french|german|italian|portuguese|dutch|russian|ukrainian|polish|czech|greek"
    r"|turkish|arabic"
    r"|hebrew|persian|farsi|urdu|hindi|bengali|punjabi|gujarati|marathi|tamil|telugu|kannada|malayalam"
    r"|nepali|thai"
    r"|vietnamese|indonesian|malay|tagalog|filipino|swahili|korean|japanese|chinese|mandarin|cantonese"
    r"|latin|finnish"
    r"|swedish|norwegian|danish|hungarian|romanian|bulgarian|serbian|croatian|catalan)"
)
_FORMATS = r"(?:json|xml|yaml|csv|tsv|html|latex|markdown|mark down|svg|toml)"


@dataclass(frozen=True, slots=True)
class Constraint:
    """One kind.

    Attributes:
        name: Its name.
        title: What it asks, in words.
        pattern: RE2, in either letter case.
        ifeval: The instructions of IFEval it stands for; none where IFEval has no such.
    """

    name: str
    title: str
    pattern: str
    ifeval: tuple[str, ...] = ()


def _length(unit: str, units: str) -> str:
    # A limit in words ("word limit of 300"), or a number right before the unit; a bare "words" is none.
    return rf"\b{unit} {_LIMITED}(?: of| is|:)? ?{_SPAN}|\b{_SPAN}(?:{units})\b"


CONSTRAINTS: tuple[Constraint, ...] = (
    Constraint("words", "a number of words", _length("word", "words?"), ("length_constraints:number_words",)),
    Constraint(
        "sentences",
        "a number of sentences",
        _length("sentence", "(?:short |long |complete |full |more )?sentences?"),
        ("length_constraints:number_sentences",),
    ),
    Constraint(
        "paragraphs",
        "a number of paragraphs or sections",
        _length("paragraph", r"(?:\w+ )?(?:paragraphs?|sections?|stanzas?|verses?|chapters?)")
        + r"|\bseparate[sd]? (?:the |each |your )?(?:\w+ ){0,2}(?:by|with) (?:the |two |double |three |a )",
        (
            "length_constraints:number_paragraphs",
            "length_constraints:nth_paragraph_first_word",
            "detectable_format:multiple_sections",
        ),
    ),
    Constraint(
        "characters",
        "a number of characters, lines or pages",
        _length("character", "characters?|letters? long|lines?|pages?|tokens?|syllables?"),
    ),
    Constraint(
        "items",
        "a number of items",
        rf"\b{_GIVE} (?:\w+ ){{0,2}}?{_SPAN}(?:\w+ ){{0,2}}?{_ITEMS}\b"
        rf"|\b{_LIMIT}{_COUNT} (?:\w+ ){{0,2}}?{_ITEMS}\b"
        r"|\btop (?:\d+|three|five|ten)\b",
        (
            "detectable_format:number_bullet_lists",
            "detectable_content:number_placeholders",
            "combination:two_responses",
        ),
    ),
    Constraint(
        "format",
        "a data or markup format",
        rf"\b(?:in|as|into|to|using|return|output|valid|wrap\w*|generate|produce) (?:a |an |the |pure "
        rf"|valid |only )?"
        rf"{_FORMATS}\b|\b{_FORMATS} (?:format|block|object|array|syntax|table|list|divider|ticks)\b",
        ("detectable_format:json_format",),
    ),
    Constraint(
        "list",
        "bullets, a list or a table",
        r"\bbullet(?:ed)?[ -](?:points?|list)\b|\b(?:in|as|into|make|create|using|with) (?:a |an )"
        r"(?:numbered |ordered |simple |short |keyword |comma[ -]separated )?(?:table|list)\b"
        r"|\bnumbered list\b|\b(?:table|tabular|list) (?:form|format)\b",
        ("detectable_format:number_bullet_lists",),
    ),
    Constraint(
        "headings",
        "headings, a title or highlights",
        r"\b(?:with|include|contain|have|add|has)\w* (?:a |an )?(?:\w+ )?(?:titles?|headings?|headers?"
        r"|sub-?headings?)\b"
        r"|\b(?:highlight|italici[sz]e|bold) (?:at least|\w+ (?:\w+ )?(?:sections?|parts?|phrases?"
        r"|words?)|important|key)\b"
        r"|\b(?:angular|square) brackets\b|\*highlighted\b|\bitalic(?: text)?\b",
        ("detectable_format:title", "detectable_format:number_highlighted_sections"),
    ),
    Constraint(
        "case",
        "letter case",
        r"\b(?:all|only)?[ -]?(?:lower|upper)[ -]?case\b(?: letters)?|\bcapital letters\b"
        r"|\ball[ -]caps\b|\ball capitals?\b"
        r"|\bcapitali[sz]e\b|\b(?:in|all) capitals\b",
        (
            "change_case:english_lowercase",
            "change_case:english_capital",
            "change_case:capital_word_frequency",
        ),
    ),
    Constraint(
        "language",
        "a language",
        r"\b(?:translat|writ|respon|answer|repl|say|said|speak|talk|put|convert|rewrite|summari[sz]"
        r"|explain|output)\w*"
        rf" (?:[^\s.!?]+ ){{0,8}}?(?:in|into|to) (?:the |only |proper |simple |plain |fluent )*{_LANGUAGES}\b"
        rf"|\b(?:in|using|only|use) (?:only )?(?:the )?{_LANGUAGES} (?:language|only)\b"
        rf"|\bonly (?:in |use |using )?(?:the )?{_LANGUAGES}\b|\b(?:in|into) {_LANGUAGES}(?:[.,:;]|\n|$"
        rf"| and )",
        ("language:response_language",),
    ),
    Constraint(
        "punctuation",
        "punctuation",
        r"\b(?:no|any|without|avoid|not use|contain|use of|using) (?:any |the )?(?:commas?|punctuation"
        r"|exclamation marks?"
        r"|semicolons?|quotation marks|emojis?|contractions)\b|\b(?:in|with"
        r"|inside) (?:\w+ ){0,3}quot(?:es|ation marks?)\b"
        r"|\bdouble quot(?:es|ation)(?: marks?)?\b",
        ("punctuation:no_comma", "startend:quotation"),
    ),
    Constraint(
        "ends",
        "how it begins or ends",
        rf"\b(?:must|should) (?:start|begin|end|finish) with\b"
        rf"|\b(?:start|begin|end|finish|conclude)(?:ing)? (?:{_ANSWER}|it|each \w+|every \w+)(?: \w+)? with\b"
        r"|\b(?:start|begin|end|finish)(?:s|ing)? with (?:the |this |a |these )?(?:exact "
        r"|following )?(?:words?|phrase|letter"
        r"|sentence|question|p\.|[\"“'‘#]|[a-z]\b)|\bpost ?script\b|\bp\.(?:p\.)?s\b"
        r"|\bthe (?:very )?(?:first|last) (?:word"
        r"|sentence|letter) (?:of|should|must|is)\b|\bacrostic\b",
        ("startend:end_checker", "detectable_content:postscript"),
    ),
    Constraint(
        "keywords",
        "words to use or to leave out",
        r"\b(?:us(?:e|ing)|includ(?:e|ing)|with|contain\w*|mention\w*|without|avoid\w*) (?:the |these "
        r"|those |following |exact"
        r" |any |of |all |a |only |using )*(?:key ?words?|words?|phrases?|letters?|terms?)\b"
        r"|\bfollowing (?:key)?words?\b"
        r"|\bkeywords?:|\bthe (?:word|letter|phrase) [\"'“‘*]?[\w#!]+[\"'”’*]? (?:should|must|appears?"
        r"|at least|less|more"
        r"|at most|only|in your)\b|\b(?:include|mention) [\"'“]|\bthe exact phrase\b",
        (
            "keywords:existence",
            "keywords:forbidden_words",
            "keywords:frequency",
            "keywords:letter_frequency",
        ),
    ),
    Constraint(
        "choice",
        "a choice of answers",
        r"\byes or no\b|\btrue or false\b|\b(?:choose|select|pick|one) (?:\w+ ){0,3}(?:from"
        r"|of) the following\b"
        r"|\bfollowing (?:\w+ )?(?:options|choices|answers|phrases)\b|\boptions:",
        ("detectable_format:constrained_response",),
    ),
    Constraint(
        "repeat",
        "repeating the request",
        r"\brepeat (?:the |this |my |back |exactly |exact |entire |whole )*(?:request|prompt|question"
        r"|sentence|instructions?)\b"
        r"|\brepeat (?:\w+ ){0,3}(?:above|below|word for word|verbatim)\b",
        ("combination:repeat_prompt",),
    ),
    Constraint(
        "bound",
        "another number as bound",
        rf"\b{_LIMIT}(?:once|twice|{_COUNT} [a-z]+)\b|\b{_NUMBER} or (?:more|less|fewer) (?:times|[a-z]+s)\b",
        ("keywords:frequency", "keywords:letter_frequency"),
    ),
    Constraint(
        "prohibition",
        "something not to do",
        rf"{_HERE}(?:do not|don['’]?t|never) (?:ever |just |simply |even )?{_DO}\b"
        rf"|\b(?:{_ANSWER}|you|it|they) (?:must|should|may|can) ?not (?:\w+ )?(?:be|have|{_DO})\b"
        rf"|{_HERE}avoid (?:\w+ing|any|the use)\b|\bnot allowed\b|\bwithout (?:using|mentioning|adding"
        rf"|repeating|changing)\b",
        ("keywords:forbidden_words", "punctuation:no_comma"),
    ),
    Constraint(
        "requirement",
        "something that must be",
        rf"\b{_ANSWER} (?:must|should|has to|have to|needs? to) (?:only |also |always )?{_BE}\b"
        rf"|\bit must (?:only |also |always )?{_BE}\b"
        rf"|{_HERE}(?:also )?(?:make|be) sure(?: to| that| you| the| your| it| each| every|:)"
        rf"|{_HERE}ensure\b",
    ),
)


@dataclass(frozen=True, eq=False)
class Constraints:
    """What was found in n prompts.

    Attributes:
        counts: int64 [n, kinds], how often each kind of ``CONSTRAINTS`` stands in each prompt.
    """

    counts: npt.NDArray[np.int64]

    @property
    def total(self) -> Counts:
        """Constraints in each prompt, of all kinds together, int64 [n]."""
        return np.asarray(self.counts.sum(axis=1))

    @property
    def kinds(self) -> Counts:
        """Different kinds in each prompt, int64 [n]."""
        return np.asarray((self.counts > 0).sum(axis=1))

    def having(self, name: str) -> npt.NDArray[np.int64]:
        """The prompts with a constraint of a kind, by position."""
        return np.flatnonzero(self.counts[:, [kind.name for kind in CONSTRAINTS].index(name)])


def find_constraints(texts: pa.ChunkedArray, team: Team) -> Constraints:
    """Count the constraints in texts, each stretch of text under the first kind that it fits."""

    def block(part: slice) -> Counts:
        return _counted(_searched(texts[part.start : part.stop].combine_chunks()))

    found = team.over(len(texts), _ROWS, block) if len(texts) else []
    return Constraints(np.concatenate([*found, np.empty((0, len(CONSTRAINTS)), np.int64)]))


def _counted(left: pa.Array) -> Counts:
    counts = np.zeros((len(left), len(CONSTRAINTS)), np.int64)
    for column, kind in enumerate(CONSTRAINTS):
        pattern = f"(?i){kind.pattern}"
        counts[:, column] = pc.count_substring_regex(left, pattern).to_numpy()
        has = pa.array(counts[:, column] > 0)
        # Few prompts have any one kind: only those are written anew.
        left = pc.replace_with_mask(left, has, pc.replace_substring_regex(left.filter(has), pattern, _GONE))
    return counts


def passages(text: str) -> list[tuple[str, str]]:
    """The stretches of one text that count, with the name of their kind, in the order of kinds."""
    left = _searched(pa.array([text]))
    found = []
    for kind in CONSTRAINTS:
        marked = pc.replace_substring_regex(left, f"(?i)({kind.pattern})", "\x01\\1\x02")[0].as_py()
        found += [(kind.name, part.split("\x02")[0].strip()) for part in marked.split("\x01")[1:]]
        left = pc.replace_substring_regex(left, f"(?i){kind.pattern}", _GONE)
    return found


def _searched(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """What is searched: no fenced code, one space where there were several, one line break likewise."""
    left = pc.replace_substring_regex(texts, _FENCE, _GONE)
    return pc.replace_substring_regex(pc.replace_substring_regex(left, r"[ \t\r]+", " "), r" ?\n[ \n]*", "\n")
