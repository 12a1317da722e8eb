from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from datadiet.data import read

BOX = "<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox>"
VOC = f"<annotation><filename>a.png</filename><object><name>x</name>{BOX}</object></annotation>"


@pytest.mark.parametrize("kind", ["folder", "voc", "coco", "yolo"])
def test_a_path_with_dots_reads_the_same(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    data = tmp_path / "data"
    (data / "images").mkdir(parents=True)
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(data / "images" / "a.png")
    if kind == "voc":
        (data / "annotations").mkdir()
        (data / "annotations" / "a.xml").write_text(VOC)
    if kind == "coco":
        box = '{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 4, 4]}'
        image = '{"id": 1, "file_name": "images/a.png", "width": 8, "height": 8}'
        text = f'{{"images": [{image}], "annotations": [{box}], "categories": [{{"id": 1, "name": "x"}}]}}'
        (data / "coco.json").write_text(text)
    if kind == "yolo":
        (data / "labels").mkdir()
        (data / "labels" / "a.txt").write_text("0 .5 .5 .5 .5\n")
        (data / "data.yaml").write_text("train: images\nnames: [x]\n")
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    straight, dotted = read(data, origin="real"), read("../data", origin="real")
    assert straight.format == dotted.format
    assert straight.samples.equals(dotted.samples)
    assert straight.annotations.equals(dotted.annotations)
    assert len(dotted) == 1
