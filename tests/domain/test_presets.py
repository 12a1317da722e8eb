"""The presets are domains of their own, can be extended, and say yes and no to the right pictures."""

from importlib import resources

import numpy as np
import polars as pl
import pytest
from PIL import Image, ImageFilter
from sklearn.datasets import load_sample_images

from datadiet.data import read
from datadiet.domain.attributes import is_attribute
from datadiet.domain.conditions import read_conditions
from datadiet.domain.loading import PRESETS, parse_domain
from datadiet.domain.relevance import stand
from datadiet.domain.space import space_of


def preset(name):
    return parse_domain(f"domain: mine\nextends: {name}\n")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_domain_by_itself(name):
    text = resources.files("datadiet.domain.presets").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    alone = parse_domain(text)
    assert alone.name == alone.task == name
    assert space_of(alone).feasible(alone.coverage.over).any()


@pytest.mark.parametrize("name", PRESETS)
def test_whatever_a_preset_declares_can_be_measured(name):
    assert [variable.name for variable in preset(name).variables if not is_attribute(variable.name)] == []


@pytest.mark.parametrize("name", PRESETS)
def test_every_bound_of_a_preset_is_explained(name):
    text = resources.files("datadiet.domain.presets").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    lines = text.splitlines()
    bounds = [k for k, line in enumerate(lines) if line.startswith("  ") and "range:" in line]
    assert len(bounds) == len(preset(name).variables)
    assert [lines[k] for k in bounds if not lines[k - 1].startswith("  # ")] == []
    assert "starting points" in " ".join(text.replace("#", " ").split())


def test_one_preset_is_narrow_and_the_other_is_broad():
    narrow, broad = preset("classification"), preset("detection")
    assert (narrow.open_world, broad.open_world) == (False, True)
    for variable in narrow.variables:
        assert broad[variable.name].low <= variable.low < variable.high <= broad[variable.name].high


def test_a_domain_that_extends_a_preset_adds_takes_away_and_replaces():
    made = parse_domain(
        "domain: cars\nextends: detection\nvariables:\n  objects_car: {range: [0, 5], integer: true}\n"
        "  noise: null\n  brightness: {range: [0.3, 0.9]}\n"
    )
    names = [variable.name for variable in made.variables]
    assert "objects_car" in names
    assert "noise" not in names
    assert made["brightness"].low == 0.3
    assert made.name == "cars"


@pytest.fixture(scope="module")
def standing(tmp_path_factory, session_cache):
    """Photographs, and what was done to them: preset -> picture -> where it stands."""
    folder = tmp_path_factory.mktemp("photographs")
    for k, pixels in enumerate(load_sample_images().images):
        photo = Image.fromarray(pixels)
        photo.save(folder / f"{k}-photo.png")
        photo.filter(ImageFilter.GaussianBlur(6)).save(folder / f"{k}-blurred.png")
        photo.point(lambda value: value // 10).save(folder / f"{k}-dark.png")
        noisy = pixels + np.random.default_rng(k).normal(0, 40, pixels.shape)
        Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(folder / f"{k}-noisy.png")
    Image.new("RGB", (300, 200), "grey").save(folder / "0-plain.png")
    data = read(folder, origin="synthetic")
    found = {}
    for name in PRESETS:
        domain = preset(name)
        if name == "detection":  # of pictures without annotations nothing is known about objects
            gone = ("objects", "largest_object", "smallest_object", "truncated_objects", "overlap")
            domain = parse_domain(
                "domain: mine\nextends: detection\ncoverage: {over: [brightness, contrast]}\nvariables: {"
                + ", ".join(f"{one}: null" for one in gone)
                + "}\n"
            )
        found[name] = dict(
            zip(
                data.samples["id"], stand(domain, read_conditions(domain, data, cache=session_cache)).state, strict=True
            )
        )
    return found


@pytest.mark.parametrize("kind", ["blurred", "dark", "noisy", "plain"])
def test_the_narrow_preset_refuses_what_is_no_good_photograph(standing, kind):
    states = {id: state for id, state in standing["classification"].items() if kind in id}
    assert states
    assert set(states.values()) <= {"outside", "unknown"}


def test_both_presets_take_a_good_photograph(standing):
    for states in standing.values():
        assert {state for id, state in states.items() if "photo" in id} == {"inside"}


def test_the_broad_preset_takes_blur_and_noise(standing):
    states = {id: state for id, state in standing["detection"].items() if "blurred" in id or "noisy" in id}
    assert set(states.values()) == {"inside"}
    assert standing["detection"]["0-plain.png"] == "outside"


def test_blood_cells_lie_within_the_broad_preset_but_for_cells_that_were_annotated_twice(bccd):
    data = read(f"{bccd}#train", origin="real")
    domain = preset("detection")
    known = read_conditions(domain, data)
    outside = pl.Series(stand(domain, known).state == "outside")
    assert known.frame.filter(outside)["overlap"].min() > 0.9
    assert known.frame.filter(~outside)["overlap"].max() <= 0.9
    assert 0 < outside.sum() < 0.05 * len(data)
