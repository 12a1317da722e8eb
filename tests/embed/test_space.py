from dataclasses import replace

import numpy as np
import pytest

from datadiet.embed import check_same_space, given
from datadiet.errors import EmbeddingError


def test_given_vectors_become_float32_and_keep_their_ids() -> None:
    found = given(["a", "b"], np.array([[1, 2, 3], [4, 5, 6]]), name="clip")
    assert found.ids == ("a", "b")
    assert found.vectors.dtype == np.float32
    assert found.vectors.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert found.embedder == "clip"


@pytest.mark.parametrize(
    ("vectors", "complaint"),
    [
        (np.array([[1.0, np.nan], [0, 0]]), "1 of 2 vectors 'clip' are not finite, 'a' the first"),
        (np.array([[0.0, 0], [0, np.inf]]), "'b' the first"),
        (np.array([[1e300, 0], [0, 0]]), "not finite"),
        (np.array([[object()], [object()]]), "type object"),
        (np.array([["1"], ["2"]]), "type <U1"),
        (np.array([[1j], [2]]), "type complex128"),
        (np.zeros(2), r"shape \(2,\)"),
        (np.zeros((2, 0)), r"shape \(2, 0\)"),
        (np.zeros((3, 2)), "3 rows and 2 ids"),
    ],
)
def test_what_are_no_vectors_is_refused(vectors: np.ndarray, complaint: str) -> None:
    with pytest.raises(EmbeddingError, match=complaint):
        given(["a", "b"], vectors, name="clip")


def test_an_id_that_comes_twice_is_named() -> None:
    with pytest.raises(EmbeddingError, match="the id 'b' more than once"):
        given(["a", "b", "b"], np.zeros((3, 2)), name="clip")


def test_given_vectors_of_one_dimension_share_a_space_whatever_they_are_called() -> None:
    check_same_space(given(["a"], np.zeros((1, 4)), name="real"), given(["a"], np.zeros((1, 4)), name="synthetic"))


def test_differing_dimensions_are_refused() -> None:
    with pytest.raises(EmbeddingError, match="real vectors have 4 dimensions and synthetic ones 5"):
        check_same_space(given(["a"], np.zeros((1, 4)), name="x"), given(["a"], np.zeros((1, 5)), name="x"))


def test_different_embedders_are_refused() -> None:
    one = given(["a"], np.zeros((1, 4)), name="x")
    with pytest.raises(EmbeddingError, match=r"synthetic ones by resnet \(r1\)"):
        check_same_space(one, replace(one, embedder="resnet", fingerprint="r1"))
