import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from datadiet.errors import OptionError
from datadiet.tradeoff import tradeoff


def blobs(folder: Path, n: int, spread: float, seed: int) -> Path:
    """Write pictures of one bright blob each, whose place and tone vary by `spread`."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:24, :24]
    for k in range(n):
        across, down = 12 + spread * rng.uniform(-9, 9, 2)
        tone = 200 + spread * rng.uniform(-120, 50)
        image = tone * np.exp(-((x - across) ** 2 + (y - down) ** 2) / 18) + rng.normal(0, 4, (24, 24))
        Image.fromarray(np.clip(image, 0, 255).astype(np.uint8)).convert("RGB").save(folder / f"{k:03d}.png")
    return folder


def test_wider_sets_are_richer_and_the_picture_is_written(tmp_path: Path):
    real = blobs(tmp_path / "real", 60, 0.5, 1)
    found = tradeoff(
        lambda width, folder: blobs(folder, 60, width, 2),
        real,
        name="blobs",
        n=60,
        out=tmp_path / "out",
        widths=[1.0, 0.0, 0.5],
    )
    (curve,) = found.curves
    assert [point.width for point in curve.points] == [0.0, 0.5, 1.0]
    fixed, declared, wild = curve.points
    assert fixed.richness < declared.richness < wild.richness
    assert declared.indistinguishability > max(fixed.indistinguishability, wild.indistinguishability)
    assert declared.on_front
    assert not fixed.on_front
    assert json.loads(found.json())["curves"][0]["level"] == "scene"
    assert Path(found.picture).is_file()
    assert Path(found.picture).with_suffix(".svg").is_file()


@pytest.mark.parametrize("widths", [[], [0.5], [0.5, 0.5], [-0.1, 0.5], [0.5, 1.2]])
def test_widths_that_make_no_curve_are_refused(widths: list[float], tmp_path: Path):
    with pytest.raises(OptionError, match="two or more"):
        tradeoff(lambda width, folder: folder, tmp_path, name="x", n=1, out=tmp_path, widths=widths)
