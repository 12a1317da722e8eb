import re
from dataclasses import dataclass, replace

from PIL import Image

from datadiet.demo.figure6 import figure6


@dataclass(frozen=True, slots=True)
class Point:
    name: str
    indistinguishability: float = 0.5
    gap: float = 0.1
    richness: float = 1.0
    faults: tuple[str, ...] = ()
    accuracy: float = 0.9
    accuracy_interval: tuple[float, float] = (0.85, 0.94)


POINTS = (Point("wild", gap=2.0, accuracy=0.2, accuracy_interval=(0.15, 0.25)), Point("copies", faults=("copied",)))


def test_the_figure_is_written_as_png_and_svg(tmp_path):
    png, svg = figure6(POINTS, tmp_path / "new")
    assert (png.name, svg.name) == ("figure6.png", "figure6.svg")
    with Image.open(png) as image:
        assert image.width > 1000
    assert svg.read_text().startswith("<?xml")


def test_every_set_is_named_with_its_faults(tmp_path):
    _, svg = figure6(POINTS, tmp_path)
    comments = re.findall(r"<!-- (.*?) -->", svg.read_text())
    assert [comments.count(name) for name in ("wild", "copies (copied)")] == [1, 1]


def test_a_gap_of_zero_or_less_is_drawn(tmp_path):
    _, svg = figure6([replace(POINTS[0], gap=gap) for gap in (-0.001, 0.0, 3.0)], tmp_path)
    assert "nan" not in svg.read_text().lower()


def test_equal_rows_make_equal_files(tmp_path):
    one, other = (figure6(POINTS, tmp_path / name) for name in ("a", "b"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]
