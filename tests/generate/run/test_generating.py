import dataclasses
import functools
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from PIL import Image

from datadiet.data import read
from datadiet.errors import DataError, MissingExtra, OptionError, OutputError
from datadiet.generate.labels import FORMATS
from datadiet.generate.run import Source, generate_set
from tests.generate.run.sources import Rectangles, picture
from tests.generate.run.trees import tree

ROOT = Path(__file__).parents[3]
ALL = tuple(FORMATS)
make_set = functools.partial(generate_set, seed=7, formats=ALL)


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("uninterrupted") / "out"
    make_set(Rectangles(), 9, folder)
    return tree(folder)


def test_the_stand_in_is_a_source():
    assert isinstance(Rectangles(), Source)


def test_two_workers_give_the_same_bytes_as_one(tmp_path, uninterrupted):
    make_set(Rectangles(), 9, tmp_path / "out", workers=2)
    assert tree(tmp_path / "out") == uninterrupted


def test_a_longer_run_extends_a_shorter_one(tmp_path, uninterrupted):
    first = make_set(Rectangles(), 4, tmp_path / "out")
    images = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "images").iterdir()}
    second = make_set(Rectangles(), 9, tmp_path / "out", workers=2)
    assert tree(tmp_path / "out") == uninterrupted
    assert {path: path.stat().st_mtime_ns for path in images} == images
    assert (first.n, first.made, second.n, second.made) == (4, 4, 9, 5)


def test_another_seed_gives_other_pictures(tmp_path, uninterrupted):
    generate_set(Rectangles(), 9, tmp_path / "out", seed=8)
    assert tree(tmp_path / "out")["images/000000.png"] != uninterrupted["images/000000.png"]


KILLED = """
import os, sys
from pathlib import Path
from datadiet.generate.labels import FORMATS
from datadiet.generate.run import generate_set
from tests.generate.run.sources import Rectangles
left, really = int(sys.argv[2]), os.replace
def replace(source, target):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), 9)
    really(source, target)
os.replace = replace
generate_set(Rectangles(), 9, Path(sys.argv[1]), seed=7, formats=tuple(FORMATS))
"""


def killed(script, *arguments):
    return subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)], cwd=ROOT, start_new_session=True)


def test_a_run_killed_at_any_write_resumes_to_the_same_bytes(tmp_path, uninterrupted):
    # Writes: 1 the manifest, 2 to 19 picture and record in turn, then labels, and the metadata last.
    moments = (1, 2, 3, 12, 20, 31, 58, 60)
    for one, two in zip(moments[::2], moments[1::2], strict=True):
        runs = [killed(KILLED, tmp_path / str(moment), moment) for moment in (one, two)]
        assert [run.wait(60) for run in runs] == [-9, -9]
    for moment in moments:
        left = tree_names(tmp_path / str(moment))
        assert any("/." in f"/{name}" for name in left), "the kill left no half-written file"
        made = make_set(Rectangles(), 9, tmp_path / str(moment))
        assert tree(tmp_path / str(moment)) == uninterrupted
        assert made.made == 9 - sum(name.startswith("frames/0") for name in left)


def tree_names(folder):
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


SLOW = """
import sys
from pathlib import Path
from datadiet.generate.labels import FORMATS
from datadiet.generate.run import generate_set
from tests.generate.run.sources import Rectangles
generate_set(Rectangles(pause=0.05), 60, Path(sys.argv[1]), seed=7, formats=tuple(FORMATS), workers=2)
"""


def test_a_run_of_two_workers_killed_with_all_its_processes_resumes_to_the_same_bytes(tmp_path):
    out = tmp_path / "out"
    run = killed(SLOW, out)
    deadline = time.monotonic() + 60
    while len(list(out.glob("frames/*.json"))) < 7 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGKILL)
    assert run.wait(60) == -9
    there = len(list(out.glob("frames/*.json")))
    assert 7 <= there < 60
    made = make_set(Rectangles(), 60, out, workers=2)
    assert (made.n, made.made) == (60, 60 - there)
    make_set(Rectangles(), 60, tmp_path / "uninterrupted")
    assert tree(out) == tree(tmp_path / "uninterrupted")


DEAD_WORKER = """
import sys
from pathlib import Path
from datadiet.generate.labels import FORMATS
from datadiet.generate.run import generate_set
from tests.generate.run.sources import Rectangles
generate_set(Rectangles(killed_at=5), 9, Path(sys.argv[1]), seed=7, formats=tuple(FORMATS), workers=2)
"""


def test_a_run_of_two_workers_of_which_one_is_killed_resumes_to_the_same_bytes(tmp_path, uninterrupted):
    run = subprocess.run(
        [sys.executable, "-c", DEAD_WORKER, str(tmp_path / "out")], cwd=ROOT, capture_output=True, text=True
    )
    assert "a worker process died" in run.stderr
    make_set(Rectangles(), 9, tmp_path / "out")
    assert tree(tmp_path / "out") == uninterrupted


@pytest.mark.parametrize(
    "damage",
    [
        lambda out: (out / "frames" / "000003.json").write_bytes(b'{"index": 3'),
        lambda out: (out / "frames" / "000003.json").write_bytes((out / "frames" / "000002.json").read_bytes()),
        lambda out: (out / "images" / "000003.png").write_bytes(b"\x89PNG"),
        lambda out: (out / "images" / "000003.png").unlink(),
        lambda out: (out / "frames" / "000003.json").unlink(),
    ],
)
def test_what_is_damaged_is_made_again(tmp_path, uninterrupted, damage):
    make_set(Rectangles(), 9, tmp_path / "out")
    damage(tmp_path / "out")
    again = make_set(Rectangles(), 9, tmp_path / "out")
    assert tree(tmp_path / "out") == uninterrupted
    assert again.made == 1


@pytest.mark.parametrize("workers", [1, 2])
def test_a_bad_picture_is_listed_and_a_later_run_tries_it_again(tmp_path, uninterrupted, workers):
    first = make_set(Rectangles(bad=(2, 6)), 9, tmp_path / "out", workers=workers)
    assert (first.n, first.made) == (7, 7)
    reasons = [(problem.where, problem.reason) for problem in first.bad]
    assert reasons == [(f"picture {at}", f"ValueError: no light in picture {at}") for at in (2, 6)]
    assert json.loads((tmp_path / "out" / "problems.json").read_text())[1] == {
        "where": "picture 6",
        "reason": "ValueError: no light in picture 6",
    }
    for format in ("coco", "yolo", "voc"):
        assert len(read(tmp_path / "out", origin="synthetic", format=format)) == 7
    assert pl.read_parquet(tmp_path / "out" / "metadata.parquet")["index"].to_list() == [0, 1, 3, 4, 5, 7, 8]
    second = make_set(Rectangles(), 9, tmp_path / "out", workers=workers)
    assert (second.n, second.made, second.bad) == (9, 2, ())
    assert tree(tmp_path / "out") == uninterrupted


def test_what_a_renderer_gets_wrong_is_a_bad_picture(tmp_path):
    def make(index):
        rendered = picture([("box", 2, 2, 9, 9)])
        return rendered if index else dataclasses.replace(rendered, image=rendered.image / 255)

    made = generate_set(make, 2, tmp_path / "out", seed=0)
    assert (made.n, made.bad[0].where) == (1, "picture 0")
    assert "expected: (height, width, 3) of uint8" in made.bad[0].reason.lower()


def test_a_run_without_a_single_good_picture_stops_early(tmp_path):
    tried = []

    def make(index):
        tried.append(index)
        raise ValueError("no light")

    with pytest.raises(DataError, match=r"the first 20 of 5000 pictures of make .* because of ValueError: no light"):
        generate_set(make, 5000, tmp_path / "out", seed=0)
    assert len(tried) == 20
    with pytest.raises(DataError, match="all 3 pictures of make could not be made"):
        generate_set(make, 3, tmp_path / "out", seed=0)


def test_what_is_not_installed_stops_the_run_at_once(tmp_path):
    def make(index):
        raise MissingExtra("mitsuba", "3d")

    with pytest.raises(MissingExtra, match="mitsuba is not installed"):
        generate_set(make, 3, tmp_path / "out", seed=0)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"seed": 8}, "made with seed 7, and 8 is asked for"),
        ({"make": Rectangles(spec="rectangles: 2")}, r"made with spec rectangles \(\w{8}\), and rectangles"),
        ({"jpeg": 90}, r"made with quality of JPEG none \(PNG\), and 90 is asked for"),
    ],
)
def test_another_seed_spec_or_quality_is_not_mixed_in(tmp_path, changed, reason):
    arguments = {"make": Rectangles(), "n": 2, "out": tmp_path / "out", "seed": 7}
    generate_set(**arguments)
    before = tree(tmp_path / "out")
    with pytest.raises(OutputError, match=reason):
        generate_set(**{**arguments, **changed})
    assert tree(tmp_path / "out") == before


def test_another_version_is_not_mixed_in(tmp_path):
    generate_set(Rectangles(), 2, tmp_path / "out", seed=7)
    manifest = tmp_path / "out" / "run.json"
    content = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**content, "datadiet": "0.0.9"}))
    with pytest.raises(OutputError, match=r"version of datadiet 0\.0\.9, and .* What to do: choose another folder"):
        generate_set(Rectangles(), 2, tmp_path / "out", seed=7)


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("dear")
    with pytest.raises(OutputError, match=r"is not empty, and holds no run\.json"):
        generate_set(Rectangles(), 2, tmp_path, seed=7)
    (tmp_path / "run.json").write_text('{"mine": 1}')
    with pytest.raises(OutputError, match="is not the manifest of a run"):
        generate_set(Rectangles(), 2, tmp_path, seed=7)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.json", "thesis.txt"]


def test_a_place_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "out"):
        with pytest.raises(OutputError, match="file"):
            generate_set(Rectangles(), 2, out, seed=7)


FULL = """
import resource, sys
from pathlib import Path
from datadiet.generate.run import generate_set
from tests.generate.run.sources import Rectangles
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
generate_set(Rectangles(), 9, Path(sys.argv[1]), seed=7)
"""


@pytest.mark.parametrize(("limit", "where"), [(100, "run.json"), (450, "000"), (5000, "annotations.json")])
def test_a_disk_that_is_full_is_an_output_error_and_the_run_can_go_on(tmp_path, limit, where):
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "out"), str(limit)], cwd=ROOT, capture_output=True, text=True
    )
    last = run.stderr.strip().splitlines()
    assert any("errors.OutputError" in line and where in line and "cannot be written" in line for line in last)
    assert not [name for name in tree_names(tmp_path / "out") if "/." in f"/{name}"]
    made = generate_set(Rectangles(), 9, tmp_path / "out", seed=7)
    assert made.n == 9


def test_fewer_pictures_than_there_are_is_refused(tmp_path):
    generate_set(Rectangles(), 4, tmp_path / "out", seed=7)
    with pytest.raises(OutputError, match=r"holds 4 pictures, and 3 are asked for\. Expected: n of 4 or more"):
        generate_set(Rectangles(), 3, tmp_path / "out", seed=7)


def test_formats_of_an_earlier_run_are_kept_up_to_date(tmp_path):
    generate_set(Rectangles(), 2, tmp_path / "out", seed=7, formats=("voc",))
    made = generate_set(Rectangles(), 5, tmp_path / "out", seed=7, formats=("yolo",))
    assert made.formats == ("yolo", "voc")
    assert len(read(tmp_path / "out", origin="synthetic", format="voc")) == 5
    assert len(read(tmp_path / "out", origin="synthetic", format="yolo")) == 5


def test_labels_of_a_shorter_run_are_gone_while_a_longer_one_is_made(tmp_path):
    out = tmp_path / "out"
    make_set(Rectangles(), 2, out)

    def interrupt(stage, done, total):
        if stage == "pictures" and done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_set(Rectangles(), 5, out, progress=interrupt)
    assert sorted(path.name for path in out.iterdir()) == ["costs.jsonl", "frames", "images", "run.json"]
    assert len(list((out / "images").iterdir())) == 4


def test_pictures_may_be_jpegs(tmp_path):
    generate_set(Rectangles(), 2, tmp_path / "out", seed=7, jpeg=90)
    dataset = read(tmp_path / "out", origin="synthetic")
    assert [Path(uri).name for uri in dataset.samples["uri"]] == ["000000.jpg", "000001.jpg"]
    with Image.open(dataset.samples["uri"][0]) as image:
        assert image.format == "JPEG"


def test_progress_counts_what_is_checked_made_and_labelled(tmp_path):
    generate_set(Rectangles(), 2, tmp_path / "out", seed=7)
    seen = []
    generate_set(Rectangles(), 5, tmp_path / "out", seed=7, progress=lambda *each: seen.append(each))
    expected = [("checking", 2), ("pictures", 3), ("labels", 5)]
    assert seen == [(stage, done, total) for stage, total in expected for done in range(1, total + 1)]


def test_what_came_of_it_is_told_to_people_and_programs(tmp_path):
    made = generate_set(Rectangles(bad=(1,)), 9, tmp_path / "out", seed=7, price_per_hour=36.0)
    text = "\n".join(made.lines())
    assert f"8 pictures in {tmp_path / 'out'}" in text
    assert f"box {made.classes['box']}, crate {made.classes['crate']}, lid 0" in text
    assert "1 could not be made:\n  picture 1: ValueError: no light in picture 1" in text
    assert "No item of lid is seen in any picture." in made.notes
    costs = pl.read_ndjson(tmp_path / "out" / "costs.jsonl")
    assert costs["index"].to_list() == [0, *range(2, 9)]
    assert made.seconds == pytest.approx(costs["seconds"].sum())
    assert made.money == pytest.approx(costs["seconds"].sum() / 100)
    content = json.loads(made.json())
    assert (content["n"], content["classes"], content["money"]) == (8, made.classes, made.money)


def test_what_a_picture_cost_is_kept_when_the_run_is_extended(tmp_path):
    generate_set(Rectangles(pause=0.05), 2, tmp_path / "out", seed=7, price_per_hour=1.0)
    made = generate_set(Rectangles(), 4, tmp_path / "out", seed=7, price_per_hour=3600.0, workers=2)
    table = pl.read_ndjson(tmp_path / "out" / "costs.jsonl")
    assert table["index"].to_list() == [0, 1, 2, 3]
    assert table["workers"].to_list() == [1, 1, 2, 2]
    assert (table["seconds"][:2] >= 0.05).all()
    # The first two had the machine for themselves, the others shared it.
    assert table["money"].to_list() == pytest.approx(
        [s / w for s, w in zip(table["seconds"], (1, 1, 2, 2), strict=True)]
    )
    assert made.money == pytest.approx(table["money"].sum())


def test_costs_that_a_kill_cut_short_are_told(tmp_path):
    generate_set(Rectangles(), 3, tmp_path / "out", seed=7)
    file = tmp_path / "out" / "costs.jsonl"
    file.write_text(file.read_text()[:-20])
    made = generate_set(Rectangles(), 3, tmp_path / "out", seed=7)
    assert "The cost of 1 of the pictures is not known: the run that made them was killed." in made.notes


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"n": 0}, "n is 0"),
        ({"workers": 0}, "workers is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"formats": ("coco", "zip")}, "there is no format 'zip'. Expected: some of coco, yolo, voc, fiftyone, masks"),
        ({"jpeg": 101}, "jpeg is 101"),
        ({"price_per_hour": float("nan")}, "price_per_hour is nan"),
    ],
)
def test_arguments_out_of_range_are_refused_before_anything_is_written(tmp_path, arguments, reason):
    with pytest.raises(OptionError, match=reason):
        generate_set(**{"make": Rectangles(), "n": 2, "out": tmp_path / "out", "seed": 0, **arguments})
    assert not (tmp_path / "out").exists()
