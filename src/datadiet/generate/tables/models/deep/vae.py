"""A variational autoencoder for tables."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from datadiet.generate.deep.backend import torch_here
from datadiet.generate.deep.training import Budget, Watch, train
from datadiet.generate.deep.weights import Weights, as_arrays, averaged, begun, mean_of
from datadiet.generate.tables.models.deep.encoding import Encoding
from datadiet.generate.tables.models.deep.judging import Judge, halves, told_collapse
from datadiet.generate.tables.models.deep.model import DeepTable
from datadiet.generate.tables.models.deep.networks import forward, initial, silu, sound
from datadiet.schema import Coded

__all__ = ["TableVae", "fit_vae"]

BATCH, BLOCKS = 128, 1
RATE, DECAY, MEAN = 2e-3, 1e-4, 0.02
REFITTED = 5000
"""Rows up to which the model is fitted once more to all of them, the held-out ones too."""
_SMALL = 2000
"""Rows below which the hidden layers have 64 units rather than 128: more would learn the rows by heart."""


@dataclass(frozen=True, slots=True, eq=False)
class TableVae(DeepTable):
    """A decoder from a latent Gaussian vector to a mixture for every column.

    Beside the weights of the decoder there are `noise` (width,), and `place` (L,) and `turn` (L, L) of the latent
    vectors of real rows.
    """

    method: ClassVar[str] = "vae"

    @property
    def dimensions(self) -> int:
        """The latent vector, a choice for each column, and a spread for each column of numbers."""
        return len(self.weights["place"]) + self.encoding.randoms

    def decode(self, latent: np.ndarray) -> np.ndarray:
        """Return (n, d) values from (n, D) standard normal numbers."""
        return _decoded(self.encoding, self.weights, latent)

    @staticmethod
    def fits(encoding: Encoding, weights: Weights) -> bool:
        """Say whether they are those of a decoder."""
        width, place = encoding.width, len(weights["place"])
        network = {name: value for name, value in weights.items() if "." in name}
        right = sound(network, place, 2 * width) and weights["noise"].shape == (width,)
        return bool(right and weights["turn"].shape == (place, place))


def fit_vae(
    rows: Coded,
    *,
    rng: np.random.Generator,
    budget: Budget | None = None,
    device: str = "cpu",
    watch: Watch | None = None,
) -> TableVae:
    """Fit a variational autoencoder.

    The likelihood of a number is that of a Gaussian mixture, whose modes are those of its column, and whose weights and
    places the decoder says: which mode a value came from is summed over, not drawn. Latent vectors are drawn from a
    Gaussian fitted to those of the real rows, which need not be the prior.

    Args:
        rows: ten or more.
        rng: splits the rows and seeds the weights, the batches and the noise.
        budget: of the first fit, which stops where held-out rows are told apart least; a second one to all rows takes
            as many steps.
        device: cpu or cuda.
        watch: is told of every look at the held-out rows.

    Raises:
        MissingExtra: torch is not installed.
        TooFewSamples: fewer than ten rows, or no column.

    Source: Xu et al. 2019 (TVAE); Kingma & Welling 2014; Ghosh et al. 2020 (a density fitted to the latent vectors).
    """
    learned, held_out = halves(rows, rng)
    encoding = Encoding.of(rows, rng=rng)
    judge = Judge.of(rows, held_out, int(rng.integers(2**31)))
    seed = int(rng.integers(2**31))
    budget = budget or Budget()
    latent = judge.latent(_latent_size(encoding) + encoding.randoms)
    with torch_here(device) as torch:
        learner = _Learner(torch, encoding, learned.values, seed, device)
        found = train(learner, lambda w: judge.score(_decoded(encoding, w, latent)), budget, watch)
        weights = found.weights
        if found.steps and len(rows) <= REFITTED:
            learner = _Learner(torch, encoding, rows.values, seed, device)
            for _ in range(found.steps):
                learner.step()
            weights = learner.weights()
    notes = told_collapse(rows, lambda z: _decoded(encoding, weights, z), latent.shape[1], seed)
    return TableVae(rows.columns, encoding, weights, found.scores, found.steps, notes)


def _latent_size(encoding: Encoding) -> int:
    return int(np.clip(encoding.width // 2, 4, 64))


def _decoded(encoding: Encoding, weights: Weights, latent: np.ndarray) -> np.ndarray:
    size = len(weights["place"])
    z = weights["place"] + latent[:, :size] @ weights["turn"].T
    said = forward(weights, z, silu)
    return encoding.decoded(said[:, : encoding.width], said[:, encoding.width :], weights["noise"], latent[:, size:])


class _Learner:
    """Encoder and decoder, and one optimiser step on a batch of rows."""

    def __init__(self, torch: Any, encoding: Encoding, values: np.ndarray, seed: int, device: str) -> None:
        self.torch, self.size, self.device = torch, _latent_size(encoding), device
        self.generator = torch.Generator().manual_seed(seed)
        self.rows = _Rows(torch, encoding, values, device)
        into, hidden = self.rows.inputs.shape[1], 64 if len(values) < _SMALL else 128
        self.encoder = begun(initial((into, hidden, 2 * self.size), BLOCKS, self.generator, 0.5), device)
        self.decoder = begun(initial((self.size, hidden, 2 * encoding.width), BLOCKS, self.generator, 0.5), device)
        self.decoder["noise"] = torch.zeros(encoding.width, device=device).requires_grad_()
        self.both = {f"e.{k}": v for k, v in self.encoder.items()} | {f"d.{k}": v for k, v in self.decoder.items()}
        self.mean = mean_of(self.both)
        self.least = torch.tensor(encoding.flat("least_noise"), dtype=torch.float32, device=device)
        self.adam = torch.optim.AdamW(list(self.both.values()), lr=RATE, weight_decay=DECAY)

    def step(self) -> None:
        """Take one step on the evidence's lower bound."""
        torch, rows = self.torch, self.rows
        n = len(rows.inputs)
        batch = torch.randint(n, (min(n, BATCH),), generator=self.generator).to(self.device)
        middle, log_spread = self._encoded(self.encoder, rows.inputs[batch])
        z = middle + log_spread.exp() * torch.randn(middle.shape, generator=self.generator).to(self.device)
        said = forward(self.decoder, z, torch.nn.functional.silu)
        fit = rows.likelihood(batch, said, self._noise(self.decoder["noise"]))
        prior = 0.5 * (middle**2 + (2 * log_spread).exp() - 1 - 2 * log_spread).sum(dim=1)
        self.adam.zero_grad()
        (prior - fit).mean().backward()
        torch.nn.utils.clip_grad_norm_(list(self.both.values()), 5.0)
        self.adam.step()
        averaged(self.mean, self.both, MEAN)

    def weights(self) -> Weights:
        """Return the running mean of the decoder's weights, and the Gaussian of the latent vectors of the rows."""
        torch = self.torch
        encoder = {name[2:]: value for name, value in self.mean.items() if name.startswith("e.")}
        with torch.no_grad():
            middle, log_spread = self._encoded(encoder, self.rows.inputs[:REFITTED])
            noise = self._noise(self.mean["d.noise"])
        middle, variance = middle.cpu().double().numpy(), (2 * log_spread).exp().mean(dim=0).cpu().double().numpy()
        spread = np.atleast_2d(np.cov(middle.T)) + np.diag(variance)
        found = as_arrays({name[2:]: value for name, value in self.mean.items() if name.startswith("d.")})
        return found | {
            "noise": noise.cpu().numpy(),
            "place": middle.mean(axis=0),
            "turn": np.linalg.cholesky(spread),
        }

    def _encoded(self, weights: Weights, inputs: Any) -> tuple[Any, Any]:
        middle, log_spread = forward(weights, inputs, self.torch.nn.functional.silu).chunk(2, dim=1)
        return middle, log_spread.clamp(-8, 3)

    def _noise(self, raw: Any) -> Any:
        """Return spreads between that of rounding and somewhat more than the mode's own; e^-1 at the start."""
        return self.least + (raw - 1).clamp(max=0.5).exp()


class _Rows:
    """Rows as tensors, and how likely a decoder makes them."""

    def __init__(self, torch: Any, encoding: Encoding, values: np.ndarray, device: str) -> None:
        self.torch = torch
        self.inputs = torch.tensor(encoding.inputs(values), device=device)
        self.allowed = torch.tensor(encoding.each("allowed", values), device=device)
        self.places = torch.tensor(encoding.each("places", values), dtype=torch.float32, device=device)
        self.modes = torch.tensor(encoding.flat("spreads") > 0, device=device)
        self.where = torch.tensor(encoding.padded, device=device)

    def likelihood(self, batch: Any, said: Any, noise: Any) -> Any:
        """Return (b,) log likelihoods, all alternatives summed over that a value may have come from."""
        logits, away = said.chunk(2, dim=1)
        density = -0.5 * ((self.places[batch] - away) / noise) ** 2 - noise.log()
        each = logits + self.torch.where(self.modes, density, 0.0)
        return (self._summed(each.masked_fill(~self.allowed[batch], -1e30)) - self._summed(logits)).sum(dim=1)

    def _summed(self, logs: Any) -> Any:
        padded = self.torch.cat([logs, logs.new_full((len(logs), 1), -1e30)], dim=1)
        return padded[:, self.where].logsumexp(dim=2)
