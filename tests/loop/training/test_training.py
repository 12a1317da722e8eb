import json
import shutil

import polars as pl
import pytest

from datadiet.errors import DataError, OptionError, OutputError, TrainerError
from datadiet.loop.training import Options, load_model, predict, train, train_seeds
from tests.loop.training.doubles import Most
from tests.loop.training.scenes import colours, scenes


class Counting(Most):
    """Writes down each training and each prediction."""

    name = "counting"
    trained: list[int] = []  # noqa: RUF012
    predicted: list[str] = []  # noqa: RUF012

    def train(self, data, out, *, seed, progress):
        self.trained.append(seed)
        return super().train(data, out, seed=seed, progress=progress)

    def predict(self, model, test, out, *, progress):
        self.predicted.append(test.source)
        super().predict(model, test, out, progress=progress)


@pytest.fixture
def sides(tmp_path):
    Counting.trained.clear()
    Counting.predicted.clear()
    return [str(colours(tmp_path / name, n, seed=n)) for name, n in (("train", 6), ("real", 4), ("more", 3))]


def test_a_probe_tells_the_colours_of_test_pictures(tmp_path, sides):
    model = train(sides[0], test=sides[1], out=tmp_path / "m")
    table = pl.read_csv(model.predictions)
    assert table["label"].to_list() == [id.split("/")[0] for id in table["id"]]
    assert model.facts["data"]["samples"] == 12
    assert load_model(tmp_path / "m").facts == model.facts
    assert {path.suffix for path in (tmp_path / "m").iterdir()} == {".json", ".safetensors", ".csv"}


def test_predict_gives_what_training_gave(tmp_path, sides):
    model = train(sides[0], test=sides[1], out=tmp_path / "m")
    path = predict(tmp_path / "m", sides[1], out=tmp_path / "again.csv")
    assert path.read_bytes() == model.predictions.read_bytes()


def test_predict_says_what_it_cannot_do(tmp_path, sides):
    train(sides[0], out=tmp_path / "m")
    with pytest.raises(OptionError, match=r"ends in \.csv"):
        predict(tmp_path / "m", sides[1], out=tmp_path / "p.json")
    train(sides[0], trainer=Counting(), out=tmp_path / "other")
    with pytest.raises(OptionError, match="trained by the counting"):
        predict(tmp_path / "other", sides[1], out=tmp_path / "p.csv")


def test_seeds_that_are_whole_are_not_trained_again(tmp_path, sides):
    train_seeds(sides[0], trainer=Counting(), seeds=2, out=tmp_path / "m")
    models = train_seeds(sides[0], trainer=Counting(), seeds=3, out=tmp_path / "m")
    assert Counting.trained == [0, 1, 2]
    assert [model.folder.name for model in models] == ["seed-0", "seed-1", "seed-2"]
    assert [model.seed for model in models] == [0, 1, 2]


def test_what_was_broken_off_is_trained_again(tmp_path, sides):
    train_seeds(sides[0], trainer=Counting(), seeds=2, out=tmp_path / "m")
    (tmp_path / "m/seed-1/unfinished.json").write_text("{}")
    (tmp_path / "m/seed-1/rubbish.txt").write_text("x")
    train_seeds(sides[0], trainer=Counting(), seeds=2, out=tmp_path / "m")
    assert Counting.trained == [0, 1, 1]
    assert not (tmp_path / "m/seed-1/rubbish.txt").exists()


def test_other_test_data_is_only_predicted(tmp_path, sides):
    for test in (sides[1], sides[1], sides[2], None):
        model = train(sides[0], trainer=Counting(), test=test, out=tmp_path / "m")
    assert (Counting.trained, Counting.predicted) == ([0], [sides[1], sides[2]])
    assert pl.read_csv(model.predictions).height == 6
    load_model(tmp_path / "m")


def test_another_model_is_not_replaced_unless_asked(tmp_path, sides):
    train(sides[0], trainer=Counting(), out=tmp_path / "m")
    with pytest.raises(OutputError, match="trained on other data"):
        train(sides[1], trainer=Counting(), out=tmp_path / "m")
    with pytest.raises(OutputError, match="of seed 0"):
        train(sides[0], trainer=Counting(), out=tmp_path / "m", seed=1)
    model = train(sides[1], trainer=Counting(), out=tmp_path / "m", options=Options(force=True))
    assert model.facts["data"]["samples"] == 8


def test_a_folder_of_something_else_is_never_touched(tmp_path, sides):
    (tmp_path / "m").mkdir()
    (tmp_path / "m/model.json").write_text('{"format": 1}')
    for force in (False, True):
        with pytest.raises(OutputError, match="not written by"):
            train(sides[0], trainer=Counting(), out=tmp_path / "m", options=Options(force=force))
    assert (tmp_path / "m/model.json").read_text() == '{"format": 1}'


def test_a_changed_file_is_noticed(tmp_path, sides):
    train(sides[0], test=sides[1], out=tmp_path / "m")
    with (tmp_path / "m/predictions.csv").open("a") as file:
        file.write("x")
    with pytest.raises(DataError, match=r"predictions\.csv is not as it was written"):
        load_model(tmp_path / "m")
    with pytest.raises(DataError, match="cannot be read as a model"):
        load_model(tmp_path)


def test_test_data_in_the_training_data_is_refused_unless_allowed(tmp_path, sides):
    shutil.copy(f"{sides[0]}/red/red-001.png", f"{sides[1]}/red/innocent.png")
    with pytest.raises(DataError, match=r"1 of 9 test samples is in the .* 'red/innocent.png' is 'red/red-001.png'"):
        train(sides[0], trainer=Counting(), test=sides[1], out=tmp_path / "m")
    train(sides[0], trainer=Counting(), test=sides[1], out=tmp_path / "m", options=Options(allow=("leak",)))


@pytest.mark.parametrize(
    ("how", "complaint"),
    [
        ({"trainer": "resnet"}, "'resnet' is not a trainer"),
        ({"settings": {"depth": 3}}, "no option 'depth'"),
        ({"trainer": 3}, "a int is no trainer"),
        ({"options": Options(timeout=3)}, "--timeout without a command"),
        ({"options": Options(price=-1)}, "price is -1"),
        ({"options": Options(allow=("theft",))}, "'theft' cannot be allowed"),
        ({"trainer": "detector", "options": Options(level="item")}, "detector does detection, not classification"),
        ({"trainer": "detector", "settings": {"steps": "many"}}, "the option steps of 'detector' is 'many'"),
        ({"trainer": "detector", "settings": {"flips": "down"}}, "flips is 'down'"),
    ],
)
def test_what_cannot_be_asked_is_refused(tmp_path, how, complaint):
    with pytest.raises(OptionError, match=complaint):
        train(str(scenes(tmp_path / "s", 2, seed=0)), out=tmp_path / "m", **how)


def test_one_class_and_no_boxes_are_refused(tmp_path):
    one = str(colours(tmp_path / "one", 3, seed=0, classes=("red",)))
    with pytest.raises(DataError, match=r"has 3 samples, of one class alone, 'red'"):
        train(one, out=tmp_path / "m")
    with pytest.raises(DataError, match="no annotated boxes"):
        train(one, trainer="detector", out=tmp_path / "m")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="is empty"):
        train(str(tmp_path / "empty"), out=tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_classes_that_are_on_one_side_only_are_told(tmp_path):
    data = str(colours(tmp_path / "train", 4, seed=0))
    test = str(colours(tmp_path / "real", 2, seed=1, classes=("red", "green")))
    model = train(data, test=test, out=tmp_path / "m")
    assert model.facts["notes"] == ["the test data has green, of which the training data has nothing"]


def test_a_table_is_predicted_without_its_target_and_with_its_columns_in_any_order(tmp_path):
    frame = pl.DataFrame({"x": [row / 3 for row in range(60)], "kind": ["u", "v", None] * 20})
    frame = frame.with_columns(pl.when(pl.col("x") > 10).then(pl.lit("high")).otherwise(pl.lit("low")).alias("label"))
    frame = frame.sample(fraction=1, shuffle=True, seed=0)
    model = train(frame[:45], test=frame[45:], out=tmp_path / "m", seed=1)
    table = pl.read_csv(model.predictions)
    assert (table["label"] == frame[45:]["label"]).mean() > 0.9
    again = predict(model, frame[45:].select("kind", "x"), out=tmp_path / "p.csv")
    assert pl.read_csv(again).equals(table)
    with pytest.raises(DataError, match="no column 'kind'"):
        predict(model, frame.select("x"), out=tmp_path / "p.csv")


def test_facts_are_json_and_name_every_file(tmp_path, sides):
    train(sides[0], test=sides[1], out=tmp_path / "m", options=Options(price=2.0))
    facts = json.loads((tmp_path / "m/model.json").read_text())
    assert set(facts["files"]) == {"weights.safetensors", "predictions.csv"}
    assert facts["cost"]["money"] == pytest.approx(facts["cost"]["seconds"] / 1800, abs=2e-6)
    assert facts["trainer"] == {"name": "probe", "options": {"embedder": "patches"}}


def test_problems_of_the_data_are_noted(tmp_path):
    data, test = (scenes(tmp_path / name, 3, seed=seed) for seed, name in enumerate(("train", "real")))
    (data / "images/scene-001.png").unlink()
    with pytest.raises(DataError, match=r"no sample of .* has a label.*--level item"):
        train(str(data), out=tmp_path / "m")
    model = train(str(data), test=str(test), out=tmp_path / "m", options=Options(level="item"))
    (note,) = model.facts["notes"]
    assert note.startswith("training data, 1 left out or mended, the first: scene-001.png: the image file is missing")


def test_a_model_stays_whole_where_predicting_further_test_data_fails(tmp_path, sides):
    class Failing(Counting):
        def predict(self, model, test, out, *, progress):
            super().predict(model, test, out, progress=progress)
            if test.source == sides[2]:
                (out / "predictions.csv").write_text("id,label\nnobody,red\n")

    train(sides[0], trainer=Failing(), test=sides[1], out=tmp_path / "m")
    with pytest.raises(TrainerError, match=r"m/refused-output/predictions\.csv: 1 row has the id 'nobody'"):
        train(sides[0], trainer=Failing(), test=sides[2], out=tmp_path / "m")
    assert load_model(tmp_path / "m").predictions is None
    model = train(sides[0], trainer=Failing(), test=sides[1], out=tmp_path / "m")
    assert (model.work, Counting.trained) == ("predicted", [0])
    assert sorted(path.name for path in (tmp_path / "m").iterdir()) == ["counts.txt", "model.json", "predictions.csv"]


def test_what_was_done_is_told(tmp_path, sides):
    tests = (sides[1], sides[1], sides[2], None)
    works = [train(sides[0], trainer=Counting(), test=test, out=tmp_path / "m").work for test in tests]
    assert works == ["trained", "kept", "predicted", "kept"]
