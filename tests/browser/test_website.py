"""The website as its readers meet it: on a phone, in the dark, without a mouse or a network."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tools import notebooks

LESSONS = ["notebooks/02_activations", "notebooks/05_mlp_iris", "notebooks/08_cnn_mnist"]
PAGES = ["index", *LESSONS]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def open_page(browser, website):
    """A function that opens a page of the website; what leaves this machine is refused."""
    contexts, outside = [], []

    def open_it(name, size=DESK, scheme="light"):
        context = browser.new_context(viewport=size, color_scheme=scheme)
        contexts.append(context)

        def judge(route):
            if route.request.url.startswith(website):
                route.continue_()
            else:
                outside.append(route.request.url)
                route.abort()

        context.route("**/*", judge)
        page = context.new_page()
        page.goto(f"{website}/{name}.html")
        page.wait_for_function("!window.MathJax || MathJax.startup.promise")
        page.wait_for_load_state("networkidle")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not outside, f"the page asked for {outside}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_serious_barrier(open_page, name, scheme):
    page = open_page(name, scheme=scheme)
    found = Axe().run(page).response["violations"]
    serious = [
        (violation["id"], node["html"][:200])
        for violation in found
        for node in violation["nodes"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert not serious, json.dumps(serious, indent=1)


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_never_scrolls_sideways(open_page, name):
    page = open_page(name, size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    size = page.locator(".bd-article p").first.evaluate("e => getComputedStyle(e).fontSize")
    assert float(size.removesuffix("px")) >= 16


@pytest.mark.parametrize("path", notebooks.lessons(), ids=lambda path: path.stem)
def test_every_figure_has_the_alternative_text_of_its_lesson(open_page, path):
    page = open_page(f"notebooks/{path.stem}")
    shown = page.locator(".cell_output img").evaluate_all("all => all.map(e => e.alt)")
    written = [
        output["metadata"]["image/png"]["alt"]
        for cell in notebooks.read(path).cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    assert shown == written
    assert len(set(shown)) == len(shown)
    assert all(len(text) >= 40 for text in shown)


def test_formulas_are_drawn_without_a_network(open_page):
    page = open_page("notebooks/02_activations")
    assert page.locator("mjx-container svg").count() > 20
    assert page.locator("mjx-merror").count() == 0


def test_a_solution_opens_with_the_keyboard(open_page):
    page = open_page("notebooks/02_activations")
    solution = page.locator("details", has_text="Solution").first
    assert not solution.locator("pre").first.is_visible()
    solution.locator("summary").focus()
    page.keyboard.press("Enter")
    assert solution.locator("pre").first.is_visible()


def test_search_finds_a_lesson(open_page):
    page = open_page("search")
    page.goto(page.url + "?q=overfitting")
    page.wait_for_selector("#search-results li a")
    assert any("06" in text for text in page.locator("#search-results li a").all_inner_texts())


def test_a_lesson_opens_on_colab_and_on_binder(open_page):
    page = open_page("notebooks/02_activations")
    links = page.locator("a").evaluate_all("all => all.map(e => e.href)")
    assert any("colab.research.google.com/github" in link for link in links)
    assert any("mybinder.org" in link and "02_activations.ipynb" in link for link in links)
