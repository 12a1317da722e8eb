import pytest

from tests.loop.training.commands import START, TEMPLATE
from tests.loop.training.scenes import scenes


@pytest.fixture
def command(tmp_path):
    def make(body: str, name: str = "train.py") -> str:
        (tmp_path / name).write_text(START + body)
        return TEMPLATE.format(script=tmp_path / name)

    return make


@pytest.fixture
def sides(tmp_path) -> tuple[str, str]:
    train_set = scenes(tmp_path / "train", 4, seed=0, categories=(1, 2))
    return str(train_set), str(scenes(tmp_path / "real", 3, seed=1, numbers=70, categories=(8, 5)))
