"""Lesson 03's optimizers, taken out of the notebook, against Keras and against mathematics."""

import keras
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.lessons import context
from tools import notebooks, rules
from tools.notebooks import tags

PATH = notebooks.lessons(["03"])[0]
LESSON = context(PATH)
numerical_gradient, make_valley = LESSON["numerical_gradient"], LESSON["make_valley"]
bent_valley, bent_gradient = LESSON["bent_valley"], LESSON["bent_gradient"]
descend, with_momentum = LESSON["descend"], LESSON["with_momentum"]
rmsprop, adam = LESSON["rmsprop"], LESSON["adam"]
STEPS = 20
SCALE = 100.0  # paths that go further away diverge, and rounding with them


def numbers(low, high):
    """Numbers that 32 bits hold exactly: Keras rounds the learning rate, and others, to 32."""
    return st.floats(float(np.float32(low)), float(np.float32(high)), width=32)


starts = st.tuples(numbers(-1.5, 1.5), numbers(-1.5, 1.5))
shares = numbers(0.1, 0.99)
epsilons = st.sampled_from([1e-7, 1e-4, 1e-2])


def in_keras(optimizer, start):
    """Steps of a Keras optimizer on the bent valley, in double precision where there is."""
    dtype = "float32" if keras.config.backend() == "jax" else "float64"
    weights = keras.Variable(np.array(start), dtype=dtype)
    path = [np.array(start, dtype=float)]
    for _ in range(STEPS):
        slope = keras.ops.convert_to_tensor(bent_gradient(path[-1]), dtype=dtype)
        optimizer.apply([slope], [weights])
        path.append(keras.ops.convert_to_numpy(weights.value).astype(float))
    return np.array(path)


def assert_equal_steps(by_hand, optimizer, start):
    assume(np.all(np.abs(by_hand) < SCALE))
    assert np.abs(by_hand - in_keras(optimizer, start)).max() <= 1e-6


quickly = settings(deadline=None, max_examples=15, derandomize=True)


@quickly
@given(starts, numbers(1e-4, 0.02))
def test_plain_descent_is_sgd(start, rate):
    by_hand = descend(bent_gradient, start, rate, STEPS)
    assert_equal_steps(by_hand, keras.optimizers.SGD(rate), start)


@quickly
@given(starts, numbers(1e-4, 0.01), shares)
def test_momentum_is_that_of_keras(start, rate, momentum):
    by_hand = with_momentum(bent_gradient, start, rate, STEPS, momentum)
    assert_equal_steps(by_hand, keras.optimizers.SGD(rate, momentum), start)


@quickly
@given(starts, numbers(1e-4, 0.1), shares, epsilons)
def test_rmsprop_is_that_of_keras(start, rate, rho, epsilon):
    by_hand = rmsprop(bent_gradient, start, rate, STEPS, rho, epsilon)
    assert_equal_steps(by_hand, keras.optimizers.RMSprop(rate, rho, epsilon=epsilon), start)


@quickly
@given(starts, numbers(1e-4, 0.3), shares, numbers(0.5, 0.999), epsilons)
def test_adam_is_that_of_keras(start, rate, beta_1, beta_2, epsilon):
    by_hand = adam(bent_gradient, start, rate, STEPS, beta_1, beta_2, epsilon)
    optimizer = keras.optimizers.Adam(rate, beta_1, beta_2, epsilon)
    assert_equal_steps(by_hand, optimizer, start)


@quickly
@given(starts, numbers(1e-4, 0.01), shares)
def test_the_solution_of_exercise_3_is_nesterov_in_keras(start, rate, momentum):
    notebook = notebooks.read(PATH)
    stubs = [i for i, cell in enumerate(notebook.cells) if "exercise" in tags(cell)]
    names = {}
    exec(rules.solution(notebook, stubs[2]), names)
    path, velocity = [np.array(start)], np.zeros(2)
    for _ in range(STEPS):
        slope = bent_gradient(path[-1])
        velocity, step = names["look_ahead"](velocity, slope, rate, momentum)
        path.append(path[-1] + step)
    optimizer = keras.optimizers.SGD(rate, momentum, nesterov=True)
    assert_equal_steps(np.array(path), optimizer, start)


def test_the_test_would_notice_another_epsilon():
    """RMSprop with epsilon outside of the root, as some libraries have it, is refused."""

    def outside(gradient, start, rate, steps):
        path, squares = [np.array(start)], 0.0
        for _ in range(steps):
            slope = gradient(path[-1])
            squares = 0.875 * squares + 0.125 * slope**2
            path.append(path[-1] - rate * slope / (np.sqrt(squares) + 1e-2))
        return np.array(path)

    start, optimizer = (-1.25, 1.0), keras.optimizers.RMSprop(0.0625, 0.875, epsilon=1e-2)
    with pytest.raises(AssertionError):
        assert_equal_steps(outside(bent_gradient, start, 0.0625, STEPS), optimizer, start)


points = st.tuples(st.floats(-2, 2), st.floats(-2, 2)).map(np.array)


@settings(deadline=None)
@given(points, st.floats(1, 400), st.floats(0, 360))
def test_gradients_are_what_central_differences_measure(point, steepness, turn):
    surfaces = [
        make_valley(steepness, turn),
        (bent_valley, bent_gradient),
        (LESSON["deep_loss"], LESSON["deep_gradient"]),
        LESSON["problems"]["raw"][:2],
    ]
    for loss, gradient in surfaces:
        measured, exact = numerical_gradient(loss, point), gradient(point)
        assert np.allclose(measured, exact, rtol=1e-6, atol=1e-6), gradient


@settings(deadline=None)
@given(st.floats(2, 100), st.floats(0, 360), st.floats(0.2, 0.95))
def test_two_over_the_largest_curvature_is_the_border(steepness, turn, share):
    _, gradient = make_valley(steepness, turn)
    start = np.array([1.0, 0.3])
    below = descend(gradient, start, share * 2 / steepness, 300)
    assert np.linalg.norm(below[-1]) < np.linalg.norm(start)
    angle = np.deg2rad(turn)
    across = np.array([-np.sin(angle), np.cos(angle)])
    above = descend(gradient, across, 1.05 * 2 / steepness, 100)
    assert np.linalg.norm(above[-1]) > 100


@settings(deadline=None, max_examples=30)
@given(st.floats(1, 1000), st.tuples(st.floats(1, 4), st.floats(-4, -1)))
def test_adam_does_not_feel_steepness_along_the_axes(steepness, start):
    paths = [adam(make_valley(steep)[1], start, 0.1, 30, epsilon=1e-12) for steep in (1, steepness)]
    assert np.abs(paths[0] - paths[1]).max() < 1e-6


@settings(deadline=None, max_examples=30)
@given(st.floats(0, 360), st.floats(2, 50))
def test_plain_descent_does_not_feel_a_turn(turn, steepness):
    angle = np.deg2rad(turn)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    for method in (descend, with_momentum):
        straight = method(make_valley(steepness)[1], [-4.0, 3.0], 1 / steepness, 40)
        turned = method(make_valley(steepness, turn)[1], rotation @ [-4.0, 3.0], 1 / steepness, 40)
        assert np.allclose(straight @ rotation.T, turned, atol=1e-8)
