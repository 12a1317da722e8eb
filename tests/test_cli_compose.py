"""`datadiet compose` and `datadiet vary` as a person calls them."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from datadiet import cli
from datadiet.data import read
from datadiet.generate.compose.segments import decode_segment
from tests.generate.compose.conftest import WHERE, made, scene

__all__ = ["made"]


@pytest.fixture
def place(made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with cells/, which has a square and a disc on each of three images, and grey grounds/."""
    monkeypatch.chdir(tmp_path)
    made("cells", [scene(), scene()[::-1].copy(), scene()], {"square": WHERE["square"], "disc": WHERE["disc"]})
    made("grounds", [np.full((80, 100, 3), grey, np.uint8) for grey in (90, 150)], {"spot": (70, 50, 90, 70)})
    return tmp_path


PASTE = ["compose", "cells", "--on", "grounds", "--class", "square", "--sizes", "kept", "--blending", "hard"]


def pictures(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(Path(folder, "images").iterdir())}


@pytest.mark.parametrize("words", [PASTE, ["vary", "cells", "--artefact", "dust"]])
def test_workers_a_second_run_and_a_longer_run_give_the_same_bytes(place: Path, words: list[str], capsys):
    assert cli.run([*words, "-n", "4", "--out", "one", "--workers", "1"]) == 0
    assert cli.run([*words, "-n", "4", "--out", "two", "--workers", "2"]) == 0
    assert pictures("one") == pictures("two")
    for name in ("annotations.json", "data.yaml"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()
    tables = [pl.read_parquet(Path(name, "metadata.parquet")) for name in ("one", "two")]
    assert tables[0].equals(tables[1])
    Path("one/images/000002.png").unlink()
    capsys.readouterr()
    assert cli.run([*words, "-n", "6", "--out", "one", "--workers", "1"]) == 0
    assert "6 pictures in" in capsys.readouterr().out
    assert pictures("two").items() < pictures("one").items()
    assert cli.run([*words, "-n", "6", "--out", "one", "--seed", "1"]) == 2  # other pictures: refused


def test_what_is_pasted_is_read_back_as_it_was_painted(place: Path, capsys):
    assert cli.run([*PASTE, "-n", "3", "--overlap", "0", "--out", "made", "--format", "coco,yolo,voc", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["classes"]["square"] == facts["pasted"] > 0
    table = pl.read_parquet("made/metadata.parquet")
    assert set(table["background"]) <= {"0.png", "1.png"}
    assert table["pasted"].sum() == facts["pasted"]
    for kind in ("coco", "yolo", "voc"):
        back = read("made", origin="synthetic", format=kind)
        squares = back.annotations.filter(pl.col("label") == "square")
        assert squares.height == facts["pasted"]
        for row in squares.iter_rows(named=True):
            uri = back.samples.filter(pl.col("id") == row["sample"])["uri"][0]
            left, top, right, bottom = (round(row[side]) for side in ("left", "top", "right", "bottom"))
            seen = np.asarray(Image.open(uri))[top:bottom, left:right]
            assert any(np.array_equal(seen, one[12:24, 10:22]) for one in (scene(), scene()[::-1]))


def test_a_plain_end_says_what_to_do_next_and_what_was_left_out(place: Path, capsys):
    Path("cells/1.png").write_bytes(Path("cells/1.png").read_bytes()[:-40])
    assert cli.run([*PASTE, "-n", "2", "--out", "made", "--preview", "sheet.png"]) == 0
    said = capsys.readouterr().out
    assert "objects pasted" in said
    assert "left out: 1 image or object\n  1.png: " in said
    command, why = said.splitlines()[-2:]
    assert command == "Next: datadiet score REAL made --level item --metadata made/metadata.parquet"
    assert why.startswith("REAL: images that these were not made from; against their own, near-copies")
    assert [each["where"] for each in json.loads(Path("made/left_out.json").read_text())] == ["1.png"]
    assert Image.open("sheet.png").width > 500


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--class", "sqare"], "has no class 'sqare'"),
        (["--class", "sqare"], "did you mean square"),
        (["--on", "nowhere"], "nowhere does not exist"),
        (["--per-image", "4", "1"], "per_image is (4, 1)"),
        (["--format", "xml"], "there is no format 'xml'"),
        (["--preview", "sheet.gif.png", "--blending", "soft"], "soft"),
        (["--on", "tiny"], "larger than the background, which is 6 x 6"),
    ],
)
def test_bad_input_exits_with_2_and_says_what_was_found(place: Path, made, words, message, capsys):
    made("tiny", [np.zeros((6, 6, 3), np.uint8)], {})
    assert cli.run([*PASTE, *words, "-n", "2", "--out", "made", "--workers", "1"]) == 2
    assert message in capsys.readouterr().err


def test_objects_without_annotations_and_no_folder_are_errors(place: Path, made, capsys):
    made("bare", [scene()], {})
    assert cli.run(["compose", "bare", "--on", "grounds", "--out", "made"]) == 2
    assert "has no annotations" in capsys.readouterr().err
    assert cli.run(["vary", "cells", "-n", "2"]) == 2
    assert "no folder is given" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["compose", "vary"])
def test_without_arguments_it_explains_itself(command: str, capsys):
    cli.run([command])
    assert "Example:" in capsys.readouterr().out


@pytest.mark.parametrize("outline", ["box", "ellipse", "colour"])
def test_the_masks_of_coco_are_what_was_painted_and_boxes_their_bounds(place: Path, made, outline: str):
    made("loose", [scene()], {"disc": (36, 16, 60, 40)})
    words = ["--outline", outline, "--sizes", "kept", "--blending", "hard", "--per-image", "1", "1", "--out", "made"]
    assert cli.run(["compose", "loose", "--on", "grounds", *words, "-n", "4", "--format", "coco"]) == 0
    grounds = pl.read_parquet("made/metadata.parquet")["background"]
    content = json.loads(Path("made/annotations.json").read_text())
    pasted = [each for each in content["annotations"] if each["parameters"]["origin"] == "pasted"]
    assert len(pasted) == 4
    for each in pasted:
        seen = np.asarray(Image.open(f"made/images/{each['image_id'] - 1:06}.png"))
        painted = (seen != np.asarray(Image.open(Path("grounds", grounds[each["image_id"] - 1])))).any(axis=2)
        mask = decode_segment(json.dumps(each["segmentation"]), (100, 80))
        rows, columns = np.nonzero(painted)
        left, top, wide, high = each["bbox"]
        assert (left, top) == (columns.min(), rows.min())
        assert (left + wide, top + high) == (columns.max() + 1, rows.max() + 1)
        assert mask.box == (left, top, left + wide, top + high)
        assert np.array_equal(mask.pixels, painted[top : top + high, left : left + wide])


def test_the_format_of_the_files_is_told_where_it_gives_pictures_away(place: Path, capsys):
    for path in Path("grounds").glob("*.png"):
        Image.open(path).save(path.with_suffix(".jpg"), quality=80)
        path.unlink()
    labels = Path("grounds/labels.json")
    labels.write_text(labels.read_text().replace(".png", ".jpg"))
    assert cli.run([*PASTE, "-n", "2", "--out", "png"]) == 0
    said = "2 of 2 originals are JPEG, these pictures are PNG: the file format alone tells them apart; --jpeg 80 avoids"
    assert said in capsys.readouterr().out
    assert cli.run([*PASTE, "-n", "2", "--out", "jpeg", "--jpeg", "80", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["notes"] == []
    assert cli.run(["vary", "cells", "-n", "2", "--out", "varied", "--jpeg", "80", "--json"]) == 0
    assert "no original is JPEG, these pictures are" in json.loads(capsys.readouterr().out)["notes"][0]


@pytest.mark.parametrize("side", ["cells", "grounds"])
def test_an_annotation_file_cannot_reach_outside_of_its_folder(place: Path, side: str, capsys):
    Image.new("RGB", (64, 48), (1, 2, 3)).save("secret.png")
    labels = Path(side, "labels.json")
    labels.write_text(labels.read_text().replace('"0.png"', '"../secret.png"'))
    assert cli.run([*PASTE, "-n", "4", "--out", "made"]) == 0
    assert "../secret.png: " in capsys.readouterr().out
    assert [each["where"] for each in json.loads(Path("made/left_out.json").read_text())] == ["../secret.png"]
    for path in Path("made/images").iterdir():
        assert not (np.asarray(Image.open(path)) == (1, 2, 3)).all(axis=2).any()
    absolute = str(Path("secret.png").resolve())
    for name in ("0.png", "1.png", "2.png", "../secret.png"):
        labels.write_text(labels.read_text().replace(f'"{name}"', json.dumps(absolute)))
    assert cli.run([*PASTE, "-n", "4", "--out", "none"]) == 2
    assert not Path("none").exists()


def test_vary_names_the_outlines_that_it_knows(place: Path, capsys):
    assert cli.run(["vary", "cells", "--outline", "colour", "--out", "made"]) == 2
    said = capsys.readouterr().err
    assert "ellipse" in said
    assert "box" in said
    assert said.count("colour") == 1
