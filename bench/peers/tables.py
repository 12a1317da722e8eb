"""Other generators of tables, on the halves that `bench/tables.py --halves HALVES` wrote. Needs no datadiet.

They run in environments of their own, as their licences, their size or their pins do not suit a dependency:

    python -m venv peers && peers/bin/pip install ctgan arfpy pyvinecopulib "numpy<2.4"
    peers/bin/python bench/peers/tables.py HALVES --out PEERS --methods vinecop arf tvae ctgan
    python -m venv argn && argn/bin/pip install mostlyai-engine    # with a torch that knows no CUDA, then also
    argn/bin/pip uninstall torchvision                             # as it does not fit it, and is not needed
    argn/bin/python bench/peers/tables.py HALVES --out PEERS --methods argn

Rows are written to PEERS, and listed in PEERS/results.csv, for --peers; what is listed is not made again. All have
their defaults and one thread. What a user of theirs would do around them is done here: numbers are rounded to the
decimals of the fitted rows, and where a program takes no missing values, the mean stands for them and a further column
says where (CTGAN's and TVAE's numbers are also kept within the range of the fitted ones): so does SDV with them.
"""

import argparse
import csv
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

Drawer = Callable[[int], pd.DataFrame]
Fitter = Callable[[pd.DataFrame, list[str], int], Drawer]
"""Rows, their columns of words, a seed -> what draws so many rows."""
MANY = 20_000
GONE = " is gone"


def ctgan(frame: pd.DataFrame, words: list[str], seed: int) -> Drawer:
    """CTGAN with its defaults."""
    from ctgan import CTGAN

    return _whole(lambda known, named: _synthesizer(CTGAN(), known, named, seed), frame, words, clip=True)


def tvae(frame: pd.DataFrame, words: list[str], seed: int) -> Drawer:
    """TVAE with its defaults."""
    from ctgan import TVAE

    return _whole(lambda known, named: _synthesizer(TVAE(), known, named, seed), frame, words, clip=True)


def _synthesizer(model, frame: pd.DataFrame, words: list[str], seed: int) -> Drawer:
    import torch

    torch.manual_seed(seed)
    model.fit(frame, words)
    return model.sample


def arf(frame: pd.DataFrame, words: list[str], seed: int) -> Drawer:
    """Adversarial random forests."""
    import arfpy.arf

    def fitted(known: pd.DataFrame, named: list[str]) -> Drawer:
        model = arfpy.arf.arf(x=known.astype(dict.fromkeys(named, "category")), random_state=seed, verbose=False)
        model.forde()
        return lambda n: model.forge(n=n)

    return _whole(fitted, frame, words)


def argn(frame: pd.DataFrame, words: list[str], seed: int) -> Drawer:
    """TabularARGN of mostlyai-engine with its defaults."""
    from mostlyai.engine import TabularARGN

    model = TabularARGN(device="cpu", random_state=seed)
    model.fit(frame.astype(dict.fromkeys(words, "string")))
    return lambda n: model.sample(n_samples=n)


def vinecop(frame: pd.DataFrame, words: list[str], seed: int) -> Drawer:
    """A vine copula of pyvinecopulib with its defaults, over the quantiles of the columns."""
    import pyvinecopulib as pv

    def fitted(known: pd.DataFrame, named: list[str]) -> Drawer:
        codes = {name: np.unique(known[name], return_inverse=True) for name in known}
        steps = [len(codes[name][0]) for name in known]
        names = [name for name, step in zip(known, steps, strict=True) if step > 1]
        ties = [name in named or len(codes[name][0]) < 0.5 * len(known) for name in names]
        least, most = ([_share(codes[name][1], side) for name in names] for side in ("left", "right"))
        upper = [
            above if tied else (0.5 + np.arange(len(above))[np.argsort(np.argsort(known[name]))]) / len(above)
            for name, above, tied in zip(names, most, ties, strict=True)
        ]
        below = [low for low, tied in zip(least, ties, strict=True) if tied]
        kinds = ["d" if tied else "c" for tied in ties]
        model = pv.Vinecop.from_data(np.column_stack([*upper, *below]), var_types=kinds)

        def draw(n: int) -> pd.DataFrame:
            shares = dict(zip(names, model.sample(n, seeds=[seed + 1, n]).T, strict=True))
            tied = dict(zip(names, ties, strict=True))
            return pd.DataFrame({name: _quantiles(known[name], shares.get(name), tied.get(name), n) for name in known})

        return draw

    return _whole(fitted, frame, words)


def _share(codes: np.ndarray, side: str) -> np.ndarray:
    return np.searchsorted(np.sort(codes), codes, side=side) / len(codes)


def _quantiles(values: pd.Series, shares: np.ndarray | None, tied: bool | None, n: int) -> np.ndarray:
    ordered = np.sort(values.to_numpy())
    if shares is not None and not tied:
        return np.quantile(ordered, shares)
    at = np.zeros(n) if shares is None else shares * len(ordered)
    return ordered[np.clip(at.astype(int), 0, len(ordered) - 1)]


def _whole(
    fit: Callable[[pd.DataFrame, list[str]], Drawer], frame: pd.DataFrame, words: list[str], *, clip: bool = False
) -> Drawer:
    """Fit what takes no missing values: the mean stands for them, and a further column says where."""
    gaps = [name for name in frame if frame[name].isna().any() and name not in words]
    known = frame.fillna({name: frame[name].mean() for name in gaps} | dict.fromkeys(words, "(missing)"))
    for name in gaps:
        known[name + GONE] = np.where(frame[name].isna(), "yes", "no")
    draw = fit(known, words + [name + GONE for name in gaps])

    def drawn(n: int) -> pd.DataFrame:
        made = draw(n)
        for name in (name for name in frame if name not in words and clip):
            made[name] = made[name].clip(frame[name].min(), frame[name].max())
        for name in gaps:
            made[name] = made[name].where(made[name + GONE] != "yes")
        return made[list(frame)].replace("(missing)", np.nan)

    return drawn


METHODS: dict[str, Fitter] = {"vinecop": vinecop, "arf": arf, "tvae": tvae, "argn": argn, "ctgan": ctgan}


def rounded(made: pd.Series, like: pd.Series) -> pd.Series:
    """Round to the decimals that all fitted values have, where they have few."""
    known = like.dropna().to_numpy(float)
    few = next((k for k in range(9) if np.array_equal(known, np.round(known, k))), None)
    values = pd.to_numeric(made).astype(float)
    return values if few is None else values.round(few)


def cpu() -> float:
    """Return the CPU seconds of this program, those of ended children too."""
    return sum(os.times()[:4])


def run(fit: Fitter, frame: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, float, float]:
    """Return rows, CPU seconds to fit, and rows drawn in a CPU second."""
    np.random.seed(seed)  # noqa: NPY002 (the peers know no other randomness)
    words = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]
    began = cpu()
    draw = fit(frame, words, seed)
    fitted = cpu()
    made = draw(len(frame))
    drawn = cpu()
    draw(MANY)
    spent = cpu() - drawn
    for name in (name for name in frame if name not in words):
        made[name] = rounded(made[name], frame[name])
    return made[list(frame)], fitted - began, MANY / spent


def read(file: Path) -> pd.DataFrame:
    """Return the rows of a file; true and false are words, and so are numbers of which there are no more than two."""
    name = file.stem.rsplit("-", 1)[0]
    kinds = {"target": str} if name != "diabetes" else None
    frame = pd.read_csv(file, dtype=kinds, float_precision="round_trip")
    words = {name: frame[name].astype(str) for name in frame if frame[name].nunique() <= 2}
    words |= {name: words[name].str.lower() for name in frame.select_dtypes(bool)}
    return frame.assign(**words)


def main() -> None:
    """Write the tables and the list of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("halves", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--methods", nargs="+", default=list(METHODS), choices=list(METHODS))
    parser.add_argument("--only", default="", help="Halves whose names begin so, such as wine-[0-4].")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    listed = options.out / "results.csv"
    done = set()
    if listed.exists():
        with listed.open(newline="") as opened:
            done = {row["file"] for row in csv.DictReader(opened)}
    else:
        listed.write_text("table,method,seed,file,fit s,rows/s\n")
    for method in options.methods:
        for file in sorted(options.halves.glob(f"{options.only}*.csv"), key=lambda file: (len(file.name), file.name)):
            name, seed = file.stem.rsplit("-", 1)
            target = options.out / f"{name}-{method}-{seed}.csv"
            if target.name in done:
                continue
            began = time.monotonic()
            try:
                made, fit, speed = run(METHODS[method], read(file), int(seed))
            except Exception as error:  # a peer that cannot do a table is told, and the others go on
                print(f"{method} on {file.name}: {type(error).__name__}: {error}", file=sys.stderr)
                continue
            made.to_csv(target, index=False)
            with listed.open("a", newline="") as opened:
                csv.writer(opened).writerow([name, method, seed, target.name, fit, speed])
            print(f"  {name} {method} {seed}: fit {fit:.1f}, all {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
