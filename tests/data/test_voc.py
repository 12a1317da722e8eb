"""Pascal VOC: boxes, splits, hostile XML, and the real blood cells."""

import pytest

from datadiet.data import read
from datadiet.errors import DataError
from tests.data.shown import boxes, ids, reasons


def xml(name="a.png", objects=((1, 2, 11, 22),), head=""):
    items = "".join(
        f"<object><name>cell</name><bndbox><xmin>{x}</xmin><ymin>{y}</ymin><xmax>{r}</xmax><ymax>{b}</ymax></bndbox></object>"
        for x, y, r, b in objects
    )
    size = "<size><width>40</width><height>30</height></size>"
    return f"{head}<annotation><filename>{name}</filename>{size}{items}</annotation>"


@pytest.fixture
def voc(picture, tmp_path):
    for name in ("a", "b"):
        picture(f"JPEGImages/{name}.png")
        (tmp_path / "Annotations").mkdir(exist_ok=True)
        (tmp_path / "Annotations" / f"{name}.xml").write_text(xml(f"{name}.png"))
    return tmp_path


def test_voc_takes_corners_as_they_are(voc):
    dataset = read(voc, origin="real")
    assert dataset.format == "voc"
    assert boxes(dataset) == [(f"JPEGImages/{name}.png", "cell", 1, 2, 11, 22) for name in "ab"]


@pytest.mark.parametrize("where", ["", "ImageSets/Main"])
def test_voc_reads_a_split_from_its_list(voc, where):
    (voc / where).mkdir(parents=True, exist_ok=True)
    (voc / where / "val.txt").write_text("b\n")
    dataset = read(f"{voc}#val", origin="real")
    assert ids(dataset) == ["JPEGImages/b.png"]
    assert dataset.name == f"{voc.name}#val"
    with pytest.raises(DataError, match=r"has no split 'test'. Expected: one of val"):
        read(f"{voc}#test", origin="real")


def test_voc_with_everything_in_one_folder_and_a_wrong_file_name(picture, tmp_path):
    picture("a.png")
    (tmp_path / "a.xml").write_text(xml("renamed.jpg"))
    assert ids(read(tmp_path, origin="real")) == ["a.png"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp037"])
def test_voc_refuses_entities_in_any_encoding(voc, encoding):
    bomb = '<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;&x;">]>'
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>'
    text = xml("a.png", head=declaration + bomb)
    data = (
        declaration.encode() + text[len(declaration) :].encode(encoding)
        if encoding == "cp037"
        else text.encode(encoding)
    )
    (voc / "Annotations" / "a.xml").write_bytes(data)
    dataset = read(voc, origin="real", format="voc")
    assert ids(dataset) == ["JPEGImages/b.png"]
    assert (
        "DOCTYPE" in reasons(dataset)["Annotations/a.xml"]
        or "cannot be parsed" in reasons(dataset)["Annotations/a.xml"]
    )


def test_voc_never_reads_an_external_entity(voc, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("b.png")
    head = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>'
    (voc / "Annotations" / "a.xml").write_text(xml("&x;", head=head))
    dataset = read(voc, origin="real")
    assert reasons(dataset)["Annotations/a.xml"].startswith("the XML declares a DOCTYPE or ENTITY")


def test_voc_lists_broken_xml_missing_images_and_bad_boxes(voc):
    (voc / "Annotations" / "a.xml").write_text("<annotation><object>")
    (voc / "Annotations" / "b.xml").write_text(xml("b.png", [(5, 5, 5, 5), (1, 1, "x", 3), (35, 25, 60, 60)]))
    (voc / "Annotations" / "c.xml").write_text(xml("c.png"))
    dataset = read(voc, origin="real")
    assert boxes(dataset) == [("JPEGImages/b.png", "cell", 35, 25, 40, 30)]
    found = reasons(dataset)
    assert found["Annotations/a.xml"].startswith("the XML cannot be parsed")
    assert found["Annotations/b.xml, object 0"] == "box (5, 5, 5, 5) has no area"
    assert found["Annotations/b.xml, object 1"] == "it has no bndbox with four numbers"
    assert "it is clipped" in found["Annotations/b.xml, object 2"]
    assert found["c.png"].startswith("the image file is missing")


def test_voc_refuses_a_path_that_leaves_the_folder(voc, picture):
    (voc / "Annotations" / "a.xml").write_text(xml("../../secret.png"))
    (voc / "JPEGImages" / "a.png").unlink()
    dataset = read(voc, origin="real")
    assert "leaves the folder" in reasons(dataset)["../../secret.png"]


def test_the_real_blood_cells_have_205_and_87_images_and_two_boxes_without_area(bccd):
    train, val = (read(f"{bccd}#{split}", origin="real") for split in ("train", "val"))
    assert (len(train), len(val)) == (205, 87)
    assert [problem.reason for problem in (*train.problems, *val.problems)] == [
        "box (181, 329, 181, 329) has no area",
        "box (504, 337, 504, 337) has no area",
    ]
    assert len(train.annotations) + len(val.annotations) == 3941
    assert set(train.annotations["label"]) == {"RBC", "WBC", "Platelets"}
