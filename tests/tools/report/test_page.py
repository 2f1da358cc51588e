from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Browser, Page

from tools.report.facts.inventory import flat, tree
from tools.report.facts.rehearsed import Rehearsed

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
CONTRAST = (Path(__file__).parent / "contrast.js").read_text()


@contextmanager
def opened(browser: Browser, path: Path, **settings: Any) -> Generator[Page]:
    """The page in a window; an error that it writes, or a request for anything else, fails the test."""
    context = browser.new_context(**settings)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri(), wait_until="load")
    yield page
    context.close()
    assert not said
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]


def shown(page: Page) -> int:
    return page.locator("#tree .leaf:not([hidden])").count()


def test_the_page_asks_for_nothing_and_has_every_section(browser: Browser, report: Path) -> None:
    with opened(browser, report, viewport=DESKTOP) as page:
        assert page.title() == "prod, rehearsed"
        assert page.locator("main h2").all_inner_texts() == [
            "Summary",
            "The architecture",
            "What an up creates",
            "The deployment's time",
            "Policies",
            "Connections",
            "Requirements",
            "Monthly costs",
            "Differences from staging",
        ]
        for link in page.locator("nav a").all():
            assert page.locator(link.get_attribute("href") or "").count() == 1


def test_the_search_narrows_the_tree_and_opens_what_it_finds(browser: Browser, report: Path, prod: Rehearsed) -> None:
    everything = len(flat(tree(prod.resources)))
    with opened(browser, report, viewport=DESKTOP) as page:
        assert shown(page) == everything
        page.get_by_role("searchbox").fill("database-server Instance")
        assert 0 < shown(page) < 10
        assert page.locator("#tree .leaf:not([hidden])").first.is_visible()
        assert page.locator("#count").inner_text() == f"{shown(page)} of {everything} resources"
        page.get_by_role("searchbox").fill("no such thing")
        assert shown(page) == 0
        page.get_by_role("searchbox").fill("")
        assert shown(page) == everything


def test_the_filters_narrow_it_by_component_type_and_region(browser: Browser, report: Path, prod: Rehearsed) -> None:
    items = flat(tree(prod.resources))
    with opened(browser, report, viewport=DESKTOP) as page:
        page.get_by_label("Region", exact=True).select_option("eu-west-1")
        assert shown(page) == sum(item.region == "eu-west-1" for item in items)
        page.get_by_label("Component", exact=True).select_option("recovery-region")
        page.get_by_label("Type").select_option("ec2.Subnet")
        # The firewall's three come with the way out.
        assert shown(page) == 9


def test_it_can_be_used_by_keyboard_alone(browser: Browser, report: Path) -> None:
    with opened(browser, report, viewport=DESKTOP) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.locator("#tree summary").first.focus()
        page.keyboard.press("Enter")
        assert page.locator("#tree details").first.get_attribute("open") is not None
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_screen_reader_finds_its_landmarks_and_tables(browser: Browser, report: Path) -> None:
    with opened(browser, report, viewport=PHONE) as page:
        assert {role: page.get_by_role(role).count() for role in ("banner", "navigation", "main", "search")} == {
            "banner": 1,
            "navigation": 1,
            "main": 1,
            "search": 1,
        }
        assert page.get_by_role("table").count() >= 6
        for field in page.locator("input, select").all():
            assert page.locator(f"label[for={field.get_attribute('id')}]").count() == 1


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_sticks_out_to_the_side(browser: Browser, report: Path, viewport: Any) -> None:
    with opened(browser, report, viewport=viewport) as page:
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_it_is_dark_where_the_reader_wants_it_dark(browser: Browser, report: Path) -> None:
    backgrounds: list[str] = []
    for scheme in ("light", "dark"):
        with opened(browser, report, viewport=DESKTOP, color_scheme=scheme) as page:
            backgrounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    light, dark = (sum(int(part) for part in color[4:-1].split(",")) for color in backgrounds)
    assert light > 3 * 200
    assert dark < 3 * 50


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_stack_and_each_component_have_a_picture_of_that_scheme(
    browser: Browser, report: Path, scheme: Any
) -> None:
    with opened(browser, report, viewport=DESKTOP, color_scheme=scheme) as page:
        pictures = page.locator("#pictures img")
        titles = [image.get_attribute("alt") for image in pictures.all()]
        assert titles[0] == "The stack prod"
        assert {"The component network", "The component payments", "The component recovery"} < set(titles)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        assert pictures.evaluate_all("(images) => images.every((image) => image.complete && image.naturalWidth > 60)")
        shot = Image.open(BytesIO(pictures.first.screenshot())).convert("L")
    (brightness,) = ImageStat.Stat(shot).mean
    assert brightness > 200 if scheme == "light" else brightness < 60


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_network_has_a_picture_of_who_reaches_whom(browser: Browser, report: Path, scheme: Any) -> None:
    with opened(browser, report, viewport=DESKTOP, color_scheme=scheme) as page:
        pictures = page.locator("#connections img")
        titles = [image.get_attribute("alt") for image in pictures.all()]
        assert titles == ["Who reaches whom in network", "Who reaches whom in recovery-region-network"]
        shots = [Image.open(BytesIO(image.screenshot())).convert("L") for image in pictures.all()]
    for brightness in (ImageStat.Stat(shot).mean[0] for shot in shots):
        assert brightness > 200 if scheme == "light" else brightness < 60


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(browser: Browser, report: Path, scheme: Any) -> None:
    with opened(browser, report, viewport=DESKTOP, color_scheme=scheme) as page:
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        found: list[dict[str, Any]] = page.evaluate(CONTRAST)
    assert len(found) >= 5
    assert found[0]["ratio"] >= 4.5, found[0]


def test_the_critical_path_is_marked_in_the_chart(browser: Browser, report: Path) -> None:
    with opened(browser, report, viewport=DESKTOP) as page:
        critical = page.locator("tr.critical")
        assert critical.filter(has_text="database-server-instance").count() == 2  # And the second region's.
        plain, marked = (
            page.locator(rows).first.evaluate("(bar) => getComputedStyle(bar).backgroundColor")
            for rows in ("#time tr:not(.critical) .bar", "#time tr.critical .bar")
        )
        assert plain != marked
        bars = page.locator("#time .bar")
        widths = bars.evaluate_all("(bars) => bars.map((bar) => parseFloat(bar.style.width))")
        replica = page.locator("tr.critical", has_text="recovery-database-server-instance").locator(".bar")
        # The copy of a server takes longest of all, and the whole is longer than that.
        assert replica.evaluate("(bar) => parseFloat(bar.style.width)") == max(widths)
        assert 20 < max(widths) < 80
