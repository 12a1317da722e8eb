"""Which labels are hard to believe? Those that fewer neighbours share than real samples of that class ever see."""

import numpy as np

from datadiet.measure.corrections import benjamini_hochberg

__all__ = ["suspicion"]


def suspicion(
    support: np.ndarray, given: np.ndarray, real_support: np.ndarray, real_labels: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return a conformal p-value for the label of each sample, and the same corrected for their number.

    Args:
        support: (n,) share of its neighbours that have the label it was given.
        given: (n,) that label.
        real_support: (m,) the same share for real samples that people labelled.
        real_labels: (m,) their labels.

    Returns:
        (n,) p in (0, 1]: the share of real samples of that class whose label has as little support; lower is worse. 1
        where no real sample has the label. (n,) the same after Benjamini & Hochberg 1995.
    """
    p = np.ones(len(support))
    for label in np.unique(given):
        of_label = np.sort(real_support[real_labels == label])
        here = given == label
        if len(of_label):
            p[here] = (1 + np.searchsorted(of_label, support[here], side="right")) / (1 + len(of_label))
    return p, benjamini_hochberg(p)
