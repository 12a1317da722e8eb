"""Proof that a model improved: paired comparison on the same real test samples."""

from datadiet.loop.proof.comparing import MEASURES, compare
from datadiet.loop.proof.results import Change, Difference, Mark, Needed, Proof, Side, Unusable
from datadiet.loop.proof.storage import PROOF, load_proof, proof_json, proof_schema, write_proof

__all__ = [
    "MEASURES",
    "PROOF",
    "Change",
    "Difference",
    "Mark",
    "Needed",
    "Proof",
    "Side",
    "Unusable",
    "compare",
    "load_proof",
    "proof_json",
    "proof_schema",
    "write_proof",
]
