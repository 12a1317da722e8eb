"""What `bench/tables.py` measured, as Markdown: a table for each data set, the best generator of each column in bold.

    python bench/tables_shown.py ROWS.jsonl

Figures are means over seeds, and after ± their standard errors. Bold is the mean that is best, whatever the error, of
methods with three seeds or more where any has so many; the real half and those that copy it do not take part. `leaks in
k` says with how many seeds the figures of privacy, by their intervals, said that rows are given away. A time to fit in
brackets is without testing the families of columns.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

Row = dict[str, Any]
ORDER = ("real", "bootstrap", "smote", "independent", "copula", "vine", "tree", "hybrid", "vae", "gan")
"""The methods of datadiet; peers follow."""
ASIDE = ("real", "bootstrap", "smote")
NAMES = {
    "vinecop": "pyvinecopulib",
    "arf": "arfpy",
    "tvae": "TVAE",
    "ctgan": "CTGAN",
    "argn": "mostlyai-engine",
}
TIMES = ("fit s", "rows/s")


def high(value: float) -> float:
    """More is better."""
    return -value


def near(right: float) -> Callable[[float], float]:
    """Nearer to this is better."""
    return lambda value: abs(value - right)


BEST = {
    "shapes": high,
    "pairs": high,
    "C2ST": near(0.5),
    "TSTR": high,
    "outliers": near(0.05),
    "closest": near(0.5),
    "ratio": near(1),
    "fit s": near(0),
    "rows/s": high,
    "shapes, law": high,
    "pairs, law": high,
    "C2ST, law": near(0.5),
}
"""Figure -> what is least where it is best."""


def mean(rows: list[Row], key: str) -> float:
    """Return the mean over seeds, NaN where there is none."""
    values = [row[key] for row in rows if row.get(key) is not None]
    return float(np.mean(values)) if values else np.nan


def least(rows: list[Row], key: str) -> float:
    """Return the mean over seeds; of times to fit, that without a test, where there is one."""
    untested = mean(rows, "untested s")
    return mean(rows, key) if key != "fit s" or np.isnan(untested) else untested


def time(value: float) -> str:
    """Write a time or a speed to two digits."""
    return "" if np.isnan(value) else f"{float(f'{value:.2g}'):,}".removesuffix(".0").removeprefix("0")


def short(value: float) -> str:
    """Write a share to three decimals."""
    return f"{value:.3f}".replace("-0.", "-.").removeprefix("0") if value < 10 else f"{value:.3g}"


def cell(rows: list[Row], key: str) -> str:
    """Write the mean, and its standard error over seeds."""
    if key in TIMES:
        untested = time(mean(rows, "untested s")) if key == "fit s" else ""
        return f"{time(mean(rows, key))} ({untested})".strip() if untested else time(mean(rows, key))
    values = [row[key] for row in rows if key in row]
    if not values:
        return ""
    error = np.std(values, ddof=1) / len(values) ** 0.5 if len(values) > 1 else np.nan
    return short(mean(rows, key)) + ("" if np.isnan(error) else f" ± {short(error)}")


def shown(name: str, rows: list[Row]) -> Iterator[str]:
    """Yield the table of a data set."""
    found = list(dict.fromkeys(row["method"] for row in rows))
    methods = sorted(found, key=lambda method: ORDER.index(method) if method in ORDER else len(ORDER))
    groups = {method: [row for row in rows if row["method"] == method] for method in methods}
    keys = [key for key in BEST if any(not np.isnan(least(rows, key)) for rows in groups.values())]
    yield f"\n{name}\n\n| method | {' | '.join(keys)} | seeds |\n" + "|---" * (len(keys) + 2) + "|"
    enough = min(3, max((len(groups[method]) for method in methods if method not in ASIDE), default=0))
    able = [method for method in methods if method not in ASIDE and len(groups[method]) >= enough]
    best = {}
    for key in keys:
        means = {method: least(groups[method], key) for method in able}
        best[key] = min((m for m in means if not np.isnan(means[m])), key=lambda m: BEST[key](means[m]), default="")
    for method, own in groups.items():
        cells = [(best[key] == method, cell(own, key)) for key in keys]
        leaks = sum(bool(row.get("leaks")) for row in own)
        last = f"{len(own)}" + (f", leaks in {leaks}" if leaks else "")
        yield (
            f"| {NAMES.get(method, method)} | "
            + " | ".join(f"**{text}**" if bold else text for bold, text in cells)
            + f" | {last} |"
        )


def main() -> None:
    """Print them."""
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
    fine = [row for row in rows if "error" not in row]
    for name in dict.fromkeys(row["table"] for row in fine):
        print("\n".join(shown(name, [row for row in fine if row["table"] == name])))
    for row in (row for row in rows if "error" in row):
        print(f"\n{row['table']}, {row['method']}, seed {row['seed']}: {row['error']}")


if __name__ == "__main__":
    main()
