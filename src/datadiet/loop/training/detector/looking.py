"""A trained network at work on one image at a time, so that no image depends on another."""

from collections.abc import Mapping

import numpy as np
import torch

from datadiet.errors import DataError
from datadiet.loop.training.detector.decoding import Found, decoded
from datadiet.loop.training.detector.network import Network, laid_out
from datadiet.loop.training.detector.pictures import canvas_of, loaded, placed

__all__ = ["Eye"]


class Eye:
    """A network that only looks."""

    def __init__(self, weights: Mapping[str, np.ndarray], classes: int, side: int, device: str = "cpu") -> None:
        self.side, self.device = side, device
        network = Network(classes)
        try:
            network.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in weights.items()})
        except RuntimeError as error:
            first = str(error).splitlines()[-1].strip()
            raise DataError(f"the weights do not fit the detector ({first})", todo="train the model again") from error
        self.network = laid_out(network, device).eval()

    def look(self, uri: str) -> Found:
        """Return what is in an image, in pixels of its file, inside it; DataError where it cannot be read."""
        picture = loaded(uri, self.side)
        shown = torch.from_numpy(placed([picture], canvas_of([picture]))).to(self.device)
        with torch.no_grad():
            heat, edges = self.network(shown.contiguous(memory_format=torch.channels_last))
        found = decoded(heat[0].sigmoid().cpu().numpy(), edges[0].cpu().numpy())
        height, width = picture.pixels.shape[:2]
        boxes = np.clip(found.boxes, 0, np.array([width, height, width, height])) / picture.scale
        kept = (boxes[:, 2] - boxes[:, 0] > 0.5) & (boxes[:, 3] - boxes[:, 1] > 0.5)
        return Found(boxes[kept], found.codes[kept], found.scores[kept])
