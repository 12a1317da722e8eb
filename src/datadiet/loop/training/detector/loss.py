"""How far the network is from what it should say."""

import torch

__all__ = ["focal", "giou", "loss"]

SIZES = 2.0
"""Weight of the edges beside that of the heat."""


def loss(
    heat: torch.Tensor,
    edges: torch.Tensor,
    wanted: torch.Tensor,
    sides: torch.Tensor,
    weight: torch.Tensor,
    counts: torch.Tensor,
) -> torch.Tensor:
    """Return the loss of a batch: of heat, for each object, and of edges, averaged over the objects.

    Args:
        heat: (n, classes, h, w) before the logistic.
        edges: (n, 4, h, w) cells to the edges, above 0.
        wanted: (n, classes, h, w), as `Targets.heat`.
        sides: (n, 4, h, w), as `Targets.edges`.
        weight: (n, h, w), as `Targets.weight`.
        counts: (n, h, w), as `Targets.counts`.
    """
    here = weight > 0
    apart = 1 - giou(edges.movedim(1, -1)[here], sides.movedim(1, -1)[here])
    share = weight[here]
    return focal(heat, wanted, counts) + SIZES * (share * apart).sum() / share.sum().clamp(min=1.0)


def focal(heat: torch.Tensor, wanted: torch.Tensor, counts: torch.Tensor) -> torch.Tensor:
    """Return the focal loss of heat maps over the number of centres; cells near a centre count less as background.

    Source: Lin et al. 2017; Law & Deng 2018 (CornerNet), equation 1, alpha 2, beta 4.
    """
    log, log_not = torch.nn.functional.logsigmoid(heat), torch.nn.functional.logsigmoid(-heat)
    says = log.exp()
    centre = (wanted >= 1).float()
    found = centre * (1 - says).square() * log
    background = (1 - wanted).pow(4) * says.square() * log_not
    return -((found + background) * counts[:, None]).sum() / centre.sum().clamp(min=1.0)


def giou(edges: torch.Tensor, sides: torch.Tensor) -> torch.Tensor:
    """Return the generalised overlap of boxes around the same cell, -1 to 1: overlap less the void between.

    Args:
        edges: (m, 4) distances to left, top, right, bottom.
        sides: (m, 4) likewise.

    Source: Rezatofighi et al. 2019.
    """
    least, most = torch.minimum(edges, sides), torch.maximum(edges, sides)
    both = (least[:, 0] + least[:, 2]).clamp(min=0) * (least[:, 1] + least[:, 3]).clamp(min=0)
    union = _area(edges) + _area(sides) - both
    hull = _area(most)
    return both / union.clamp(min=1e-6) - (hull - union) / hull.clamp(min=1e-6)


def _area(edges: torch.Tensor) -> torch.Tensor:
    return (edges[:, 0] + edges[:, 2]) * (edges[:, 1] + edges[:, 3])
