"""From files to vectors: how many cores are busy, and what the way costs beside the bare network.

    python bench/images_to_embeddings.py FOLDER [--model resnet50] [--images 192] [--workers N]

Two lines: the default embedder (worker processes), then a timm network with random weights, whose speed does not depend
on them. The bare network is timed on batches that are prepared beforehand, in the same run, and the two alternate.
Cores busy = CPU time of this process and its workers / wall time; the workers are started before the clock.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np

from datadiet import engine
from datadiet.data import images
from datadiet.data.dataset import ImageRef
from datadiet.embed import load
from datadiet.embed.run import embed_images
from datadiet.plugins import Embedder

ROUNDS = 3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default="resnet50")
    parser.add_argument("--images", type=int, default=192)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    files = sorted(path for path in arguments.folder.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    refs = [ImageRef(str(number), str(file)) for number, file in enumerate(files[: arguments.images])]
    engine.map(warm, range(4 * arguments.workers), workers=arguments.workers)
    many = [ImageRef(f"{copy} {ref.id}", ref.uri) for copy in range(6) for ref in refs]
    report("patches", *best(lambda: run(many, load("patches"), arguments.workers)), len(many))
    with tempfile.TemporaryDirectory() as folder:
        network = load(f"timm:{arguments.model}@{random_weights(arguments.model, Path(folder))}")
    compare(refs, network, arguments.workers)


def compare(refs: list[ImageRef], network: Embedder, workers: int) -> None:
    """Alternate between the whole way and the bare network, and print the best of each."""
    prepared = np.stack([network.prepare(images.load(ref).pixels) for ref in refs])
    whole, bare = [], []
    for _ in range(ROUNDS):
        whole.append(timed(lambda: run(refs, network, workers)))
        bare.append(timed(lambda: network.embed(prepared)))
    report(network.name.partition("@")[0], *min(whole), len(refs))
    report("the bare network", *min(bare), len(refs))
    wall, cpu = (alone / way for alone, way in zip(min(bare), min(whole), strict=True))
    print(f"of the bare network's throughput, the whole way has {wall:.2f} (per second), {cpu:.2f} (per CPU-second)")


def run(refs: list[ImageRef], embedder: Embedder, workers: int) -> None:
    """Embed everything, with a cache that is empty."""
    with tempfile.TemporaryDirectory() as cache:
        assert embed_images(refs, embedder, workers=workers, cache=Path(cache)).computed == len(refs)


def report(name: str, wall: float, cpu: float, count: int) -> None:
    """Print throughput and cores busy."""
    print(f"{name:<20} {count / wall:7.1f} images/s   {count / cpu:7.1f} images/CPU-s   {cpu / wall:.2f} cores busy")


def best(work: Callable[[], None]) -> tuple[float, float]:
    """Return the quickest of some rounds."""
    return min(timed(work) for _ in range(ROUNDS))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return wall and CPU seconds, those of living worker processes with them."""
    start, busy = time.perf_counter(), cpu_seconds()
    work()
    return time.perf_counter() - start, cpu_seconds() - busy


def cpu_seconds() -> float:
    """Read the CPU time of this process and of all its descendants from /proc (Linux)."""
    tick = os.sysconf("SC_CLK_TCK")
    ours, total = {os.getpid()}, 0.0
    for pid in sorted(int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if pid in ours or int(fields[1]) in ours:
            ours.add(pid)
            total += (int(fields[11]) + int(fields[12])) / tick
    return total


def warm(_: int) -> None:
    """Import in a worker what its first job would."""
    load("patches")
    time.sleep(0.2)


def random_weights(model: str, folder: Path) -> Path:
    """Write a network's initial weights."""
    timm = importable_timm()
    from safetensors.torch import save_file

    path = folder / "random.safetensors"
    save_file(timm.create_model(model, pretrained=False).state_dict(), path)
    return path


def importable_timm() -> ModuleType:
    """Import timm, also beside a torchvision of another build: two of its operators are declared and never called."""
    import sys

    from torch import library

    try:
        import torchvision  # noqa: F401
    except RuntimeError:
        for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
            del sys.modules[name]
        importable_timm.kept = library.Library("torchvision", "DEF")
        for operator in ("nms", "qnms"):
            importable_timm.kept.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import timm

    return timm


if __name__ == "__main__":
    main()
