"""The contract that every reader keeps, asked of those that ship with datadiet."""

import json
from typing import ClassVar

import numpy as np
import pytest
from PIL import Image

from datadiet.data import read, write
from datadiet.data.contract import check_reader
from datadiet.data.draft import Draft
from datadiet.plugins import READERS, find, names


@pytest.fixture
def sources(tmp_path):
    """Format -> a small data set of it."""
    images = tmp_path / "plain"
    (images / "JPEGImages").mkdir(parents=True)
    for number in range(3):
        pixels = np.random.default_rng(number).integers(0, 256, (20, 30, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(images / "JPEGImages" / f"{number}.png")
    (tmp_path / "boxes.json").write_text(
        json.dumps(
            {
                "images": [{"id": 1, "file_name": "plain/JPEGImages/0.png", "width": 30, "height": 20}],
                "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}],
                "categories": [{"id": 1, "name": "cell"}],
            }
        )
    )
    dataset = read(tmp_path / "boxes.json", origin="real")
    ids = dataset.samples["id"].to_list()
    made = {name: write(dataset, ids, tmp_path / name, format=name) for name in ("coco", "yolo", "fiftyone")}
    voc = tmp_path / "voc"
    (voc / "Annotations").mkdir(parents=True)
    (images / "JPEGImages").rename(voc / "JPEGImages")
    (voc / "Annotations" / "0.xml").write_text("<annotation><filename>0.png</filename></annotation>")
    np.save(tmp_path / "x.npy", np.ones((2, 3)))
    (tmp_path / "t.csv").write_text("x,y\n1,2\n3,4\n")
    return {**made, "voc": voc, "folder": voc / "JPEGImages", "arrays": tmp_path / "x.npy", "table": tmp_path / "t.csv"}


def test_every_reader_keeps_the_contract(sources):
    assert set(sources) == set(names(READERS))
    for name, source in sources.items():
        foreign = sources["arrays" if name in ("table", "folder") else "table"]
        dataset = check_reader(find(READERS, name), source, foreign=foreign)
        assert dataset.format == name


def test_every_format_is_detected_as_what_it_is(sources):
    assert {name: read(source, origin="real").format for name, source in sources.items()} == {
        name: name for name in sources
    }


class Broken:
    """A reader that forgets the origin."""

    name: ClassVar[str] = "broken"

    def recognises(self, source):
        return source.is_dir()

    def read(self, source, *, origin):
        draft = Draft(source)
        for path in sorted(source.iterdir() if source.is_dir() else []):
            draft.image(path)
        return draft.finish(source, origin="real", format=self.name)


def test_the_contract_catches_a_reader_that_forgets_the_origin(sources):
    with pytest.raises(AssertionError, match="the origin is not passed on"):
        check_reader(Broken, sources["folder"], foreign=sources["table"])


def test_the_contract_catches_a_reader_that_takes_everything(sources):
    greedy = type("Greedy", (Broken,), {"recognises": lambda self, source: True})
    with pytest.raises(AssertionError, match=r"takes .* for its own format"):
        check_reader(greedy, sources["folder"], foreign=sources["table"])


def test_the_contract_catches_an_incomplete_reader(sources):
    with pytest.raises(AssertionError, match="lacks name, recognises or read"):
        check_reader(type("Bare", (), {"name": "bare"}), sources["folder"], foreign=sources["table"])
