"""Every lesson keeps every rule, and every rule catches a notebook that breaks it."""

import copy

import nbformat
import pytest

from tools import notebooks, repository, rules

PATH = notebooks.NOTEBOOKS / "02_activations.ipynb"


@pytest.mark.parametrize("path", notebooks.lessons(), ids=lambda path: path.stem)
def test_lesson_keeps_the_rules(path):
    found = rules.problems(notebooks.read(path), path)
    assert not found, "\n" + "\n".join(found)


@pytest.fixture
def lesson():
    """A notebook that keeps every rule."""
    return copy.deepcopy(notebooks.read(PATH))


def code(lesson, index=0):
    """A plain code cell: neither set-up nor exercise nor check."""
    plain = [cell for cell in rules.code_cells(lesson) if not notebooks.tags(cell)]
    return plain[index]


def with_figure(lesson):
    """The outputs of a lesson that are pictures."""
    outs = [out for cell in rules.code_cells(lesson) for out in cell.outputs]
    return [out for out in outs if "image/png" in out.get("data", {})]


def exercise_cell(lesson, offset):
    """The cell this far from the first stub: -1 task, 0 stub, 1 check, 2 folded help."""
    stub = next(i for i, cell in enumerate(lesson.cells) if "exercise" in notebooks.tags(cell))
    return lesson.cells[stub + offset]


def append(line):
    """A breakage that adds a line of code to a plain cell."""

    def breakage(lesson):
        code(lesson).source += "\n" + line

    return breakage


def replace(find, old, new):
    """A breakage that replaces text in one cell."""

    def breakage(lesson):
        cell = find(lesson)
        assert old in cell.source, "the breakage no longer fits the lesson"
        cell.source = cell.source.replace(old, new)

    return breakage


def put(find, key, value):
    """A breakage that sets an item of a cell, output or notebook."""

    def breakage(lesson):
        find(lesson)[key] = value

    return breakage


def output(**fields):
    """A breakage that adds an output to a plain cell."""

    def breakage(lesson):
        code(lesson).outputs.append(nbformat.v4.new_output(**fields))

    return breakage


def first(lesson):
    return lesson.cells[0]


def second(lesson):
    return lesson.cells[1]


def last(lesson):
    return lesson.cells[-1]


def repeat_alt(lesson):
    figures = with_figure(lesson)
    figures[1].metadata = copy.deepcopy(figures[0].metadata)


def sixth_exercise(lesson):
    for cell in rules.code_cells(lesson):
        if cell.metadata.get("tags") == ["headline"]:
            cell.metadata["tags"] = ["headline", "exercise"]


BREAKAGES = {
    "old format": ("well_formed", put(lambda n: n, "nbformat_minor", 4), "4.4"),
    "other kernel": (
        "well_formed",
        put(lambda n: n.metadata, "kernelspec", {"name": "conda"}),
        "kernel",
    ),
    "widget state": ("well_formed", put(lambda n: n.metadata, "widgets", {}), "widgets"),
    "editor metadata": ("well_formed", put(lambda n: code(n).metadata, "vscode", 1), "vscode"),
    "two cells of one id": ("well_formed", lambda n: put(first, "id", n.cells[1].id)(n), "two"),
    "random id": ("well_formed", put(code, "id", "8f3a9c"), "id in words"),
    "unknown tag": ("well_formed", put(lambda n: code(n).metadata, "tags", ["nbval-skip"]), "skip"),
    "too large": ("small", output(output_type="stream", text="x" * 1_000_000), "1 MB"),
    "no number in the title": ("opens_as_a_lesson", replace(first, "# 02", "# "), "first line"),
    "badge elsewhere": ("opens_as_a_lesson", replace(first, "02_act", "03_act"), "badge"),
    "no time": ("opens_as_a_lesson", replace(second, "**Time**", "Time"), "**Time**"),
    "no promise": ("opens_as_a_lesson", replace(second, "- ", "· "), "3 to 5 points"),
    "no needs": ("opens_as_a_lesson", replace(second, "**You need**", ""), "You need"),
    "set-up changed": (
        "opens_as_a_lesson",
        replace(lambda n: n.cells[2], "session.start(course)", "session.start()"),
        "make repository",
    ),
    "second title": ("closes_as_a_lesson", replace(last, "## Recap", "# Recap"), "one title"),
    "no recap": ("closes_as_a_lesson", replace(last, "## Recap", "## End"), "last sections"),
    "no headline": (
        "headline_once",
        lambda n: [cell.metadata.clear() for cell in n.cells if "headline" in notebooks.tags(cell)],
        "headline",
    ),
    "six exercises": ("exercises_complete", sixth_exercise, "2 to 5"),
    "check missing": (
        "exercises_complete",
        put(lambda n: exercise_cell(n, 1).metadata, "tags", []),
        "followed by its check",
    ),
    "stub without dots": (
        "exercises_complete",
        replace(lambda n: exercise_cell(n, 0), "...", "x"),
        "literal ...",
    ),
    "check that answers": (
        "exercises_complete",
        replace(lambda n: exercise_cell(n, 1), "(leaky_relu)", "(lambda x: x)"),
        "one call",
    ),
    "solution left in the stub": (
        "exercises_complete",
        put(lambda n: exercise_cell(n, 1), "outputs", []),
        "untouched",
    ),
    "no hint": (
        "exercises_complete",
        replace(lambda n: exercise_cell(n, 2), "<summary>Hint", "<summary>Help"),
        "Hint",
    ),
    "solution in the open": (
        "exercises_complete",
        replace(lambda n: exercise_cell(n, 2), "<details><summary>Solution", "Solution"),
        "Solution",
    ),
    "solution without code": (
        "exercises_complete",
        replace(lambda n: exercise_cell(n, 2), "```python", "```"),
        "```python",
    ),
    "unnamed exercise": (
        "exercises_complete",
        replace(lambda n: exercise_cell(n, -1), "### Exercise 1 ·", "### Exercise"),
        "### Exercise 1",
    ),
    "shell line": ("plain_python", append("!pip install keras"), "shell"),
    "unknown magic": ("plain_python", append("%time 1 + 1"), "magics"),
    "cell magic": ("plain_python", append("%%bash"), "magics"),
    "not Python": ("plain_python", append("for x in"), "not Python"),
    "long cell": ("plain_python", append("x = 1\n" * 30), "split it"),
    "code split for its comment": (
        "comments_split_no_code",
        append("total = sum(\n    [1, 2]\n)  # of two"),
        "above",
    ),
    "solution split for its comment": (
        "comments_split_no_code",
        replace(
            lambda n: exercise_cell(n, 2),
            "```python\n",
            "```python\ndef leaky(\n    z, slope\n):  # (batch,), a number\n    pass\n\n\n",
        ),
        "above",
    ),
    "lr": ("keras_3", append("keras.optimizers.Adam(lr=0.1)"), "learning_rate"),
    "fit_generator": ("keras_3", append("model.fit_generator(x)"), "fit_generator"),
    "tf.keras": ("keras_3", append("tf.keras.Input((2,))"), "keras"),
    "h5": ("keras_3", append("model.save('model.h5')"), ".keras"),
    "test data": ("keras_3", append("model.fit(x, validation_data=(x_test, y_test))"), "test"),
    "star import": ("keras_3", append("from utils.plotting import *"), "star"),
    "TensorFlow": ("keras_3", append("import tensorflow as tf"), "TensorFlow"),
    "plt.show": ("keras_3", append("plt.show()"), "plotting.show"),
    "counts": ("executed", put(code, "execution_count", 99), "top to bottom"),
    "not run": ("executed", put(code, "execution_count", None), "top to bottom"),
    "no seconds": ("executed", lambda n: n.metadata.pop("course"), "seconds"),
    "promises less": (
        "executed",
        lambda n: n.metadata.__setitem__("course", {"seconds": 59}),
        "promises about",
    ),
    "too slow": ("executed", put(lambda n: n.metadata, "course", {"seconds": 99}), "99 s"),
    "stderr": ("executed", output(output_type="stream", name="stderr", text="oh"), "stderr"),
    "error": (
        "executed",
        output(output_type="error", ename="E", evalue="", traceback=[]),
        "shows an error",
    ),
    "private path": ("executed", output(output_type="stream", text="/root/x"), "path"),
    "widget left": (
        "executed",
        output(output_type="display_data", data={"application/vnd.jupyter.widget-view+json": {}}),
        "widget",
    ),
    "figure without alt": (
        "figures_described",
        put(lambda n: with_figure(n)[0], "metadata", {}),
        "alt text",
    ),
    "alt too short": (
        "figures_described",
        put(lambda n: with_figure(n)[0], "metadata", {"image/png": {"alt": "a figure"}}),
        "alt text",
    ),
    "alt twice": ("figures_described", repeat_alt, "repeats"),
    "dead link": (
        "links_hold",
        replace(last, "## Recap", "## Recap\n[gone](nowhere.md)"),
        "nowhere.md",
    ),
    "link out of the website": (
        "links_hold",
        replace(last, "## Recap", "## Recap\n[read](../README.md)"),
        "without a link",
    ),
    "scaffold left": ("filled_in", replace(last, "## Recap", "## Recap\nFILL IN"), "'recap'"),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_a_broken_notebook_is_caught_and_told_how_to_mend_it(name, lesson):
    rule, breakage, advice = BREAKAGES[name]
    breakage(lesson)
    found = rules.problems(lesson, PATH)
    assert any(line.startswith(rule) and advice in line for line in found), found


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("if (\n    residual\n):  # a sum\n    pass", "):  # a sum"),
        ("moves = (\n    (1, 1),\n    (2, 1),\n)  # (stride, dilation)", ")  # (stride, dilation)"),
        ("q = qr(x)[\n    0\n]  # a rotation", "]  # a rotation"),
        ("q = qr(\n    x\n)[\n    0\n]  # a rotation", "]  # a rotation"),
        (f"layers = [\n    flip(\n        1\n    ),  # a\n    {'y' * 80},\n]", "),  # a"),
        ("f(\n    [\n        1,\n    ],\n    2,\n)  # both", ")  # both"),
    ],
)
def test_code_that_its_comment_splits_is_found(source, line):
    assert list(rules._split_for_a_comment(source)) == [line]


REAL_COMPREHENSION = """\
distances = {
    name: np.array(
        [[gradient_by_distance(r, bend, seed) for seed in range(5)] for r in RADII]
    )
    for name, bend in BENDS.items()
}  # (radii, seeds, steps)"""


@pytest.mark.parametrize(
    "source",
    [
        REAL_COMPREHENSION,
        "printed = {\n    1: 2, 3: 4,\n}  # fmt: skip",
        "# (stride, dilation)\nmoves = ((1, 1), (2, 1))",
        "moves = [  # (stride, dilation)\n    (1, 1),\n    (2, 1),\n]",
        "layers = [\n    1,  # a\n    2,  # b\n]  # both",
        'note = f(\n    """two\n    lines"""\n)  # a text',
        "(x)  # in brackets",
        "x = (1, 2)[0]  # one line",
    ],
)
def test_code_that_needs_its_lines_is_left_alone(source):
    assert not list(rules._split_for_a_comment(source))


@pytest.mark.parametrize(("width", "found"), [(88, True), (89, False)])
def test_code_is_split_for_its_comment_if_it_would_fit_into_88_columns(width, found):
    name = "x" * (width - len("    f()"))
    source = f"if True:\n    f(\n        {name},\n    )  # (batch,)"
    assert bool(list(rules._split_for_a_comment(source))) is found


def test_every_rule_is_broken_at_least_once():
    assert {rule for rule, _, _ in BREAKAGES.values()} == {rule.__name__ for rule in rules.RULES}


def test_cleaning_drops_what_editors_leave_and_keeps_what_readers_need(lesson):
    lesson.metadata["widgets"] = {"state": {}}
    lesson.cells[4].metadata["collapsed"] = True
    figures = len(with_figure(lesson))
    notebooks.clean(lesson)
    assert not rules.problems(lesson, PATH)
    assert len(with_figure(lesson)) == figures


def test_every_lesson_carries_the_address_of_pyproject():
    address = repository.current()
    for path in notebooks.lessons():
        source = notebooks.read(path).cells[2].source
        assert f'"{address.url}"' in source
        assert f'"{address.branch}"' in source
