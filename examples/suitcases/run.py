"""The case study of two domains, end to end: what each asks for, drawn by one generator, and judged.

    python examples/suitcases/run.py --out suitcases

For `defects.yaml` and `sorting.yaml` it samples the domain, draws the rows, draws a second set that stands in for
photographs from the field, and then checks, compares and scores them. All of it can be done with the command line too;
the commands are printed.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sets import draw_set
from sheet import contact_sheet

import datadiet
from datadiet.domain import Domain, check_domain, conditions_of, load_domain, read_samples, sample_domain
from datadiet.domain.differences import difference
from datadiet.errors import DatadietError
from datadiet.report.intention import text, write_domain_page

__all__ = ["Study", "main", "run"]

HERE = Path(__file__).parent
NAMES = ("defects", "sorting")
TITLES = {"defects": "Defects: narrow, with guarantees", "sorting": "Sorting: broad, an open world"}


@dataclass(frozen=True, slots=True)
class Study:
    """One domain, and where its sets and reports are."""

    name: str
    domain: Domain
    real: Path
    """Stands in for photographs."""
    synthetic: Path
    run: Path
    page: Path


def run(out: Path, *, n: int, seed: int, workers: int) -> tuple[Study, ...]:
    """Run the case study and write everything below `out`."""
    started = time.monotonic()
    studies = tuple(_draw(name, out, n, seed, workers) for name in NAMES)
    for study in studies:
        _check(study, workers, out / "cache")
    _compare(*studies, out, workers)
    sheet = contact_sheet({TITLES[study.name]: study.synthetic for study in studies}, out / "contact-sheet.png")
    for study in studies:
        _score(study, seed, workers, out / "cache")
    print(f"\nPictures of both side by side: {sheet}\nDone in {time.monotonic() - started:.0f} s.")
    return studies


def _draw(name: str, out: Path, n: int, seed: int, workers: int) -> Study:
    """Sample the domain, and the world that it declares, and draw both."""
    domain = load_domain(HERE / f"{name}.yaml")
    print(f"\n{domain.name}: {domain.description}")
    asked, world = sample_domain(domain, n, seed=seed), sample_domain(_field(domain), max(2, n * 2 // 3), seed=seed + 1)
    for share in asked.shares:
        print(f"  {share.name}: {share.count} of {n} ({share.share:.1%}); in the field {share.field:.1%}")
    for line in asked.shortfalls:
        print(f"  {line}")
    folder = out / name
    synthetic = draw_set(
        asked.rows, folder / "synthetic", name=name, seed=seed, workers=workers, progress=_progress("drawing")
    )
    real = draw_set(
        world.rows.drop("stratum", "weight"),  # nobody chose how often a photograph occurs
        folder / "real",
        name=f"{name}-field",
        seed=seed,
        photographs=True,
        workers=workers,
        progress=_progress("drawing what stands in for photographs"),
    )
    return Study(name, domain, real, synthetic, folder / "run", folder / "domain.html")


def _field(domain: Domain) -> Domain:
    """Return the world as a domain declares it: the same conditions, and nothing that anybody asked for."""
    never = tuple(rule for rule in domain.exclude if rule.max_share == 0)
    return replace(domain, exclude=never, edge_cases=(), guarantees=(), coverage=None)


def _check(study: Study, workers: int, cache: Path) -> None:
    """Say how well the set fits its domain: `datadiet domain check`."""
    known, real = (
        conditions_of(study.domain, read_samples(folder, origin=origin), workers=workers, cache=cache)
        for folder, origin in ((study.synthetic, "synthetic"), (study.real, "real"))
    )
    found = check_domain(study.domain, known, real=real).intentionality
    write_domain_page(found, study.page)
    print(f"\n$ datadiet domain check {study.domain.path} {study.synthetic} --real {study.real} --page {study.page}")
    print(text(found).rstrip())


def _compare(first: Study, second: Study, out: Path, workers: int) -> None:
    """Say what one domain covers and the other does not: `datadiet domain diff`; and try each set on the other."""
    found = difference(first.domain, second.domain)
    file = out / "difference.txt"
    file.write_text("\n".join(found.lines()) + "\n", encoding="utf-8")
    print(f"\n$ datadiet domain diff {first.domain.path} {second.domain.path} > {file}")
    print(f"  only in {found.first}: {len(found.only_first)}; only in {found.second}: {len(found.only_second)}")
    for one, other in ((first, second), (second, first)):
        known = conditions_of(other.domain, read_samples(one.synthetic), workers=workers, cache=out / "cache")
        fits = check_domain(other.domain, known).intentionality.relevance
        if fits is not None:
            print(f"  of the {len(known)} images for {one.domain.name}, {fits.inside} fit {other.domain.name}")


def _score(study: Study, seed: int, workers: int, cache: Path) -> None:
    """Score the set against what stands in for photographs: `datadiet score`."""
    options = f"--domain {study.domain.path} --seed {seed} --out {study.run}"
    print(f"\n$ datadiet score {study.real} {study.synthetic} {options}")
    card = datadiet.score(
        study.real, study.synthetic, domain=study.domain, seed=seed, workers=workers, cache=cache, out=study.run
    )
    mixing, ground = card.indistinguishability, card.richness
    print(f"  indistinguishability {mixing.score:.2f} (control {mixing.control:.2f}), gap {mixing.gap:.2f}")
    print(f"  richness {ground.score:.2f}, intentionality {card.intentionality.score:.2f}")
    print(f"  {card.facts.sentence}\n  Report: {study.run / 'report.html'}")


def _progress(what: str) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r  {what}: {done} of {total}", end="\n" if done == total else "", file=sys.stderr)

    return show


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--out", type=Path, default=Path("suitcases"), help="the folder to write (%(default)s)")
    parser.add_argument("--n", type=int, default=300, help="synthetic images of each domain (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="root of all randomness (%(default)s)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (%(default)s)")
    given = parser.parse_args()
    try:
        run(given.out, n=given.n, seed=given.seed, workers=given.workers)
    except DatadietError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
