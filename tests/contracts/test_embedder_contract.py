import pytest

from datadiet.embed import load
from datadiet.embed.contract import check_embedder
from datadiet.plugins import Embedder
from tests.embed import doubles


@pytest.mark.parametrize("embedder", [load("patches"), doubles.Means(), doubles.MeansInside()], ids=lambda e: e.name)
def test_embedders_keep_the_contract(embedder: Embedder) -> None:
    check_embedder(embedder)


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (doubles.CentredOnItsBatch, "alone gets another vector"),
        (doubles.Random, "other vectors the second time"),
        (doubles.WrongShape, r"embed returns \(5, 2\)"),
        (doubles.DoublePrecision, "float64"),
        (doubles.Careless, "for an image"),
        (doubles.Constant, "different images one vector"),
        (doubles.Scribbler, "prepare changes the image"),
        (doubles.NoFingerprint, "fingerprint is ''"),
        (object, "lacks members"),
    ],
)
def test_each_broken_embedder_is_told_what_is_wrong(broken: type, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        check_embedder(broken())
