"""Fits in sentences."""

from typing import TYPE_CHECKING

from datadiet.distributions.fitting.choosing import said_p

if TYPE_CHECKING:
    from datadiet.distributions.fitting.results import Fit

__all__ = ["NAMES", "said_fit"]

NAMES = {
    "normal": "normal",
    "student": "Student's t",
    "logistic": "logistic",
    "skewnormal": "skew-normal",
    "laplace": "Laplace",
    "gumbel": "Gumbel",
    "lognormal": "log-normal",
    "exponential": "exponential",
    "gamma": "gamma",
    "weibull": "Weibull",
    "inversegaussian": "inverse Gaussian",
    "loglogistic": "log-logistic",
    "pareto": "generalised Pareto",
    "uniform": "uniform",
    "beta": "beta",
    "triangular": "triangular",
    "truncnorm": "truncated normal",
    "integers": "uniform over whole numbers",
    "poisson": "Poisson",
    "negativebinomial": "negative binomial",
    "geometric": "geometric",
    "binomial": "binomial",
}
"""Family -> as it is called."""


def said_fit(fit: "Fit") -> str:
    """Return in a sentence or two what was found."""
    parts = [_masses(fit)] if fit.masses and fit.chosen != "masses" else []
    parts.append(_SAID.get(fit.chosen, _family)(fit))
    return " ".join(parts)


def _share(share: float) -> str:
    return f"{share * 100:.2g} %"


def _masses(fit: "Fit") -> str:
    listed = _listed([f"{mass.value:g} ({_share(mass.share)})" for mass in fit.masses])
    return f"Split off: {listed}."


def _only_masses(fit: "Fit") -> str:
    if len(fit.masses) == 1:
        return f"Always {fit.masses[0].value:g}."
    shown = [f"{mass.value:g} ({_share(mass.share)})" for mass in fit.masses[:6]]
    rest = [f"{len(fit.masses) - 6} more"] if len(fit.masses) > 6 else []
    return f"Drawn as they are, because {fit.masses[0].reason}: {_listed(shown + rest)}."


def _family(fit: "Fit") -> str:
    chosen = next(each for each in fit.candidates if each.state == "chosen")
    numbers = ", ".join(f"{name} {value:.4g}" for name, value in chosen.parameters.items())
    named = f"{NAMES[chosen.family]} ({numbers})"
    tested = "is the best by rank, untested" if chosen.p is None else f"fits: {said_p(chosen.p, fit.replicates)}"
    others = [NAMES[each.family] for each in fit.candidates if each.state == "alternative"]
    return f"{named} {tested}" + (f"; {_listed(others)} cannot be told from it." if others else ".")


_STANDS = "values are drawn from a smoothed body with generalised Pareto tails"


def _followed(fit: "Fit") -> str:
    return f"No family was tried: {_STANDS}."


def _none(fit: "Fit") -> str:
    best = next((each for each in fit.candidates if each.state == "rejected" and each.p is not None), None)
    best = best or next((each for each in fit.candidates if each.state == "rejected"), None)
    if best is None:
        return f"No family could be fitted: {_STANDS}."
    how = f"off by {best.ks:.2g}" if best.p is None else said_p(best.p, fit.replicates)
    return f"No family fits (best: {NAMES[best.family]}, {how}): {_STANDS}."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


_SAID = {"masses": _only_masses, "smoothed": _none, "empirical": _followed}
"""What was chosen -> its words, where that is no family."""
