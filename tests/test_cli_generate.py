import json
import os
import re
import signal
import struct
import subprocess
import sys
import time
import zlib

import numpy as np
import polars as pl
import pytest
from PIL import Image

from datadiet import cli, watching
from datadiet.data import read
from datadiet.data.locking import locked
from tests.generate.run.trees import tree

DOTS = """\
twin: dots
environment: {backdrop: plain, vary: {red: {uniform: [.6, .8]}, green: .8, blue: .9}}
systems: [{name: film, behaviour: scatter, items: {dot: {integers: [1, 4]}}, overlap: .3}]
items: [{name: dot, class: DOT, visual: disc, vary: {radius: {uniform: [3, 9]}}}]
camera: {full_well: {loguniform: [2000, 20000]}}
render: {size: [48, 40]}
"""


@pytest.fixture
def twin(tmp_path):
    return written(tmp_path)


def written(folder, *changes, name="dots.yaml"):
    text = DOTS
    for old, new in changes:
        assert old in text, f"'{old}' is not in the file"
        text = text.replace(old, new, 1)
    file = folder / name
    file.write_text(text)
    return file


def generate(*arguments):
    return cli.run(["generate", *map(str, arguments), "--workers", "1"])


def refused(capsys, *arguments):
    """What a command that must be refused says, and that it leaves nothing behind."""
    assert generate(*arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("datadiet: ")
    assert "Traceback" not in said
    return said


def test_without_arguments_it_explains_itself_with_an_example(capsys):
    assert cli.run(["generate"]) in (0, 2)
    said = "".join(capsys.readouterr())
    assert "--plan" in said
    assert "Example:  datadiet generate blood-smear" in said


def test_an_unknown_twin_lists_those_that_ship(capsys, tmp_path):
    assert "or one of blood-smear, receipt" in refused(capsys, "bloodsmear", "-n", 1, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_it_says_what_it_made_and_which_command_comes_next(twin, tmp_path, capsys):
    out = tmp_path / "out"
    assert generate(twin, "-n", 3, "--seed", 5, "--out", out, "--price", 3600) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"3 pictures in {out}"
    assert lines[1].split(": ")[0].endswith(" labelled items")
    assert "of money a picture" in lines[3]
    assert lines[-1] == f"Next: datadiet score REAL {out} --metadata {out}/metadata.parquet"
    table = pl.read_parquet(out / "metadata.parquet")
    assert {"dot.radius", "environment.red", "camera.full_well", "tries"} <= set(table.columns)
    costs = pl.read_ndjson(out / "costs.jsonl")
    assert costs["money"].to_list() == pytest.approx(costs["seconds"].to_list())


def test_json_is_all_there_is_on_standard_output(twin, tmp_path, capsys):
    assert generate(twin, "-n", 2, "--out", tmp_path / "out", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["n"], facts["made"], facts["redrawn"], facts["bad"]) == (2, 2, 0, [])


def test_two_workers_make_the_same_bytes_and_a_longer_run_extends_a_shorter_one(twin, tmp_path):
    assert generate(twin, "-n", 6, "--out", tmp_path / "at-once") == 0
    assert cli.run(["generate", str(twin), "-n", "6", "--out", str(tmp_path / "two"), "--workers", "2"]) == 0
    assert generate(twin, "-n", 2, "--out", tmp_path / "longer") == 0
    assert generate(twin, "-n", 6, "--out", tmp_path / "longer") == 0
    assert tree(tmp_path / "at-once") == tree(tmp_path / "two") == tree(tmp_path / "longer")
    assert generate(twin, "-n", 6, "--out", tmp_path / "other", "--seed", 1) == 0
    assert tree(tmp_path / "other") != tree(tmp_path / "two")


def started(*arguments):
    code = "from datadiet.cli import main; main()"
    command = [sys.executable, "-c", code, "generate", *map(str, arguments), "--workers", "1"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(out, pictures, process):
    while len(list(out.glob("frames/*.json"))) < pictures:
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.01)


@pytest.mark.parametrize("with_what", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_stopped_goes_on_and_nothing_is_lost_or_doubled(twin, tmp_path, with_what, capsys):
    out = tmp_path / "out"
    process = started(twin, "-n", 400, "--out", out)
    wait_for(out, 5, process)
    process.send_signal(with_what)
    _, errors = process.communicate(timeout=60)
    if with_what == signal.SIGINT:
        assert process.returncode == 130
        assert "what was made so far is kept, and a second run goes on from here" in errors
    there = len(list(out.glob("frames/*.json")))
    assert 5 <= there < 400
    assert not (out / "annotations.json").exists()
    assert generate(twin, "-n", there + 3, "--out", out) == 0
    assert f"{there} of them from before" in capsys.readouterr().out
    assert generate(twin, "-n", there + 3, "--out", tmp_path / "whole") == 0
    assert tree(out) == tree(tmp_path / "whole")


def test_a_second_run_in_the_same_folder_is_refused_while_the_first_goes_on(twin, tmp_path, capsys):
    out = tmp_path / "out"
    assert generate(twin, "-n", 2, "--out", out) == 0
    before = tree(out)
    capsys.readouterr()
    with locked(out):
        assert f"another run is writing to {out}" in refused(capsys, twin, "-n", 4, "--out", out)
    assert tree(out) == before
    assert generate(twin, "-n", 4, "--out", out) == 0


def test_whoever_reads_the_folder_finds_the_labels_in_whichever_format(twin, tmp_path):
    boxes = {}
    for name, place in (("coco", ""), ("yolo", ""), ("voc", ""), ("fiftyone", "fiftyone")):
        assert generate(twin, "-n", 3, "--out", tmp_path / name, "--format", name) == 0
        found = read(tmp_path / name / place, origin="synthetic")
        assert (found.format, len(found), set(found.annotations["label"])) == (name, 3, {"DOT"})
        boxes[name] = found.annotations.select("left", "top", "right", "bottom").to_numpy()
    for each in boxes.values():
        assert np.allclose(each, boxes["coco"], atol=1e-4)


def test_formats_are_asked_for_one_by_one_or_together(twin, tmp_path, capsys):
    assert generate(twin, "-n", 1, "--out", tmp_path / "out", "--format", "coco,voc", "--format", "masks") == 0
    assert "labels: coco, voc, masks, metadata.parquet" in capsys.readouterr().out


# Rows of a plan


def table(folder, text, name="rows.csv"):
    file = folder / name
    file.write_text(text)
    return file


def test_each_row_of_a_table_makes_a_picture_and_stays_with_it(twin, tmp_path):
    rows = table(tmp_path, "id,radius,dot.count,stratum,weight\na,4,1,x,1\nb,8,2,x,1\nc,,3,y,.5\n")
    assert generate(twin, "--out", tmp_path / "out", "--plan", rows) == 0
    made = pl.read_parquet(tmp_path / "out" / "metadata.parquet")
    assert made["row"].to_list() == ["a", "b", "c"]
    assert made["dot.radius"].to_list()[:2] == [4, 8]
    assert 3 <= made["dot.radius"][2] <= 9
    assert made["stratum"].to_list() == ["x", "x", "y"]
    assert len(read(tmp_path / "out", origin="synthetic").annotations) <= 6


def test_a_plan_of_domain_plan_is_taken(twin, tmp_path):
    plan = table(tmp_path, json.dumps({"generate": [{"id": "n1", "radius": 5.5}]}), "plan.json")
    assert generate(twin, "--out", tmp_path / "out", "--plan", plan) == 0
    assert pl.read_parquet(tmp_path / "out" / "metadata.parquet")["radius"].to_list() == [5.5]


@pytest.mark.parametrize(
    ("rows", "more", "reason"),
    [
        ("radius\n4\n5\n", ("-n", 3), "3 pictures are asked for, and .*rows.csv has 2 rows"),
        ("colour\nred\nblue\n", (), "column 'colour': there is no parameter 'colour'.*--ignore colour"),
        ("radius\n4\n5\n", ("--ignore", "hue"), "has no column 'hue'"),
        ("radius\nwide\n", (), "row 1: .*given as 'wide'. Expected: a finite number"),
        ("radius\nnan\n", (), "row 1: .*finite"),
    ],
)
def test_rows_that_the_twin_cannot_follow_are_refused(twin, tmp_path, capsys, rows, more, reason):
    said = refused(capsys, twin, "--out", tmp_path / "out", "--plan", table(tmp_path, rows), *more)
    assert re.search(reason, said), said
    assert not (tmp_path / "out").exists()


def test_what_is_to_be_ignored_sets_nothing(twin, tmp_path):
    rows = table(tmp_path, "colour,radius\nred,4\nblue,5\n")
    assert generate(twin, "--out", tmp_path / "out", "--plan", rows, "--ignore", "colour") == 0
    assert pl.read_parquet(tmp_path / "out" / "metadata.parquet")["colour"].to_list() == ["red", "blue"]


def test_a_picture_that_cannot_be_made_is_listed_and_the_exit_code_is_one(tmp_path, capsys):
    twin = written(
        tmp_path, ("render:", 'require: ["count(dot) >= 1"]\nrender:'), ("integers: [1, 4]", "choice: [0, 1]")
    )
    rows = table(tmp_path, "dot.count\n1\n0\n1\n")
    assert generate(twin, "--out", tmp_path / "out", "--plan", rows) == 1
    said = capsys.readouterr().out
    assert "2 pictures in" in said
    assert "1 could not be made:\n  picture 1: TwinError" in said
    assert "'count(dot) >= 1' 50 times" in said
    assert pl.read_parquet(tmp_path / "out" / "metadata.parquet")["index"].to_list() == [0, 2]


def test_pictures_that_were_drawn_again_are_counted(tmp_path, capsys):
    twin = written(tmp_path, ("render:", 'require: ["count(dot) >= 3"]\nrender:'))
    assert generate(twin, "-n", 12, "--out", tmp_path / "out", "--json") == 0
    tries = pl.read_parquet(tmp_path / "out" / "metadata.parquet")["tries"]
    redrawn = json.loads(capsys.readouterr().out)["redrawn"]
    assert 0 < redrawn < 12
    assert redrawn == (tries > 1).sum()
    assert generate(twin, "-n", 12, "--out", tmp_path / "out") == 0
    assert f"{redrawn} of 12 pictures were drawn again" in capsys.readouterr().out


# Bad input


def bomb(folder):
    """A PNG of a few bytes that claims to be 30,000 x 30,000."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"")),
        (b"IEND", b""),
    ]
    content = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    ]
    (folder / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(content))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("visual: disc", "visual: {cutout: ../secret.png}", "dots.yaml:4: .*secret.png.*(outside|inside)"),
        ("visual: disc", "visual: {cutout: /etc/passwd}", "dots.yaml:4: .*passwd.*(outside|inside)"),
        ("visual: disc", "visual: {cutout: bomb.png}", "dots.yaml:4: .*a decompression bomb"),
        ("visual: disc", "visual: {cutout: missing.png}", "dots.yaml:4: there is no .*missing.png"),
        ("visual: disc", "visual: os:system", "dots.yaml:4: 'os:system' is no visual"),
        ("visual: disc", "visual: blob", "dots.yaml:4: there is no visual 'blob'. Expected: .*disc"),
        ("uniform: [3, 9]", "uniform: [3, .nan]", "dots.yaml:4: .*radius"),
        ("uniform: [3, 9]", "uniform: [3, .inf]", "dots.yaml:4: .*radius"),
        ("uniform: [3, 9]", "uniform: [9, 3]", "dots.yaml:4: .*9"),
        ("uniform: [3, 9]", "gaussian: [3, 9]", "dots.yaml:4: .*gaussian"),
        ("vary: {radius:", "vary: {size:", "dots.yaml:4: .*no parameter 'size'. Expected: one of .*radius"),
        ("camera: {full_well:", "camera: {fullwell:", "dots.yaml:5: .*fullwell"),
        ("render:", 'order: ["dot.radius < 2"]\nrender:', "dots.yaml:6: .*dot.radius < 2"),
        (
            "render:",
            "order: [environment.red < environment.green, environment.green < environment.red]\nrender:",
            "dots.yaml:6: .*environment.green < environment.red",
        ),
        ("render:", 'require: ["visible(cat) > .3"]\nrender:', "dots.yaml:6: .*cat"),
        ("render:", 'require: ["count(dot) >= 9"]\nrender:', r"'count\(dot\) >= 9' 50 times"),
        ("size: [48, 40]", "size: [48, 0]", "dots.yaml:6: .*size"),
        ("twin: dots", "twin: dots\nfoo: 1", "dots.yaml:2: the key 'foo' is not known"),
        ("twin: dots", "twin: [dots", "dots.yaml"),
        ("render: {", "render: {backend: mitsuba, ", "needs the part with physics"),
    ],
)
def test_bad_twins_are_refused_with_the_place_and_the_reason(tmp_path, capsys, old, new, reason):
    bomb(tmp_path)
    Image.new("RGB", (8, 8)).save(tmp_path.parent / "secret.png")
    twin = written(tmp_path, (old, new))
    said = refused(capsys, twin, "-n", 3, "--out", tmp_path / "out")
    assert re.search(reason, said), said
    assert "Expected: " in said
    assert not list((tmp_path / "out").glob("images/*"))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("-n", 0, "--out", "out"), "n is 0"),
        (("-n", 2), "no folder is given. Expected: --out DIR, or --preview"),
        (("--out", "out"), "nobody says how many pictures. Expected: -n N"),
        (("-n", 2, "--out", "out", "--width", 1.5), "a width of 1.5"),
        (("-n", 2, "--out", "out", "--width", "nan"), "a width of nan"),
        (("-n", 2, "--out", "out", "--jpeg", 0), "jpeg is 0"),
        (("-n", 2, "--out", "out", "--price", "inf"), "price_per_hour is inf"),
        (("-n", 2, "--out", "out", "--seed", -1), "seed is -1"),
        (("-n", 2, "--out", "out", "--format", "coco,zip"), "there is no format 'zip'. Expected: some of coco"),
        (("-n", 2, "--out", "out", "--ignore", "x"), "there is no plan"),
        (("-n", 2, "--out", "out", "--plan", "no.csv"), "no.csv"),
        (("-n", 2, "--preview=sheet.gif"), "a contact sheet as 'sheet.gif'. Expected: a file that ends in .png"),
        (("-n", 2, "--out", "."), "is not empty, and holds no run.json"),
        (("-n", 2, "--out", "dots.yaml/out"), "dots.yaml"),
    ],
)
def test_options_that_cannot_be_used_are_refused(twin, tmp_path, capsys, monkeypatch, options, reason):
    monkeypatch.chdir(tmp_path)
    assert reason in refused(capsys, twin, *options)
    assert not (tmp_path / "out").exists()


def test_pictures_without_anything_to_label_are_said(tmp_path, capsys):
    twin = written(tmp_path, ("integers: [1, 4]", "fixed: 0"))
    assert generate(twin, "-n", 3, "--out", tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "3 of 3 pictures show no labelled item." in said
    assert "No item of DOT is seen in any picture." in said


# The contact sheet, and scores as it goes


def test_what_was_fitted_to_a_table_is_told(tmp_path, capsys):
    radius = np.random.default_rng(0).gamma(30, 0.2, 200)
    pl.DataFrame({"radius": radius}).write_csv(tmp_path / "cells.csv")
    twin = written(tmp_path, ("{uniform: [3, 9]}", "{fit: cells.csv}"))
    assert generate(twin, "-n", 2, "--out", tmp_path / "set", "--json") == 0
    told = capsys.readouterr()
    assert told.err.startswith("dot.radius is fitted to 200 values of cells.csv#radius: gamma (shape ")
    assert json.loads(told.out)["n"] == 2
    pl.DataFrame({"radius": radius[::-1] * 2}).write_csv(tmp_path / "cells.csv")
    assert generate(twin, "-n", 3, "--out", tmp_path / "set") == 2  # of another law: another set
    assert "set holds" in capsys.readouterr().err


def test_a_contact_sheet_needs_no_set_and_its_file_may_be_left_out(twin, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert generate(twin, "--preview") == 0
    assert generate(twin, "--preview", "again.jpg", "-n", 9) == 0
    with Image.open("preview.png") as one, Image.open("again.jpg") as two:
        assert (one.format, two.format) == ("PNG", "JPEG")
        assert one.size == two.size
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.jpg", "dots.yaml", "preview.png"]


@pytest.mark.slow
def test_a_set_is_scored_as_it_goes_and_what_is_blamed_is_a_parameter_of_the_twin(twin, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DATADIET_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(watching, "LEAST", 120)
    real, out = tmp_path / "real", tmp_path / "out"
    wild = written(tmp_path, ("uniform: [.6, .8]", "uniform: [.1, .8]"), name="wild.yaml")
    assert generate(twin, "-n", 80, "--out", real, "--seed", 9) == 0
    for file in (real / "images").iterdir():  # a table of metadata is joined to all that has its names
        file.rename(file.with_stem(f"photo-{file.stem}"))
    capsys.readouterr()
    assert generate(wild, "-n", 120, "--out", out, "--watch", real / "images") == 0
    said = capsys.readouterr()
    (line,) = [each for each in said.err.splitlines() if "indistinguishability" in each]
    facts = json.loads((tmp_path / "out-run" / "scorecard.json").read_text())
    assert line.startswith(f"120 pictures: indistinguishability {facts['indistinguishability']['score']:.2f} [")
    assert "environment.red <" in facts["levels"][0]["attributions"][0]["where"]
    assert said.out.splitlines()[-1] == f"Next: datadiet report {out}-run"


def test_full_disk_leaves_nothing_half_written_and_the_next_run_goes_on(twin, tmp_path, capsys, monkeypatch):
    import datadiet.data.whole as whole

    out, real = tmp_path / "out", os.replace
    done = []

    def full(source, target):
        done.append(target)
        if len(done) == 6:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(whole.os, "replace", full)
    assert "cannot be written (No space left on device)" in refused(capsys, twin, "-n", 4, "--out", out)
    monkeypatch.undo()
    assert not list(out.rglob(".*"))
    assert generate(twin, "-n", 4, "--out", out) == 0
    assert generate(twin, "-n", 4, "--out", tmp_path / "whole") == 0
    assert tree(out) == tree(tmp_path / "whole")


def test_python_has_the_same_in_one_call(twin, tmp_path):
    import datadiet

    made = datadiet.generate.generate_twin(twin, 2, tmp_path / "python")
    assert generate(twin, "-n", 2, "--out", tmp_path / "shell") == 0
    assert tree(made.folder) == tree(tmp_path / "shell")
    assert datadiet.generate.shipped().keys() >= {"blood-smear", "receipt"}
