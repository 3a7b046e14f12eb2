"""The gradient of any function of a batch with respect to that batch, on every backend of Keras.

Keras 3 differentiates inside `fit` only. A lesson that asks what a pixel does to a score needs
the gradient with respect to the pixels, and each backend has its own way to say so. This module
says it in each of the three, once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import ops


def input_gradient(function: Callable[[Any], Any], inputs: Any) -> np.ndarray:
    """How the results of `function` change with each number that goes into it.

    Where every example has a result of its own, as in a network that makes predictions, the
    gradient of the sum is each example's own gradient.

    Args:
        function: takes the inputs as a tensor, float32 and of the same shape, and gives one
            number for each example, (batch,), or for all of them, (); written with Keras
            layers and `keras.ops`.
        inputs: where to compute the gradient: an array or tensor of numbers, (batch, ...).

    Returns:
        float32, shaped like `inputs`: the gradient of the sum of the results.

    Raises:
        ValueError: Keras runs on a backend that gives no gradients.

    Built for lesson 09; the idea is that of lesson 04.
    """
    return _evaluate(_differentiate(function), inputs)


def compiled_gradient(function: Callable[[Any], Any]) -> Callable[[Any], np.ndarray]:
    """`input_gradient` of one function for many steps: compiled once, then quicker.

    The first call with inputs of a new shape takes longer, since TensorFlow and JAX compile
    then; PyTorch does not compile. What `function` draws on must be fixed, but for the weights
    of its layers on TensorFlow and PyTorch: JAX keeps those of the first call.

    Args:
        function: as in `input_gradient`.

    Returns:
        A function of the inputs that gives what `input_gradient` gives.

    Raises:
        ValueError: Keras runs on a backend that gives no gradients.

    Built for lesson 09.
    """
    gradient = _differentiate(function)
    backend = keras.config.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        gradient = tf.function(gradient)
    elif backend == "jax":
        import jax

        gradient = jax.jit(gradient)
    return lambda inputs: _evaluate(gradient, inputs)


def _evaluate(gradient, inputs):
    inputs = ops.convert_to_tensor(inputs, dtype="float32")
    return np.array(ops.convert_to_numpy(gradient(inputs)))


def _differentiate(function):
    """The gradient of the sum of a function's results, as a function of a float32 tensor."""

    def total(tensor):
        return ops.sum(function(tensor))

    backend = keras.config.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        def gradient(inputs):
            with tf.GradientTape() as tape:
                tape.watch(inputs)
                result = total(inputs)
            return tape.gradient(result, inputs, unconnected_gradients="zero")

    elif backend == "jax":
        import jax

        gradient = jax.grad(total)
    elif backend == "torch":
        import torch

        def gradient(inputs):
            inputs = inputs.detach().requires_grad_()
            # PyTorch asks that the result depends on the inputs.
            return torch.autograd.grad(total(inputs) + 0 * inputs.sum(), inputs)[0]

    else:
        raise ValueError(f"No gradients on the backend {backend}; use TensorFlow, JAX or PyTorch.")
    return gradient
