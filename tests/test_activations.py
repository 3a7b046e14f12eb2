"""Lesson 02's own functions, taken out of the notebook, against Keras and against mathematics."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.lessons import context
from tools import notebooks
from utils.checks import activations as check
from utils.checks.feedback import CORRECT

LESSON = context(notebooks.lessons(["02"])[0])
ACTIVATIONS, softmax, sigmoid = LESSON["ACTIVATIONS"], LESSON["softmax"], LESSON["sigmoid"]
IN_KERAS = {
    "linear": ("linear", {}),
    "sigmoid": ("sigmoid", {}),
    "tanh": ("tanh", {}),
    "ReLU": ("relu", {}),
    "leaky ReLU": ("leaky_relu", {"negative_slope": 0.1}),
    "ELU": ("elu", {}),
    "GELU": ("gelu", {}),
    "SiLU": ("silu", {}),
}
INPUTS = np.random.default_rng(0).uniform(-4, 4, 10_000).astype("float32")
logits_of_any_size = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6),
    elements=st.floats(-1000, 1000),
)


def test_nothing_is_left_out():
    assert set(ACTIVATIONS) == set(IN_KERAS) | {"step"}


@pytest.mark.parametrize("name", IN_KERAS)
def test_agrees_with_keras_on_10_000_numbers(name):
    import keras

    activation, options = IN_KERAS[name]
    function = getattr(keras.activations, activation)
    expected = keras.ops.convert_to_numpy(function(keras.ops.convert_to_tensor(INPUTS), **options))
    assert np.abs(ACTIVATIONS[name][0](INPUTS.astype("float64")) - expected).max() <= 1e-6


def test_softmax_agrees_with_keras_on_10_000_rows():
    import keras

    logits = np.random.default_rng(1).normal(0, 4, size=(10_000, 7)).astype("float32")
    in_keras = keras.activations.softmax(keras.ops.convert_to_tensor(logits))
    gaps = softmax(logits.astype("float64")) - keras.ops.convert_to_numpy(in_keras)
    assert np.abs(gaps).max() <= 1e-6


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slope_is_what_central_differences_measure(name):
    function, slope = ACTIVATIONS[name]
    inputs = INPUTS[np.abs(INPUTS) > 1e-3].astype("float64")
    h = 1e-5
    measured = (function(inputs + h) - function(inputs - h)) / (2 * h)
    assert np.abs(measured - slope(inputs)).max() < 1e-9


@settings(deadline=None, max_examples=200)
@given(logits_of_any_size)
def test_softmax_gives_probabilities_for_any_scores(logits):
    probabilities = softmax(logits)
    assert np.all(probabilities >= 0)
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-12)
    top = np.take_along_axis(probabilities, logits.argmax(axis=1)[:, None], axis=1)[:, 0]
    assert np.all(top == probabilities.max(axis=1)), "the largest score is the likeliest class"


@settings(deadline=None, max_examples=100)
@given(logits_of_any_size, st.floats(-1000, 1000))
def test_softmax_does_not_feel_a_shift(logits, shift):
    assert np.allclose(softmax(logits), softmax(logits + shift), atol=1e-10)


def test_softmax_is_exact_at_a_thousand():
    logits = np.array([[1000.0, 0.0, -1000.0], [-1000.0, -1000.0, -1000.0]])
    assert np.array_equal(softmax(logits)[0], [1.0, 0.0, 0.0])
    assert np.allclose(softmax(logits)[1], 1 / 3, atol=1e-15)


@settings(deadline=None)
@given(st.floats(-300, 300))
def test_sigmoid_and_tanh_are_one_curve(x):
    assert np.isclose(np.tanh(x), 2 * sigmoid(2 * x) - 1, atol=1e-12)


def leaky_relu(x, slope=0.1):
    x[x < 0] *= slope
    return x


def log_softmax(logits):
    logits -= logits.max(axis=-1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))


def dead_share(outputs):
    outputs[outputs > 0] = 1
    return np.mean(outputs.max(axis=0) == 0)


def my_activation(x):
    x /= 1 + np.abs(x)
    return x


@pytest.mark.parametrize("answer", [leaky_relu, log_softmax, dead_share, my_activation])
def test_an_answer_may_overwrite_its_inputs(answer):
    def overwriting(*inputs):
        result = np.copy(answer(*inputs))
        inputs[0][:] = 0
        return result

    feedback = getattr(check, answer.__name__)(overwriting)
    assert feedback.state == CORRECT, feedback


def test_the_test_would_notice_a_wrong_slope():
    function, _ = ACTIVATIONS["GELU"]
    _, wrong = ACTIVATIONS["SiLU"]
    inputs = INPUTS.astype("float64")
    measured = (function(inputs + 1e-5) - function(inputs - 1e-5)) / 2e-5
    assert np.abs(measured - wrong(inputs)).max() > 0.01
