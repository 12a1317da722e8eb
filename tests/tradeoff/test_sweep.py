import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from datadiet.errors import DataError, OptionError, TooFewSamples, TwinError
from datadiet.generate.twins.loading import parse_twin
from datadiet.tradeoff import scoring, tradeoff
from tests.tradeoff.sources import DOT, arrays, vectors

SPREADS = {0.0: 0.1, 0.5: 1.0, 1.0: 4.0}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("real") / "real.npy"
    np.save(file, vectors(1, 90, 1))
    return file


@pytest.fixture(scope="module")
def swept(real, tmp_path_factory):
    """A finished sweep, its folder and its sets."""
    folder = tmp_path_factory.mktemp("sweep")
    sets = arrays(folder, SPREADS)
    return tradeoff(sets, real, out=folder / "out", workers=1, name="<b>law</b>"), folder / "out", sets


def test_richness_grows_with_the_width_and_indistinguishability_peaks_where_the_law_is_the_real_one(swept):
    (curve,) = swept[0].curves
    fixed, declared, wild = curve.points
    assert fixed.richness < declared.richness < wild.richness
    assert fixed.spread < declared.spread < wild.spread
    assert declared.indistinguishability > 0.7 > max(fixed.indistinguishability, wild.indistinguishability)
    assert abs(declared.gap) < 0.05 < min(fixed.gap, wild.gap)
    assert (curve.nearest, curve.best, curve.stops) == (0.5, 0.5, 1.0)
    assert [point.on_front for point in curve.points] == [False, True, True]
    assert [point.farther for point in curve.points] == [True, False, True]
    assert all(point.interval[0] <= point.indistinguishability <= point.interval[1] for point in curve.points)


def test_it_says_which_width_and_what_next(swept):
    found, folder, _ = swept
    assert "best compromise is width 0.5: it is surely the nearest" in found.sentence
    assert "From width 1 on" in found.sentence
    assert found.words().splitlines()[-1] == f"Next: {found.next_command}"
    assert found.next_command == f"datadiet keep {folder}/runs/width-0.5 --to kept"


def test_facts_pictures_and_page_are_written_and_the_page_asks_nothing_of_the_net(swept):
    found, folder, _ = swept
    assert json.loads((folder / "tradeoff.json").read_bytes()) == json.loads(found.json())
    assert set(found.files) == {"tradeoff.png", "tradeoff.svg", "clouds.png", "clouds.svg", "index.html"}
    assert all((folder / name).stat().st_size > 1000 for name in found.files)
    page = (folder / "index.html").read_text()
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "<b>law</b>" not in page
    assert "&lt;b&gt;law" in page


def test_what_is_complete_is_not_scored_again_and_gives_the_same_bytes(swept, real, monkeypatch):
    found, folder, sets = swept
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    monkeypatch.setattr(scoring, "score", lambda *_, **__: pytest.fail("scored again"))
    again = tradeoff(sets, real, out=folder, workers=1, name="<b>law</b>")
    assert again == found
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_what_changed_or_is_damaged_is_scored_again_and_nothing_else(swept, real, tmp_path, monkeypatch):
    _, folder, sets = swept
    shutil.copytree(folder, tmp_path / "out")
    (tmp_path / "out" / "runs" / "width-0.5" / "points.parquet").unlink()
    np.save(tmp_path / "wilder.npy", vectors(6, 60, 2))
    done: list[Path] = []
    inner = scoring.score
    monkeypatch.setattr(scoring, "score", lambda *a, **k: done.append(k["out"]) or inner(*a, **k))
    wilder = {**sets, 1.0: tmp_path / "wilder.npy"}
    found = tradeoff(wilder, real, out=tmp_path / "out", workers=1)
    assert [run.name for run in done] == ["width-0.5", "width-1"]
    assert found.curves[0].points[2].gap > swept[0].curves[0].points[2].gap


def test_a_score_is_kept_for_the_same_question_only(real):
    asked = {"level": "scene", "embedder": "patches", "group": None, "seed": 0, "workers": 1}
    digest = scoring.Against.of(real, **asked).digest
    assert scoring.Against.of(real, **{**asked, "workers": 2}).digest == digest
    for changed in ({"level": "all"}, {"seed": 1}, {"group": "auto"}):
        assert scoring.Against.of(real, **{**asked, **changed}).digest != digest


def test_a_twin_is_swept_with_one_seed_and_made_once(tmp_path, world):
    twin, seen = parse_twin(DOT), []
    options = {"n": 12, "widths": [1, 0], "workers": 1}
    real = world(14, seed=1)
    found = tradeoff(twin, real, out=tmp_path, progress=lambda *said: seen.append(said), **options)
    assert [point.width for point in found.curves[0].points] == [0, 1]
    assert (found.name, found.n) == ("dot", 12)
    assert [done for stage, done, _ in seen if stage == "pictures"] == list(range(1, 25))
    assert [said[1:] for said in seen if said[0] == "scores"] == [(0, 2), (1, 2), (2, 2)]
    fixed, wild = (sorted((tmp_path / "sets" / f"width-{w}" / "images").iterdir()) for w in (0, 1))
    assert len(fixed) == len(wild) == 12
    assert len({file.read_bytes() for file in fixed}) < len({file.read_bytes() for file in wild})
    assert (tmp_path / "index.html").read_text().count("<img") == 18
    seen.clear()
    assert tradeoff(twin, real, out=tmp_path, progress=lambda *said: seen.append(said), **options) == found
    assert not [said for said in seen if said[0] == "pictures"]


def never(width: float, folder: Path) -> Path:
    raise AssertionError("made before the real data was looked at")


@pytest.mark.parametrize("widths", [[], [0.5], [0.5, 0.5], [-0.1, 0.5], [0.5, 1.2], [0, float("nan")]])
def test_widths_that_make_no_curve_are_refused(widths, real, tmp_path):
    with pytest.raises(OptionError, match="from 0"):
        tradeoff(never, real, out=tmp_path, widths=widths)
    with pytest.raises(OptionError, match="from 0"):
        tradeoff(dict.fromkeys(widths, real), real, out=tmp_path)


def test_real_data_that_cannot_carry_it_is_refused_before_anything_is_made(tmp_path, world):
    np.save(tmp_path / "few.npy", vectors(1, 9, 1))
    with pytest.raises(TooFewSamples, match="9 independent real samples"):
        tradeoff(never, tmp_path / "few.npy", out=tmp_path / "out")
    with pytest.raises(DataError, match="does not exist"):
        tradeoff(never, tmp_path / "nothing", out=tmp_path / "out")
    with pytest.raises(DataError, match="annotat"):
        tradeoff(never, world(12, seed=3), out=tmp_path / "out", level="item")
    with pytest.raises(OptionError, match="'nope' is not an embedder"):
        tradeoff(never, world(12, seed=3), out=tmp_path / "out", embedder="nope")
    assert not (tmp_path / "out").exists()


def test_a_twin_that_is_not_there_and_widths_beside_folders_are_refused(tmp_path, real):
    with pytest.raises(TwinError, match="no twin 'unicorn'"):
        tradeoff("unicorn", real, out=tmp_path)
    with pytest.raises(OptionError, match="widths beside folders"):
        tradeoff({0: real, 1: real}, real, out=tmp_path, widths=[0, 1])
