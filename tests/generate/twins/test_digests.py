from PIL import Image

from datadiet.generate.twins.digests import digest_of
from datadiet.generate.twins.loading import load_twin, parse_twin
from datadiet.generate.twins.parts import Look
from tests.generate.twins.specs import dots


def test_a_comment_or_another_place_leaves_the_digest():
    assert dots().digest == dots(("clumping: .4", "clumping: .4  # few")).digest
    assert len(dots().digest) == 32


def test_whatever_changes_a_picture_changes_the_digest():
    changes = [("clumping: .4", "clumping: .5"), ("size: [160", "size: [161"), ("blend: multiply", "blend: over")]
    assert len({dots().digest, *(dots(change).digest for change in changes)}) == 4


def test_so_do_the_pictures_that_it_names(tmp_path):
    text = "twin: t\nsystems: [{name: s, behaviour: place, x: 1, y: 1}]\nitems: [{name: a, visual: {cutout: a.png}}]"
    digests = []
    for folder, colour in (("one", "red"), ("two", "red"), ("three", "blue")):
        (tmp_path / folder).mkdir()
        Image.new("RGBA", (4, 4), colour).save(tmp_path / folder / "a.png")
        (tmp_path / folder / "t.yaml").write_text(text)
        digests.append(load_twin(tmp_path / folder / "t.yaml").digest)
    assert digests[0] == digests[1] != digests[2]
    assert parse_twin(text, folder=tmp_path / "one").digest == digests[0]


def test_and_the_code_that_draws(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "drawn_by_me.py").write_text("a = 1\n")
    look = Look(functions={"a": "drawn_by_me"})
    before = digest_of({}, [look])
    (tmp_path / "drawn_by_me.py").write_text("a = 2\n")
    assert digest_of({}, [look]) != before
    assert digest_of({}, [Look(functions={"a": "__main__"})])
