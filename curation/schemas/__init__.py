"""Raw columns → the canonical model: recognise a source's shape, map it, read its rows.

Bytes are `curation.sources`' business; what becomes of the rows is `curation.store`'s.
"""

from curation.schemas.canonical import Answer, Message, Row, Unfit, Verdict
from curation.schemas.families import FAMILIES
from curation.schemas.family import Family, Learner, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.markup import MARKUPS, Markup, prompt_turns, render_turns, split_turns
from curation.schemas.recognition import check_mapping, family_named, plain_row_reader, recognise, row_reader

__all__ = [
    "FAMILIES",
    "MARKUPS",
    "Answer",
    "Family",
    "Learner",
    "Mapping",
    "Markup",
    "Message",
    "Recognition",
    "Row",
    "Unfit",
    "Verdict",
    "check_mapping",
    "family_named",
    "plain_row_reader",
    "prompt_turns",
    "recognise",
    "render_turns",
    "row_reader",
    "split_turns",
]
