"""Proofs: what the reader of a format makes of every row, by its own rules, before the row is offered."""

from curation.export.proof.problem import SAID, Fault, Problem, Proof
from curation.export.proof.prove import prove, rules_for

__all__ = ["SAID", "Fault", "Problem", "Proof", "prove", "rules_for"]
