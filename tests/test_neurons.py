"""Lesson 01's own functions, taken out of the notebook, against Keras and against mathematics."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lessons import context
from tools import notebooks, rules
from tools.notebooks import tags

PATH = notebooks.lessons(["01"])[0]
LESSON = context(PATH)
dense, collapse, random_layers = LESSON["dense"], LESSON["collapse"], LESSON["random_layers"]
relu, identity = LESSON["relu"], LESSON["identity"]
seeds = st.integers(0, 2**32 - 1)
shapes = st.lists(st.integers(1, 8), min_size=2, max_size=6)  # 1 to 5 layers


def solutions():
    """The names that the solutions of the exercises define."""
    notebook, names = notebooks.read(PATH), dict(LESSON)
    for index, cell in enumerate(notebook.cells):
        if "exercise" in tags(cell):
            exec(compile(rules.solution(notebook, index), cell.id, "exec"), names)
    return names


SOLUTIONS = solutions()
forward = SOLUTIONS["forward"]


def random_network(sizes, seed, batch=20):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(batch, sizes[0])), random_layers(sizes, rng)


def linear(inputs, layers):
    for weights, bias in layers:
        inputs = dense(inputs, weights, bias, identity)
    return inputs


def bank(activation):
    hidden = dense(LESSON["customer"], LESSON["hidden_weights"], LESSON["hidden_bias"], activation)
    return dense(hidden, LESSON["output_weights"], LESSON["output_bias"], identity)


@pytest.mark.parametrize(
    ("activation", "prediction"), [(identity, 9), (relu, 9), (np.tanh, 1.2382242525694254)]
)
def test_the_bank_network(activation, prediction):
    assert np.allclose(bank(activation), [prediction], atol=1e-12)


@settings(deadline=None, max_examples=15)
@given(shapes, seeds)
def test_forward_by_hand_equals_keras(sizes, seed):
    import keras

    inputs, layers = random_network(sizes, seed)
    network = keras.Sequential([keras.Input((sizes[0],))])
    for number, size in enumerate(sizes[1:], start=2):
        network.add(keras.layers.Dense(size, "linear" if number == len(sizes) else "relu"))
    network.set_weights(list(itertools.chain.from_iterable(layers)))
    in_keras = keras.ops.convert_to_numpy(network(inputs.astype("float32")))
    by_hand = forward(inputs, layers)
    assert by_hand.shape == in_keras.shape == (20, sizes[-1])
    assert np.abs(by_hand - in_keras).max() <= 1e-5 * max(1, np.abs(by_hand).max())
    assert SOLUTIONS["count_parameters"](sizes) == network.count_params()


@settings(deadline=None, max_examples=100)
@given(shapes, seeds)
def test_a_batch_is_its_customers_one_by_one(sizes, seed):
    inputs, layers = random_network(sizes, seed)
    one_by_one = [forward(inputs[[row]], layers)[0] for row in range(len(inputs))]
    assert np.allclose(forward(inputs, layers), one_by_one, rtol=1e-12, atol=1e-12)


@settings(deadline=None, max_examples=200)
@given(shapes, seeds)
def test_linear_layers_collapse_into_one(sizes, seed):
    inputs, layers = random_network(sizes, seed)
    weights, bias = collapse(layers)
    assert weights.shape == (sizes[0], sizes[-1])
    assert bias.shape == (sizes[-1],)
    deep = linear(inputs, layers)
    scale = max(1, np.abs(deep).max())
    assert np.abs(deep - (inputs @ weights + bias)).max() <= 1e-11 * scale


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(4, 8), min_size=3, max_size=5), seeds)
def test_relu_prevents_the_collapse(sizes, seed):
    inputs, layers = random_network([*sizes, 2], seed, batch=200)
    columns = np.column_stack([inputs, np.ones(len(inputs))])
    outputs = forward(inputs, layers)
    best, *_ = np.linalg.lstsq(columns, outputs, rcond=None)
    spread = np.abs(outputs - outputs.mean(axis=0)).mean()
    if spread > 1e-6:  # now and then every neuron of a layer is silent
        assert np.abs(columns @ best - outputs).mean() > 1e-3 * spread
    straight = linear(inputs, layers)
    best, *_ = np.linalg.lstsq(columns, straight, rcond=None)
    assert np.allclose(columns @ best, straight, atol=1e-8 * max(1, np.abs(straight).max()))


@settings(deadline=None, max_examples=200)
@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(-100, 100))
def test_no_neuron_computes_xor(first, second, bias):
    fires = LESSON["CORNERS"] @ [first, second] + bias > 0
    assert (fires == LESSON["XOR"]).sum() <= 3


@settings(deadline=None, max_examples=200)
@given(st.floats(-5, 5), st.floats(-5, 5))
def test_the_fold_keeps_the_difference_alone(first, second):
    gap = first - second
    assert np.allclose(LESSON["fold"](np.array([first, second])), [max(gap, 0), max(-gap, 0)])
    opposite = LESSON["fold"](np.array([first, second]), 1.0)
    assert np.isclose(opposite.sum(), 0)
