"""Every exercise: solution → correct, untouched stub → not answered yet, mistakes → a hint.

Stub, solution and mistakes run after the lesson's `context` cells alone, in one namespace per
lesson. Mistakes stand in tests/wrong_answers/, one module per lesson.
"""

import importlib
import pathlib
import re
import typing

import pytest

from tests.lessons import context
from tools import notebooks, rules
from tools.notebooks import tags
from utils.checks.feedback import CORRECT, NOT_ANSWERED, NOT_YET, Feedback


def topic(path):
    """'activations' for notebooks/02_activations.ipynb."""
    return path.stem.partition("_")[2]


class Exercise(typing.NamedTuple):
    """One exercise of a lesson."""

    path: pathlib.Path
    name: str  # of its check
    index: int  # of the stub among the notebook's cells

    def __str__(self):
        return f"{self.path.stem}-{self.name}"


def exercises():
    """Every exercise of the course, in its order."""
    for path in notebooks.lessons():
        cells = notebooks.read(path).cells
        for index, cell in enumerate(cells):
            if "exercise" in tags(cell):
                name = re.match(r"check\.(\w+)", cells[index + 1].source).group(1)
                yield Exercise(path, name, index)


EXERCISES = list(exercises())
# A scope beyond the function lets pytest take the tests of one exercise together, so that the
# context cells of a lesson run once and not once for each of the tests below.
EACH_EXERCISE = pytest.mark.parametrize("exercise", EXERCISES, ids=str, scope="module")


def wrong_answers(path):
    """The mistakes on record for a lesson: {name of the check: [(code, part of the hint)]}."""
    return importlib.import_module(f"tests.wrong_answers.{topic(path)}").WRONG


def judge(exercise, answer):
    """Run an answer in place of the stub, then its check; gives back the Feedback."""
    names = dict(context(exercise.path))
    exec(compile(answer, "answer", "exec"), names)
    return eval(notebooks.read(exercise.path).cells[exercise.index + 1].source, names)


@EACH_EXERCISE
def test_solution_is_correct(exercise):
    notebook = notebooks.read(exercise.path)
    feedback = judge(exercise, rules.solution(notebook, exercise.index))
    assert isinstance(feedback, Feedback)
    assert feedback.state == CORRECT, feedback
    assert len(feedback.message) > 20, "a correct answer is told why it matters"


@EACH_EXERCISE
def test_stub_is_not_answered_yet(exercise):
    feedback = judge(exercise, notebooks.read(exercise.path).cells[exercise.index].source)
    assert feedback.state == NOT_ANSWERED, feedback


@EACH_EXERCISE
def test_mistakes_are_refused_with_a_fitting_hint(exercise):
    mistakes = wrong_answers(exercise.path)[exercise.name]
    assert len(mistakes) >= 3, "at least three plausible mistakes for each exercise"
    for code, fragment in mistakes:
        feedback = judge(exercise, code)
        assert feedback.state == NOT_YET, f"accepted a mistake:\n{code}"
        assert fragment.lower() in feedback.message.lower(), f"{feedback}\nfor\n{code}"


@EACH_EXERCISE
def test_nonsense_never_raises(exercise):
    call = notebooks.read(exercise.path).cells[exercise.index + 1].source
    check = eval(call.split("(")[0], context(exercise.path))
    for nonsense in (None, 3, "text", [], {}, object(), lambda *_: 1 / 0, float("nan")):
        assert check(nonsense).state == NOT_YET


@pytest.mark.parametrize("path", notebooks.lessons(), ids=lambda path: path.stem)
def test_no_mistake_on_record_for_an_exercise_that_is_gone(path):
    known = {exercise.name for exercise in EXERCISES if exercise.path == path}
    assert set(wrong_answers(path)) == known
