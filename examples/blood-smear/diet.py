"""A set of generated smears that holds junk: value, keep, train a detector, and prove that it is better on real images.

    python examples/blood-smear/diet.py --real-val BCCD#train --test BCCD#val --out diet

The junk is planted on purpose, a third of the set: pictures whose cells carry wrong labels, pictures whose tiles are
shuffled, and near-copies; names of files tell which. Needs torch; takes a quarter of an hour on one core.
"""

import argparse
import json
import shlex
from pathlib import Path

import numpy as np
import polars as pl
from PIL import Image

from datadiet import cli

TILE = 32


def main() -> None:
    """Make the set, and run one command after the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--real-val", required=True, help="Real smears that value the samples.")
    parser.add_argument("--test", required=True, help="Further real smears, that judge the models.")
    parser.add_argument("--out", type=Path, default=Path("diet"))
    parser.add_argument("-n", type=int, default=120, help="Pictures without junk.")
    parser.add_argument("--seeds", type=int, default=3, help="Models of each set.")
    parser.add_argument("--steps", type=int, default=400, help="Of training.")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    at = options.out
    at.mkdir(exist_ok=True)
    do("generate", "blood-smear", "-n", options.n, "--seed", options.seed, "--out", at / "smears")
    planted(at / "smears", at / "made", np.random.default_rng(options.seed))
    do("value", at / "made", "--real-val", options.real_val, "--level", "item", "--out", at / "valued")
    verdicts(at)
    do("keep", at / "valued", "--to", at / "kept", "--as", "coco", "-n", options.n * 3 // 4)
    for name in ("made", "kept"):
        trained = "--with", "detector", "--set", f"steps={options.steps}", "--seeds", options.seeds
        do("train", at / name, *trained, "--test", options.test, "--out", at / f"model-{name}")
    compared = "--gt", options.test, "--measure", "AP50", "--out", at / "proof"
    do("models", "compare", at / "model-made", at / "model-kept", *compared)


def do(*words: object) -> None:
    """Say a command, and run it."""
    print(f"\n$ datadiet {shlex.join(map(str, words))}", flush=True)
    if code := cli.run([str(word) for word in words]):
        raise SystemExit(code)


def planted(source: Path, to: Path, rng: np.random.Generator) -> None:
    """Copy a generated set, and add half as many pictures that are junk: a third of each kind."""
    known = json.loads((source / "annotations.json").read_text())
    classes = [category["id"] for category in known["categories"]]
    boxes: dict[int, list[dict]] = {image["id"]: [] for image in known["images"]}
    for each in known["annotations"]:
        boxes[each["image_id"]].append(each)
    (to / "images").mkdir(parents=True, exist_ok=True)
    images, annotations = [], []
    chosen = rng.permutation(len(known["images"]))[: len(known["images"]) // 2]
    kinds = ["good"] * len(known["images"]) + [
        ("mislabelled", "shuffled", "repeated")[i % 3] for i in range(len(chosen))
    ]
    for kind, image in zip(kinds, [*known["images"], *(known["images"][i] for i in chosen)], strict=True):
        name = f"{Path(image['file_name']).stem}-{kind}.png"
        with Image.open(source / "images" / image["file_name"]) as picture:
            spoilt(np.asarray(picture.convert("RGB")), kind, rng).save(to / "images" / name)
        images.append({**image, "id": len(images) + 1, "file_name": name})
        for each in boxes[image["id"]]:
            label = each["category_id"]
            if kind == "mislabelled":
                label = int(rng.choice([other for other in classes if other != label]))
            made = {"id": len(annotations) + 1, "image_id": len(images), "category_id": label, "bbox": each["bbox"]}
            annotations.append({**made, "area": each["area"], "iscrowd": 0})
    told = {"images": images, "annotations": annotations, "categories": known["categories"]}
    (to / "annotations.json").write_text(json.dumps(told))


def spoilt(pixels: np.ndarray, kind: str, rng: np.random.Generator) -> Image.Image:
    """Return a picture as it is, with its tiles shuffled, or with a little noise."""
    if kind == "shuffled":
        high, wide = (side // TILE for side in pixels.shape[:2])
        tiles = pixels[: high * TILE, : wide * TILE].reshape(high, TILE, wide, TILE, 3).swapaxes(1, 2)
        mixed = rng.permutation(tiles.reshape(-1, TILE, TILE, 3)).reshape(high, wide, TILE, TILE, 3).swapaxes(1, 2)
        pixels = pixels.copy()
        pixels[: high * TILE, : wide * TILE] = mixed.reshape(high * TILE, wide * TILE, 3)
    if kind == "repeated":
        pixels = (pixels + rng.normal(0, 1.5, pixels.shape)).clip(0, 255).round().astype(np.uint8)
    return Image.fromarray(pixels)


def verdicts(at: Path) -> None:
    """Print what became of the cells of each kind of picture."""
    rows = pl.read_parquet(at / "valued" / "verdicts.parquet")
    kinds = rows.with_columns(pl.col("id").str.extract(r"-(\w+)\.png").alias("planted as"))
    axes = pl.col("value", "relevance", "novelty").median().round(2)
    print(kinds.group_by("planted as", maintain_order=True).agg(axes))
    print(kinds.pivot("verdict", index="planted as", values="id", aggregate_function="len").fill_null(0))


if __name__ == "__main__":
    main()
