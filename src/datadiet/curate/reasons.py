"""Each verdict in one plain sentence, with the numbers that decided it; and what could not be judged."""

from typing import Any

import numpy as np
import polars as pl

from datadiet.curate.evidence import Evidence, Worth
from datadiet.measure.realism import LEVEL

__all__ = ["notes", "reason"]


def reason(row: dict[str, Any], at: int, evidence: Evidence, real_ids: pl.Series, intended_as: np.ndarray) -> str:
    """Say why sample number `at`, with the columns `row`, has its verdict."""
    realism = evidence.realism
    if evidence.fit and row["verdict"] == "off-domain":
        return f"It is outside the domain: {evidence.fit.reasons[at]}."
    if evidence.worth and row["verdict"] in ("harmful", "helpful", "neutral"):
        return _of_worth(row, evidence.worth)
    if evidence.fit and row["verdict"] == "intended":
        case = evidence.fit.edge_cases[int(intended_as[at])]
        return (
            f"It lies far out (realism {row['realism']:.3g}, {row['realism_adjusted']:.3g} corrected), but it belongs "
            f"to the edge case '{case.name}', of which the domain asks for {case.quota:,}: kept on purpose."
        )
    if row["verdict"] == "copied":
        original = real_ids[int(evidence.copied_from[at])]
        if evidence.same_content[at]:
            return f"It has the same content as the real sample {original}."
        if evidence.same_picture is not None and evidence.same_picture[at]:
            return f"Its file shows the picture of the real sample {original}, saved anew."
        limit = "" if evidence.copy_limit is None else f"; below {evidence.copy_limit[at]:.3g} is a copy"
        return f"It is a near-copy of the real sample {original}: {row['nearest_real_distance']:.3g} away{limit}."
    if row["verdict"] == "unrealistic":
        return (
            f"It is {row['distance']:.3g} from its {realism.k}th nearest real sample, where 95 % of real samples are "
            f"within {realism.cut:.3g} (realism {row['realism']:.3g}, {row['realism_adjusted']:.3g} corrected)."
        )
    if row["verdict"] == "redundant":
        return (
            f"It lies within {evidence.radius:.3g}, what the noise alone moves a sample, of {row['redundant_with']}, "
            "which is kept."
        )
    asked = "no model was asked"
    if evidence.worth and evidence.worth.why_not[at]:
        asked = f"no model could be asked, for {evidence.worth.why_not[at]}"
    if evidence.saturated:
        return (
            f"It is number {row['rank']} of {len(evidence)} by distance to real samples; the whole set lies apart, so "
            f"no single sample is blamed, and {asked}."
        )
    if row["realism"] <= LEVEL:
        return (
            f"It lies far out (realism {row['realism']:.3g}), but among {len(evidence)} samples that is no sure sign "
            f"({row['realism_adjusted']:.2g} corrected); {asked}."
        )
    return f"Nothing speaks against it (realism {row['realism']:.2f}); {asked}."


def _of_worth(row: dict[str, Any], worth: Worth) -> str:
    """Say what real validation samples say of a sample."""
    value = f"Its value is {row['value']:.2f} [{row['value_low']:.2f}, {row['value_high']:.2f}]"
    it = f"labelled '{row['label']}', it" if row["label"] else "it"
    cut = worth.cut or 0.0
    if row["verdict"] == "harmful":
        what = "the cut of planted wrong labels" if cut < 0 else "that of a sample that never votes"
        return f"{value}, wholly below {min(cut, 0):.2f}, {what}: {it} misleads the real samples around it."
    if row["verdict"] == "helpful":
        return f"{value}, wholly above {max(cut, 0):.2f}: {it} helps to tell real samples apart."
    if worth.relevance_cut is not None and row["relevance"] < worth.relevance_cut:
        far = f"its relevance, {row['relevance']:.2f}, is that of planted junk (below {worth.relevance_cut:.2f})"
        return f"{value}, but {far}: it shows nothing that real samples look like."
    return f"{value}: {worth.validation:,} real samples do not tell whether it helps or harms."


def notes(evidence: Evidence) -> tuple[str, ...]:
    """Say which verdicts were withheld, or reach less far than they seem to."""
    found = []
    if evidence.saturated:
        found.append(
            "No sample is called unrealistic: the whole set lies apart from the real one. Ranks still order it."
        )
    else:
        found += evidence.realism.notes
    if not evidence.redundancy_judged:
        radius = "No sample is called redundant: the radius of the noise cannot tell (see the notes on richness)."
        found.append(evidence.redundancy_note or radius)
    elif evidence.core is not None and not evidence.core.all():
        found.append(
            f"Redundancy was judged against {int(evidence.core.sum())} random synthetic samples: two of the other "
            f"{int((~evidence.core).sum())} are not compared with each other."
        )
    return tuple(found)
