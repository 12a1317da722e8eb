"""What is each training sample worth for real validation samples? Arrays in, arrays out."""

from datadiet.curate.valuation.cut import Cut, junk_cut
from datadiet.curate.valuation.knn_shapley import knn_shapley, soft_label_knn_shapley
from datadiet.curate.valuation.novelty import novelty
from datadiet.curate.valuation.resampled import Values, values

__all__ = ["Cut", "Values", "junk_cut", "knn_shapley", "novelty", "soft_label_knn_shapley", "values"]
