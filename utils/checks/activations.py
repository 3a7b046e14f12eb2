"""Checks of lesson 02, activations.

Answers get copies of the arrays: one that works in place is right as well.
"""

from __future__ import annotations

import numpy as np

from utils.checks.feedback import (
    NotYet,
    answered,
    array,
    call,
    exercise,
    expect_close,
    require,
    suspect,
)


@exercise(why="A small slope on the left is what lets a silent unit learn its way back.")
def leaky_relu(function):
    """Exercise 1: x where it is positive, slope times x elsewhere."""
    x = np.random.default_rng().normal(0, 3, size=(5, 7))
    values = array(call(function, x.copy()), x.shape)
    truth = np.where(x > 0, x, 0.1 * x)
    suspect(values, np.maximum(x, 0), "That is plain ReLU: zero on the left. Leaky ReLU leaks.")
    suspect(values, np.abs(x), "The left side should keep its sign: slope · x, not |x|.")
    suspect(values, np.where(x > 0, 0.1 * x, x), "The two sides are swapped.")
    suspect(values, 0.1 * x, "The slope acts on the right side as well; there it should be 1.")
    suspect(
        values,
        np.where(x > 0, x, -0.1 * x),
        "The left side should fall below zero: slope · x, and x is negative there.",
    )
    suspect(
        values,
        np.where(x > 0, x, 0.1),
        "The left side is constant. It should be the slope times x, not the slope itself.",
    )
    expect_close(values, truth, "x where x is positive; slope · x elsewhere. The default is 0.1.")
    steeper = array(call(function, x.copy(), 0.25), x.shape)
    suspect(steeper, truth, "The slope is fixed at 0.1: use the argument `slope`.")
    expect_close(steeper, np.where(x > 0, x, 0.25 * x), "With slope=0.25 the left side is wrong.")


@exercise(why="Log-probabilities of any size: the losses of lesson 08 and lesson 17 rest on this.")
def log_softmax(function):
    """Exercise 2: log-softmax of each row, safe for large scores."""
    logits = np.random.default_rng().normal(0, 3, size=(6, 4))
    values = array(call(function, logits.copy()), logits.shape)
    shifted = logits - logits.max(axis=1, keepdims=True)
    truth = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    suspect(values, np.exp(truth), "These are the probabilities; take their logarithm, safely.")
    suspect(values, -truth, "The sign is turned round: log-probabilities are never positive.")
    suspect(
        values,
        logits - np.log(np.exp(logits).sum()),
        "The sum runs over the whole batch. Each row has a sum of its own: axis=-1.",
    )
    suspect(
        values,
        logits - logits.max(axis=1, keepdims=True),
        "That is the shift alone: subtract the logarithm of the sum of exponentials as well.",
    )
    expect_close(
        values, truth, "The exponentials of each row's answers should add up to one; they do not."
    )
    extreme = np.array([[1000.0, 0.0, -1000.0], [-1000.0, -1001.0, -1002.0]])
    with np.errstate(all="ignore"):
        large = array(call(function, extreme.copy()), extreme.shape)
    tail = np.log(np.exp([0.0, -1.0, -2.0]).sum())
    safe = np.array([[0.0, -1000.0, -2000.0], [-tail, -1 - tail, -2 - tail]])
    require(
        bool(np.all(np.isfinite(large))),
        "Right for small scores, but infinite or not a number at ±1000: subtract each row's "
        "largest score first, and never take the logarithm of a probability.",
    )
    expect_close(large, safe, "Right for small scores, wrong at ±1000: shift each row by its max.")


@exercise(why="Counting silent units is the quickest way to see that a ReLU network is ill.")
def dead_share(function):
    """Exercise 3: the share of units that are zero for the whole batch."""
    rng = np.random.default_rng()
    outputs = np.maximum(rng.normal(0, 1, size=(12, 30)), 0)
    outputs[0] = np.maximum(outputs[0], 0.1)  # no unit is dead by chance
    outputs[:, rng.choice(30, size=9, replace=False)] = 0.0
    outputs[3] = 0.0  # one example that silences every unit
    value = array(call(function, outputs.copy()))
    if value.shape == (30,):
        raise NotYet("That is one answer per unit: their mean is the share.")
    if value.shape == (12,):
        raise NotYet("That is one answer per example. Units are columns: axis=0.")
    value = array(value, ())
    suspect(value, 9, "That is how many units are dead; the share is that number over all units.")
    suspect(value, 9 / 12, "Divide by the number of units (columns), not of examples.")
    suspect(
        value,
        np.mean(outputs == 0),
        "That counts every zero. A unit is dead only if it is zero for all examples.",
    )
    suspect(
        value,
        np.mean(np.any(outputs == 0, axis=0)),
        "A unit that is zero for some examples is healthy: it must be zero for all of them.",
    )
    suspect(
        value,
        np.mean(np.all(outputs == 0, axis=1)),
        "That looks along the rows, which are examples. Units are columns: axis=0.",
    )
    suspect(value, 1 - 9 / 30, "That is the share of units that are alive.")
    expect_close(value, 9 / 30, "9 of 30 units were silent in a test batch, so 0.3 was expected.")


@exercise(why="The question decides the last layer; the loss of lesson 05 then follows from it.")
def heads(answer):
    """Exercise 4: activation and units of the last layer for four questions."""
    if not isinstance(answer, dict):
        raise NotYet("A dictionary is needed: keep the four names in the stub.")
    right = {
        "digit": {("softmax", 10)},
        "tags": {("sigmoid", 17)},
        "price": {("linear", 1)},
        "spam": {("sigmoid", 1), ("softmax", 2)},
    }
    hints = {
        "digit": "digit: exactly one of ten holds, so the ten scores compete.",
        "tags": "tags: several can hold at once, so each of the 17 needs a yes or no of its own.",
        "price": "price: one quantity with no upper end, so nothing should bend or bound it.",
        "spam": "spam: one yes or no, so one probability.",
    }
    missing = right.keys() - answer.keys()
    require(not missing, f"These tasks are missing: {', '.join(sorted(missing))}.")
    given = {task: answered(tuple(answer[task])) for task in right}
    for task, pair in given.items():
        require(
            pair != ("softmax", 1),
            f"{task}: softmax over a single unit is always 1. One yes or no is a sigmoid.",
        )
        require(pair in right[task], hints[task])


@exercise(
    why="Bounded, around zero, and still learning at the ends; softsign is one such function."
)
def my_activation(function):
    """Exercise 5: bounded, zero at zero, slope 1 there, and slope ≥ 0.02 at ±5."""
    x = np.sort(np.random.default_rng().uniform(-12, 12, size=400))
    values = array(call(function, x.copy()), x.shape)
    require(bool(np.all(np.isfinite(values))), "Some results are infinite or not a number.")
    at_zero = array(call(function, np.zeros(1)), (1,))[0]
    require(abs(at_zero) < 1e-6, f"At x = 0 it gives {at_zero:.3g}; it should pass through zero.")
    require(
        bool(np.all(np.abs(values) <= 1 + 1e-9)),
        f"It leaves the range from -1 to 1: it reaches {values[np.abs(values).argmax()]:.2f}.",
    )
    far = np.array([-1e6, -1e3, 1e3, 1e6])
    with np.errstate(all="ignore"):
        far_values = array(call(function, far.copy()), far.shape)
    for position, value in zip(far, far_values, strict=True):
        gives = f"at x = {position:,.0f} it gives {value:.3g}."
        require(bool(np.isfinite(value)), f"Far out, something overflows: {gives}")
        require(abs(value) <= 1 + 1e-9, f"Far out it leaves the range from -1 to 1: {gives}")
    require(
        bool(values[x < -0.5].max() < 0 < values[x > 0.5].min()),
        "Its outputs should lie around zero: negative on the left, positive on the right.",
    )
    require(
        bool(np.all(np.diff(values) > 0)),
        "It does not rise everywhere: where it is level, nothing can be learned.",
    )

    def slope(position: float) -> float:
        around = np.array([position - 1e-4, position + 1e-4])
        low, high = array(call(function, around), (2,))
        return float((high - low) / 2e-4)

    require(abs(slope(0.0) - 1) < 0.01, f"The slope at zero is {slope(0.0):.3f}; it should be 1.")
    for position in (5.0, -5.0):
        require(
            slope(position) >= 0.02,
            f"The slope at x = {position:.0f} is {slope(position):.5f}: the end is too flat still.",
        )
