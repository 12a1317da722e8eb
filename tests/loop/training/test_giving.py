"""Every seed trains on the same data, whatever an earlier one did to it."""

import json

import pytest

from datadiet.loop.training import train, train_seeds
from datadiet.loop.training.giving import give
from datadiet.loop.training.material import material_of
from tests.loop.training.scenes import colours, scenes

SEES = """
import hashlib
def digest(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
(out / "seen.json").write_text(json.dumps([digest(data), digest(test)]))
(out / "predictions.csv").write_text("id,label\\n" + "".join(f"{name},red\\n" for name in sorted(os.listdir(test))))
"""
SPOILS = {
    "changes": "path = next(data.rglob('*.png')); path.write_bytes(path.read_bytes()[::-1])",
    "hides it": "path = next(data.rglob('*.png')); facts = path.stat(); path.write_bytes(path.read_bytes()[::-1]); "
    "os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))",
    "removes": "next(data.rglob('*.png')).unlink()",
    "adds": "(data / 'red' / 'cache.npy').write_text('x')",
    "renames test": "path = next(test.rglob('*.png')); path.rename(test / '999999.png')",
}


@pytest.fixture
def sides(tmp_path):
    return [str(colours(tmp_path / name, n, seed=n)) for name, n in (("train", 3), ("real", 2))]


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_the_next_seed_gets_what_the_first_got_and_the_model_says_what_was_done(tmp_path, command, sides, spoil):
    text = command(SEES + f"if a.seed == '0':\n    {spoil}\n")
    models = train_seeds(sides[0], trainer=text, test=sides[1], seeds=3, out=tmp_path / "m")
    seen = [json.loads((model.folder / "seen.json").read_text()) for model in models]
    assert seen[0] == seen[1] == seen[2]
    (note,) = models[0].facts["notes"]
    assert note.startswith("the command changed, added or removed ")
    assert note.endswith(" the first; each seed gets it as it was")
    assert [model.facts["notes"] for model in models[1:]] == [[], []]
    assert not list(tmp_path.rglob(".datadiet-*"))


def test_data_that_is_only_read_is_written_once(tmp_path, command, sides):
    text = command(SEES + "(out / 'place').write_text(str(data))")
    models = train_seeds(sides[0], trainer=text, test=sides[1], seeds=2, out=tmp_path / "m")
    assert len({(model.folder / "place").read_text() for model in models}) == 1
    assert [model.facts["notes"] for model in models] == [[], []]


def test_nothing_a_command_does_to_its_data_is_done_to_that_of_the_user(tmp_path, command, sides):
    before = {path: path.read_bytes() for path in (tmp_path / "train").rglob("*.png")}
    train(
        sides[0],
        trainer=command("for path in data.rglob('*.png'): path.write_text('')\n(out / 'w').write_text('')").replace(
            " --test {test}", ""
        ),
        out=tmp_path / "m",
    )
    assert {path: path.read_bytes() for path in (tmp_path / "train").rglob("*.png")} == before


def test_files_that_were_changed_are_named(tmp_path):
    made = give(material_of(str(scenes(tmp_path / "s", 2, seed=0))), None, "coco", tmp_path / "given")
    assert made.changed() == []
    (tmp_path / "given/train/new").symlink_to(tmp_path)
    (tmp_path / "given/train/annotations.json").write_text("{}")
    assert made.changed() == ["train/annotations.json", "train/new"]
