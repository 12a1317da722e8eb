"""A table of mixed columns of a known law, and mistakes planted in it."""

import numpy as np
import polars as pl

JOBS = {"clerk": 0.4, "nurse": 0.35, "driver": 0.2, "pilot": 0.05}


def mixed(n: int, seed: int) -> pl.DataFrame:
    """Age, income that follows age and job, a boolean, missing weights, a date, an id, a constant."""
    rng = np.random.default_rng(seed)
    age = np.clip(rng.normal(45, 14, n), 18, 95).round().astype(int)
    job = rng.choice(list(JOBS), n, p=list(JOBS.values()))
    income = (20_000 + 500 * age + 20_000 * (job == "pilot")) * np.exp(rng.normal(0, 0.15, n))
    weight = rng.normal(70, 12, n)
    ill = rng.random(n) < 1 / (1 + np.exp(-(age - 45) / 6))
    frame = pl.DataFrame(
        {
            "person": [f"P{seed}-{k:05}" for k in range(n)],
            "age": age,
            "job": job,
            "income": income.round(2),
            "joined": np.datetime64("2020-01-01") + rng.integers(0, 900, n).astype("timedelta64[D]"),
            "weight": np.where(rng.random(n) < 0.1, np.nan, weight.round(1)),
            "ill": np.where(ill, "yes", "no"),
            "country": ["NL"] * n,
        }
    )
    return frame.with_columns(pl.col("weight").fill_nan(None))


def independent(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the columns, each shuffled on its own."""
    rng = np.random.default_rng(seed)
    return pl.DataFrame({name: frame[name][rng.permutation(frame.height).tolist()] for name in frame.columns})


def copied(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return rows drawn from the table itself."""
    return frame[np.random.default_rng(seed).integers(frame.height, size=frame.height).tolist()]
