"""What a detector finds and reports falsely in each image, as someone who uses it would see it: at one score."""

from dataclasses import dataclass

import numpy as np

from datadiet.loop.proof.detection import Detected

__all__ = ["Counted", "counted"]


@dataclass(frozen=True, slots=True)
class Counted:
    """One training seed at its best score, at the least of the overlaps that it was matched at."""

    seed: Detected
    least: float | None
    """The score from which on detections count: where F1 over all images is best; None where nothing was detected."""
    found: np.ndarray
    """(n,) objects found in each image."""
    false: np.ndarray
    """(n,) detections that find none; those on crowds are neither."""

    @property
    def net(self) -> np.ndarray:
        """(n,) objects found less false alarms; higher is better."""
        net: np.ndarray = self.found - self.false
        return net

    @property
    def places(self) -> np.ndarray:
        """Where in the matches the detections are that count."""
        return _counting(self.seed, self.least)


def counted(seed: Detected) -> Counted:
    """Count what each image gains and suffers by a model, from the score on at which the model has its best F1."""
    least = _best_score(seed)
    places = _counting(seed, least)
    right = seed.matches.matched[0, 0, places]
    found, false = (np.bincount(seed.matches.image[places[part]], minlength=seed.images) for part in (right, ~right))
    return Counted(seed, least, found, false)


def _counting(seed: Detected, least: float | None) -> np.ndarray:
    from_there = seed.matches.score >= (np.inf if least is None else least)
    return np.flatnonzero(from_there & ~seed.matches.ignored[0, 0])


def _best_score(seed: Detected) -> float | None:
    """Return the score of the best F1, the highest of several; the lowest of all where nothing found is right."""
    found = seed.matches
    used = np.flatnonzero(~found.ignored[0, 0])
    order = used[np.argsort(-found.score[used], kind="stable")]
    if not len(order):
        return None
    score = found.score[order]
    ends = np.append(score[1:] < score[:-1], True)  # of equal scores all count, or none
    right = np.cumsum(found.matched[0, 0, order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + np.sum(~found.object_ignored[0]))
    best = int(np.where(ends, f1, -1.0).argmax())
    return float(score[best] if f1[best] else score[-1])
