"""A generative adversarial network for tables."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from datadiet.generate.deep.backend import torch_here
from datadiet.generate.deep.training import Budget, Watch, train
from datadiet.generate.deep.weights import Weights, as_arrays, averaged, begun, descend, mean_of
from datadiet.generate.tables.models.deep.conditions import Conditions
from datadiet.generate.tables.models.deep.critic import Shown, penalty
from datadiet.generate.tables.models.deep.encoding import Encoding
from datadiet.generate.tables.models.deep.judging import Judge, halves, told_collapse
from datadiet.generate.tables.models.deep.model import DeepTable
from datadiet.generate.tables.models.deep.networks import forward, initial, silu, sound
from datadiet.schema import Coded

__all__ = ["TableGan", "fit_gan"]

HIDDEN, BLOCKS, BATCH = 128, 1, 200
PACKS, PER_PACK = (10, 5, 2, 1), 1000
"""Rows that are judged together, and real rows for each of them: packs of few rows have too few neighbours to learn."""
RATE, MEAN, CRITIC_STEPS, PENALTY = 1e-3, 0.01, 2, 10.0
_HEAT = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class TableGan(DeepTable):
    """A generator from noise, and a condition, to the alternatives of every column and where in them a value lies."""

    method: ClassVar[str] = "gan"

    @property
    def dimensions(self) -> int:
        """The noise, two numbers for the condition, and a choice for each column."""
        return self.weights["first.weight"].shape[1] - self.encoding.width + 2 + len(self.columns)

    def decode(self, latent: np.ndarray) -> np.ndarray:
        """Return (n, d) values from (n, D) standard normal numbers."""
        return _decoded(self.encoding, self.weights, latent)

    @staticmethod
    def fits(encoding: Encoding, weights: Weights) -> bool:
        """Say whether they are those of a generator."""
        into = weights["first.weight"].shape[1]
        return bool(into > encoding.width and sound(weights, into, 2 * encoding.width))


def fit_gan(
    rows: Coded,
    *,
    rng: np.random.Generator,
    budget: Budget | None = None,
    device: str = "cpu",
    watch: Watch | None = None,
) -> TableGan:
    """Fit a generative adversarial network.

    In larger tables the critic judges several rows at once, so that a generator without variety is found out. It sees
    each number both by its mode and as it is. The weights are a running mean over the steps.

    Args:
        rows: ten or more.
        rng: splits the rows and seeds the weights, the batches and the noise.
        budget: training stops where held-out rows are told apart least.
        device: cpu or cuda.
        watch: is told of every look at the held-out rows.

    Raises:
        MissingExtra: torch is not installed.
        TooFewSamples: fewer than ten rows, or no column.

    Source: Xu et al. 2019 (CTGAN); Gulrajani et al. 2017 (the penalty); Lin, Khetan, Fanti & Oh 2018 (packing).
    """
    learned, held_out = halves(rows, rng)
    encoding = Encoding.of(rows, rng=rng)
    judge = Judge.of(rows, held_out, int(rng.integers(2**31)))
    seed = int(rng.integers(2**31))
    dimensions = _noise_size(encoding) + 2 + len(rows.columns)
    latent = judge.latent(dimensions)
    with torch_here(device) as torch:
        learner = _Learner(torch, encoding, learned.values, seed, device)
        found = train(learner, lambda w: judge.score(_decoded(encoding, w, latent)), budget or Budget(), watch)
    notes = told_collapse(rows, lambda z: _decoded(encoding, found.weights, z), dimensions, seed)
    return TableGan(rows.columns, encoding, found.weights, found.scores, found.steps, notes)


def _noise_size(encoding: Encoding) -> int:
    return int(np.clip(encoding.width // 2, 16, 64))


def _decoded(encoding: Encoding, weights: Weights, latent: np.ndarray) -> np.ndarray:
    size = weights["first.weight"].shape[1] - encoding.width
    conditions = Conditions.of(encoding)
    asked = conditions.by_share(latent[:, size : size + 2])
    said = forward(weights, np.concatenate([latent[:, :size], conditions.vectors(asked)], axis=1), silu)
    still = np.zeros((len(latent), len(encoding.numbers)))
    random = np.concatenate([latent[:, size + 2 :], still], axis=1)
    logits, away = said[:, : encoding.width], said[:, encoding.width :]
    return encoding.decoded(logits, away, np.zeros(encoding.width), random)


class _Learner:
    """Generator and critic, and one optimiser step of the one after several of the other."""

    def __init__(self, torch: Any, encoding: Encoding, values: np.ndarray, seed: int, device: str) -> None:
        self.torch, self.device, self.encoding = torch, device, encoding
        self.generator, self.rng = torch.Generator().manual_seed(seed), np.random.default_rng(seed)
        self.shown, self.conditions = Shown(torch, encoding, device), Conditions.of(encoding)
        self.rows = _Rows(torch, encoding, values, self.rng, device)
        seen = encoding.width + 2 * len(encoding.numbers)
        self.size = _noise_size(encoding)
        self.pack = next(pack for pack in PACKS if pack * PER_PACK <= len(values) or pack == 1)
        sizes = (
            (self.size + encoding.width, HIDDEN, 2 * encoding.width),
            (self.pack * (seen + encoding.width), HIDDEN, 1),
        )
        self.maker, self.critic = (begun(initial(each, BLOCKS, self.generator), device) for each in sizes)
        self.mean = mean_of(self.maker)
        self.adams = [torch.optim.Adam(list(w.values()), lr=RATE, betas=(0.5, 0.9)) for w in (self.maker, self.critic)]

    def step(self) -> None:
        """Take one step of the generator, after some of the critic."""
        for _ in range(CRITIC_STEPS):
            self._criticise()
        _, condition = self._asked()
        logits, seen = self._made(condition)
        other = -(self.shown.log_shares(logits) * condition).sum(dim=1)  # as if what was asked for were not made
        judged = forward(self.critic, self._packed(seen, condition), self.torch.nn.functional.silu)
        descend(self.adams[0], other.mean() - judged.mean())
        averaged(self.mean, self.maker, MEAN)

    def weights(self) -> Weights:
        """Return the running mean of the generator's weights."""
        return as_arrays(self.mean)

    def _criticise(self) -> None:
        asked, condition = self._asked()
        real = self._packed(self.rows.like(asked, self.rng, self.shown), condition)
        with self.torch.no_grad():
            made = self._packed(self._made(condition)[1], condition)
        mix = self._random(self.torch.rand, (len(real), 1))
        bent = self.torch.nn.functional.silu
        distance = forward(self.critic, made, bent).mean() - forward(self.critic, real, bent).mean()
        descend(self.adams[1], distance + PENALTY * penalty(self.critic, real, made, mix, self.torch))

    def _asked(self) -> tuple[np.ndarray, Any]:
        asked = self.conditions.training(self.rows.counts, BATCH, self.rng)
        return asked, self.torch.tensor(self.conditions.vectors(asked), device=self.device)

    def _made(self, condition: Any) -> tuple[Any, Any]:
        noise = self._random(self.torch.randn, (len(condition), self.size))
        said = forward(self.maker, self.torch.cat([noise, condition], 1), self.torch.nn.functional.silu)
        logits, away = said.chunk(2, dim=1)
        gumbel = -(-self._random(self.torch.rand, logits.shape).clamp(1e-9).log()).clamp(1e-9).log()
        return logits, self.shown.rows(self.shown.chosen(logits, gumbel, _HEAT), away)

    def _packed(self, seen: Any, condition: Any) -> Any:
        return self.torch.cat([seen, condition], 1).reshape(len(seen) // self.pack, -1)

    def _random(self, draw: Any, shape: Any) -> Any:
        return draw(shape, generator=self.generator).to(self.device)


class _Rows:
    """Real rows, each with its modes drawn once, and which rows have which alternative."""

    def __init__(
        self, torch: Any, encoding: Encoding, values: np.ndarray, rng: np.random.Generator, device: str
    ) -> None:
        shares = encoding.each("responsibilities", values)
        chosen = np.zeros_like(shares, dtype=np.float32)
        for where in encoding.slices:
            odds = np.cumsum(shares[:, where], axis=1)
            best = (rng.random(len(values))[:, None] * odds[:, -1:] > odds).sum(axis=1)
            chosen[np.arange(len(values)), where.start + best] = 1
        self.counts = chosen.sum(axis=0)
        self.having = [np.flatnonzero(one) for one in chosen.T]
        self.chosen = torch.tensor(chosen, device=device)
        self.away = torch.tensor(encoding.each("places", values), dtype=torch.float32, device=device)

    def like(self, asked: np.ndarray, rng: np.random.Generator, shown: Shown) -> Any:
        """Return rows, as the critic sees them, each at random among those with the alternative that is asked for."""
        share = rng.random(len(asked))
        picked = [
            self.having[k][int(u * len(self.having[k]))] if k >= 0 else int(u * len(self.chosen))
            for k, u in zip(asked.tolist(), share.tolist(), strict=True)
        ]
        return shown.rows(self.chosen[picked], self.away[picked])
