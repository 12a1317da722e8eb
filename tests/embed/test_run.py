from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from datadiet.data import images
from datadiet.data.dataset import ImageRef
from datadiet.embed import load
from datadiet.embed import run as runs
from datadiet.embed.noise import parse
from datadiet.embed.run import Embedded, embed_images
from datadiet.errors import EmbeddingError
from tests.embed.doubles import Inside, Means, NotFinite, WrongShape

Refs = tuple[ImageRef, ...]
NOISE = parse("gaussian:0.2")


@pytest.fixture(autouse=True)
def small_sets_are_worth_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_WORTH", 1)


def same(one: Embedded, other: Embedded) -> bool:
    return (
        one.embedding.ids == other.embedding.ids
        and one.embedding.vectors.tobytes() == other.embedding.vectors.tobytes()
        and (one.content, one.facts, one.problems) == (other.content, other.facts, other.problems)
    )


def test_vectors_are_those_of_each_image_alone(pictures: Refs) -> None:
    found = embed_images(pictures, Means())
    expected = [images.load(ref).pixels.mean(axis=(0, 1)) for ref in pictures]
    np.testing.assert_allclose(found.embedding.vectors * 255, expected, atol=0.51)
    assert found.embedding.ids == tuple(ref.id for ref in pictures)
    assert found.content == tuple(images.load(ref).content for ref in pictures)
    assert found.facts == tuple(images.load(ref).facts for ref in pictures)
    assert (found.embedding.embedder, found.embedding.fingerprint) == ("means", "means-1")
    assert (found.problems, found.computed) == ((), 12)


@pytest.mark.parametrize("embedder", [Means, Inside])
def test_workers_change_nothing(pictures: Refs, tmp_path: Path, embedder: Callable[[], Any]) -> None:
    refs = [*pictures, *(ImageRef(f"crop {ref.id}", ref.uri, crop=(1, 2, 9, 9)) for ref in pictures)]
    one = embed_images(refs, embedder(), transform=NOISE, seed=3, workers=1, cache=tmp_path / "one")
    two = embed_images(refs, embedder(), transform=NOISE, seed=3, workers=2, cache=tmp_path / "two")
    assert one.computed == two.computed == 24
    assert same(one, two)


def test_the_default_embedder_gives_the_same_bytes_for_any_workers_and_order(pictures: Refs, tmp_path: Path) -> None:
    one = embed_images(pictures, load("patches"), workers=1, cache=tmp_path / "one")
    two = embed_images(pictures[::-1], load("patches"), workers=2, cache=tmp_path / "two")
    assert one.embedding.vectors.tobytes() == two.embedding.vectors[::-1].tobytes()


def test_a_second_run_embeds_nothing_and_gives_the_same(pictures: Refs) -> None:
    first = embed_images(pictures, Means())
    second = embed_images(pictures, Means())
    assert second.computed == 0
    assert same(first, second)


def test_a_copy_of_a_file_elsewhere_is_known_and_an_edited_file_is_not(pictures: Refs, tmp_path: Path) -> None:
    embed_images(pictures, Means())
    copy = tmp_path / "elsewhere.png"
    copy.write_bytes(Path(pictures[0].uri).read_bytes())
    assert embed_images([ImageRef("copy", str(copy))], Means()).computed == 0
    Image.new("RGB", (4, 4), (9, 9, 9)).save(pictures[0].uri)
    assert embed_images(pictures, Means()).computed == 1


def test_what_is_missing_is_computed_and_put_in_its_place(pictures: Refs, tmp_path: Path) -> None:
    whole = embed_images(pictures, Means(), cache=tmp_path / "whole")
    embed_images(pictures[3:7], Means())
    mixed = embed_images(pictures, Means())
    assert mixed.computed == 8
    assert same(mixed, whole)


def test_noise_belongs_to_seed_and_content_and_not_to_the_company(pictures: Refs, tmp_path: Path) -> None:
    together = embed_images(pictures, Means(), transform=NOISE, seed=1, cache=tmp_path / "a")
    alone = embed_images(pictures[5:6], Means(), transform=NOISE, seed=1, cache=tmp_path / "b")
    other = embed_images(pictures[5:6], Means(), transform=NOISE, seed=2, cache=tmp_path / "b")
    clean = embed_images(pictures[5:6], Means(), cache=tmp_path / "b")
    assert np.array_equal(alone.embedding.vectors[0], together.embedding.vectors[5])
    assert not np.array_equal(other.embedding.vectors, alone.embedding.vectors)
    assert not np.array_equal(clean.embedding.vectors, alone.embedding.vectors)
    assert clean.computed == other.computed == 1


def test_a_file_is_decoded_once_for_all_its_crops(pictures: Refs, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[str] = []
    decode = images.decode
    monkeypatch.setattr(images, "decode", lambda uri: (decoded.append(str(uri)), decode(uri))[1])
    refs = [ImageRef(f"{n} {ref.id}", ref.uri, crop=(n, 0, n + 8, 9)) for n in range(3) for ref in pictures]
    found = embed_images(refs, Means())
    assert sorted(decoded) == sorted(ref.uri for ref in pictures)
    assert found.embedding.ids == tuple(ref.id for ref in refs)
    expected = [images.load(ref).pixels.mean(axis=(0, 1)) for ref in refs]
    np.testing.assert_allclose(found.embedding.vectors * 255, expected, atol=0.51)


@pytest.mark.parametrize("workers", [1, 2])
def test_bad_files_are_listed_and_the_rest_is_embedded(pictures: Refs, tmp_path: Path, workers: int) -> None:
    (tmp_path / "text.jpg").write_text("not an image")
    (tmp_path / "empty.png").touch()
    (tmp_path / "cut.png").write_bytes(Path(pictures[0].uri).read_bytes()[:300])
    bad = [ImageRef(name, str(tmp_path / name)) for name in ("text.jpg", "empty.png", "cut.png", "absent.png")]
    outside = ImageRef("outside", pictures[1].uri, crop=(900, 900, 950, 950))
    found = embed_images([bad[0], *pictures[:4], *bad[1:], outside, pictures[4]], Means(), workers=workers)
    assert found.embedding.ids == tuple(ref.id for ref in pictures[:5])
    assert [problem.where for problem in found.problems] == [*(ref.id for ref in bad), "outside"]
    assert all(problem.reason for problem in found.problems)
    assert found.computed == 5


def test_nothing_readable_gives_no_vectors_and_every_reason(tmp_path: Path) -> None:
    found = embed_images([ImageRef("absent", str(tmp_path / "absent.png"))], Means())
    assert found.embedding.vectors.shape == (0, 3)
    assert [problem.where for problem in found.problems] == ["absent"]


def test_no_samples_give_no_vectors() -> None:
    assert embed_images([], Means()).embedding.vectors.shape == (0, 3)


def test_progress_ends_at_the_total(pictures: Refs) -> None:
    seen: list[tuple[int, int]] = []
    embed_images(pictures[:5], Means(), progress=lambda done, total: seen.append((done, total)))
    embed_images(pictures, Means(), progress=lambda done, total: seen.append((done, total)))
    assert (0, 5) in seen
    assert (5, 5) in seen
    assert (5, 12) in seen
    assert seen[-1] == (12, 12)


def test_vectors_that_are_not_finite_are_listed(pictures: Refs, tmp_path: Path) -> None:
    dark = tmp_path / "dark.png"
    Image.new("RGB", (9, 9)).save(dark)
    found = embed_images([ImageRef("dark", str(dark)), *pictures[:2]], NotFinite())
    assert found.embedding.ids == ("sample 0", "sample 1")
    assert found.problems[0].where == "dark"
    assert "NaN" in found.problems[0].reason
    assert found.computed == 2


def test_an_embedder_without_one_finite_vector_is_an_error(tmp_path: Path) -> None:
    dark = tmp_path / "dark.png"
    Image.new("RGB", (9, 9)).save(dark)
    with pytest.raises(EmbeddingError, match="no finite vector for any of 1 images"):
        embed_images([ImageRef("dark", str(dark))], NotFinite())


def test_an_embedder_that_returns_a_wrong_shape_is_an_error(pictures: Refs) -> None:
    with pytest.raises(EmbeddingError, match=r"shape \(4, 2\).*Expected: shape \(4, 3\)"):
        embed_images(pictures, WrongShape())


def test_embedders_that_are_parallel_inside_get_full_batches(pictures: Refs) -> None:
    embedder = Inside()
    embed_images(pictures[:10], embedder, workers=2)
    assert embedder.batches == [4, 4, 2]


def test_what_was_done_before_an_interrupt_is_kept(pictures: Refs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datadiet.embed.jobs._SIZE", 4)

    def interrupt(done: int, total: int) -> None:
        if done >= 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed_images(pictures, Means(), progress=interrupt)
    assert embed_images(pictures, Means()).computed == 4
