"""Sampling from a domain: rows of conditions to generate."""

from datadiet.domain.sampling.sampled import QuotaShare, Sampled
from datadiet.domain.sampling.sampling import sample_domain

__all__ = ["QuotaShare", "Sampled", "sample_domain"]
