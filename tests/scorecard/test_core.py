import numpy as np
import polars as pl
import pytest

from datadiet.errors import OptionError
from datadiet.scorecard import core as cores
from datadiet.scorecard.assembly import assemble
from datadiet.scorecard.embedding import embed_sides
from datadiet.scorecard.intention import Intention
from datadiet.scorecard.level import score_level
from datadiet.scorecard.options import Options
from datadiet.scorecard.sides import read_sides


def sides(options, n=(120, 150)):
    real, synthetic = (np.random.default_rng(seed).normal(size=(k, 6)) for seed, k in enumerate(n))
    pair = read_sides(real, synthetic, options)
    return pair, embed_sides(pair, "row", options)


def test_a_small_set_is_its_own_core():
    options = Options()
    _, whole = sides(options)
    core = cores.draw_core(whole, options)
    assert core.real is whole.real
    assert core.notes == ()
    assert len(core.rest) == 0


def test_a_core_holds_whole_groups_and_no_more_samples_than_allowed():
    options = Options(group="video")
    frames = pl.DataFrame(np.random.default_rng(0).normal(size=(90, 3)), schema=["a", "b", "c"]).with_columns(
        pl.Series("video", np.repeat(np.arange(30), 3)).cast(pl.String)
    )
    pair = read_sides(frames, frames, options)
    core = cores.draw_core(embed_sides(pair, "row", options), options, most=50)
    assert len(core.real_rows) == 48
    assert all(len(set(core.real_rows) & {3 * g, 3 * g + 1, 3 * g + 2}) in (0, 3) for g in range(30))


def test_beyond_the_core_every_sample_still_has_a_verdict(monkeypatch):
    monkeypatch.setattr(cores, "MOST", 60)
    monkeypatch.setattr(cores.draw_core, "__kwdefaults__", {"most": 60})
    options = Options()
    pair, whole = sides(options)
    scored = score_level(whole, Intention(), options)
    card = assemble(pair, [scored], Intention(), options)
    assert card.verdicts.height == 150
    assert card.points.height == 270
    assert card.points["x"].null_count() == 0
    assert card.verdicts["nearest_real_distance"].null_count() == 0
    assert card.indistinguishability.real_groups == 60
    assert any("60 random real samples of 120" in note for note in card.levels["row"].notes)
    space, real = card.embeddings["row"], set(card.verdicts["nearest_real"])
    assert len(real) <= 60
    row = card.verdicts.row(7, named=True)
    nearest = np.linalg.norm(space[:120] - space[120 + 7], axis=1)
    assert row["nearest_real_distance"] == pytest.approx(nearest[int(row["nearest_real"])], rel=1e-4)


def test_a_reducer_that_cannot_project_is_refused_beyond_the_core():
    options = Options(reducer="tsne")
    _, whole = sides(options)
    with pytest.raises(OptionError, match="use pca"):
        cores.draw_core(whole, options, most=60)
