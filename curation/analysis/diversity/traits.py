"""What kind of asks prompts are: questions or orders, about code or mathematics; turns and system turns.

Questions and orders are told by the last user turn, code and mathematics by all user turns, each by an RE2
pattern over English wording. A prompt can be several of them, or none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from curation.analysis.share import Share
from curation.similarity import unit_texts
from curation.store import Dataset

Mask = npt.NDArray[np.bool_]
Ids = npt.NDArray[np.int64]

_VERBS = (
    r"(?:write|explain|give|list|compile|describe|create|generate|make|tell|provide|summari[sz]e|translate|find"
    r"|compose|rewrite"
    r"|rephrase|paraphrase|convert|suggest|compare|analy[sz]e|design|develop|calculate|compute|solve"
    r"|identify|name|draft"
    r"|answer|classify|continue|complete|define|discuss|edit|correct|fix|format|help|imagine|implement"
    r"|improve|invent"
    r"|outline|pretend|propose|prove|rank|recommend|research|respond|show|simplify|sort|state|teach|turn"
    r"|use|evaluate"
    r"|determine|build|plan|choose|pick|add|remove|change|act|extract|predict|reply|repeat|let['’]?s|please)"
)
_ASKING = (
    r"(?:what|who|whom|whose|which|when|where|why|how|is|are|was|were|do|does|did|can|could|will|would"
    r"|should|shall|may"
    r"|might|has|have|had|am|what['’]s|who['’]s|how['’]s|isn['’]t|aren['’]t|don['’]t you)"
)


@dataclass(frozen=True, slots=True)
class Trait:
    """One kind of ask: ``definition`` says how it is told, ``pattern`` is RE2, in either letter case."""

    name: str
    title: str
    definition: str
    pattern: str
    last_turn: bool = False


TRAITS: tuple[Trait, ...] = (
    Trait(
        "question",
        "question",
        "the last turn holds a question mark that ends a sentence, or begins with a question word",
        rf"(?s)\?(?:[\s\"'”’)*]|$)|^\W*{_ASKING}\s",
        last_turn=True,
    ),
    Trait(
        "order",
        "order",
        "a sentence or line of the last turn begins with a verb that tells to do something, perhaps after"
        " please or can you",
        rf"(?:^|[.!?:\n] ?)\W{{0,3}}(?:please |kindly |now,? |then,? |can you |could you |would you "
        rf"|will you |i want you to"
        rf" |i need you to |you are to |your task is to )*{_VERBS}\b",
        last_turn=True,
    ),
    Trait(
        "code",
        "code",
        "holds fenced code or a line that only code has, or names a programming language or artefact",
        r"```|(?m:^\s*(?:def \w+\(|class \w+[:({]|import \w+|from \w+ import |#include|public (?:static"
        r"|class|void)"
        r"|function \w*\(|SELECT .+ FROM|const \w+ ?=|let \w+ ?=|var \w+ ?=|</?(?:div|html|body|script"
        r"|table)\b))"
        r"|\b(?:python|javascript|typescript|java|kotlin|golang|php|html|css|sql|mysql|postgresql|matlab"
        r"|bash script"
        r"|powershell|react(?:\.?js)|node\.?js|django|pytorch|tensorflow|numpy|pandas|regex|json|xml|api"
        r"|docker|kubernetes|source code|pseudo ?code|compiler|algorithms?|js)\b|\w\(\)|\bc\+\+|\bc#"
        r"|\b(?:write|debug|fix|run|this|of) (?:a |the |this |my |some )?(?:code|script|program|function)\b",
    ),
    Trait(
        "maths",
        "mathematics",
        "holds an equation, arithmetic or TeX mathematics, or names a mathematical task",
        r"\$[^$\n]*[\\^_=+][^$\n]*\$|\\(?:frac|sum|int|sqrt|left|begin\{|cdot|times|alpha|pi\b)"
        r"|\b[xyzn] ?[-+*/^=] ?\d"
        r"|\d ?[+*×÷=^] ?[\dxyz(]|\b(?:solve|simplify|factor|integrate|differentiate) (?:for"
        r"|the (?:equation|following"
        r"|expression|inequality|integral|system)|\d|\w ?[=+^])|\b(?:equations?|integrals?"
        r"|derivatives? of|polynomials?"
        r"|quadratic|algebra|calculus|geometry|trigonometry|theorem|probability (?:of|that)|square root"
        r"|cosine|hypotenuse"
        r"|prime numbers?|matrix|matrices|arithmetic|mathematics|math problem|least common multiple"
        r"|remainder when)\b"
        r"|\bhow (?:many|much) [^?\n]{0,200}\b(?:total|altogether|left|in all|remain\w*)\b[^?\n]*\?",
    ),
)


@dataclass(frozen=True, eq=False)
class Traits:
    """What was found in n prompts.

    Attributes:
        has: bool [n, traits], whether each has each of ``TRAITS``.
        turns: int64 [n], user and assistant turns.
        system: bool [n], whether a system turn with words comes first.
    """

    has: Mask
    turns: Ids
    system: Mask

    def share(self, name: str) -> Share:
        """How many prompts have a trait."""
        mine = self.having(name)
        return Share(int(mine.sum()), len(mine))

    def having(self, name: str) -> Mask:
        """Which prompts have a trait, bool [n]."""
        return np.asarray(self.has[:, [trait.name for trait in TRAITS].index(name)])


def find_traits(dataset: Dataset, ids: Ids) -> Traits:
    """Look at some prompts of a data set, by position."""
    whole = dataset.prompts["text"].take(pa.array(ids))
    last = pa.chunked_array([pa.array(unit_texts(dataset, "last_user"), pa.string())]).take(pa.array(ids))
    columns = [
        pc.match_substring_regex(last if trait.last_turn else whole, f"(?i){trait.pattern}")
        for trait in TRAITS
    ]
    turns, system = _turns(dataset.prompts["messages"])
    has = np.stack([column.to_numpy() for column in columns], axis=1)
    return Traits(has, turns[ids], system[ids])


def _turns(messages: pa.ChunkedArray) -> tuple[Ids, Mask]:
    """Turns that are no system turn, and whether there is a system turn with words."""
    turns, system = [np.empty(0, np.int64)], [np.empty(0, bool)]
    for chunk in messages.chunks:
        owner = pc.list_parent_indices(chunk).to_numpy()
        told = chunk.flatten()
        ours = pc.equal(told.field("role"), "system")
        said = pc.not_equal(pc.utf8_trim_whitespace(pc.fill_null(told.field("content"), "")), "")
        count = np.bincount(owner, minlength=len(chunk))
        mine = np.bincount(owner, ours.to_numpy(zero_copy_only=False), minlength=len(chunk))
        words = np.bincount(owner, pc.and_(ours, said).to_numpy(zero_copy_only=False), minlength=len(chunk))
        turns.append((count - mine).astype(np.int64))
        system.append(words > 0)
    return np.concatenate(turns), np.concatenate(system)
