"""Every exercise: solution → correct, untouched stub → not answered yet, mistakes → a hint.

Stub, solution and mistakes run after the lesson's `context` cells alone, in one namespace per
lesson. Mistakes stand in tests/wrong_answers/, one module per lesson.
"""

import importlib
import re

import pytest

from tests.lessons import context
from tools import notebooks, rules
from tools.notebooks import tags
from utils.checks.feedback import CORRECT, NOT_ANSWERED, NOT_YET, Feedback


def topic(path):
    """'activations' for notebooks/02_activations.ipynb."""
    return path.stem.partition("_")[2]


def exercises():
    """(path, name of the check, index of the stub) of every exercise."""
    for path in notebooks.lessons():
        cells = notebooks.read(path).cells
        for index, cell in enumerate(cells):
            if "exercise" in tags(cell):
                name = re.match(r"check\.(\w+)", cells[index + 1].source).group(1)
                yield pytest.param(path, name, index, id=f"{path.stem}-{name}")


def wrong_answers(path):
    """The mistakes on record for a lesson: {name of the check: [(code, part of the hint)]}."""
    return importlib.import_module(f"tests.wrong_answers.{topic(path)}").WRONG


def judge(path, answer, index):
    """Run an answer in place of the stub, then its check; gives back the Feedback."""
    names = dict(context(path))
    cells = notebooks.read(path).cells
    exec(compile(answer, "answer", "exec"), names)
    return eval(cells[index + 1].source, names)


@pytest.mark.parametrize(("path", "name", "index"), exercises())
def test_solution_is_correct(path, name, index):
    notebook = notebooks.read(path)
    feedback = judge(path, rules.solution(notebook, index), index)
    assert isinstance(feedback, Feedback)
    assert feedback.state == CORRECT, feedback
    assert len(feedback.message) > 20, "a correct answer is told why it matters"


@pytest.mark.parametrize(("path", "name", "index"), exercises())
def test_stub_is_not_answered_yet(path, name, index):
    feedback = judge(path, notebooks.read(path).cells[index].source, index)
    assert feedback.state == NOT_ANSWERED, feedback


@pytest.mark.parametrize(("path", "name", "index"), exercises())
def test_mistakes_are_refused_with_a_fitting_hint(path, name, index):
    mistakes = wrong_answers(path)[name]
    assert len(mistakes) >= 3, "at least three plausible mistakes for each exercise"
    for code, fragment in mistakes:
        feedback = judge(path, code, index)
        assert feedback.state == NOT_YET, f"accepted a mistake:\n{code}"
        assert fragment.lower() in feedback.message.lower(), f"{feedback}\nfor\n{code}"


@pytest.mark.parametrize(("path", "name", "index"), exercises())
def test_nonsense_never_raises(path, name, index):
    check = eval(notebooks.read(path).cells[index + 1].source.split("(")[0], context(path))
    for nonsense in (None, 3, "text", [], {}, object(), lambda *_: 1 / 0, float("nan")):
        assert check(nonsense).state == NOT_YET


@pytest.mark.parametrize("path", notebooks.lessons(), ids=lambda path: path.stem)
def test_no_mistake_on_record_for_an_exercise_that_is_gone(path):
    known = {case.values[1] for case in exercises() if case.values[0] == path}
    assert set(wrong_answers(path)) == known
