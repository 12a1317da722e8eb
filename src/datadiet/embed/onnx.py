"""`onnx:FILE`: any network in ONNX format that turns an image into a vector."""

import hashlib
import json
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np

from datadiet.embed.batches import in_fixed_batches
from datadiet.embed.checks import check_batch
from datadiet.embed.framing import Framing
from datadiet.errors import EmbeddingError, MissingExtra, OptionError

__all__ = ["Onnx"]

_BATCH = 16
_SIDE = 224
"""Where the file leaves the size of the image open."""
_IMAGENET = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
_TYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(uint8)": np.uint8}
_PREPARATION = "v1"


class Onnx:
    """A network in a file: (n, h, w, 3) uint8 -> (n, dimensions) float32, not normalised.

    The first input must take images as NCHW or NHWC, of float or uint8 type; the first output must be a vector per
    image. Images are squeezed to the input's size by Pillow's antialiased bicubic filter. A uint8 input gets the pixels
    as they are; a float input gets (pixels / 255 - mean) / std, which are ImageNet's unless the file's metadata has
    `mean` and `std` as JSON lists of three numbers. A pickled copy prepares images and does not embed.

    Args:
        file: the path of the .onnx file.
    """

    parallel: ClassVar[Literal["processes", "inside"]] = "inside"

    def __init__(self, file: str) -> None:
        content = _content(Path(file))
        self.name: str = f"onnx:{file}"
        runtime, self._session = _session(content, file)
        image = self._session.get_inputs()[0]
        self._type, self._channels_first, height, width = _image(image, file)
        self._framing = Framing(width, height)
        self._mean, self._spread = _normalisation(self._session.get_modelmeta().custom_metadata_map, file)
        self.batch_size: int = image.shape[0] if isinstance(image.shape[0], int) else _BATCH
        digest = hashlib.blake2b(content, digest_size=8).hexdigest()
        self.fingerprint: str = f"onnx-{digest}-{_PREPARATION}-{runtime}-{self._session.get_providers()[0]}"
        self.dimensions: int = self._dimensions()

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in vars(self).items() if key != "_session"}

    def prepare(self, image: np.ndarray) -> np.ndarray:
        """Squeeze one (H, W, 3) uint8 image to the input's size."""
        return self._framing(image)

    def embed(self, batch: np.ndarray) -> np.ndarray:
        """Embed prepared images: (n, h, w, 3) uint8 -> (n, dimensions) float32."""
        check_batch(batch, (self._framing.height, self._framing.width, 3))
        vectors = in_fixed_batches(batch, self.batch_size, self._forward)
        return np.concatenate(vectors) if vectors else np.empty((0, self.dimensions), np.float32)

    def _forward(self, batch: np.ndarray) -> np.ndarray:
        values = batch if self._type == np.uint8 else (batch.astype(np.float32) / 255 - self._mean) / self._spread
        values = values.transpose(0, 3, 1, 2) if self._channels_first else values
        name = self._session.get_inputs()[0].name
        output = self._session.run(None, {name: np.ascontiguousarray(values, self._type)})[0]
        return np.asarray(output, np.float32)

    def _dimensions(self) -> int:
        size = (self.batch_size, self._framing.height, self._framing.width, 3)
        output = self._forward(np.zeros(size, np.uint8))
        if output.ndim != 2 or len(output) != self.batch_size:
            raise OptionError(
                f"the first output of {self.name} has shape {output.shape} for {self.batch_size} images",
                expected="(images, dimensions)",
                todo="export the network with its pooling, so that its first output is one vector per image",
            )
        return int(output.shape[1])


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise OptionError(f"{file} cannot be read ({error.strerror})", expected="a .onnx file") from error


def _session(content: bytes, file: str) -> tuple[str, Any]:
    try:
        import onnxruntime
    except ModuleNotFoundError as error:
        raise MissingExtra("onnxruntime", "onnx") from error
    usable = set(onnxruntime.get_available_providers())
    providers = [name for name in ("CUDAExecutionProvider", "CPUExecutionProvider") if name in usable]
    try:
        return onnxruntime.__version__, onnxruntime.InferenceSession(content, providers=providers)
    except Exception as error:  # onnxruntime's errors have no public class
        raise EmbeddingError(
            f"{file} cannot be loaded by onnxruntime {onnxruntime.__version__} ({error})",
            expected="an ONNX model in one file",
            todo="check it with onnx.checker, or update onnxruntime",
        ) from error


def _image(found: Any, file: str) -> tuple[type, bool, int, int]:
    """Return type, whether channels come first, height and width of an input that takes images."""
    shape = found.shape
    if found.type not in _TYPES or len(shape) != 4 or 3 not in (shape[1], shape[3]):
        raise OptionError(
            f"the first input of {file} has type {found.type} and shape {shape}",
            expected="(n, 3, height, width) or (n, height, width, 3), float or uint8",
        )
    first = shape[1] == 3
    height, width = shape[2:] if first else shape[1:3]
    sides = (side if isinstance(side, int) else _SIDE for side in (height, width))
    return _TYPES[found.type], first, *sides


def _normalisation(metadata: dict[str, str], file: str) -> tuple[np.ndarray, np.ndarray]:
    found: list[np.ndarray] = []
    for name, usual in _IMAGENET.items():
        try:
            values = np.array(json.loads(metadata[name]) if name in metadata else usual, np.float32)
        except ValueError:
            values = np.empty(0, np.float32)
        if values.shape != (3,):
            raise OptionError(
                f"the metadata '{name}' of {file} is {metadata[name]!r}", expected="three numbers as JSON"
            )
        found.append(values)
    return found[0], found[1]
