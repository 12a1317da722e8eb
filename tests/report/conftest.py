from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from datadiet.report import html
from datadiet.scorecard.card import Scorecard
from tests.report import cards

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Scorecard:
    return cards.card(folder=tmp_path_factory.mktemp("pictures"), n=120, levels=("item", "scene"))


@pytest.fixture(scope="session")
def page(pictured: Scorecard) -> str:
    return html.render(pictured)


@pytest.fixture(scope="session")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return html.render(cards.card(folder=tmp_path_factory.mktemp("hostile"), n=40, hostile=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync = pytest.importorskip("playwright.sync_api", reason="the browser tests need Playwright")
    if not CHROMIUM.exists():
        pytest.skip("the browser tests need Chromium")
    with sync.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()
