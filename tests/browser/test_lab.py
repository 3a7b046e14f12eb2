"""A learner's first quarter of an hour: run all, move a slider, fail an exercise, then pass it."""

import re

import pytest

from tests.wrong_answers.activations import WRONG
from tools import notebooks

LESSON = notebooks.NOTEBOOKS / "02_activations.ipynb"
MINUTES = 60_000  # Playwright counts in milliseconds


@pytest.fixture(scope="module")
def page(browser, lab):
    """Lesson 02 in JupyterLab, after *Run All Cells*."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(f"{lab}/lab/tree/notebooks/{LESSON.name}?token=course")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=2 * MINUTES)
    # Before there is a kernel, "Run All Cells" runs nothing, and the circle at the notebook's top
    # is idle already. The line at the bottom of the window speaks of the kernel itself.
    page.locator("#jp-main-statusbar").get_by_text("Python 3 (ipykernel) | Idle").wait_for(
        timeout=2 * MINUTES
    )
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    last = [cell for cell in notebooks.read(LESSON).cells if cell.cell_type == "code"][-1]
    finished = page.locator(".jp-CodeCell", has_text=last.source.splitlines()[0]).last
    prompt = finished.locator(".jp-InputPrompt")
    page.wait_for_function(
        "e => /\\[\\d+\\]/.test(e.textContent)", arg=prompt.element_handle(), timeout=5 * MINUTES
    )
    yield page
    page.close()


def cell(name):
    """A cell of the lesson by its id."""
    return next(cell for cell in notebooks.read(LESSON).cells if cell.id == name)


def in_page(page, name):
    """The cell of the page that shows a code cell of the lesson."""
    numbers = [c.id for c in notebooks.read(LESSON).cells]
    return page.locator(".jp-Notebook .jp-Cell").nth(numbers.index(name))


def answer(page, source):
    """Replace the first stub, run it and its check, and return what the check says."""
    stub, check = in_page(page, "exercise-1-stub"), in_page(page, "exercise-1-check")
    stub.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)
    page.keyboard.press("Shift+Enter")
    before = check.locator(".jp-InputPrompt").inner_text()
    check.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_function(
        "([e, old]) => /\\[\\d+\\]/.test(e.textContent) && e.textContent.trim() !== old.trim()",
        arg=[check.locator(".jp-InputPrompt").element_handle(), before],
        timeout=MINUTES,
    )
    return check.locator(".jp-OutputArea").inner_text()


def test_all_cells_run(page):
    assert page.locator(".jp-OutputArea-output[data-mime-type*='error']").count() == 0
    assert page.locator(".jp-OutputArea-output img").count() >= 5


def test_a_slider_changes_the_figure(page):
    widget = page.locator(".jp-CodeCell", has=page.locator(".widget-slider")).first
    widget.scroll_into_view_if_needed()
    picture = widget.locator(".jp-OutputArea-output img").first
    picture.wait_for(timeout=MINUTES)
    before = picture.get_attribute("src")
    widget.locator(".noUi-handle").first.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([e, old]) => e.querySelector('.jp-OutputArea-output img')?.src !== old",
        arg=[widget.element_handle(), before],
        timeout=MINUTES,
    )


def test_a_wrong_answer_gets_a_hint_and_the_right_one_is_correct(page):
    wrong, words = WRONG["leaky_relu"][0]
    said = answer(page, wrong)
    assert "Not yet" in said
    assert words in said
    right = re.search(r"```python\n(.*?)```", cell("exercise-1-help").source, re.DOTALL).group(1)
    assert "Correct" in answer(page, right)


def test_a_solution_unfolds(page):
    folded = in_page(page, "exercise-1-help").locator("details", has_text="Solution").first
    folded.scroll_into_view_if_needed()
    assert not folded.locator("pre").first.is_visible()
    folded.locator("summary").click()
    assert folded.locator("pre").first.is_visible()
