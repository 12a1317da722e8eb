"""Drafting a domain of operation from data: what was seen there, for a person to correct."""

from datadiet.domain.drafting.draft import draft_domain
from datadiet.domain.drafting.together import together

__all__ = ["draft_domain", "together"]
