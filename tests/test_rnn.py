"""Lesson 15's own functions, taken out of the notebook, against Keras and against mathematics."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lessons import context
from tools import notebooks

LESSON = context(notebooks.lessons(["15"])[0])
forward, gradients, scan, clip = (LESSON[name] for name in ("forward", "gradients", "scan", "clip"))
SIZES = st.tuples(*(st.integers(1, 4) for _ in range(4)))  # batch, steps, characters, units


def random_network(characters, units, seed, dtype="float64"):
    """Parameters without zeros."""
    rng = np.random.default_rng(seed)
    parameters = LESSON["start_parameters"](characters, units, seed, dtype)
    return {
        name: (values + rng.normal(0, 0.3, values.shape)).astype(dtype)
        for name, values in parameters.items()
    }


def random_texts(batch, steps, characters, seed):
    """Inputs and targets, (batch, steps)."""
    return np.random.default_rng(seed).integers(characters, size=(2, batch, steps))


def in_keras(parameters, steps):
    """The same network as a Keras model that one step of descent at rate 1 moves."""
    import keras

    characters, units = parameters["W_x"].shape
    model = keras.Sequential(
        [
            keras.Input((steps, characters)),
            keras.layers.SimpleRNN(units, return_sequences=True),
            keras.layers.Dense(characters),
        ]
    )
    model.set_weights(list(parameters.values()))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(1.0), loss)
    return model


def largest_error(parameters, inputs, targets, state, found, h=1e-6):
    """The largest relative difference from central differences in any parameter array."""
    errors = []
    for name, values in parameters.items():
        measured = np.empty_like(values)
        for place in np.ndindex(values.shape):
            losses = []
            for sign in (1, -1):
                changed = copy.deepcopy(parameters)
                changed[name][place] += sign * h
                losses.append(gradients(changed, inputs, targets, state)[0])
            measured[place] = (losses[0] - losses[1]) / (2 * h)
        scale = max(np.linalg.norm(measured), 1e-3)  # One character: all gradients are zero.
        errors.append(np.linalg.norm(found[name] - measured) / scale)
    return max(errors)


@settings(deadline=None, max_examples=15)
@given(SIZES, st.integers(0, 10_000))
def test_gradients_are_what_central_differences_measure(sizes, seed):
    batch, steps, characters, units = sizes
    parameters = random_network(characters, units, seed)
    inputs, targets = random_texts(batch, steps, characters, seed)
    state = np.random.default_rng(seed).normal(0, 0.5, (batch, units))
    _, found, _ = gradients(parameters, inputs, targets, state)
    assert largest_error(parameters, inputs, targets, state, found) < 1e-6


def test_that_test_would_notice_a_state_that_gets_no_gradient_from_later():
    parameters = random_network(5, 4, seed=1)
    inputs, targets = random_texts(3, 4, 5, seed=1)
    state = np.random.default_rng(1).normal(0, 0.5, (3, 4))
    states, logits = forward(parameters, inputs, state)
    _, at_logits = LESSON["cross_entropy"](logits, targets)
    alone = at_logits @ parameters["W_y"].T * (1 - states[1:] ** 2)  # What comes from above only.
    _, found, _ = gradients(parameters, inputs, targets, state)
    found["W_h"] = LESSON["over_all_steps"](states[:-1], alone)
    assert largest_error(parameters, inputs, targets, state, found) > 1e-2


def test_agrees_with_keras_in_outputs_and_gradients():
    parameters = random_network(13, 9, seed=2, dtype="float32")
    inputs, targets = random_texts(5, 11, 13, seed=3)
    one_hot = np.eye(13, dtype="float32")[inputs]
    model = in_keras(parameters, steps=11)
    state = np.zeros((5, 9), "float32")
    _, logits = forward(parameters, inputs, state)
    assert np.abs(logits - model.predict_on_batch(one_hot).transpose(1, 0, 2)).max() < 1e-5
    _, found, _ = gradients(parameters, inputs, targets, state)
    model.train_on_batch(one_hot, targets)
    for (name, before), after in zip(parameters.items(), model.get_weights(), strict=True):
        assert np.abs(found[name] - (before - after)).max() < 1e-5, name
        assert np.abs(found[name]).max() > 1e-3, name


def test_a_long_text_may_be_read_in_pieces():
    parameters = random_network(6, 5, seed=4)
    inputs, _ = random_texts(2, 10, 6, seed=4)
    states, logits = forward(parameters, inputs, np.zeros((2, 5)))
    first, first_logits = forward(parameters, inputs[:, :4], np.zeros((2, 5)))
    _, second_logits = forward(parameters, inputs[:, 4:], first[-1])
    assert np.allclose(np.concatenate([first_logits, second_logits]), logits, atol=1e-12)
    assert states.shape == (11, 2, 5)


def test_texts_of_a_batch_do_not_mix():
    parameters = random_network(6, 5, seed=6)
    inputs, _ = random_texts(4, 7, 6, seed=6)
    _, together = forward(parameters, inputs, np.zeros((4, 5)))
    for row in range(4):
        _, alone = forward(parameters, inputs[row : row + 1], np.zeros((1, 5)))
        assert np.allclose(together[:, row], alone[:, 0], atol=1e-12)


@settings(deadline=None)
@given(st.lists(st.floats(-100, 100), min_size=1, max_size=20))
def test_scan_is_a_running_sum_if_the_step_adds(values):
    sums = scan(lambda total, value: total + value, 0.0, np.array(values))
    assert np.allclose(sums, np.concatenate([[0.0], np.cumsum(values)]))


@settings(deadline=None)
@given(st.floats(0.01, 100), st.floats(0.01, 100), st.integers(0, 1000))
def test_clip_keeps_the_direction_and_limits_the_length(size, limit, seed):
    rng = np.random.default_rng(seed)
    given_ = {"a": size * rng.normal(size=(3, 2)), "b": size * rng.normal(size=4)}
    kept = copy.deepcopy(given_)
    clipped, norm = clip(given_, limit)
    flat = np.concatenate([values.ravel() for values in given_.values()])
    flat_clipped = np.concatenate([values.ravel() for values in clipped.values()])
    assert np.isclose(norm, np.linalg.norm(flat))
    assert np.isclose(np.linalg.norm(flat_clipped), min(norm, limit))
    assert np.allclose(flat_clipped / np.linalg.norm(flat_clipped), flat / norm)
    assert all(np.array_equal(given_[name], kept[name]) for name in kept), "changed in place"


def test_batches_read_every_stream_in_order():
    codes = np.arange(103)
    pieces = LESSON["batches"](codes, batch=4, length=6)
    read = [next(pieces) for _ in range(4)]
    inputs = np.concatenate([inputs for inputs, _, _ in read], axis=1)
    targets = np.concatenate([targets for _, targets, _ in read], axis=1)
    assert np.array_equal(inputs, np.arange(24) + 25 * np.arange(4)[:, None])
    assert np.array_equal(targets, inputs + 1)
    assert [new_pass for _, _, new_pass in read] == [True, False, False, False]
    inputs, _, new_pass = next(pieces)
    assert new_pass
    assert np.array_equal(inputs, read[0][0])


def test_cross_entropy_survives_large_logits():
    logits = np.array([[[1000.0, 0.0, -1000.0]]])  # (steps, batch, characters)
    loss, gradient = LESSON["cross_entropy"](logits, np.array([[1]]))
    assert np.isclose(loss, 1000)
    assert np.allclose(gradient, [[[1, -1, 0]]])


def test_adam_agrees_with_keras():
    import keras

    rng = np.random.default_rng(8)
    start = rng.normal(size=(3, 2)).astype("float32")
    parameters, moments = {"W": start.copy()}, {"W": (0 * start, 0 * start)}
    variable = keras.Variable(start)
    optimizer = keras.optimizers.Adam(0.01, epsilon=1e-8)
    optimizer.build([variable])
    for step in range(1, 6):
        gradient = rng.normal(size=(3, 2)).astype("float32")
        LESSON["adam_step"](parameters, {"W": gradient}, moments, step, 0.01)
        optimizer.apply([keras.ops.convert_to_tensor(gradient)])
    assert np.abs(parameters["W"] - keras.ops.convert_to_numpy(variable)).max() < 1e-6


@pytest.mark.parametrize("seed", [0, 1])
def test_a_small_network_learns_a_word_by_heart(seed):
    codes = np.tile([0, 1, 2, 1, 3], 200)  # After a 1 comes 2 or 3: only a memory can tell.
    parameters = LESSON["start_parameters"](4, 8, seed)
    moments = {name: (0 * values, 0 * values) for name, values in parameters.items()}
    rest = state = np.zeros((8, 8), "float32")
    for step, (inputs, targets, new_pass) in enumerate(LESSON["batches"](codes, 8, 10), 1):
        state = rest if new_pass else state
        loss, found, state = gradients(parameters, inputs, targets, state)
        LESSON["adam_step"](parameters, clip(found, 1.0)[0], moments, step, 0.03)
        if step == 150:
            break
    assert loss < 0.1
