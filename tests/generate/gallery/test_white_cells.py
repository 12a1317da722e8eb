"""White cells: the nucleus tells the type."""

import numpy as np
import pytest
from scipy import ndimage

from datadiet.errors import OptionError
from datadiet.generate.gallery.drawing import grid
from datadiet.generate.gallery.white_cells import NUCLEI, nucleus_distance, white_cell

OWN = {"radius": 75.0, "nucleus_size": 0.62, "joint": 0.05, "lobes": 3.0}


def nucleus(kind, rng, **changed):
    """Where the nucleus is, (h, w) bool, for a cell of 75 pixels."""
    x, y = grid(80, 1.5)
    return nucleus_distance(kind, x / 75, y / 75, {**OWN, **changed}, rng) > 0


def parts(inside):
    """How many lobes there are, joints (11 pixels thick, and maybe askew) and crumbs of them left out."""
    apart, count = ndimage.label(ndimage.binary_erosion(inside, iterations=12))
    return sum((apart == part).sum() > 60 for part in range(1, count + 1))


@pytest.mark.parametrize("lobes", [2, 3, 4, 5])
def test_a_neutrophil_has_as_many_lobes_as_it_says_and_they_are_joined(lobes, seeded):
    for seed in range(6):
        inside = nucleus("neutrophil", seeded(seed), lobes=lobes)
        assert ndimage.label(inside)[1] == 1
        assert parts(inside) == lobes


def test_an_eosinophil_has_two_lobes_whatever_the_number_says(seeded):
    assert parts(nucleus("eosinophil", seeded(1), lobes=5)) == 2


def filling(inside):
    """Share of its convex outline that a shape fills."""
    from scipy.spatial import ConvexHull

    return inside.sum() / ConvexHull(np.argwhere(inside)).volume


def test_a_lymphocyte_is_round_and_a_monocyte_bent(seeded):
    for seed in range(5):
        assert filling(nucleus("lymphocyte", seeded(seed))) > 0.98
        assert 0.6 < filling(nucleus("monocyte", seeded(seed))) < 0.97
    most = [nucleus(kind, seeded(2)).sum() for kind in ("lymphocyte", "monocyte", "neutrophil")]
    assert most[0] > max(most[1:])


@pytest.mark.parametrize("kind", NUCLEI)
def test_the_nucleus_is_darker_than_the_cytoplasm_and_the_area_that_of_the_disc(kind, seeded):
    cell = white_cell({"nucleus": kind, "radius": 60}, seeded(4))
    assert cell.solid.sum() / cell.density**2 == pytest.approx(np.pi * 60**2, rel=0.05)
    if kind != "smudge":
        green = cell.rgb[..., 1][cell.solid > 0.9]
        assert np.quantile(green, 0.05) < 0.5 < np.quantile(green, 0.95)


def test_granules_change_the_cytoplasm_only(seeded):
    plain, grainy = (white_cell({"granularity": much, "chromatin": 0}, seeded(4)) for much in (0.0, 1.0))
    changed = np.abs(plain.rgb - grainy.rgb).max(axis=2) > 0.01
    assert changed.mean() > 0.05
    dark = plain.rgb[..., 1] < 0.37  # the nucleus, without its soft edge
    assert dark.mean() > 0.05
    assert not changed[dark].any()


def test_an_unknown_nucleus_is_refused_and_the_choices_are_listed(seeded):
    with pytest.raises(OptionError, match=r"no nucleus 'basophile'.*neutrophil, eosinophil"):
        white_cell({"nucleus": "basophile"}, seeded(0))
