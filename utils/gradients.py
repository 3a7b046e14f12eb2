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
    inputs = ops.convert_to_tensor(inputs, dtype="float32")

    def total(tensor):
        return ops.sum(function(tensor))

    backend = keras.config.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(inputs)
            result = total(inputs)
        gradient = tape.gradient(result, inputs, unconnected_gradients="zero")
    elif backend == "jax":
        import jax

        gradient = jax.grad(total)(inputs)
    elif backend == "torch":
        import torch

        inputs = inputs.detach().requires_grad_()
        result = total(inputs) + 0 * inputs.sum()  # PyTorch asks that it depends on the inputs
        (gradient,) = torch.autograd.grad(result, inputs)
    else:
        raise ValueError(f"No gradients on the backend {backend}; use TensorFlow, JAX or PyTorch.")
    return np.array(ops.convert_to_numpy(gradient))
