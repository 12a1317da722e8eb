import pickle
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from datadiet.data.dataset import ImageRef
from datadiet.embed import load
from datadiet.embed.contract import check_embedder
from datadiet.embed.run import embed_images
from datadiet.errors import DatadietError, EmbeddingError, OptionError

MODEL = "test_resnet"


@pytest.fixture(scope="session")
def network(timm: ModuleType) -> Any:
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(0)
        return timm.create_model(MODEL, pretrained=False).eval()


@pytest.fixture(scope="session")
def weights(network: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from safetensors.torch import save_file

    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    save_file(network.state_dict(), path)
    return path


def test_a_model_with_local_weights_keeps_the_contract(weights: Path) -> None:
    check_embedder(load(f"timm:{MODEL}@{weights}"))


def test_vectors_are_the_models_own_features(timm: ModuleType, network: Any, weights: Path) -> None:
    import torch
    from PIL import Image

    embedder = load(f"timm:{MODEL}@{weights}")
    theirs = timm.data.create_transform(**timm.data.resolve_model_data_config(network))
    images = [np.random.default_rng(n).integers(0, 256, (170, 200 + n, 3), dtype=np.uint8) for n in range(3)]
    with torch.inference_mode():
        batch = torch.stack([theirs(Image.fromarray(image)) for image in images])
        expected = network.forward_head(network.forward_features(batch), pre_logits=True).numpy()
    found = embedder.embed(np.stack([embedder.prepare(image) for image in images]))
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4 * np.abs(expected).max())
    assert embedder.dimensions == expected.shape[1]


def test_other_weights_have_another_fingerprint(network: Any, weights: Path, tmp_path: Path) -> None:
    import torch

    changed = {key: value.clone() for key, value in network.state_dict().items()}
    first = next(key for key, value in changed.items() if value.dtype == torch.float32)
    changed[first] += 1e-3
    torch.save(changed, tmp_path / "changed.pth")
    one, other = load(f"timm:{MODEL}@{weights}"), load(f"timm:{MODEL}@{tmp_path / 'changed.pth'}")
    assert one.fingerprint == load(f"timm:{MODEL}@{weights}").fingerprint
    assert one.fingerprint != other.fingerprint


def test_a_copy_for_the_workers_carries_no_weights(weights: Path) -> None:
    assert len(pickle.dumps(load(f"timm:{MODEL}@{weights}"))) < 5_000


def test_workers_and_cache_change_nothing(pictures: tuple[ImageRef, ...], weights: Path, tmp_path: Path) -> None:
    embedder = load(f"timm:{MODEL}@{weights}")
    refs = [ImageRef(f"{n} {ref.id}", ref.uri, crop=(n, n, n + 40, n + 40)) for n in range(11) for ref in pictures]
    one = embed_images(refs, embedder, workers=1, cache=tmp_path / "one")
    two = embed_images(refs, embedder, workers=2, cache=tmp_path / "two")
    again = embed_images(refs, embedder, workers=2, cache=tmp_path / "two")
    assert one.embedding.vectors.tobytes() == two.embedding.vectors.tobytes() == again.embedding.vectors.tobytes()
    assert (one.computed, two.computed, again.computed) == (132, 132, 0)


def test_an_unknown_model_lists_similar_ones(timm: ModuleType) -> None:
    with pytest.raises(OptionError, match=r"timm has no model 'resnet5'.*resnet5"):
        load("timm:resnet5")


def test_weights_that_cannot_be_reached_say_what_to_do(timm: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*_: Any, **__: Any) -> Any:
        raise OSError("no connection")

    monkeypatch.setattr(timm, "create_model", offline)
    with pytest.raises(DatadietError, match=r"no connection.*resnet10t@FILE\.safetensors, or use --embedder patches"):
        load("timm:resnet10t")


def test_weights_of_another_model_are_refused(weights: Path) -> None:
    with pytest.raises(EmbeddingError, match="does not hold the weights of test_vit"):
        load(f"timm:test_vit@{weights}")


def test_weights_that_would_run_code_are_refused(timm: ModuleType, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    evil = tmp_path / "evil.pth"

    class Evil:
        def __reduce__(self) -> Any:
            return Path.touch, (ran,)

    evil.write_bytes(pickle.dumps({"weight": Evil()}, protocol=2))
    with pytest.raises(EmbeddingError, match="cannot be read as weights"):
        load(f"timm:{MODEL}@{evil}")
    assert not ran.exists()


def test_absent_weights_are_named(timm: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"no weights at .*absent\.safetensors"):
        load(f"timm:{MODEL}@{tmp_path / 'absent.safetensors'}")
