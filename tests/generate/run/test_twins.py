import numpy as np
import pytest

from datadiet.data.locking import locked
from datadiet.errors import OptionError, OutputError, TwinError
from datadiet.generate.run import Rows, TwinSource, generate_set, preview_twin
from tests.generate.twins.specs import dots


def test_a_picture_depends_on_seed_and_index_alone():
    source = TwinSource(dots())
    first = source.frame(3, seed=1)
    source.frame(7, seed=2)
    again = source.frame(3, seed=1)
    assert first.image.tobytes() == again.image.tobytes()
    assert first.parameters == again.parameters
    for other in (source.frame(4, seed=1), source.frame(3, seed=2), TwinSource(dots(), width=0.9).frame(3, seed=1)):
        assert not np.array_equal(first.image, other.image)


def test_a_condition_that_is_called_as_something_else_keeps_its_value(tmp_path):
    (tmp_path / "rows.csv").write_text("id,width,environment.red\na,3.5,0.65\n")
    rows = Rows.of(dots(), tmp_path / "rows.csv", ignore=["width"])
    made = TwinSource(dots(), rows=rows).frame(0, seed=0).parameters
    assert (made["row"], made["width"], made["environment.red"]) == ("a", 3.5, 0.65)


def test_another_twin_width_or_plan_is_another_spec(tmp_path):
    (tmp_path / "rows.csv").write_text("environment.red\n0.65\n")
    rows = Rows.of(dots(), tmp_path / "rows.csv")
    changed = dots(("clumping: .4", "clumping: .5"))
    sources = [TwinSource(dots()), TwinSource(dots(), width=0.6), TwinSource(dots(), rows=rows), TwinSource(changed)]
    assert len({each.spec for each in sources}) == 4
    assert TwinSource(dots()).spec == sources[0].spec


def test_what_can_never_hold_names_the_clause_and_how_often_it_failed():
    twin = dots(("count(middle) >= 3", "count(middle) >= 900"))
    with pytest.raises(TwinError, match=r"none of 7 tries .* 'count\(middle\) >= 900' 7 times \(dots.yaml:\d+\)"):
        TwinSource(twin, tries=7).frame(0, seed=0)
    with pytest.raises(TwinError, match="picture 0"):
        preview_twin(TwinSource(twin, tries=2), 2)


def test_a_sheet_shows_the_pictures_that_the_set_will_have():
    source = TwinSource(dots())
    sheet, bad = preview_twin(source, 1, seed=4)
    assert bad == ()
    other, _ = preview_twin(source, 1, seed=5)
    assert sheet.tobytes() != other.tobytes()


def test_a_width_beyond_wild_is_refused():
    with pytest.raises(OptionError, match=r"a width of 1\.01"):
        TwinSource(dots(), width=1.01)


def test_a_folder_is_held_by_one_run_and_free_again_after_an_error(tmp_path):
    with pytest.raises(ValueError, match="stop"), locked(tmp_path / "out"):
        raise ValueError("stop")
    again = pytest.raises(OutputError, match="another run is writing to")
    with locked(tmp_path / "out"), again, locked(tmp_path / "out"):
        raise AssertionError("held twice")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_count_that_a_row_gives_is_met_or_the_picture_is_refused(tmp_path):
    (tmp_path / "rows.csv").write_text("id,middle.count\na,4\nb,3000\n")
    source = TwinSource(dots(), rows=Rows.of(dots(), tmp_path / "rows.csv"), tries=3)
    made = source.frame(0, seed=0)
    assert made.parameters["middle.count"] == 4
    assert sum(one.item == "middle" for one in made.instances) <= 4
    with pytest.raises(TwinError, match=r"not met: 'middle.count = 3000' 3 times"):
        source.frame(1, seed=0)


def test_another_plan_or_width_in_a_folder_is_named(tmp_path):
    generate_set(TwinSource(dots()), 1, tmp_path / "out", seed=0)
    with pytest.raises(OutputError, match=r"made with spec dots \(width 0.5\), and dots \(width 0.25\) is asked for"):
        generate_set(TwinSource(dots(), width=0.25), 1, tmp_path / "out", seed=0)
