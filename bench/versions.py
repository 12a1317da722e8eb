"""What versions of data cost: add, add again, verify and restore of N files, in CPU seconds, beside `sha256sum`."""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from datadiet.data.versions import Keeping, add, make_store, restore, verify

N = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
PIXELS = (120, 160)
"""Height and width: noise, so that a file has 58 kB."""


def cpu(work: Callable[[], object]) -> tuple[float, float]:
    """Return CPU seconds, of this process and those that it started, and seconds on the clock."""
    began, clock = _used(), time.perf_counter()
    work()
    return _used() - began, time.perf_counter() - clock


def _used() -> float:
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(each)[:2]) for each in who)


def pictures(folder: Path) -> None:
    from PIL import Image

    rng = np.random.default_rng(0)
    (folder / "images").mkdir(parents=True)
    names = [f"images/{number:06d}.png" for number in range(N)]
    for name in names:
        Image.fromarray(rng.integers(0, 256, (*PIXELS, 3), dtype=np.uint8)).save(folder / name, compress_level=1)
    table = {"file": names, "index": range(N)}
    table |= {f"parameter_{number}": rng.normal(size=N) for number in range(80)}
    pl.DataFrame(table).write_parquet(folder / "metadata.parquet")


def told(name: str, spent: tuple[float, float]) -> None:
    print(f"{name:<28} {spent[0]:7.2f} CPU-s  {1e3 * spent[0] / N:6.3f} ms a file  {spent[1]:7.2f} s on the clock")


def main() -> None:
    """Measure in a temporary folder."""
    place = Path(tempfile.mkdtemp(prefix="versions-"))
    data = place / "data"
    try:
        pictures(data)
        size = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
        print(f"{N:,} pictures, {size / 1e6:,.0f} MB, 82 conditions each")
        files = sorted(str(path) for path in data.rglob("*.png"))
        told("sha256sum", cpu(lambda: subprocess.run(["sha256sum", *files], stdout=subprocess.DEVNULL, check=True)))
        store = make_store(place / "store")
        told("add, copying", cpu(lambda: add(store, data, tag="v1")))
        told("add again, nothing new", cpu(lambda: add(store, data)))
        told("verify", cpu(lambda: verify(store)))
        told("restore", cpu(lambda: restore(store, store.resolve("v1"), place / "back")))
        linked = make_store(place / "linked")
        told("add --no-objects", cpu(lambda: add(make_store(place / "bare"), data, keeping=Keeping(objects=False))))
        told("add --link", cpu(lambda: add(linked, data, keeping=Keeping(link=True))))
        small = sum(path.stat().st_size for path in (store.folder / "versions").iterdir())
        print(f"what Git carries of the version: {small / 1e6:.2f} MB")
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
