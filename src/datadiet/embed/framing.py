"""How an image is brought to the input of a pretrained network: scaled by Pillow, then cut or padded at its centre."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from datadiet.embed.checks import check_image
from datadiet.errors import OptionError

__all__ = ["Framing"]

Size = tuple[int, int]
"""width, height"""


@dataclass(frozen=True, slots=True)
class Framing:
    """The evaluation preprocessing that timm declares for a model, in Pillow alone so that workers need no torch."""

    width: int
    height: int
    share: float = 1.0
    """Of the scaled image's side, how much the frame takes: timm's crop_pct."""
    mode: str = "squash"
    """`center`: the shorter side fits and the rest is cut; `squash`: both fit; `border`: the longer fits, padded."""
    interpolation: str = "bicubic"
    ground: tuple[int, int, int] = (0, 0, 0)
    """Behind the padding."""

    def __post_init__(self) -> None:
        if self.mode not in ("center", "squash", "border"):
            raise OptionError(f"the crop mode is '{self.mode}'", expected="center, squash or border")
        if self.interpolation.upper() not in Image.Resampling.__members__:
            raise OptionError(
                f"the interpolation is '{self.interpolation}'",
                expected=", ".join(name.lower() for name in Image.Resampling.__members__),
            )

    def __call__(self, image: np.ndarray) -> np.ndarray:
        """Bring (H, W, 3) uint8 to (height, width, 3) uint8."""
        check_image(image)
        width, height = self._scaled((image.shape[1], image.shape[0]))
        scaled = Image.fromarray(image).resize((width, height), Image.Resampling[self.interpolation.upper()])
        frame = Image.new("RGB", (self.width, self.height), self.ground)
        frame.paste(scaled, (-round((width - self.width) / 2), -round((height - self.height) / 2)))
        return np.asarray(frame)

    def _scaled(self, size: Size) -> Size:
        """Round as timm and torchvision do, so that the pixels are the same as theirs."""
        target = int(self.width / self.share), int(self.height / self.share)
        if self.mode == "squash":
            return target
        ratios = size[0] / target[0], size[1] / target[1]
        if self.mode == "center" and target[0] == target[1]:
            short = min(size)
            return int(target[0] * size[0] / short), int(target[1] * size[1] / short)
        ratio = min(ratios) if self.mode == "center" else max(ratios)
        return round(size[0] / ratio), round(size[1] / ratio)
