"""datadiet: measure, generate and curate synthetic data so that models trained on it work on real data."""

__version__ = "0.1.0"
