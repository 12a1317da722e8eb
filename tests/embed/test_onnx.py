import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from datadiet.embed import load
from datadiet.embed.contract import check_embedder
from datadiet.errors import EmbeddingError, OptionError

onnx = pytest.importorskip("onnx", reason="makes the models for the tests of onnx embedders")
pytest.importorskip("onnxruntime", reason="needs the onnx extra")

SHAPE = ("n", 3, 6, 8)
PROJECTION = np.random.default_rng(0).standard_normal((3, 5)).astype(np.float32)


def model(
    path: Path,
    *,
    shape: tuple[int | str, ...] = SHAPE,
    kind: int = onnx.TensorProto.FLOAT,
    metadata: dict[str, Any] | None = None,
    pooled: bool = True,
) -> str:
    """Write a network that projects the mean colour of an image: (n, 3, h, w) or (n, h, w, 3) -> (n, 5)."""
    helper = onnx.helper
    spatial = [2, 3] if shape[1] == 3 else [1, 2]
    nodes = [helper.make_node("Cast", ["image"], ["values"], to=onnx.TensorProto.FLOAT)]
    if pooled:
        nodes += [
            helper.make_node("ReduceMean", ["values", "axes"], ["mean"], keepdims=0),
            helper.make_node("MatMul", ["mean", "projection"], ["vector"]),
        ]
    else:
        nodes += [helper.make_node("Identity", ["values"], ["vector"])]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("image", kind, shape)],
        [helper.make_tensor_value_info("vector", onnx.TensorProto.FLOAT, None)],
        [
            onnx.numpy_helper.from_array(PROJECTION, "projection"),
            onnx.numpy_helper.from_array(np.array(spatial), "axes"),
        ],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    helper.set_model_props(made, {key: json.dumps(value) for key, value in (metadata or {}).items()})
    onnx.save(made, str(path))
    return f"onnx:{path}"


@pytest.mark.parametrize("shape", [SHAPE, ("n", 6, 8, 3), (1, 3, 6, 8), ("n", 3, "h", "w")])
@pytest.mark.parametrize("kind", [onnx.TensorProto.FLOAT, onnx.TensorProto.UINT8])
def test_inputs_of_every_supported_kind_keep_the_contract(tmp_path: Path, shape: Any, kind: int) -> None:
    check_embedder(load(model(tmp_path / "tiny.onnx", shape=shape, kind=kind)))


def test_vectors_are_the_networks_own(tmp_path: Path) -> None:
    embedder = load(model(tmp_path / "tiny.onnx", metadata={"mean": [0.5, 0.4, 0.3], "std": [0.2, 0.2, 0.1]}))
    batch = np.random.default_rng(1).integers(0, 256, (20, 6, 8, 3), dtype=np.uint8)
    colours = (batch.mean(axis=(1, 2)) / 255 - [0.5, 0.4, 0.3]) / [0.2, 0.2, 0.1]
    np.testing.assert_allclose(embedder.embed(batch), colours @ PROJECTION, atol=1e-4)
    assert embedder.dimensions == 5


def test_raw_pixels_reach_a_network_that_takes_bytes(tmp_path: Path) -> None:
    embedder = load(model(tmp_path / "tiny.onnx", kind=onnx.TensorProto.UINT8))
    batch = np.random.default_rng(1).integers(0, 256, (2, 6, 8, 3), dtype=np.uint8)
    np.testing.assert_allclose(embedder.embed(batch), batch.mean(axis=(1, 2)) @ PROJECTION, rtol=1e-4, atol=1e-2)


def test_the_fingerprint_belongs_to_the_files_content(tmp_path: Path) -> None:
    one, copy = load(model(tmp_path / "one.onnx")), load(model(tmp_path / "copy.onnx"))
    other = load(model(tmp_path / "other.onnx", metadata={"mean": [0, 0, 0]}))
    assert one.fingerprint == copy.fingerprint != other.fingerprint


def test_files_that_cannot_be_used_are_explained(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="cannot be read"):
        load(f"onnx:{tmp_path / 'absent.onnx'}")
    (tmp_path / "text.onnx").write_text("no model")
    with pytest.raises(EmbeddingError, match="cannot be loaded by onnxruntime"):
        load(f"onnx:{tmp_path / 'text.onnx'}")
    with pytest.raises(OptionError, match=r"Expected: \(n, 3, height, width\)"):
        load(model(tmp_path / "grey.onnx", shape=("n", 1, 6, 8), pooled=False))
    with pytest.raises(OptionError, match="one vector per image"):
        load(model(tmp_path / "map.onnx", pooled=False))
    with pytest.raises(OptionError, match="three numbers as JSON"):
        load(model(tmp_path / "odd.onnx", metadata={"mean": [0.5]}))
