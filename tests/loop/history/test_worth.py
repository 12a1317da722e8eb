import shutil

import polars as pl
import pytest

from datadiet.data.versions import add, diff, make_store
from datadiet.errors import OptionError
from datadiet.loop.history import worth
from datadiet.scorecard import score


@pytest.fixture(scope="module")
def history(world, tmp_path_factory):
    """Two versions of pictures: the second has the hue of the real ones, and the first has not."""
    folder = tmp_path_factory.mktemp("history")
    store = make_store(folder / "store")
    versions = []
    for name, hue in (("far", 250), ("near", 80)):
        data = folder / name
        shutil.copytree(world(30, seed=hue, hue=hue), data)
        files = sorted(path.name for path in data.glob("*.png"))
        pl.DataFrame({"file": files, "hue": [hue] * len(files)}).write_csv(data / "metadata.csv")
        lines = (f'{{"index": {number}, "seconds": 0.5, "workers": 1}}\n' for number in range(30))
        (data / "costs.jsonl").write_text("".join(lines))
        versions.append(add(store, data, tag=name).version)
        shutil.rmtree(data)  # what is measured comes from the store
    return store, versions, world(40, seed=1, hue=80, name="real")


def test_the_scores_of_both_versions_are_those_of_the_data_itself(history, world):
    store, (far, near), real = history
    cost = diff(store, far, near).cost
    found = worth(store, far, near, cost, real=str(real))
    card = score(str(real), str(world(30, seed=80, hue=80)))
    assert found.b.indistinguishability == card.indistinguishability.score
    assert found.b.richness == card.richness.score
    assert found.a.gap > found.b.gap
    gains = {gain.measure: gain for gain in found.gains}
    assert gains["gap"].per_point["seconds"] == pytest.approx(15 / ((found.a.gap - found.b.gap) / 0.01))
    assert len(found.sentences) == 1
    assert "near" in found.sentences[0]


def test_the_coverage_of_a_domain_is_that_of_each_version(history, tmp_path):
    store, (far, near), _ = history
    domain = tmp_path / "domain.yaml"
    domain.write_text("domain: hues\ntask: classification\nvariables:\n  hue: {range: [0, 100]}\n")
    cost = diff(store, far, near).cost
    found = worth(store, far, near, cost, domain=domain)
    assert (found.a.relevance, found.b.relevance) == ((0.0, 0.0), (1.0, 1.0))
    assert found.a.indistinguishability is None
    assert {gain.measure for gain in found.gains} >= {"relevance"}


def test_there_has_to_be_something_to_measure_beside(history):
    store, (far, near), _ = history
    with pytest.raises(OptionError):
        worth(store, far, near, diff(store, far, near).cost)
