"""A rare fault, filled up by a plan: fitted, shown, planned, sampled, compared with the truth, and shared.

    python examples/table/run.py --out machines

The "real" rows are drawn from a law that is known, so that the rows of the generator can be held against the truth and
not only against the few faults that were seen. All of it can be done with the command line too, as is printed.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from datadiet.domain import conditions_of, load_domain, plan_domain, read_samples
from datadiet.errors import DatadietError
from datadiet.generate.tables import (
    fit_table,
    load_facts,
    sample_plan,
    sample_table,
    save_model,
    share_model,
    write_shared,
)
from datadiet.measure.classifier import two_sample_auc
from datadiet.report.columns import write_model_page

__all__ = ["Found", "machines", "main", "run"]

HERE = Path(__file__).parent
NUMBERS = ("temperature", "load", "vibration")
SHARE = 0.002


@dataclass(frozen=True, slots=True)
class Found:
    """How far the faults of one generator are from the truth."""

    name: str
    distances: dict[str, float]
    """Kolmogorov-Smirnov's distance of each column: 0 is right, 1 apart."""
    told: float
    """Area under the curve with which they are told from as many new faults: .5 is right, 1 apart."""

    @property
    def line(self) -> str:
        """What is printed."""
        return (
            f"{self.name:<28}"
            + "  ".join(f"{name} {value:.2f}" for name, value in self.distances.items())
            + (f"  told {self.told:.2f}")
        )


def machines(n: int, rng: np.random.Generator, share: float = SHARE) -> pl.DataFrame:
    """Draw rows of machines; a faulty one is hotter, and shakes more than its heat and load explain."""
    fault = rng.random(n) < share
    temperature = np.where(fault, rng.normal(92, 4, n), rng.normal(70, 6, n))
    load = rng.gamma(4, 10, n)
    shaking = rng.normal(np.where(fault, 1.2, 0.2) + 0.02 * (temperature - 70) + 0.008 * (load - 40), 0.35, n)
    return pl.DataFrame(
        {
            "temperature": np.round(temperature, 2),
            "load": np.round(load, 2),
            "vibration": np.round(np.exp(shaking), 4),
            "shift": rng.choice(["early", "late", "night"], n, p=[0.5, 0.35, 0.15]),
            "fault": fault,
        }
    )


def run(out: Path, n: int, seed: int) -> list[Found]:
    """Make everything in a folder, and return how far faults are from the truth."""
    real, truth = machines(n, np.random.default_rng(seed)), machines(50_000, np.random.default_rng(seed + 1), share=1)
    real.write_csv(out / "real.csv")
    domain = load_domain(HERE / "machines.yaml")
    plan = plan_domain(domain, conditions_of(domain, read_samples(out / "real.csv")), n=n // 18, seed=seed)
    (out / "plan.json").write_bytes(plan.json())
    seen = real.filter(pl.col("fault"))
    sets = {"the faults that were seen": seen}
    for name, by in (("copula", None), ("copula by fault", "fault")):
        saved = fit_table(real, seed=seed, method="copula", by=by, bootstrap=0)
        print(*saved.facts.get("notes", ()), sep="\n", end="\n\n" if by is None else "")
        sets[name] = sample_plan(saved, out / "plan.json", seed=seed).frame.filter(pl.col("fault"))
    save_model(saved, out / "model")
    write_model_page(load_facts(out / "model"), out / "model.html", name="machines")
    sets["copula by fault"].write_csv(out / "faults.csv")
    sample_table(saved, 1000, seed=seed, where="fault = true and shift = 'night'").frame.write_csv(out / "night.csv")
    shared = share_model(saved, real, seed=seed, n=1000)
    if shared.certificate.passed:
        write_shared(shared, out / "shared")
    print(shared.certificate.text())
    return [compared(name, rows, truth) for name, rows in sets.items()]


def compared(name: str, rows: pl.DataFrame, truth: pl.DataFrame) -> Found:
    """Hold faults against the truth."""
    from scipy.stats import ks_2samp

    distances = {column: float(ks_2samp(rows[column], truth[column]).statistic) for column in NUMBERS}
    ours, theirs = (
        side.select(*NUMBERS, "shift").to_dummies("shift").to_numpy() for side in (rows, truth[: len(rows)])
    )
    found = two_sample_auc(theirs.astype(float), ours.astype(float), rng=np.random.default_rng(0), kind="boosting")
    return Found(name, distances, max(found.score, 1 - found.score))


def main() -> int:
    """Run the example; 2 where it cannot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("machines"), help="a new folder")
    parser.add_argument("--n", type=int, default=50_000, help="real rows")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        found = run(options.out, options.n, options.seed)
    except DatadietError as error:
        print(error, file=sys.stderr)
        return 2
    print("How far faults are from the truth (0 is right; told from new ones: 0.5 is right):")
    print("\n".join(each.line for each in found))
    place = options.out
    print("The same on the command line:")
    print(f"  datadiet table fit {place}/real.csv --method copula --by fault --out {place}/model")
    print(f"  datadiet table show {place}/model --page {place}/model.html")
    print(f"  datadiet domain plan {HERE}/machines.yaml {place}/real.csv -n {options.n // 18} --out {place}/plan.json")
    print(f"  datadiet table sample {place}/model --plan {place}/plan.json --out {place}/planned.csv")
    print(f"  datadiet table share {place}/model --real {place}/real.csv -n 1000 --out {place}/shared")
    return 0


if __name__ == "__main__":
    sys.exit(main())
