"""A convolutional variational autoencoder: what it learns in a step, and the arrays it comes to."""

from typing import Any

import numpy as np

from datadiet.generate.deep.weights import Weights, as_arrays, averaged, begun, mean_of
from datadiet.generate.images.model import rest_scale
from datadiet.generate.images.networks import Shape, paint, painter, read, reader
from datadiet.generate.images.stack import Stack

__all__ = ["VaeLearner"]

LATENT, BATCH = 16, 64
RATE, DECAY, MEAN = 2e-3, 1e-3, 0.02
REST = 24
"""Directions of what a decoder cannot say."""
LEAST_NOISE = 0.02
"""Of a tone, 0 to 1: a pixel is not described more finely."""


class VaeLearner:
    """Encoder and decoder, both told the class, and one optimiser step on a batch of pictures.

    The noise of a pixel is learned, one for all, which balances likelihood and prior. Latent vectors are drawn from a
    Gaussian for each class, fitted to those of real pictures, which need not be the prior.

    Source: Kingma & Welling 2014; Sohn, Lee & Yan 2015 (classes); Rybkin, Daniilidis & Levine 2021 (the noise); Ghosh
    et al. 2020 (a density fitted to the latent vectors); Dorta et al. 2018 (errors of neighbouring pixels go together).
    """

    def __init__(self, torch: Any, stack: Stack, held_out: Stack | None, seed: int, device: str) -> None:
        self.torch, self.stack, self.held_out, self.device = torch, stack, held_out, device
        self.generator = torch.Generator().manual_seed(seed)
        self.shape = Shape(*stack.pixels.shape[1:])
        self.tones, self.beside = self._tensors(stack)
        named = self.beside.shape[1]
        made = {f"e.{k}": v for k, v in reader(self.shape, named, 2 * LATENT, self.generator).items()}
        made |= {f"d.{k}": v for k, v in painter(self.shape, LATENT + named, self.generator).items()}
        self.both = begun(made, device)
        self.mean = mean_of(self.both)
        self.adam = torch.optim.AdamW(list(self.both.values()), lr=RATE, weight_decay=DECAY)

    def step(self) -> None:
        """Take one step on the evidence's lower bound, with the noise that makes it largest."""
        torch = self.torch
        batch = torch.randint(len(self.tones), (min(len(self.tones), BATCH),), generator=self.generator)
        real, beside = self.tones[batch.to(self.device)], self.beside[batch.to(self.device)]
        middle, log_spread = self._read(_part(self.both, "e."), real, beside)
        z = middle + log_spread.exp() * torch.randn(middle.shape, generator=self.generator).to(self.device)
        said = paint(_part(self.both, "d."), torch.cat([z, beside], 1), self.shape, torch)
        error = ((said - real) ** 2).mean()
        # At its best the noise's variance is the error's mean, and the likelihood its logarithm.
        fit = 0.5 * real[0].numel() * (error + LEAST_NOISE**2).log()
        prior = 0.5 * (middle**2 + (2 * log_spread).exp() - 1 - 2 * log_spread).sum(dim=1).mean()
        self.adam.zero_grad()
        (fit + prior).backward()
        torch.nn.utils.clip_grad_norm_(list(self.both.values()), 100.0)
        self.adam.step()
        averaged(self.mean, self.both, MEAN)

    def weights(self) -> dict[str, np.ndarray]:
        """Return the running mean of the decoder's weights, and a Gaussian of latent vectors for each class.

        With pictures held out also `rest`, what it cannot say of them: its pictures without would be too smooth.
        """
        middle, variance = self._latent(self.tones, self.beside)
        found = as_arrays(_part(self.mean, "d."))
        place, turn = _gaussians(middle, variance, self.stack.codes)
        rest = {} if self.held_out is None else {"rest": _directions(self._missed(self.held_out))}
        return found | {"place": place, "turn": turn} | rest

    def _missed(self, stack: Stack) -> np.ndarray:
        """Return (n, pixels) what pictures have beyond what the decoder makes of them, in units of `rest_scale`."""
        tones, beside = self._tensors(stack)
        middle, _ = self._latent(tones, beside)
        with self.torch.no_grad():
            z = self.torch.tensor(middle, dtype=self.torch.float32, device=self.device)
            said = paint(_part(self.mean, "d."), self.torch.cat([z, beside], 1), self.shape, self.torch)
        real, made = (one.permute(0, 2, 3, 1).flatten(1).cpu().double().numpy() for one in (tones, said))
        return (real - made) / rest_scale(made)

    def _latent(self, tones: Any, beside: Any) -> tuple[np.ndarray, np.ndarray]:
        with self.torch.no_grad():
            middle, log_spread = self._read(_part(self.mean, "e."), tones[:5000], beside[:5000])
        return middle.cpu().double().numpy(), (2 * log_spread).exp().cpu().double().numpy()

    def _read(self, weights: Weights, tones: Any, beside: Any) -> tuple[Any, Any]:
        middle, log_spread = read(weights, tones, beside, self.torch).chunk(2, dim=1)
        return middle, log_spread.clamp(-8, 3)

    def _tensors(self, stack: Stack) -> tuple[Any, Any]:
        beside = np.eye(len(stack.classes), dtype=np.float32)[stack.codes] if stack.classes else None
        if beside is None:
            beside = np.zeros((len(stack), 0), np.float32)
        return self.torch.tensor(stack.tones, device=self.device), self.torch.tensor(beside, device=self.device)


def _part(weights: Weights, prefix: str) -> Weights:
    return {name[len(prefix) :]: value for name, value in weights.items() if name.startswith(prefix)}


def _gaussians(middle: np.ndarray, variance: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (C, L) means and (C, L, L) square roots of covariances; those of small classes lean on that of all."""
    codes = codes[: len(middle)]
    classes, size = int(codes.max()) + 1, middle.shape[1]
    place = np.array([middle[codes == c].mean(axis=0) if (codes == c).any() else 0 * middle[0] for c in range(classes)])
    away = middle - place[codes]
    shared = away.T @ away / len(away)
    turn = np.empty((classes, size, size))
    for c in range(classes):
        own, n = away[codes == c], int((codes == c).sum())
        covariance = (own.T @ own + size * shared) / (n + size)
        noise = variance[codes == c].mean(axis=0) if n else variance.mean(axis=0)
        turn[c] = np.linalg.cholesky(covariance + np.diag(noise + 1e-9))
    return place, turn


def _directions(missed: np.ndarray) -> np.ndarray:
    """Return up to REST directions, (R, pixels), in which what is missed varies, each as long as it varies."""
    _, lengths, axes = np.linalg.svd(missed - missed.mean(axis=0), full_matrices=False)
    return (lengths[:, None] * axes)[: min(REST, len(missed) // 4)] / len(missed) ** 0.5
