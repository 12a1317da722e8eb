"""What a critic sees of rows, and the penalty that keeps its slope at 1."""

from typing import Any

import numpy as np

from datadiet.generate.deep.weights import Weights
from datadiet.generate.tables.models.deep.encoding import Encoding
from datadiet.generate.tables.models.deep.networks import forward

__all__ = ["Shown", "penalty"]


class Shown:
    """Rows as a critic sees them: which alternative, where in its mode, and the number in units of its column."""

    def __init__(self, torch: Any, encoding: Encoding, device: str) -> None:
        self.torch = torch
        there = encoding.padded
        self.there = torch.tensor(there, device=device)
        self.back = torch.tensor(np.flatnonzero(there < encoding.width), device=device)
        known = encoding.flat("values")
        known = np.where(np.isfinite(known), known, 0)
        spreads, shares = encoding.flat("spreads"), encoding.flat("shares")
        member = np.zeros((encoding.width, len(encoding.numbers)), np.float32)
        for at, j in enumerate(encoding.numbers):
            where = encoding.slices[j]
            weight = shares[where] / shares[where].sum()
            middle = float(weight @ known[where])
            scale = float(np.sqrt(weight @ (spreads[where] ** 2 + (known[where] - middle) ** 2))) or 1.0
            member[where, at] = 1
            gone = np.isnan(encoding.blocks[j].values)
            known[where] = np.where(gone, 0, (known[where] - middle) / scale)
            spreads[where] = spreads[where] / scale
        self.member, self.known, self.spreads = (
            torch.tensor(each, dtype=torch.float32, device=device) for each in (member, known, spreads)
        )
        self.modes = (self.spreads > 0).float()

    def rows(self, chosen: Any, away: Any) -> Any:
        """Return (n, width + 2 numbers) from (n, width) which alternative, and where in each mode a value would lie."""
        numbers = (chosen * (self.known + self.spreads * away)) @ self.member
        return self.torch.cat([chosen, (chosen * self.modes * away) @ self.member, numbers], dim=1)

    def chosen(self, logits: Any, gumbel: Any, heat: float) -> Any:
        """Return (n, width) ones at the alternatives that win, with the slopes of a softmax in place of their own.

        Source: Jang, Gu & Poole 2017; Maddison, Mnih & Teh 2017.
        """
        soft = self._padded((logits + gumbel) / heat).softmax(dim=2)
        hard = self.torch.zeros_like(soft).scatter(2, soft.argmax(dim=2, keepdim=True), 1.0)
        return self._flat(hard + soft - soft.detach())

    def log_shares(self, logits: Any) -> Any:
        """Return (n, width) logarithms of the probabilities of alternatives."""
        return self._flat(self._padded(logits).log_softmax(dim=2))

    def _padded(self, flat: Any) -> Any:
        """Return (n, d, most) from (n, width): the alternatives of each column, filled up with what cannot be."""
        return self.torch.cat([flat, flat.new_full((len(flat), 1), -1e30)], dim=1)[:, self.there]

    def _flat(self, padded: Any) -> Any:
        return padded.flatten(1)[:, self.back]


def penalty(weights: Weights, real: Any, made: Any, mix: Any, torch: Any) -> Any:
    """Return the mean of (|slope of the critic| - 1)² at points between real and made ones.

    Args:
        weights: of the critic.
        real: (n, D) what it sees.
        made: (n, D) likewise.
        mix: (n, 1) from 0, the real one, to 1.
        torch: the library.

    Source: Gulrajani et al. 2017, equation 3.
    """
    between = (real + mix * (made - real)).detach().requires_grad_()
    said = forward(weights, between, torch.nn.functional.silu)
    (slope,) = torch.autograd.grad(said.sum(), between, create_graph=True)
    return ((slope.norm(dim=1) - 1) ** 2).mean()
