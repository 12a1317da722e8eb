"""Which family fits a column best, and whether it fits at all."""

from datadiet.distributions.fitting.candidates import Candidate
from datadiet.distributions.fitting.empirical import empirical
from datadiet.distributions.fitting.fitting import fit
from datadiet.distributions.fitting.masses import Mass
from datadiet.distributions.fitting.results import Fit, Quantiles

__all__ = ["Candidate", "Fit", "Mass", "Quantiles", "empirical", "fit"]
