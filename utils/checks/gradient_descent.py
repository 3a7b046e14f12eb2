"""Checks of lesson 03, gradient descent."""

from __future__ import annotations

import numpy as np

from utils.checks.feedback import (
    NotYet,
    array,
    call,
    exercise,
    expect_close,
    require,
    suspect,
)

BUDGET = 100  # gradients that exercise 5 allows


@exercise(why="Every optimizer, from this line to Adam, is a way to choose the step that follows.")
def one_step(function):
    """Exercise 1: one step of descent for a unit with squared error."""
    rng = np.random.default_rng()
    inputs = rng.uniform(0.5, 2, size=4) * [1, -1, 1, 1]
    weights = rng.normal(size=4)
    target, rate = float(inputs @ weights + rng.uniform(1, 3)), 0.03
    before = weights.copy()
    values = array(call(function, weights, inputs, target, rate), (4,))
    require(
        bool(np.array_equal(weights, before)),
        "The caller's weights were changed in place: compute new ones, without `-=`.",
    )
    error = inputs @ weights - target
    slopes = 2 * error * inputs
    suspect(
        values,
        weights + rate * slopes,
        "That goes uphill: the step is subtracted, and the error is prediction minus target.",
    )
    suspect(values, slopes, "These are the slopes. The new weights are the old ones less a step.")
    suspect(values, weights - slopes, "The learning rate is missing.")
    suspect(values, rate * slopes, "That is the step alone: subtract it from the weights.")
    suspect(
        values,
        weights - rate * error * inputs,
        "Half a step: the slope of the squared error is 2 · error.",
    )
    suspect(
        values,
        weights - rate * 2 * error,
        "All weights move alike: each slope needs the weight's own input as a factor.",
    )
    suspect(
        values,
        weights - rate * 2 * error**2 * inputs,
        "The slope of the squared error is 2 · error, not 2 · error².",
    )
    expect_close(
        values, weights - rate * slopes, "w − learning_rate · 2 · (prediction − target) · inputs."
    )


@exercise(why="One sharp direction sets the rate for all: that is why we scale inputs.")
def largest_rate(function):
    """Exercise 2: the border of divergence for given curvatures."""
    rng = np.random.default_rng()
    curvatures = np.array([2.0, 31.0, 0.3, 7.0]) * rng.uniform(1, 2, size=4)  # in no order
    raw = call(function, list(curvatures))
    if np.shape(raw) == (4,):
        raise NotYet("That is one border for each direction: one rate serves all, so which wins?")
    value = array(raw, ())
    suspect(value, 2 / curvatures.min(), "The flattest direction allows that; a sharper diverges.")
    suspect(value, 1 / curvatures.max(), "That rate is the quickest there; the border is twice it.")
    suspect(value, 2 / curvatures.mean(), "The mean of curvatures is no limit: the sharpest is.")
    suspect(value, 2 / curvatures.sum(), "Directions do not add up: each has its own factor.")
    suspect(value, curvatures.max() / 2, "Upside down: sharper valleys need smaller rates.")
    suspect(value, 2 / curvatures[-1], "The list is in no order: look for the largest curvature.")
    suspect(value, 2 / curvatures[0], "The list is in no order: look for the largest curvature.")
    factor = np.abs(1 - value * curvatures).max()
    expect_close(
        value,
        2 / curvatures.max(),
        f"At that rate the worst direction has a factor of size {factor:.3g}; the border is 1.",
    )


@exercise(why="With nesterov=True this is what Keras does: it brakes one step earlier.")
def look_ahead(function):
    """Exercise 3: velocity and step of Nesterov's momentum."""
    rng = np.random.default_rng()
    velocity, slope = rng.normal(size=3), rng.normal(size=3)
    rate, momentum = rng.uniform(0.1, 0.4), rng.uniform(0.5, 0.8)
    result = call(function, velocity, slope, rate, momentum)
    require(
        isinstance(result, tuple) and len(result) == 2,
        "Two things are needed: `return new_velocity, step`.",
    )
    new_velocity, step = (array(part, (3,)) for part in result)
    right = momentum * velocity - rate * slope
    suspect(
        new_velocity,
        momentum * velocity + rate * slope,
        "The velocity is pushed uphill: subtract learning_rate · slope.",
    )
    suspect(
        new_velocity,
        velocity - rate * slope,
        "The old velocity is kept whole: it should keep the share `momentum` of itself.",
    )
    suspect(
        new_velocity,
        momentum * velocity - (1 - momentum) * rate * slope,
        "That is a running mean. Here the slope enters whole: learning_rate · slope.",
    )
    expect_close(new_velocity, right, "The velocity: momentum · velocity − learning_rate · slope.")
    suspect(step, right, "That is plain momentum: its step is the velocity. Nesterov goes on.")
    suspect(step, momentum * velocity - 2 * rate * slope, "Use the new velocity, not the old one.")
    suspect(
        step,
        momentum * right,
        "The slope is missing in the step: subtract learning_rate · slope once more.",
    )
    suspect(step, momentum * right + rate * slope, "The slope pushes uphill in the second line.")
    suspect(
        step,
        right - rate * slope,
        "The new velocity should count with the share `momentum` in the step.",
    )
    expect_close(
        step,
        momentum * right - rate * slope,
        "The step: momentum · new_velocity − learning_rate · slope.",
    )


@exercise(why="Without it Adam's memory of squares would be 1,000 times too small at first.")
def corrected_means(function):
    """Exercise 4: running means with Adam's correction, after each step."""
    rng = np.random.default_rng()
    slopes = rng.normal(2, 1, size=(7, 3))
    beta = float(rng.uniform(0.8, 0.95))
    steps = np.arange(1, 8)[:, None]
    running = np.zeros((7, 3))
    mean = np.zeros(3)
    for number, slope in enumerate(slopes):
        mean = beta * mean + (1 - beta) * slope
        running[number] = mean
    with np.errstate(all="ignore"):
        raw = call(function, slopes.copy(), beta)
    truth = running / (1 - beta**steps)
    if np.shape(raw) == (3,) and np.allclose(raw, truth[-1]):
        raise NotYet("Right for the last step: give back the corrected mean after every step.")
    values = array(raw, (7, 3))
    require(
        bool(np.all(np.isfinite(values))),
        "The first step divides by zero: count steps from 1, since β⁰ = 1.",
    )
    suspect(values, running, "That is the running mean itself: divide it by 1 − βᵗ.")
    suspect(values, running / (1 - beta), "Divide by 1 − βᵗ, which grows with the step t.")
    suspect(values, running / beta**steps, "The divisor is 1 − βᵗ, not βᵗ.")
    suspect(values, running * (1 - beta**steps), "Divide by 1 − βᵗ: the mean is too small.")
    suspect(
        values,
        running / (1 - beta ** (steps + 1)),
        "The steps are counted one too far: the first one has t = 1.",
    )
    suspect(
        values,
        np.cumsum(slopes, axis=0) / steps,
        "That weighs all steps alike. A running mean forgets: β · mean + (1 − β) · slope.",
    )
    carried, mean = np.zeros((7, 3)), np.zeros(3)
    for number, slope in enumerate(slopes):
        mean = (beta * mean + (1 - beta) * slope) / (1 - beta ** (number + 1))
        carried[number] = mean
    suspect(
        values,
        carried,
        "The corrected mean goes into the next step: keep the running mean uncorrected.",
    )
    swapped, mean = np.zeros((7, 3)), np.zeros(3)
    for number, slope in enumerate(slopes):
        mean = (1 - beta) * mean + beta * slope
        swapped[number] = mean
    for mistake in (swapped, swapped / (1 - beta**steps)):
        suspect(values, mistake, "The shares are swapped: β keeps the old, 1 − β takes the new.")
    expect_close(values[0], slopes[0], "After one step the corrected mean is the slope itself.")
    expect_close(values, truth, "Each row: the running mean up to that step, over 1 − βᵗ.")


@exercise(why="You chose a method and a rate for a landscape: that is what tuning is.")
def my_descent(function):
    """Exercise 5: the bottom of a moved bent valley, with at most 100 gradients."""
    rng = np.random.default_rng()
    for _ in range(3):
        moved = rng.uniform(-2, 2, size=2)
        start = np.array([-1.2, 1.0]) + rng.uniform(-0.1, 0.1, size=2) + moved
        calls = []

        def gradient(weights, moved=moved, calls=calls):
            x, y = np.asarray(weights, dtype=float) - moved
            calls.append((x, y))
            return np.array([-2 * (1 - x) - 40 * x * (y - x**2), 20 * (y - x**2)])

        with np.errstate(all="ignore"):
            raw = call(function, gradient, start.copy())
        if np.ndim(raw) == 2:
            raise NotYet("That is a whole path: give back its last row, the final weights.")
        weights = array(raw, (2,))
        require(len(calls) > 0, "It never asks for the gradient; the valley is somewhere else now.")
        require(
            len(calls) <= BUDGET,
            f"It took {len(calls)} gradients, and {BUDGET} are allowed: a quicker method is "
            "needed, not more steps.",
        )
        x, y = np.abs(weights - moved).clip(max=1e6) * np.sign(weights - moved)
        require(
            bool(np.all(np.isfinite(weights))) and max(abs(x), abs(y)) < 1e3,
            "It diverged: the learning rate is beyond the border for the steepest wall.",
        )
        loss = (1 - x) ** 2 + 10 * (y - x**2) ** 2
        if len(calls) < 0.7 * BUDGET:
            spare = f" It used {len(calls)} of {BUDGET} gradients: there are steps to spare."
        else:
            spare = " Another method or another rate is needed: look at the race."
        require(
            loss < 0.01,
            f"The loss is still {loss:.3g} after {len(calls)} gradients.{spare}",
        )
