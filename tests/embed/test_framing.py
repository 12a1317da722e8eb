from types import ModuleType

import numpy as np
import pytest

from datadiet.embed.framing import Framing
from datadiet.errors import EmbeddingError, OptionError


def picture(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("size", [(50, 81), (81, 50), (224, 224), (30, 500), (7, 5)])
@pytest.mark.parametrize(
    ("mode", "share", "frame"),
    [
        ("center", 0.875, (48, 48)),
        ("center", 1.0, (48, 48)),
        ("squash", 0.9, (40, 56)),
        ("squash", 1.0, (40, 40)),
        ("border", 1.0, (48, 48)),
    ],
)
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
def test_pixels_are_those_of_timms_own_preprocessing(
    timm: ModuleType, size: tuple[int, int], mode: str, share: float, frame: tuple[int, int], interpolation: str
) -> None:
    from PIL import Image

    height, width = frame
    theirs = timm.data.create_transform(
        (3, height, width), crop_pct=share, crop_mode=mode, interpolation=interpolation, normalize=False
    )
    image = picture(*size)
    ground = tuple(round(255 * value) for value in timm.data.IMAGENET_DEFAULT_MEAN)
    ours = Framing(width, height, share, mode, interpolation, ground)(image)
    assert np.array_equal(ours, np.asarray(theirs(Image.fromarray(image))).transpose(1, 2, 0))


def test_unknown_modes_and_filters_list_the_choices() -> None:
    with pytest.raises(OptionError, match="center, squash or border"):
        Framing(8, 8, mode="random")
    with pytest.raises(OptionError, match="bicubic"):
        Framing(8, 8, interpolation="random")


def test_what_is_no_image_is_refused() -> None:
    with pytest.raises(EmbeddingError, match="uint8"):
        Framing(8, 8)(np.zeros((8, 8, 3)))
