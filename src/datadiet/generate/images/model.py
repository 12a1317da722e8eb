"""A fitted generator of small pictures: a map from normal random numbers, and classes, to pixels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.special import ndtr

from datadiet.errors import DataError, OptionError
from datadiet.generate.deep.backend import torch_here
from datadiet.generate.images.networks import WIDE, WIDTH, Shape, paint, sound
from datadiet.generate.storage import Arrays

__all__ = ["METHODS", "ImageModel", "rest_scale"]

METHODS = ("vae", "gan")
_BATCH = 256
_HELD = ("place", "turn", "rest", "values", "shares")
"""Arrays that are no weights of the painter."""


@dataclass(frozen=True, slots=True, eq=False)
class ImageModel:
    """Draws pictures of one size.

    All randomness comes in as standard normal numbers, so that a picture depends on its own numbers alone and a longer
    sample extends a shorter one. The first of them chooses the class.
    """

    method: str
    shape: Shape
    classes: tuple[str, ...]
    """() where the pictures that it was fitted to had none."""
    arrays: Arrays
    """Weights of the painter; `shares` (C,) of the classes; `place` (C, L) and `turn` (C, L, L), of the numbers that
    the painter takes, for each class; `rest` (R, pixels), what a decoder cannot say, as directions in units of
    `rest_scale`; `values` (v,) that pixels have, where they are few."""
    facts: Mapping[str, Any]
    """For people, as JSON: pictures, steps, scores of all looks, and what the model has lost."""

    @property
    def dimensions(self) -> int:
        """How many normal numbers make a picture: one for its class, those of the painter, and those of the rest."""
        return 1 + self.arrays["place"].shape[1] + len(self.arrays["rest"])

    @property
    def notes(self) -> tuple[str, ...]:
        """What the model has lost, if anything, in sentences."""
        return tuple(self.facts["notes"])

    def codes(self, latent: np.ndarray, *, shares: Mapping[str, float] | None = None) -> np.ndarray:
        """Return (n,) numbers of the classes that (n, D) normal numbers choose.

        Args:
            latent: standard normal numbers; one is used of each row.
            shares: class -> share, 0 for those that are not named; by default those of the real pictures.

        Raises:
            OptionError: a class that the model does not know, or shares that are no shares.
        """
        wanted = np.asarray(self.arrays["shares"]) if shares is None else self._shares(shares)
        total = np.cumsum(wanted)
        return np.searchsorted(total, np.minimum(ndtr(latent[:, 0]), 1 - 1e-12) * total[-1], side="right")

    def decode(self, latent: np.ndarray, *, codes: np.ndarray | None = None) -> np.ndarray:
        """Return (n, h, w, 1 or 3) uint8 pictures from (n, D) standard normal numbers.

        Tones are computed in double precision: rounded, they are the same whatever the size of the batch.

        Args:
            latent: standard normal numbers.
            codes: (n,) numbers of the classes; by default what `codes` returns.

        Raises:
            MissingExtra: torch is not installed.
            DataError: the numbers are not (n, D).
        """
        latent = np.asarray(latent, float)
        if latent.ndim != 2 or latent.shape[1] != self.dimensions:
            raise DataError(f"random numbers of shape {latent.shape}", expected=f"(n, {self.dimensions})")
        codes = self.codes(latent) if codes is None else np.asarray(codes)
        size = self.arrays["place"].shape[1]
        z = latent[:, 1 : 1 + size]
        with torch_here() as torch, torch.no_grad():
            weights = {n: torch.tensor(v, dtype=torch.float64) for n, v in self.arrays.items() if n not in _HELD}
            tones = [self._painted(torch, weights, z[at : at + _BATCH], codes[at : at + _BATCH]) for at in _starts(z)]
        flat = np.concatenate([*tones, np.zeros((0, int(np.prod(self._channels_last))))])
        return self._levels(flat + rest_scale(flat) * (latent[:, 1 + size :] @ self.arrays["rest"]))

    def dump(self) -> tuple[dict[str, Any], Arrays]:
        """Return all of it as facts for JSON and named arrays."""
        shape = [self.shape.height, self.shape.width, self.shape.channels]
        return {"method": self.method, "shape": shape, "classes": list(self.classes), **self.facts}, self.arrays

    @classmethod
    def load(cls, facts: Mapping[str, Any], arrays: Arrays) -> Self:
        """Return what `dump` took apart.

        Raises:
            DataError: a part is missing or does not fit.
        """
        try:
            method, shape = str(facts["method"]), Shape(*map(int, facts["shape"]))
            classes, rest = tuple(map(str, facts["classes"])), dict(facts)
            fits = method in METHODS and sound(arrays, _wanted(shape, max(1, len(classes)), bool(classes), arrays))
            fits = fits and isinstance(facts["notes"], list)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise DataError(f"a part of the model is missing or not as expected ({error!r})") from error
        if not fits:
            raise DataError("the arrays of the model do not fit its facts", todo="fit the model again")
        for name in ("method", "shape", "classes"):
            rest.pop(name)
        return cls(method, shape, classes, dict(arrays), rest)

    @property
    def _channels_last(self) -> tuple[int, int, int]:
        return self.shape.height, self.shape.width, self.shape.channels

    def _painted(self, torch: Any, weights: Mapping[str, Any], z: np.ndarray, codes: np.ndarray) -> np.ndarray:
        place, turn = self.arrays["place"][codes], self.arrays["turn"][codes]
        placed = place + np.einsum("nij,nj->ni", turn, z)
        beside = np.eye(len(self.arrays["shares"]))[codes] if self.classes else np.zeros((len(z), 0))
        made = paint(weights, torch.tensor(np.concatenate([placed, beside], axis=1)), self.shape, torch)
        return made.permute(0, 2, 3, 1).flatten(1).numpy()

    def _levels(self, tones: np.ndarray) -> np.ndarray:
        exact, values = 255 * np.clip(tones, 0, 1), np.asarray(self.arrays["values"])
        if len(values):
            between = (values[1:].astype(float) + values[:-1]) / 2
            exact = values[np.searchsorted(between, exact)]
        return np.rint(exact).astype(np.uint8).reshape(-1, *self._channels_last)

    def _shares(self, shares: Mapping[str, float]) -> np.ndarray:
        if strange := [name for name in shares if name not in self.classes]:
            raise OptionError(
                f"the model knows no class '{strange[0]}'", expected=f"some of {', '.join(self.classes) or 'none'}"
            )
        wanted = np.array([float(shares.get(name, 0)) for name in self.classes])
        if not (np.isfinite(wanted).all() and (wanted >= 0).all() and wanted.sum() > 0):
            raise OptionError(f"shares of {dict(shares)}", expected="numbers of 0 or more, not all of them 0")
        return wanted


def rest_scale(tones: np.ndarray) -> np.ndarray:
    """Return how far tones, 0 to 1, can be off, up to a factor: what is black, or white, is surely so."""
    return np.sqrt(tones * (1 - tones)) + 0.02


def _starts(rows: np.ndarray) -> range:
    return range(0, len(rows), _BATCH)


def _wanted(shape: Shape, classes: int, named: bool, arrays: Arrays) -> dict[str, tuple[int, ...]]:
    (h, w), channels = shape.sizes[0], shape.channels
    size = arrays["place"].shape[1]
    into, pixels = size + classes * named, shape.height * shape.width * channels
    weights: dict[str, tuple[int, ...]] = {"start": (WIDE * h * w, into)}
    for name, into_, out in (
        ("half", WIDE, WIDE),
        ("half_more", WIDE, WIDE),
        ("full", WIDE, WIDTH),
        ("full_more", WIDTH, WIDTH),
        ("last", WIDTH, channels),
    ):
        weights[name] = (out, into_, 3, 3)
    found = {f"{name}.weight": sizes for name, sizes in weights.items()}
    found |= {f"{name}.bias": sizes[:1] for name, sizes in weights.items()}
    held = {"place": (classes, size), "turn": (classes, size, size), "shares": (classes,)}
    return found | held | {"rest": (len(arrays["rest"]), pixels), "values": (len(arrays["values"]),)}
