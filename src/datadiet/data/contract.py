"""What every reader must do, for the tests of whoever writes one."""

from pathlib import Path

from datadiet.data.dataset import ANNOTATIONS, SAMPLES, Dataset
from datadiet.errors import DataError
from datadiet.plugins import Reader

__all__ = ["check_reader"]


def check_reader(reader_class: type[Reader], source: Path, *, foreign: Path) -> Dataset:
    """Check a reader against its contract and return what it read; AssertionError says what is broken.

    Args:
        reader_class: the class that the entry point names.
        source: a small data set of the reader's format.
        foreign: an existing file or folder of another format.
    """
    reader = reader_class()
    assert isinstance(reader, Reader), f"{reader_class.__name__} lacks name, recognises or read"
    assert reader.recognises(source), f"{reader.name} does not recognise {source}"
    assert not reader.recognises(foreign), f"{reader.name} takes {foreign} for its own format"
    missing = source.with_name(f"{source.name}-that-does-not-exist")
    assert not reader.recognises(missing), f"{reader.name} recognises a path that does not exist"
    _check_missing(reader, missing)
    dataset = reader.read(source, origin="real")
    _check_columns(dataset)
    _check_content(dataset)
    _check_same(dataset, reader.read(source, origin="real"))
    assert reader.read(source, origin="synthetic").origin == "synthetic", "the origin is not passed on"
    return dataset


def _check_missing(reader: Reader, missing: Path) -> None:
    message = ""
    try:
        reader.read(missing, origin="real")
    except DataError as error:
        message = str(error)
    assert message, "reading a missing source raises no DataError"
    assert missing.name in message, "the error for a missing source does not name it"


def _check_columns(dataset: Dataset) -> None:
    columns = list(dataset.samples.schema.items())[: len(SAMPLES)]
    assert columns == list(SAMPLES.items()), f"the samples begin with {columns}, not with {list(SAMPLES.items())}"
    known = {name: kind for name, kind in dataset.annotations.schema.items() if name in ANNOTATIONS}
    assert known == dict(ANNOTATIONS), f"the annotations have {dataset.annotations.schema}"
    assert len(dataset) > 0, "there is not one sample"


def _check_content(dataset: Dataset) -> None:
    samples, boxes = dataset.samples, dataset.annotations
    assert not samples["id"].null_count(), "an id is null"
    assert samples["id"].is_unique().all(), "ids are not unique"
    if dataset.vectors is None:
        assert all(uri and Path(uri).is_absolute() for uri in samples["uri"]), "a uri is not an absolute path"
    else:
        assert dataset.vectors.shape[0] == len(dataset), "vectors and samples differ in number"
        assert str(dataset.vectors.dtype) == "float32", f"vectors are {dataset.vectors.dtype}, not float32"
    assert set(boxes["sample"]) <= set(samples["id"]), "a box belongs to no sample"
    assert ((boxes["right"] > boxes["left"]) & (boxes["bottom"] > boxes["top"])).all(), "a box has no area"


def _check_same(first: Dataset, second: Dataset) -> None:
    assert first.samples.equals(second.samples), "reading twice gives other samples"
    assert first.annotations.equals(second.annotations), "reading twice gives other boxes"
    assert first.problems == second.problems, "reading twice gives other problems"
