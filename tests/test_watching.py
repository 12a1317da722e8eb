from pathlib import Path

import pytest

from datadiet import watching
from datadiet.errors import OutputError, TooFewSamples
from datadiet.generate.run import generate_set
from datadiet.watching import rounds, watch
from tests.generate.run.sources import Rectangles


@pytest.mark.parametrize(
    ("n", "there", "expected"),
    [
        (800, 0, (100, 200, 400, 800)),
        (300, 0, (50, 75, 150, 300)),
        (100, 0, (50, 100)),
        (30, 0, (30,)),
        (800, 100, (100, 200, 400, 800)),
        (800, 101, (200, 400, 800)),
        (800, 800, (800,)),
    ],
)
def test_rounds_grow_to_the_whole_and_begin_where_an_earlier_run_was(n, there, expected):
    assert rounds(n, there) == expected


@pytest.fixture
def scored(monkeypatch):
    """What the score is called with; one of fewer than 6 pictures says that they are too few."""
    calls = []

    def score(real, synthetic, **options):
        calls.append((len(list((synthetic / "images").iterdir())), options["out"]))
        if calls[-1][0] < 6:
            raise TooFewSamples("6 are needed")

    monkeypatch.setattr(watching, "score", score)
    monkeypatch.setattr(watching, "LEAST", 3)
    return calls


def watched(n, folder: Path, **options):
    def make(size):
        return generate_set(Rectangles(), size, folder / "out", seed=7)

    return list(watch(make, n, folder / "out", "real", run=folder / "run", **options))


def test_each_round_is_scored_and_only_the_last_writes_a_run(scored, tmp_path):
    found = watched(24, tmp_path)
    assert scored == [(3, None), (6, None), (12, None), (24, tmp_path / "run")]
    assert found[0].line == "3 pictures: not scored (6 are needed)"
    assert found[0].facts == {"n": 3, "reason": "6 are needed"}


def test_what_was_stopped_goes_on_with_the_round_it_was_in(scored, tmp_path):
    generate_set(Rectangles(), 7, tmp_path / "out", seed=7)
    watched(24, tmp_path)
    assert [n for n, _ in scored] == [12, 24]


def test_a_place_for_the_run_that_is_taken_is_found_out_before_anything_is_made(scored, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").touch()
    with pytest.raises(OutputError, match="is not a run folder"):
        watched(24, tmp_path)
    assert not (tmp_path / "out").exists()
