"""Two or more runs against the same real data: is version 2 better than version 1, and where?"""

from datadiet.comparison.compare import compare
from datadiet.comparison.results import Comparison, LevelComparison, RunScore, SliceDifference
from datadiet.comparison.words import as_json, in_words

__all__ = ["Comparison", "LevelComparison", "RunScore", "SliceDifference", "as_json", "compare", "in_words"]
