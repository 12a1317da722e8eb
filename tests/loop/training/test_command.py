"""Commands as trainers: scripts that really run."""

import json
from pathlib import Path

import polars as pl
import pytest
import yaml

from datadiet.errors import OptionError, TrainerError
from datadiet.loop.training import Options, train
from datadiet.loop.training.command import Command, filled
from datadiet.loop.training.material import material_of
from tests.loop.training.commands import BOXES
from tests.loop.training.scenes import colours


def test_it_gets_coco_without_the_test_labels_and_in_the_numbers_of_the_test_file(tmp_path, command, sides):
    model = train(sides[0], trainer=command(BOXES), test=sides[1], out=tmp_path / "m", seed=3)
    seen = json.loads((tmp_path / "m/seen.json").read_text())
    assert seen["blank"]["annotations"] == []
    assert [image["id"] for image in seen["blank"]["images"]] == [70, 71, 72]
    names = {entry["name"]: entry["id"] for entry in seen["truth"]["categories"]}
    assert names == {"disc": 8, "square": 5} == {entry["name"]: entry["id"] for entry in seen["blank"]["categories"]}
    given = {(b["image_id"], names_of(names, b["category_id"]), *b["bbox"]) for b in seen["truth"]["annotations"]}
    own = json.loads(Path(sides[0], "annotations.json").read_text())["annotations"]
    assert given == {(b["image_id"], ("disc", "square")[b["category_id"] - 1], *map(float, b["bbox"])) for b in own}
    results = json.loads(model.predictions.read_text())
    assert [entry["image_id"] for entry in results] == [70, 71, 72]


def names_of(names, number):
    return next(name for name, each in names.items() if each == number)


def test_nothing_of_the_data_it_was_given_stays(tmp_path, command, sides):
    train(sides[0], trainer=command(BOXES), test=sides[1], out=tmp_path / "m")
    assert sorted(path.name for path in (tmp_path / "m").iterdir()) == [
        "log.txt", "model.json", "results.json", "seen.json",
    ]  # fmt: skip
    assert not list(tmp_path.glob(".datadiet-*"))


def test_the_folder_keeps_cost_and_log(tmp_path, command, sides):
    body = BOXES + "print('epoch 1')\nsum(range(10**7))\n"
    model = train(sides[0], trainer=command(body), test=sides[1], out=tmp_path / "m", options=Options(price=3600))
    assert (tmp_path / "m/log.txt").read_text() == "epoch 1\n"
    assert model.cost.money == pytest.approx(model.cost.seconds, abs=0.01)
    assert model.cost.cpu_seconds > 0.05


def test_yolo_has_the_classes_in_the_order_of_the_categories(tmp_path, command, sides):
    body = """
import shutil
shutil.copytree(data, out / "data"); shutil.copytree(test, out / "test")
(out / "results.json").write_text(json.dumps([{"file_name": sorted(os.listdir(test / "images"))[1], "category": "disc",
    "bbox": [1, 2, 3, 4], "score": 1}]))
"""
    options = Options(form="yolo")
    model = train(sides[0], trainer=command(body), test=sides[1], out=tmp_path / "m", options=options)
    names = yaml.safe_load((tmp_path / "m/data/data.yaml").read_text())["names"]
    assert names == yaml.safe_load((tmp_path / "m/test/data.yaml").read_text())["names"]
    lines = [line.split()[0] for file in (tmp_path / "m/data/labels").rglob("*.txt") for line in file.open()]
    own = json.loads(Path(sides[0], "annotations.json").read_text())["annotations"]
    for number, kind in enumerate(("disc", "square"), 1):
        place = next(str(at) for at, name in names.items() if name == kind)
        assert lines.count(place) == sum(box["category_id"] == number for box in own)
    assert json.loads(model.predictions.read_text())[0]["image_id"] == 71
    assert not (tmp_path / "m/test/labels").exists()


def test_classes_come_in_folders_and_test_pictures_without_their_names(tmp_path, command):
    body = """
print(sorted(os.listdir(data)), sorted(os.listdir(test)))
names = sorted(os.listdir(test))
(out / "predictions.csv").write_text("id,label\\n" + "".join(f"{name},red\\n" for name in reversed(names)))
"""
    sets = [str(colours(tmp_path / name, 2, seed=seed)) for seed, name in enumerate(("train", "real"))]
    model = train(sets[0], trainer=command(body), test=sets[1], out=tmp_path / "m")
    told = (tmp_path / "m/log.txt").read_text()
    assert "'blue'" in told
    assert "'red'" in told
    assert "['000001.png', '000002.png', '000003.png', '000004.png']" in told
    ids = ["blue/blue-000.png", "blue/blue-001.png", "red/red-000.png", "red/red-001.png"]
    assert pl.read_csv(model.predictions)["id"].to_list() == ids


def test_rows_come_as_csv_without_the_target(tmp_path, command):
    body = """
head = test.read_text().splitlines()
assert head[0] == "id,x", head
(out / "predictions.csv").write_text("id,label\\n" + "".join(f"{line.split(',')[0]},a\\n" for line in head[1:]))
"""
    frame = pl.DataFrame({"x": [row * 1.5 for row in range(20)], "label": ["a", "b"] * 10})
    model = train(frame[:14], trainer=command(body), test=frame[14:], out=tmp_path / "m")
    assert pl.read_csv(model.predictions)["id"].to_list() == list(range(6))


@pytest.mark.parametrize(
    ("body", "complaint", "kept"),
    [
        (
            "print('no gpu'); sys.exit(2)",
            r"2; the last it said:\n  no gpu\nExpected: exit code 0\. What to do: see /",
            [],
        ),
        ("import time; time.sleep(60)", "longer than 1.5 seconds", []),
        ("pass", r"left no results\.json, but nothing, and said nothing\.", []),
        ("(out / 'weights.bin').write_text('x')", "left no results.json, but weights.bin", ["weights.bin"]),
        ("(out / 'results.json').write_text('[{')", "refused-output/results.json cannot be read", ["results.json"]),
        (
            BOXES.replace(".5}", "5}") + "(out / 'checkpoints').mkdir(); (out / 'checkpoints/1.bin').write_text('x')",
            "refused-output/results.json, number 1 of 3, of image 70 ",
            ["checkpoints", "results.json", "seen.json"],
        ),
    ],
)
def test_what_goes_wrong_is_told_and_leaves_no_model(tmp_path, command, sides, body, complaint, kept):
    with pytest.raises(TrainerError, match=complaint):
        train(sides[0], trainer=command(body), test=sides[1], out=tmp_path / "m", options=Options(timeout=1.5))
    refused = ["refused-output"] if kept else []
    assert sorted(path.name for path in (tmp_path / "m").iterdir()) == ["log.txt", *refused, "unfinished.json"]
    assert sorted(path.name for path in (tmp_path / "m").glob("refused-output/*")) == kept
    body = BOXES + "print('now it works')"
    train(sides[0], trainer=command(body), test=sides[1], out=tmp_path / "m")
    assert sorted(path.name for path in (tmp_path / "m").iterdir()) == [
        "log.txt", "model.json", "results.json", "seen.json",
    ]  # fmt: skip


def test_without_test_data_it_must_leave_something(tmp_path, command, sides):
    text = command("pass").replace(" --test {test}", "")
    with pytest.raises(TrainerError, match="left nothing"):
        train(sides[0], trainer=text, out=tmp_path / "m")


@pytest.mark.parametrize(
    ("template", "test", "complaint"),
    [
        ("python t.py {out}", None, "no {data}"),
        ("python t.py {data}", None, "no {out}"),
        ("python t.py {data} {out} {epochs}", None, "names {epochs}"),
        ("python t.py {data} {out} {test}", None, "no test data"),
        ("python t.py {data} {out}", "real", "does not name {test}"),
        ("python 't.py {data} {out}", None, "cannot be split"),
        ("no-such-program {data} {out}", None, "cannot be run"),
    ],
)
def test_a_template_that_cannot_work_is_refused(tmp_path, sides, template, test, complaint):
    with pytest.raises(OptionError, match=complaint):
        train(sides[0], trainer=template, test=test and sides[1], out=tmp_path / "m")


def test_words_are_filled_in_after_the_split():
    assert filled("a --x={data} '{out} y'", {"data": "/a b;c", "out": "$(o)"}) == ["a", "--x=/a b;c", "$(o) y"]


def test_another_script_is_another_trainer(tmp_path, command):
    text = command("pass")
    before = Command(text).identity()
    assert Command(text).identity() == before
    command("pass  # and more")
    assert Command(text).identity() != before


def test_a_function_is_taken_too_and_is_held_to_the_same(tmp_path, sides):
    def trainer(data, test, out, seed):
        assert (data.task, len(test)) == ("detection", 3)
        entry = {"file_name": "images/scene-000.png", "category": "disc", "bbox": [1, 2, 3, 4], "score": 0.1 * seed}
        (out / "results.json").write_text(json.dumps([entry]))
        return {"layers": 3}

    model = train(sides[0], trainer=trainer, test=sides[1], out=tmp_path / "m", seed=4)
    assert model.facts["model"] == {"layers": 3}
    assert json.loads(model.predictions.read_text())[0] == {
        "image_id": 70, "category_id": 8, "bbox": [1.0, 2.0, 3.0, 4.0], "score": 0.4,
    }  # fmt: skip
    with pytest.raises(TrainerError, match="score is 4"):
        train(sides[0], trainer=trainer, test=sides[1], out=tmp_path / "m", seed=40)


def test_crops_become_files_for_a_command(tmp_path, command, sides):
    body = (
        "print({name: len(os.listdir(data / name)) for name in sorted(os.listdir(data))}); (out / 'w').write_text('')"
    )
    text = command(body).replace(" --test {test}", "")
    train(sides[0], trainer=text, out=tmp_path / "m", options=Options(level="item"))
    labels = material_of(sides[0], level="item").labels
    counts = {name: labels.count(name) for name in ("disc", "square")}
    assert (tmp_path / "m/log.txt").read_text() == f"{counts}\n"
