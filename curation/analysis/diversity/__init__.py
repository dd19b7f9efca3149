"""Diversity and complexity of prompts, and diverse subsets of them."""

from curation.analysis.diversity.constraints import CONSTRAINTS, Constraint, Constraints, passages
from curation.analysis.diversity.coverage import Coverage, coverage_of
from curation.analysis.diversity.hill import Hill, hill
from curation.analysis.diversity.profile import Diversity, Meaning, TopicSize, measure_diversity
from curation.analysis.diversity.prompts import Prompts
from curation.analysis.diversity.spacing import Spacing
from curation.analysis.diversity.spread import QUANTILES, Spread
from curation.analysis.diversity.subset import METHODS, Method, Subset, choose
from curation.analysis.diversity.traits import TRAITS, Trait, Traits
from curation.analysis.diversity.vendi import Vendi, vendi_score
from curation.analysis.diversity.wording import Distinct

__all__ = [
    "CONSTRAINTS",
    "METHODS",
    "QUANTILES",
    "TRAITS",
    "Constraint",
    "Constraints",
    "Coverage",
    "Distinct",
    "Diversity",
    "Hill",
    "Meaning",
    "Method",
    "Prompts",
    "Spacing",
    "Spread",
    "Subset",
    "TopicSize",
    "Trait",
    "Traits",
    "Vendi",
    "choose",
    "coverage_of",
    "hill",
    "measure_diversity",
    "passages",
    "vendi_score",
]
