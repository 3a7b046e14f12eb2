"""utils.gradients: the gradient with respect to inputs, against differences and by hand."""

import keras
import numpy as np
import pytest
from keras import ops

from utils.gradients import compiled_gradient, input_gradient

RNG = np.random.default_rng(3)


def by_one_call(function, inputs):
    return input_gradient(function, inputs)


def by_a_compiled_one(function, inputs):
    return compiled_gradient(function)(inputs)


both_ways = pytest.mark.parametrize("input_gradient", [by_one_call, by_a_compiled_one])


@both_ways
def test_a_formula(input_gradient):
    inputs = RNG.normal(0, 1, (4, 5)).astype("float32")
    gradient = input_gradient(lambda x: ops.sum(x**3, axis=1), inputs)
    assert gradient.dtype == np.float32
    assert np.allclose(gradient, 3 * inputs**2, atol=1e-5)


@both_ways
def test_a_scalar_and_other_number_types(input_gradient):
    for inputs in (np.arange(6).reshape(2, 3), np.arange(6, dtype="uint8"), ops.ones((2, 2))):
        assert np.allclose(input_gradient(lambda x: ops.sum(5 * x), inputs), 5)


@both_ways
def test_zero_where_nothing_depends_on_the_inputs(input_gradient):
    inputs = np.ones((2, 3), "float32")
    assert np.array_equal(input_gradient(lambda x: ops.ones((2,)), inputs), np.zeros((2, 3)))


@both_ways
def test_a_convnet_against_central_differences(input_gradient):
    keras.utils.set_random_seed(0)
    network = keras.Sequential(
        [
            keras.Input((7, 6, 2)),
            keras.layers.Conv2D(5, 3, activation="gelu"),  # smooth, for the differences
            keras.layers.BatchNormalization(),
            keras.layers.AveragePooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(3),
        ]
    )
    inputs = RNG.normal(0, 1, (3, 7, 6, 2)).astype("float32")

    def score(images):
        return network(images, training=False)[:, 1]

    gradient = input_gradient(score, inputs)
    h = 1e-2
    for place in [(0, 3, 2, 1), (1, 0, 0, 0), (2, 5, 4, 1), (2, 2, 3, 0)]:
        moved = np.stack([inputs, inputs])
        moved[0][place] -= h
        moved[1][place] += h
        low, high = (ops.convert_to_numpy(score(ops.convert_to_tensor(x))) for x in moved)
        difference = (high - low)[place[0]] / (2 * h)
        assert gradient[place] == pytest.approx(difference, rel=1e-2, abs=1e-4)


@both_ways
def test_the_result_can_be_written_to(input_gradient):
    gradient = input_gradient(lambda x: ops.sum(x), np.ones((2, 2)))
    gradient += 1
    assert np.all(gradient == 2)


def test_a_compiled_gradient_is_traced_once_and_follows_the_weights():
    calls = []
    keras.utils.set_random_seed(0)
    layer = keras.layers.Dense(1)
    layer.build((None, 3))

    def score(inputs):
        calls.append(1)
        return layer(inputs)[:, 0]

    gradient = compiled_gradient(score)
    for _ in range(3):
        assert np.allclose(gradient(np.ones((2, 3))), layer.get_weights()[0][:, 0])
    assert len(calls) == (3 if keras.config.backend() == "torch" else 1)
    if keras.config.backend() != "jax":
        layer.set_weights([np.full((3, 1), 7.0), np.zeros(1)])
        assert np.allclose(gradient(np.ones((2, 3))), 7)


@both_ways
def test_a_backend_without_gradients_is_named(input_gradient, monkeypatch):
    monkeypatch.setattr(keras.config, "backend", lambda: "numpy")
    with pytest.raises(ValueError, match="numpy"):
        input_gradient(lambda x: ops.sum(x), np.ones((2, 2)))
