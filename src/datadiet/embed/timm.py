"""`timm:NAME`: any image model of the timm library, by name or with weights from a local file."""

import difflib
import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np

from datadiet.embed.batches import in_fixed_batches
from datadiet.embed.checks import check_batch
from datadiet.embed.framing import Framing
from datadiet.errors import DatadietError, EmbeddingError, MissingExtra, OptionError

__all__ = ["Timm"]

_ON_CPU, _ON_GPU = 16, 64
"""Images a batch: more is not faster."""


class Timm:
    """A pretrained network without its classifier: (n, h, w, 3) uint8 -> (n, dimensions) float32, not normalised.

    Preprocessing is what the model's own data configuration says. It uses every core, or a GPU where torch sees one.
    A pickled copy prepares images and does not embed.

    Args:
        model: a model's name, with a tag or not (`resnet50.a1_in1k`), or NAME@FILE with weights from a local
            .safetensors or torch file; a torch file is read without unpickling objects.
    """

    parallel: ClassVar[Literal["processes", "inside"]] = "inside"

    def __init__(self, model: str) -> None:
        torch, timm = _libraries()
        self.name: str = f"timm:{model}"
        name, _, file = model.partition("@")
        _check_name(timm, name)
        network = _from_file(timm, name, Path(file)) if file else _pretrained(timm, name)
        config = timm.data.resolve_model_data_config(network)
        self._framing = _framing(config)
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.batch_size: int = _ON_CPU if device.type == "cpu" else _ON_GPU
        self.fingerprint: str = _fingerprint(name, network, config, (torch.__version__, timm.__version__, device.type))
        self._network = network.eval().to(device, memory_format=torch.channels_last)
        self._mean, self._spread = (
            torch.tensor(config[key], device=device).view(1, 3, 1, 1) * 255 for key in ("mean", "std")
        )
        self.dimensions: int = self._dimensions()

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in vars(self).items() if key not in ("_network", "_mean", "_spread")}

    def prepare(self, image: np.ndarray) -> np.ndarray:
        """Scale and frame one (H, W, 3) uint8 image as the model wants it."""
        return self._framing(image)

    def embed(self, batch: np.ndarray) -> np.ndarray:
        """Embed prepared images: (n, h, w, 3) uint8 -> (n, dimensions) float32."""
        check_batch(batch, (self._framing.height, self._framing.width, 3))
        vectors = in_fixed_batches(batch, self.batch_size, self._forward)
        return np.concatenate(vectors) if vectors else np.empty((0, self.dimensions), np.float32)

    def _forward(self, batch: np.ndarray) -> np.ndarray:
        import torch

        with torch.inference_mode():
            pixels = torch.from_numpy(np.ascontiguousarray(batch)).to(self._mean.device)
            values = pixels.permute(0, 3, 1, 2).float()  # NHWC uint8 -> NCHW float32, channels last in memory
            return self._network(values.sub_(self._mean).div_(self._spread)).float().cpu().numpy()

    def _dimensions(self) -> int:
        shape = self._forward(np.zeros((1, self._framing.height, self._framing.width, 3), np.uint8)).shape
        if len(shape) != 2:
            raise OptionError(f"{self.name} gives an array of shape {shape[1:]} for an image", expected="one vector")
        return int(shape[1])


def _libraries() -> tuple[Any, Any]:
    try:
        import timm
        import torch
    except ModuleNotFoundError as error:
        raise MissingExtra("timm, or torch under it,", "timm") from error
    except RuntimeError as error:
        if "torchvision::" not in str(error):
            raise
        raise DatadietError(
            f"timm cannot be imported, because torchvision does not fit torch ({error})",
            expected="torch and torchvision of one build: a CPU-only torch needs a CPU-only torchvision",
            todo="pip install --force-reinstall torchvision --index-url https://download.pytorch.org/whl/cpu "
            "(or the index that torch came from), or use --embedder patches",
        ) from error
    return torch, timm


def _check_name(timm: Any, name: str) -> None:
    if name.startswith(("hf-hub:", "hf_hub:", "local-dir:")) or timm.is_model(name):
        return
    similar = difflib.get_close_matches(name, timm.list_models(), n=5, cutoff=0.4)
    raise OptionError(
        f"timm has no model '{name}'",
        expected=f"a name such as {', '.join(similar or ['resnet50', 'vit_small_patch14_dinov2'])}",
        todo="list them all with python -c 'import timm; print(timm.list_models(pretrained=True))'",
    )


def _pretrained(timm: Any, name: str) -> Any:
    try:
        return timm.create_model(name, pretrained=True, num_classes=0)
    except Exception as error:  # the hub's client raises many kinds, none of them its own only
        raise DatadietError(
            f"the weights of timm:{name} cannot be had ({type(error).__name__}: {error})",
            expected="a connection to the Hugging Face hub, or the weights in its local cache",
            todo=f"download them where there is a connection and write timm:{name}@FILE.safetensors, "
            "or use --embedder patches",
        ) from error


def _from_file(timm: Any, name: str, file: Path) -> Any:
    if not file.is_file():
        raise OptionError(f"there are no weights at {file}", expected="a .safetensors or torch file")
    network = timm.create_model(name, pretrained=False, num_classes=0)
    try:
        stored = timm.models.load_state_dict(str(file), weights_only=True)
        missing, unexpected = network.load_state_dict(stored, strict=False)
    except Exception as error:  # unpickling, safetensors and torch each raise kinds of their own
        raise EmbeddingError(
            f"{file} cannot be read as weights of {name} ({type(error).__name__}: {error})",
            expected="a .safetensors file, or a torch file that holds tensors only",
            todo="save the state_dict of the model with safetensors.torch.save_file",
        ) from error
    classifier = _classifier(network)
    alien = [*missing, *(key for key in unexpected if not key.startswith(classifier))]
    if alien:
        raise EmbeddingError(
            f"{file} does not hold the weights of {name}: {len(alien)} names differ, {alien[0]} the first",
            expected="the state_dict of that very model",
            todo="name the model that the weights were saved from",
        )
    return network


def _classifier(network: Any) -> tuple[str, ...]:
    """Return how the names of a classifier's weights begin; they are not needed."""
    declared = network.pretrained_cfg.get("classifier") or ()
    names = (declared,) if isinstance(declared, str) else tuple(declared)
    return tuple(f"{name}." for name in (*names, "fc", "head", "head.fc", "classifier"))


def _framing(config: dict[str, Any]) -> Framing:
    _, height, width = config["input_size"]
    red, green, blue = (round(255 * value) for value in config["mean"])
    return Framing(
        width=width,
        height=height,
        share=config["crop_pct"],
        mode=config["crop_mode"],
        interpolation=config["interpolation"],
        ground=(red, green, blue),
    )


def _fingerprint(name: str, network: Any, config: dict[str, Any], versions: tuple[str, ...]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for key, tensor in network.state_dict().items():
        digest.update(
            f"{key}{tuple(tensor.shape)}{tensor.dtype}".encode() + tensor.cpu().contiguous().numpy().tobytes()
        )
    settings = json.dumps([asdict(_framing(config)), config["mean"], config["std"], *versions])
    digest.update(settings.encode())
    return f"timm-{name}-{digest.hexdigest()}"
