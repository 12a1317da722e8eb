"""What the items of a set are worth, and which of the parameters that made them hurt most."""

import json
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import rankdata
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from datadiet.measure.attribution import attribute
from datadiet.scorecard.card import Scorecard

__all__ = ["accuracy", "blame"]

CLASSES = ("RBC", "WBC", "Platelets")
SHOWN = 3


def accuracy(train: Scorecard, side: str, test: Scorecard, against: str) -> float:
    """Train on the items of one side of a run, try on those of a side of another.

    Returns:
        The mean over the classes of the share that was told right, 0 to 1; 1/3 is chance.
    """
    vectors, labels = _items(train, side)
    unseen, truth = _items(test, against)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000, class_weight="balanced"))
    return float(balanced_accuracy_score(truth, model.fit(vectors, labels).predict(unseen)))


def _items(card: Scorecard, origin: str) -> tuple[np.ndarray, np.ndarray]:
    points = card.points.filter(pl.col("level") == "item")
    rows = points["origin"].to_numpy() == origin
    return card.embeddings["item"][rows], points["label"].to_numpy()[rows]


def blame(folder: Path, card: Scorecard) -> list[str]:
    """Say which parameters of single items explain their realism, class by class; nothing where nothing does.

    The run itself knows what made an image; the labels know what made each item.
    """
    made = _parameters(folder)
    verdicts = card.verdicts.filter(pl.col("level") == "item")
    lines = []
    for label in CLASSES:
        own = verdicts.filter(pl.col("label") == label)
        ids = own["id"].to_list()
        names = sorted({name for each in ids for name in made[each]})
        columns = {name: [made[each].get(name) for each in ids] for name in names}
        rank = 1 - rankdata(own["distance"].to_numpy()) / len(ids)
        images = np.array([each.split("#")[0] for each in ids])
        found = attribute(rank, columns, rng=np.random.default_rng(0), groups=images, name="realism rank")
        lines += [f"{label}: {each.sentence}" for each in found[:SHOWN]] or [f"{label}: nothing that is sure"]
    return lines


def _parameters(folder: Path) -> dict[str, dict[str, float | str]]:
    """Parameters of each labelled item, by the name that a run gives it: IMAGE#POSITION."""
    written = json.loads((folder / "annotations.json").read_text(encoding="utf-8"))
    images = {image["id"]: f"images/{image['file_name']}" for image in written["images"]}
    made: dict[str, dict[str, float | str]] = {}
    counts: dict[str, int] = {}
    for item in written["annotations"]:
        image = images[item["image_id"]]
        counts[image] = counts.get(image, -1) + 1
        seen = {"occlusion": item["occlusion"], "truncation": item["truncation"]}
        made[f"{image}#{counts[image]}"] = {**item["parameters"], **seen}
    return made
