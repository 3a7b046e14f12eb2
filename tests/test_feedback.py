"""What a check says: its three states, as text and as HTML, and that it never raises."""

import math

import numpy as np
import pytest

from utils.checks import at_least, at_most, feedback


@feedback.exercise(why="Because two is even.")
def is_two(answer):
    feedback.require(answer == 2, f"{answer} < 2 & not it")


def test_three_states():
    assert repr(is_two(2)) == "✓ Correct. Because two is even."
    assert is_two(3).state == feedback.NOT_YET
    assert is_two(...).state == feedback.NOT_ANSWERED
    assert is_two([...]).state == feedback.NOT_ANSWERED


def test_reads_in_html_and_escapes_the_learners_own_text():
    shown = is_two("<b>")._repr_html_()
    assert "&lt;b&gt; &lt; 2 &amp; not it" in shown
    assert "✗ Not yet." in shown


def test_html_takes_the_colours_of_the_page():
    style = is_two(2)._repr_html_()
    assert "background" not in style
    assert " color:" not in style, "text keeps the notebook's own colour, dark or light"


def test_errors_inside_a_check_become_feedback():
    @feedback.exercise(why="...")
    def broken(answer):
        raise KeyError("gone")

    assert broken(1).state == feedback.NOT_YET
    assert "KeyError" in broken(1).message


@pytest.mark.parametrize(
    ("function", "hint"),
    [
        (lambda x: None, "return"),
        (lambda x: 1 / 0, "ZeroDivisionError"),
        (lambda: 1, "TypeError"),
        (5, "def"),
    ],
)
def test_call_explains_what_went_wrong(function, hint):
    with pytest.raises(feedback.NotYet, match=hint):
        feedback.call(function, 1)


def test_array_refuses_a_wrong_shape_and_what_is_no_number():
    with pytest.raises(feedback.NotYet, match=r"\(3,\).*\(2,\)"):
        feedback.array([1, 2, 3], (2,))
    with pytest.raises(feedback.NotYet, match="One number"):
        feedback.array([1, 2, 3], ())
    with pytest.raises(feedback.NotYet, match="Numbers are needed"):
        feedback.array("text")
    assert feedback.array([1, 2], (2,)).dtype == np.float64


def test_suspect_and_expect_close():
    feedback.suspect([1.0, 2.0], [1.0, 2.1], "hint")
    feedback.suspect([1.0], [1.0, 1.0], "shapes differ, so this is not the mistake")
    with pytest.raises(feedback.NotYet, match="that one"):
        feedback.suspect([1.0, 2.0], [1.0, 2.0], "that one")
    feedback.expect_close(1.0, 1.0 + 1e-9, "hint")
    for wrong in (1.1, math.nan, [1.0]):
        with pytest.raises(feedback.NotYet):
            feedback.expect_close(wrong, 1.0, "hint")


def test_guards_print_what_was_reached_and_fail_when_it_was_not(capsys):
    at_least(0.991, 0.98, "accuracy")
    at_most(0.01, 0.02, "error")
    assert capsys.readouterr().out == (
        "accuracy: 0.991 (expected ≥ 0.98)\nerror: 0.01 (expected ≤ 0.02)\n"
    )
    for guard, value in (
        (at_least, 0.9),
        (at_most, 0.99),
        (at_least, math.nan),
        (at_most, math.nan),
    ):
        with pytest.raises(AssertionError, match="accuracy"):
            guard(value, 0.98 if guard is at_least else 0.5, "accuracy")


def test_a_right_answer_that_looks_like_a_mistake_by_chance_is_judged_again():
    draws = iter([5.0, 5.0, 7.0])

    @feedback.exercise(why="It doubles every number.")
    def doubled(function):
        number = next(draws)
        feedback.suspect(function(number), 10.0, "That is ten.")
        feedback.expect_close(function(number), 2 * number, "Twice the number is needed.")

    assert doubled(lambda number: 2 * number).state == feedback.CORRECT


def test_a_mistake_is_refused_however_often_it_is_judged():
    draws = iter([1.0, 2.0, 3.0])

    @feedback.exercise(why="It doubles every number.")
    def doubled(function):
        number = next(draws)
        feedback.suspect(function(number), number**2, "That is the square.")

    said = doubled(lambda number: number**2)
    assert said.state == feedback.NOT_YET
    assert "square" in said.message
