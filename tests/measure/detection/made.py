"""Detections that are made up, and the same as another program sees them."""

import numpy as np

from datadiet.measure.detection import Boxes

Made = tuple[Boxes, Boxes, int, int]
"""Objects, detections, number of images, number of classes."""


def made(seed: int, images: int, classes: int, *, most: int = 8, false: float = 8, steps: int | None = None) -> Made:
    """Objects of all sizes, a few of them crowds, and detections near most of them; `steps` makes scores tie."""
    rng = np.random.default_rng(seed)
    image = np.repeat(np.arange(images), rng.integers(0, most + 1, images))
    n = len(image)
    size = rng.lognormal(3.8, 0.7, (n, 2))
    box = np.concatenate([rng.uniform(0, 500, (n, 2)), size], axis=1)
    area = box[:, 2] * box[:, 3] * rng.uniform(0.6, 1, n)
    objects = Boxes(image, rng.integers(0, classes, n), box, area, rng.random(n) < 0.05, np.ones(n))
    kept = np.flatnonzero(rng.random(n) < 0.8)
    near = box[kept] + rng.normal(0, 0.08, (len(kept), 4)) * size[kept][:, [0, 1, 0, 1]]
    extra = rng.poisson(false * images)
    far = np.concatenate([rng.uniform(0, 500, (extra, 2)), rng.lognormal(3.8, 0.7, (extra, 2))], axis=1)
    found = np.concatenate([near, far])
    found[:, 2:] = np.maximum(found[:, 2:], 1)
    score = np.concatenate([rng.beta(4, 2, len(kept)), rng.beta(2, 5, extra)])
    score = np.round(score * steps) / steps if steps else score
    detections = Boxes(
        np.concatenate([image[kept], rng.integers(0, images, extra)]),
        np.concatenate([objects.category[kept], rng.integers(0, classes, extra)]),
        found,
        found[:, 2] * found[:, 3],
        np.zeros(len(found), dtype=bool),
        score,
    )
    return objects, detections, images, classes


def coco(objects: Boxes, detections: Boxes, images: int, classes: int, weights: np.ndarray | None = None):
    """(ground truth, results) as COCO has them; an image of weight w is there w times, side by side."""
    copies, total = [], 0
    for weight in np.ones(images, int) if weights is None else weights:
        copies.append(range(total + 1, total + 1 + int(weight)))
        total += int(weight)
    truth = {
        "images": [{"id": at, "file_name": f"{at}.jpg"} for at in range(1, total + 1)],
        "categories": [{"id": at + 1, "name": f"c{at}"} for at in range(classes)],
        "annotations": [
            {
                "image_id": copy,
                "category_id": int(objects.category[at]) + 1,
                "bbox": objects.box[at].tolist(),
                "area": float(objects.area[at]),
                "iscrowd": int(objects.crowd[at]),
            }
            for at in range(len(objects))
            for copy in copies[objects.image[at]]
        ],
    }
    for number, entry in enumerate(truth["annotations"], 1):
        entry["id"] = number
    results = [
        {
            "image_id": copy,
            "category_id": int(detections.category[at]) + 1,
            "bbox": detections.box[at].tolist(),
            "score": float(detections.score[at]),
        }
        for at in range(len(detections))
        for copy in copies[detections.image[at]]
    ]
    return truth, results


def peer(truth: dict, results: list) -> np.ndarray:
    """(A, K, T) average precision by faster-coco-eval; NaN where no object has to be found."""
    from faster_coco_eval import COCO, COCOeval_faster

    known = COCO(truth)
    run = COCOeval_faster(known, known.loadRes(results), "bbox", print_function=lambda *words: None)
    run.evaluate()
    run.accumulate()
    precision = run.eval["precision"][..., -1]  # T, R, K, A
    found = precision.mean(axis=1)
    found[precision.min(axis=1) < 0] = np.nan
    return found.transpose(2, 1, 0)
