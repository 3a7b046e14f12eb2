"""What Keras lacks for training: a schedule, a clock, a new start, quick outputs.

All of it runs on every backend.
"""

from __future__ import annotations

import math
import random
import time

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="course")
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """One rise and one fall of the learning rate, each half a cosine.

    From `peak * start` up to `peak` during the first part of the run, then down to
    `peak * end`; later steps stay there. After L. N. Smith, "A disciplined approach to neural
    network hyper-parameters: part 1" (2018), https://arxiv.org/abs/1803.09820, with the cosine
    shape that fastai made common. Built in lesson 08.

    Args:
        peak: the largest learning rate, > 0.
        steps: gradient steps of the whole run (epochs times batches an epoch), at least 2.
        warm_up: the part of the run in which the rate rises, between 0 and 1.
        start: first rate, as a part of the peak.
        end: last rate, as a part of the peak.
    """

    def __init__(
        self,
        peak: float,
        steps: int,
        *,
        warm_up: float = 0.15,
        start: float = 0.04,
        end: float = 0.001,
    ) -> None:
        if not peak > 0:
            raise ValueError(f"peak must be above 0, and this is {peak}")
        if int(steps) != steps or steps < 2:
            raise ValueError(f"steps must be a whole number of at least 2, and this is {steps}")
        if not 0 < warm_up < 1:
            raise ValueError(f"warm_up is a part of the run, between 0 and 1, not {warm_up}")
        self.peak, self.steps = float(peak), int(steps)
        self.warm_up, self.start, self.end = warm_up, start, end

    def __call__(self, step):
        """The learning rate at a step, counted from 0; `step` may be an array."""
        step = ops.cast(step, "float32")
        top = self.warm_up * self.steps
        rising = _half_cosine(self.start, 1.0, step / top)
        falling = _half_cosine(1.0, self.end, (step - top) / (self.steps - top))
        return self.peak * ops.where(step < top, rising, falling)

    def get_config(self) -> dict[str, float]:
        """What Keras stores to rebuild the schedule."""
        return {
            "peak": self.peak,
            "steps": self.steps,
            "warm_up": self.warm_up,
            "start": self.start,
            "end": self.end,
        }


class TrainingClock(keras.callbacks.Callback):
    """Counts the seconds that `fit` trains; what it spends on validation is left out.

    The first epoch includes the time in which the backend compiles the training step.

    Attributes:
        seconds: training time from the start of `fit` to the end of each epoch.
    """

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self._total = 0.0
        self._since: float | None = None

    def on_train_begin(self, logs=None) -> None:
        """Set the clock to zero."""
        self.seconds, self._total, self._since = [], 0.0, None

    def on_epoch_begin(self, epoch, logs=None) -> None:
        """Let it run."""
        self._since = time.perf_counter()

    def on_test_begin(self, logs=None) -> None:
        """Hold it while the model is being validated."""
        self._hold()

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Hold it, and note what it shows."""
        self._hold()
        self.seconds.append(self._total)

    def _hold(self) -> None:
        if self._since is not None:
            self._total += time.perf_counter() - self._since
            self._since = None


def start_again(model: keras.Model, weights: list[np.ndarray]) -> None:
    """Set a compiled model back to the start of a training, without compiling it again.

    The optimizer forgets its moments and its count of steps, so that a schedule begins anew;
    a learning rate that was set stays. Layers that draw random numbers, as dropout, get new
    seeds from Python's own, as when they are built: after `keras.utils.set_random_seed` a
    training is the same whatever was trained before it. To compile again would cost seconds,
    because every backend but PyTorch would trace the training step once more. Built in
    lesson 10, whose network has no dropout.

    Args:
        model: compiled, with an optimizer.
        weights: arrays in the order and of the shapes of `model.get_weights()`.

    Raises:
        ValueError: the model is not compiled, or the weights are not those of its layers.
    """
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None:
        raise ValueError("This model has no optimizer to start again: compile it first.")
    model.set_weights(weights)
    # Left to the first step, TensorFlow would trace that step twice.
    optimizer.build(model.trainable_variables)
    for variable in optimizer.variables:
        if not variable.path.endswith("learning_rate"):
            variable.assign(ops.zeros(variable.shape, variable.dtype))
    for variable in model.non_trainable_variables:
        if variable.path.endswith("seed_generator_state"):  # a seed, and how often it was used
            state = ops.convert_to_tensor([random.randint(1, 10**9), 0], variable.dtype)
            variable.assign(state)


def infer(model: keras.Model, inputs: np.ndarray, batch_size: int = 100) -> np.ndarray:
    """What a model with one input and one output gives, in inference mode, batch by batch.

    `model.predict` gives the same, but first traces a graph, which takes longer than all the
    rest where there are only a few thousand small inputs. Built in lesson 08.

    Args:
        model: with weights; it need not be compiled.
        inputs: (n, ...), n at least 1, of any dtype that casts to the model's own.
        batch_size: rows that the model sees at a time, at least 1.

    Returns:
        (n, ...) in the dtype of the model's output.
    """
    dtype = model.inputs[0].dtype
    parts = [
        model(inputs[start : start + batch_size].astype(dtype), training=False)
        for start in range(0, len(inputs), batch_size)
    ]
    return np.concatenate([ops.convert_to_numpy(part) for part in parts])


def _half_cosine(first: float, last: float, progress):
    """From `first` (progress 0) to `last` (progress 1), flat at both ends."""
    progress = ops.clip(progress, 0.0, 1.0)
    return last + (first - last) * (1 + ops.cos(math.pi * progress)) / 2
