"""Images become vectors: embedders, the cached run over a data set, declared noise, and vectors that are given."""

from datadiet.embed.embedding import Embedding
from datadiet.embed.loading import load
from datadiet.embed.space import check_same_space, given

__all__ = ["Embedding", "check_same_space", "given", "load"]
