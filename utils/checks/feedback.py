"""What a check says, and how checks are written.

A check is a function decorated with `exercise`. It takes the learner's answer and either
returns (the answer is right) or raises `NotYet` with a hint about the mistake. The decorator
turns both into a `Feedback` that the notebook displays; no check ever raises.

    @exercise(why="The slope on the left keeps a silent unit alive.")
    def leaky_relu(function):
        inputs = random_inputs()
        values = call(function, inputs)
        suspect(values, np.maximum(inputs, 0), "That is plain ReLU: ...")
        expect_close(values, np.where(inputs > 0, inputs, 0.1 * inputs), "...")

An answer that still holds the stub's `...` is reported as not answered yet.
"""

from __future__ import annotations

import dataclasses
import functools
import html
import statistics
from collections.abc import Callable
from typing import Any

NOT_ANSWERED = "not answered yet"
CORRECT = "correct"
NOT_YET = "not yet"

_MARKS = {NOT_ANSWERED: "○", CORRECT: "✓", NOT_YET: "✗"}
_COLOURS = {NOT_ANSWERED: "#8a8a8a", CORRECT: "#029e73", NOT_YET: "#d55e00"}


@dataclasses.dataclass(frozen=True)
class Feedback:
    """The verdict on one answer: a state, and a sentence for the learner.

    Shows as plain text in a terminal and as a bar with text in a notebook. The text takes
    the notebook's own colour, so that it reads on light and dark backgrounds alike.
    """

    state: str
    message: str

    def __repr__(self) -> str:
        return f"{_MARKS[self.state]} {self.state.capitalize()}. {self.message}".rstrip()

    def _repr_html_(self) -> str:
        return (
            f'<div style="border-left: 5px solid {_COLOURS[self.state]}; padding: 0.4em 0.9em">'
            f"<b>{_MARKS[self.state]} {self.state.capitalize()}.</b> "
            f"{html.escape(self.message)}</div>"
        )


class NotYet(Exception):
    """A wrong answer; its text is the hint that the learner reads."""


class _Suspected(NotYet):
    """What a known mistake gives; by chance, on these inputs, the right answer may give it too."""


class _NotAnswered(Exception):
    """The answer still holds the stub's ellipsis."""


def exercise(why: str) -> Callable[[Callable[..., None]], Callable[..., Feedback]]:
    """Make a function that judges an answer into a check that returns `Feedback`.

    Args:
        why: one sentence on why the answer matters; shown when it is correct.
    """

    def decorate(judge: Callable[..., None]) -> Callable[..., Feedback]:
        @functools.wraps(judge)
        def check(*answers: Any) -> Feedback:
            try:
                for answer in answers:
                    answered(answer)
                _judge_fairly(judge, answers)
            except _NotAnswered:
                return Feedback(NOT_ANSWERED, "Replace the ... in the cell above, then run both.")
            except NotYet as hint:
                return Feedback(NOT_YET, str(hint))
            except Exception as error:
                return Feedback(
                    NOT_YET,
                    f"The check could not use this answer: {type(error).__name__}: {error}",
                )
            return Feedback(CORRECT, why)

        return check

    return decorate


def _judge_fairly(judge: Callable[..., None], answers: tuple[Any, ...]) -> None:
    """Judge again, on fresh random inputs, an answer that looks like a known mistake."""
    hints = []
    for _ in range(3):
        try:
            return judge(*answers)
        except _Suspected as hint:
            hints.append(str(hint))
    raise NotYet(statistics.mode(hints))


def answered(value: Any) -> Any:
    """Give the value back, unless it is (or a list or tuple of it holds) the stub's ellipsis."""
    if value is ...:
        raise _NotAnswered
    if isinstance(value, (list, tuple)):
        for item in value:
            answered(item)
    return value


def call(function: Callable[..., Any], *inputs: Any) -> Any:
    """Call the learner's function; errors and a missing `return` become hints.

    Returns:
        What the function returned.
    """
    if not callable(function):
        raise NotYet(
            f"A function is needed here, and this is {type(function).__name__}: "
            "keep the line that starts with `def`."
        )
    try:
        result = function(*inputs)
    except Exception as error:
        raise NotYet(f"Your function raised {type(error).__name__}: {error}") from error
    answered(result)
    if result is None:
        raise NotYet("Your function gives back None: does its last line start with `return`?")
    return result


def array(value: Any, shape: tuple[int, ...] | None = None):
    """The learner's value as a float64 array, refused with a hint if its shape is wrong."""
    import numpy as np

    try:
        values = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise NotYet(f"Numbers are needed here, and this is {type(value).__name__}.") from error
    if shape is not None and values.shape != tuple(shape):
        raise NotYet(
            f"The shape is {values.shape}, and {tuple(shape)} is needed: "
            "one result for each number that goes in."
            if len(shape)
            else f"One number is needed, and this has the shape {values.shape}."
        )
    return values


def suspect(value: Any, mistake: Any, hint: str, *, tolerance: float = 1e-6) -> None:
    """Refuse the answer with this hint if it equals what a known mistake gives.

    The right answer can equal it by chance, so that the check is repeated on other inputs
    before the hint is given.
    """
    import numpy as np

    if np.shape(value) == np.shape(mistake) and np.allclose(
        value, mistake, rtol=tolerance, atol=tolerance
    ):
        raise _Suspected(hint)


def expect_close(value: Any, truth: Any, hint: str, *, tolerance: float = 1e-6) -> None:
    """Refuse the answer unless it equals the truth, within a relative and absolute tolerance."""
    import numpy as np

    if np.shape(value) != np.shape(truth) or not np.allclose(
        value, truth, rtol=tolerance, atol=tolerance
    ):
        raise NotYet(hint)


def require(condition: bool, hint: str) -> None:
    """Refuse the answer with this hint unless the condition holds."""
    if not condition:
        raise NotYet(hint)


def at_least(value: float, threshold: float, what: str) -> None:
    """Guard a claim of a lesson: print what was reached and what was expected.

    Raises:
        AssertionError: the value is below the threshold (or not a number).
    """
    _guard(value, threshold, what, holds=value >= threshold, sign="≥")


def at_most(value: float, threshold: float, what: str) -> None:
    """Guard a claim of a lesson from above, like `at_least`.

    Raises:
        AssertionError: the value is above the threshold (or not a number).
    """
    _guard(value, threshold, what, holds=value <= threshold, sign="≤")


def _guard(value: float, threshold: float, what: str, *, holds: bool, sign: str) -> None:
    line = f"{what}: {value:.4g} (expected {sign} {threshold:.4g})"
    if not holds:
        raise AssertionError(line)
    print(line)
