"""Run folders without their reports, which have tests of their own and take longer than all that is tested here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from datadiet.scorecard import Scorecard
from datadiet.scorecard.store import dump, replacing


@pytest.fixture(autouse=True, scope="module")
def without_reports() -> Iterator[None]:
    def save(card: Scorecard, folder: str | Path) -> Path:
        with replacing(Path(folder)) as temporary:
            dump(card, temporary)
        return Path(folder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Scorecard, "save", save)
        yield
