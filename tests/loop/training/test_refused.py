"""Output of commands that makes no sense: it is kept, quoted, and named as the trainer saw it and by id."""

import json

import pytest

from datadiet.errors import TrainerError
from datadiet.loop.training import train
from tests.loop.training.commands import BOXES
from tests.loop.training.scenes import colours


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            "found[1]['score'] = 4",
            r"m/refused-output/results\.json, number 2 of 3, of image 71 \(scene-001\.png, images/scene-001\.png\): "
            r"score is 4\.",
        ),
        ("found[1]['bbox'] = [1, 2, 0, 3]", r"of image 71 \(scene-001.*: bbox \[1, 2, 0, 3\] has no area"),
        (
            "found[1]['image_id'] = 9",
            r'number 2 of 3: image 9 is unknown, in \{"image_id": 9, "category_id": 8, .*\}\. Expected: an image '
            r"of the test data: 70 \(scene-000\.png, images/scene-000\.png\), 71",
        ),
        (
            "del found[1]['image_id']; found[1]['file_name'] = 'x.png'",
            r'image "x\.png" is unknown, .* data: scene-000\.png \(images/scene-000\.png\), scene-001',
        ),
        (
            "found[1]['category_id'] = 7",
            r"category 7 is unknown, .*: a class of the test data: 8 \(disc\), 5 \(square\)",
        ),
    ],
)
def test_refused_boxes_are_quoted_and_named_as_the_trainer_saw_them_and_by_id(
    tmp_path, command, sides, change, complaint
):
    body = BOXES.replace("(out / 'seen.json')", "").replace(
        '(out / "results.json")', f'{change}\n(out / "results.json")'
    )
    with pytest.raises(TrainerError, match=complaint):
        train(sides[0], trainer=command(body), test=sides[1], out=tmp_path / "m")
    assert len(json.loads((tmp_path / "m/refused-output/results.json").read_text())) == 3


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (
            "['000009.png,red', '000001.png,red']",
            r"refused-output/predictions\.csv: 1 row has the id '000009\.png', which is unknown: row 1: "
            r"000009\.png,red.* data: 000001\.png \(blue/blue-000\.png\), 000002\.png \(red/red-000\.png\)\.",
        ),
        ("['000001.png,red']", r"nothing of 1 of 2 test samples, '000002\.png \(red/red-000\.png\)' the first"),
        (
            "['000001.png,red', '000002.png,green']",
            r"1 row has the label 'green', .*: row 2, of 000002\.png \(red/red-000\.png\): 000002\.png,green",
        ),
        (
            "['000001.png,red', '000001.png,red']",
            r"2 rows have the id .*, more than once: row 1, of 000001\.png \(blue",
        ),
    ],
)
def test_refused_classes_are_named_by_the_numbered_files_and_by_id(tmp_path, command, rows, complaint):
    body = f"(out / 'predictions.csv').write_text('\\n'.join(['id,label', *{rows}]))"
    sets = [str(colours(tmp_path / name, 1 + seed, seed=seed)) for seed, name in ((1, "train"), (0, "real"))]
    with pytest.raises(TrainerError, match=complaint):
        train(sets[0], trainer=command(body), test=sets[1], out=tmp_path / "m")
    assert (tmp_path / "m/refused-output/predictions.csv").is_file()
