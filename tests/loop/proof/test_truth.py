"""By which digest a proof names its test set."""

import json

import pytest

from datadiet.loop.proof import compare
from datadiet.loop.proof.labels import labels_of
from datadiet.loop.proof.objects import objects_of
from datadiet.loop.proof.storage import load_proof, write_proof
from tests.loop.proof.written import boxes_case, labels_case, predictions


@pytest.fixture
def truth(tmp_path):
    return boxes_case(tmp_path, images=12)[0]


def changed(truth, **edits):
    body = json.loads(truth.read_text())
    for kind, edit in edits.items():
        body[kind] = edit(body[kind])
    path = truth.with_name("changed.json")
    path.write_text(json.dumps(body))
    return objects_of(path).digest()


def moved(annotations):
    annotations[0]["bbox"][0] += 1
    return annotations


def test_order_and_numbers_do_not_matter_and_boxes_classes_and_images_do(truth):
    own = objects_of(truth).digest()
    ids = {image["id"]: 1000 - image["id"] for image in json.loads(truth.read_text())["images"]}
    renumbered = {
        "images": lambda images: [image | {"id": ids[image["id"]]} for image in images],
        "annotations": lambda every: [one | {"image_id": ids[one["image_id"]]} for one in reversed(every)],
    }
    assert changed(truth, **renumbered) == own
    others = [
        changed(truth, annotations=moved),
        changed(truth, annotations=lambda every: every[1:]),
        changed(truth, annotations=lambda every: [every[0] | {"category_id": 3 - every[0]["category_id"]}, *every[1:]]),
        changed(truth, images=lambda every: [every[0] | {"file_name": "other.png"}, *every[1:]]),
        changed(truth, images=lambda every: [*every, every[0] | {"id": 999, "file_name": "empty.png"}]),
    ]
    assert len({own, *others}) == 6


def test_of_classes_ids_and_labels_matter(tmp_path):
    path, _ = labels_case(tmp_path, n=12)
    own = labels_of(path).digest()
    head, *rows = path.read_text().splitlines()
    path.write_text("\n".join([head, *reversed(rows)]))
    assert labels_of(path).digest() == own
    path.write_text("\n".join([head, *rows]).replace("s0,ant", "s0,bee"))
    assert labels_of(path).digest() != own


def test_a_proof_carries_it_and_an_older_one_is_read_without(tmp_path):
    path, labels = labels_case(tmp_path)
    sides = [predictions(tmp_path / f"{name}.csv", labels, wrong=0.2, seed=at) for at, name in enumerate("ab")]
    proof = compare(*sides, path, resamples=100)
    assert proof.truth_digest == labels_of(path).digest()
    file = write_proof(proof, tmp_path)
    assert load_proof(tmp_path) == proof
    body = json.loads(file.read_text())
    del body["truth_digest"]
    file.write_text(json.dumps(body))
    assert load_proof(tmp_path).truth_digest == ""
