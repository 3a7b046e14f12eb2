"""Lesson 10's own optimizer, and what its checks hold for true, against Keras."""

import keras
import numpy as np
import pytest

from tests.lessons import context
from tools import notebooks
from utils.checks import finetuning_vgg as check
from utils.checks.feedback import CORRECT

AdamByDepth = context(notebooks.lessons(["10"])[0])["AdamByDepth"]
LABELS = np.array([[0.0], [1.0], [1.0], [0.0]], "float32")


def train(shares_of, steps=3):
    """How far the weights of two layers move. shares_of: from layers to an optimizer."""
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Dense(5, activation="tanh"), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((3,)), *layers])
    inputs = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
    before = [layer.get_weights() for layer in layers]
    optimizer = shares_of(layers)
    model.compile(optimizer, keras.losses.BinaryCrossentropy(from_logits=True))
    model.fit(inputs, LABELS, batch_size=4, epochs=steps, shuffle=False, verbose=0)
    moves = [
        np.concatenate(
            [(new - old).ravel() for new, old in zip(layer.get_weights(), weights, strict=True)]
        )
        for layer, weights in zip(layers, before, strict=True)
    ]
    return moves, optimizer


def by_depth(*shares):
    return lambda layers: AdamByDepth(0.01, list(zip(layers, shares, strict=True)))


def test_whole_shares_are_adam():
    moves, _ = train(by_depth(1.0, 1.0))
    expected, _ = train(lambda layers: keras.optimizers.Adam(0.01))
    for move, truth in zip(moves, expected, strict=True):
        np.testing.assert_allclose(move, truth, rtol=1e-4, atol=1e-7)


def test_a_share_shortens_the_step_of_its_layer_alone():
    moves, _ = train(by_depth(0.1, 1.0), steps=1)
    expected, _ = train(lambda layers: keras.optimizers.Adam(0.01), steps=1)
    np.testing.assert_allclose(moves[0], 0.1 * expected[0], rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(moves[1], expected[1], rtol=1e-4, atol=1e-7)


def test_adam_by_depth_takes_no_weight_of_the_model_for_its_own():
    # Keras collects variables that it finds in lists; resetting them would reset the model.
    _, optimizer = train(by_depth(0.5, 1.0), steps=1)
    _, plain = train(lambda layers: keras.optimizers.Adam(0.01), steps=1)
    assert len(optimizer.variables) == len(plain.variables)


def test_adam_by_depth_follows_a_schedule():
    falling = keras.optimizers.schedules.CosineDecay(0.01, 1)
    moves, _ = train(lambda layers: AdamByDepth(falling, [(layers[0], 0.5), (layers[1], 1.0)]))
    once, _ = train(by_depth(0.5, 1.0), steps=1)
    for move, truth in zip(moves, once, strict=True):  # The rate is zero after one step.
        np.testing.assert_allclose(move, truth, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize(("peak", "first"), [(0.1, 10), (0.02, 7)])
def test_the_check_of_restarts_agrees_with_keras(peak, first):
    def restarts(step, peak, first):
        schedule = keras.optimizers.schedules.CosineDecayRestarts(peak, first, t_mul=2, m_mul=1)
        # Keras counts in float32: it may be a step late at a restart.
        return float(keras.ops.convert_to_numpy(schedule(step + 1e-4)))

    def by_hand(step, peak, first):
        length = first
        while step >= length:
            step, length = step - length, 2 * length
        return peak * (1 + np.cos(np.pi * step / length)) / 2

    assert check.restarts(by_hand).state == CORRECT
    for step in range(7 * first):
        assert by_hand(step, peak, first) == pytest.approx(restarts(step, peak, first), abs=2e-5)


def test_the_check_of_preprocess_agrees_with_keras():
    def preprocess(images):
        pixels = images.astype("float32")
        return np.asarray(keras.applications.vgg16.preprocess_input(pixels.copy()))

    assert check.preprocess(preprocess).state == CORRECT
