"""The page in a browser, offline."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def files(page: str, hostile_page: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for name, text in (("page", page), ("hostile", hostile_page)):
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {file.stem: file for file in folder.iterdir()}


@pytest.fixture
def opened(browser: Any, files: dict[str, Path]) -> Iterator[Callable[..., Any]]:
    contexts, wrong = [], []

    def open_page(name: str = "page", width: int = 1280, scheme: str = "light") -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        contexts.append(context)
        tab = context.new_page()
        tab.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else wrong.append(r.url))
        tab.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.goto(files[name].as_uri())
        tab.wait_for_selector('.map[data-ready="true"]')
        tab.wait_for_timeout(300)
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == [], "requests, console errors or exceptions"


def shown(tab: Any) -> str:
    return tab.locator(".level.active .shown").inner_text()


def place_of(tab: Any, name: str, row: int) -> tuple[float, float]:
    """Return where on the screen a sample of the map is."""
    tab.locator(".level.active .map-canvas").scroll_into_view_if_needed()
    x, y = tab.evaluate(
        """([name, row]) => {
          const source = Bokeh.documents.map((d) => d.get_model_by_name(name)).find(Boolean);
          for (const view of Object.values(Bokeh.index).flatMap((v) => [v, ...(v.child_views ?? [])])) {
            const renderer = view.model.renderers?.find((r) => r.data_source === source);
            if (!renderer) continue;
            const box = view.canvas_view.el.getBoundingClientRect();
            const frame = view.frame;
            const { x, y } = source.data;
            return [box.x + frame.x_scale.compute(x[row]), box.y + frame.y_scale.compute(y[row])];
          }
        }""",
        [name, row],
    )
    return x, y


def test_it_opens_without_a_request_or_an_error(opened: Callable[..., Any]) -> None:
    tab = opened()
    assert shown(tab) == "240 of 240 shown"
    assert tab.locator(".level.active canvas").count() > 0


def test_hostile_names_do_not_run(opened: Callable[..., Any]) -> None:
    tab = opened("hostile")
    x, y = place_of(tab, "source-scene-synthetic", 0)
    tab.mouse.move(x, y)
    tab.mouse.click(x, y)
    assert "<script>" in tab.locator(".selection").inner_text()
    assert tab.evaluate("window.hacked") is None


def test_hovering_shows_the_picture_and_its_nearest_real_one(opened: Callable[..., Any]) -> None:
    tab = opened()
    x, y = place_of(tab, "source-item-synthetic", 3)
    tab.mouse.move(x - 30, y)
    tab.mouse.move(x, y)
    tab.wait_for_selector(".tooltip:not([hidden])")
    assert tab.locator(".tooltip img").first.evaluate("image => image.naturalWidth") > 20
    assert "synthetic" in tab.locator(".tooltip").inner_text()
    tab.mouse.move(5, 5)
    tab.wait_for_selector(".tooltip", state="hidden")


def test_drawing_around_samples_lists_them(opened: Callable[..., Any]) -> None:
    tab = opened()
    place_of(tab, "source-item-synthetic", 0)
    box = tab.locator(".level.active .map-canvas").bounding_box()
    corners = [(0.1, 0.15), (0.9, 0.15), (0.9, 0.95), (0.1, 0.95), (0.1, 0.2)]
    points = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in corners]
    tab.mouse.move(*points[0])
    tab.mouse.down()
    for point in points[1:]:
        tab.mouse.move(*point, steps=8)
    tab.mouse.up()
    tab.wait_for_selector(".level.active .selection li")
    selected = int(tab.locator(".level.active .selection h3").inner_text().split()[0])
    assert selected > 100
    assert tab.locator(".level.active .selection li").count() == min(60, selected)
    copied = tab.locator(".level.active .copy-ids").get_attribute("data-copy")
    assert len(copied.split("\n")) == selected


def test_filters_reduce_the_points_and_reset(opened: Callable[..., Any]) -> None:
    tab = opened()
    form = tab.locator(".level.active .filters")
    form.locator("select").nth(1).select_option(label="platelet")
    few = int(shown(tab).split()[0])
    assert 0 < few < 240
    form.locator("input[name=real]").uncheck()
    assert 0 < int(shown(tab).split()[0]) < few
    form.get_by_role("button", name="Show all").click()
    tab.wait_for_timeout(100)
    assert shown(tab) == "240 of 240 shown"


def test_a_filter_by_verdict_leaves_no_real_sample(opened: Callable[..., Any]) -> None:
    tab = opened()
    tab.locator(".level.active select").first.select_option(label="kept")
    visible = tab.evaluate(
        """() => Bokeh.documents.map((d) => d.get_model_by_name("filter-item-real"))
          .find(Boolean).booleans.filter(Boolean).length"""
    )
    assert visible == 0


def test_tabs_switch_levels_by_mouse_and_keyboard(opened: Callable[..., Any]) -> None:
    tab = opened()
    tab.get_by_role("tab", name="Scenes").click()
    assert tab.locator("#level-2").is_visible()
    assert not tab.locator("#level-1 h2").first.is_visible()
    assert tab.locator("#level-2 .map-canvas canvas").first.bounding_box()["width"] > 400
    tab.keyboard.press("ArrowLeft")
    assert tab.locator("#level-1 h2").nth(1).is_visible()
    assert tab.get_by_role("tab", name="Items").get_attribute("aria-selected") == "true"


def test_slices_are_sorted_by_their_headings(opened: Callable[..., Any]) -> None:
    tab = opened()
    table = tab.locator(".level.active table.sortable")
    table.get_by_role("button", name="Score").click()
    names = table.locator("tbody th").all_inner_texts()
    assert names == ["label = white cell", "label = red cell", "label = platelet", "lighting = night"]
    table.get_by_role("button", name="Gap").click()
    assert table.locator("tbody th").all_inner_texts()[0] == "label = platelet"


@pytest.mark.parametrize("width", [375, 820, 1440])
def test_no_width_overflows_sideways(opened: Callable[..., Any], width: int) -> None:
    tab = opened(width=width)
    tab.get_by_role("tab", name="Scenes").click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_the_scheme_follows_the_system_and_toggles(opened: Callable[..., Any]) -> None:
    def background(tab: Any) -> str:
        return tab.evaluate("getComputedStyle(document.body).backgroundColor")

    tab = opened(scheme="dark")
    dark = background(tab)
    tab.get_by_role("button", name="Switch between light and dark").click()
    assert background(tab) != dark
    assert background(opened(scheme="light")) == background(tab)


def test_paper_shows_every_level_and_gallery_and_no_controls(opened: Callable[..., Any]) -> None:
    tab = opened()
    tab.emulate_media(media="print")
    assert tab.locator("#level-2 .figures").is_visible()
    assert all(panel.is_visible() for panel in tab.locator("#level-1 .galleries .panel").all())
    assert not tab.locator(".filters").first.is_visible()
    assert tab.locator("#level-2 .print-only svg").is_visible()
