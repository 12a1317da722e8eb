"""The network: a small convolutional backbone, one way back up to a quarter of the picture, and two heads.

Source: FCOS (Tian et al. 2019), CenterNet (Zhou et al. 2019) and TTFNet (Liu et al. 2020), far smaller.
"""

import math
from typing import Any

import torch
from torch import nn

__all__ = ["Network", "laid_out"]

WIDTHS = (16, 32, 64, 96)
GROUP = 8
"""Channels that are normalised together, in each picture alone: no statistics of a batch, or of the training data."""
PRIOR = 0.02
"""What the heat maps say before training (Lin et al. 2017): nearly everything is background."""
SIZE = 8.0
"""Cells from the centre of an object to its edges before training, as a scale."""


class Block(nn.Module):
    """Two convolutions past which the input also goes unchanged."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(_layer(width, width), _layer(width, width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return (n, width, h, w)."""
        return x + self.body(x)


class Network(nn.Module):
    """Pictures -> for each cell, how much it is the centre of an object of each class, and how far the edges are."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        half, quarter, eighth, sixteenth = WIDTHS
        self.stem = nn.Sequential(_layer(3, half, 2), _layer(half, quarter, 2), Block(quarter))
        self.eighth = nn.Sequential(_layer(quarter, eighth, 2), Block(eighth))
        self.sixteenth = nn.Sequential(_layer(eighth, sixteenth, 2), Block(sixteenth))
        self.down = nn.Conv2d(sixteenth, eighth, 1)
        self.across = nn.Conv2d(quarter, quarter, 1)
        self.back = nn.Conv2d(eighth, quarter, 1)
        self.shared = _layer(quarter, quarter)
        self.heat = nn.Sequential(_layer(quarter, quarter), nn.Conv2d(quarter, classes, 1))
        self.edges = nn.Sequential(_layer(quarter, quarter), nn.Conv2d(quarter, 4, 1))
        nn.init.constant_(_bias(self.heat[-1]), -math.log((1 - PRIOR) / PRIOR))

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return heat before the logistic, and the edges.

        Args:
            pictures: (n, 3, h, w), about -1 to 1; h and w are multiples of 16.

        Returns:
            (n, classes, h/4, w/4), and (n, 4, h/4, w/4): cells to the left, upper, right and lower edge, above 0.
        """
        fine = self.stem(pictures)
        middle = self.eighth(fine)
        coarse = self.sixteenth(middle)
        middle = middle + _doubled(self.down(coarse))
        fine = self.shared(self.across(fine) + _doubled(self.back(middle)))
        return self.heat(fine), SIZE * nn.functional.softplus(self.edges(fine))


def laid_out(network: Network, device: str) -> Network:
    """Return a network on a device, its kernels with the channels last, as convolutions are quickest so."""
    anyhow: Any = network.to(device)  # the types of torch do not know the argument
    return anyhow.to(memory_format=torch.channels_last)


def _layer(into: int, out: int, stride: int = 1) -> nn.Module:
    convolution = nn.Conv2d(into, out, 3, stride=stride, padding=1, bias=False)
    return nn.Sequential(convolution, nn.GroupNorm(out // GROUP, out), nn.ReLU(inplace=True))


def _doubled(x: torch.Tensor) -> torch.Tensor:
    return nn.functional.interpolate(x, scale_factor=2, mode="nearest")


def _bias(layer: Any) -> Any:
    return layer.bias
