"""The blood-smear twin against real smears: a floor of flat discs, the twin, and the ceiling of real against real.

    DATADIET_DATA=DATA python examples/blood-smear/run.py --out blood-smear

DATA holds `bccd/` (github.com/Shenggan/BCCD_Dataset) as Pascal VOC with `train.txt` and `val.txt`. Each set is scored
at every level, a classifier is trained on its items and tried on real ones of the other split, and what explains the
realism of the twin's items is looked for among the parameters that made each of them.
"""

import argparse
import os
import sys
from pathlib import Path

from items import accuracy, blame

import datadiet
from datadiet.errors import DatadietError
from datadiet.generate.run import TwinSource, generate_set
from datadiet.generate.twins.loading import load_twin
from datadiet.generate.twins.twin import Twin, find_twin
from datadiet.scorecard.card import Scorecard

__all__ = ["main"]

HERE = Path(__file__).parent


def main() -> int:
    """Run the case study as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("blood-smear"))
    parser.add_argument("-n", type=int, default=120, help="images in each set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    bccd = Path(os.environ.get("DATADIET_DATA", "")) / "bccd"
    if not (bccd / "train.txt").is_file():
        print(f"There is no {bccd}/train.txt: set DATADIET_DATA to the folder that holds bccd/.", file=sys.stderr)
        return 2
    try:
        _study(bccd, asked)
    except DatadietError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _study(bccd: Path, asked: argparse.Namespace) -> None:
    flat = _made(load_twin(HERE / "flat.yaml"), asked)
    twin = _made(find_twin("blood-smear"), asked)
    cards = {}
    for name, synthetic in (("flat discs", str(flat)), ("blood-smear", str(twin)), ("real (val)", f"{bccd}#val")):
        card = _scored(f"{bccd}#train", synthetic, asked, name)
        cards[name] = card
        _show(name, card)
    unseen = _scored(f"{bccd}#val", str(twin), asked, "blood-smear against val")
    _show("blood-smear, val as real", unseen)
    print("\nItems told apart on real val, by a classifier trained on the items of:")
    for name, train in (("flat discs", cards["flat discs"]), ("blood-smear", unseen)):
        print(f"  {name:12}  {accuracy(train, 'synthetic', cards['real (val)'], 'synthetic'):.3f}")
    print(f"  {'real train':12}  {accuracy(cards['real (val)'], 'real', cards['real (val)'], 'synthetic'):.3f}")
    print("\nWhat explains how real the twin's items look:")
    for line in blame(twin, cards["blood-smear"]):
        print(f"  {line}")


def _made(twin: Twin, asked: argparse.Namespace) -> Path:
    folder = asked.out / twin.name
    generate_set(TwinSource(twin), asked.n, folder, seed=asked.seed, workers=asked.workers)
    return folder


def _scored(real: str, synthetic: str, asked: argparse.Namespace, name: str) -> Scorecard:
    run, cache = asked.out / "runs" / name.replace(" ", "-"), asked.out / "cache"
    return datadiet.score(real, synthetic, level="all", workers=asked.workers, cache=cache, out=run)


def _show(name: str, card: Scorecard) -> None:
    print(f"\n{name}")
    for level in card.facts.levels:
        found, richness = level.indistinguishability, level.richness
        low, high = found.interval
        near, far = found.gap_detail.interval
        print(
            f"  {level.name:11}  indistinguishability {found.score:.2f} [{low:.2f}, {high:.2f}] of {found.control:.2f}"
            f"   gap {found.gap_detail.score:.3f} [{near:.3f}, {far:.3f}]   richness {richness.score:.2f}"
        )


if __name__ == "__main__":
    sys.exit(main())
