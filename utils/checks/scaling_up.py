"""Checks of lesson 19, scaling up."""

from __future__ import annotations

import numpy as np

from utils.checks.feedback import (
    NotYet,
    answered,
    array,
    call,
    exercise,
    expect_close,
    require,
    suspect,
)

FILES = 60
BATCH = 16


class ToyDataset:
    """Does to a list what a `tf.data.Dataset` does to files, and keeps count; needs no TensorFlow.

    Args:
        make: gives an iterator over one epoch.
        steps: the names of the methods that led here, in order.
    """

    def __init__(self, make, steps=()):
        self._make, self.steps = make, tuple(steps)

    def __iter__(self):
        return iter(self._make())

    def map(self, function, num_parallel_calls=None, deterministic=None):
        """Apply a function to every item."""
        return self._then("map", lambda: (function(item) for item in self))

    def cache(self, filename=""):
        """Keep the items of the first epoch."""
        kept = []

        def epoch():
            if not kept:
                kept.extend(self)
            return iter(kept)

        return self._then("cache", epoch)

    def shuffle(self, buffer_size, seed=None, reshuffle_each_iteration=None):
        """Draw from a buffer of that size."""
        rng = np.random.default_rng(seed)

        def epoch():
            buffer = []
            for item in self:
                buffer.append(item)
                if len(buffer) >= buffer_size:
                    yield buffer.pop(rng.integers(len(buffer)))
            while buffer:
                yield buffer.pop(rng.integers(len(buffer)))

        return self._then("shuffle", epoch)

    def batch(self, batch_size, drop_remainder=False, num_parallel_calls=None):
        """Lists of that many items."""

        def epoch():
            items = list(self)
            return (items[i : i + batch_size] for i in range(0, len(items), batch_size))

        return self._then("batch", epoch)

    def prefetch(self, buffer_size):
        """Changes when the work is done, not what comes out."""
        return self._then("prefetch", lambda: iter(self))

    def _then(self, step, make):
        return ToyDataset(make, (*self.steps, step))


@exercise(why="Slow work once, random work every epoch, and nobody waits: the order does it all.")
def pipeline(function):
    """Exercise 1: load once, shuffle and augment every epoch, batch, prefetch."""
    loaded, augmented = [], []

    def load(name):
        require(
            isinstance(name, str),
            "load gets a whole batch (or something loaded already): map it first, before batch.",
        )
        loaded.append(name)
        return (int(name), 0)

    def augment(picture):
        require(
            isinstance(picture, tuple),
            "augment works on one loaded picture: map it after load and before batch.",
        )
        augmented.append(picture)
        return (picture[0], len(augmented))

    names = [str(number) for number in range(FILES)]
    dataset = call(function, ToyDataset(lambda: iter(names)), load, augment)
    if not isinstance(dataset, ToyDataset):
        raise NotYet("Give back the dataset at the end of the chain: files.map(...)...")
    epochs = [list(dataset), list(dataset)]
    steps = dataset.steps
    require(bool(loaded), "load is never used: files.map(load) comes first.")
    require("batch" in steps, "Nothing puts pictures together: .batch(16).")
    if len(loaded) > FILES:
        raise NotYet(
            "The second epoch reads every file again: .cache() directly after .map(load)."
            if "cache" not in steps
            else "cache stands before load, so it keeps names: the slow work comes first."
        )
    require(bool(augmented), "augment is never used: a second .map, before .batch.")
    require(
        len(augmented) == 2 * FILES,
        "The second epoch repeats the augmented pictures of the first: cache before augment.",
    )
    require("shuffle" in steps, "Every epoch comes in the same order: .shuffle(1000) is missing.")
    require(
        steps.index("shuffle") < steps.index("batch"),
        "shuffle after batch mixes whole batches; the pictures in a batch stay together.",
    )
    require(
        all(isinstance(batch, list) and len(batch) <= BATCH for epoch in epochs for batch in epoch)
        and len(epochs[0][0]) == BATCH,
        "The batches should have 16 pictures each.",
    )
    orders = [[picture[0] for batch in epoch for picture in batch] for epoch in epochs]
    require(
        orders[0] != orders[1],
        "Both epochs come in the same order: shuffle after cache, or cache keeps one order.",
    )
    spread = np.mean(np.array(orders[0][:BATCH]) >= FILES / 2)
    require(
        spread > 0.05,
        "The buffer of shuffle is so small that the first batch holds only the first files: "
        ".shuffle(1000) for 1,000 files.",
    )
    require(
        steps[-1] == "prefetch",
        "Nothing is made ahead of time: .prefetch(2) as the last step.",
    )


@exercise(why="Large batches need large steps, and large steps need a gentle start.")
def learning_rate(function):
    """Exercise 2: linear scaling with warm-up."""
    rng = np.random.default_rng()
    for batch in (int(rng.integers(2, 40)) * 256, 256):
        peak = 0.1 * batch / 256
        steps = [0, 25, 50, 99, 100, 400]
        values = array([array(call(function, step, batch), ()) for step in steps])
        part = np.minimum(np.array(steps) / 100, 1)
        hint = "that is 0.1 at step 0, and 0.1 · batch / 256 from step 100 on."
        if batch > 256:
            suspect(values, np.full(6, peak), f"Warm-up is missing: {hint}")
            suspect(values, np.full(6, 0.1), f"The batch should count: {hint}")
            suspect(values, peak * part, f"The rate starts at zero; it should start at 0.1: {hint}")
            root = 0.1 * np.sqrt(batch / 256)
            suspect(
                values,
                0.1 + (root - 0.1) * part,
                "The rate grows with the root of the batch; the linear rule multiplies it by k.",
            )
            suspect(
                values,
                0.1 + (peak - 0.1) * np.array(steps) / 100,
                "After step 100 the rate goes on rising: it should stay at its peak.",
            )
            low = 0.1 * 256 / batch
            suspect(
                values,
                0.1 + (low - 0.1) * part,
                "The rate falls for larger batches: multiply by batch / 256, not its inverse.",
            )
        expect_close(values, 0.1 + (peak - 0.1) * part, f"A straight line, then flat: {hint}")


@exercise(why="Every picture counts the same, whichever worker saw it.")
def combine(function):
    """Exercise 3: the gradient of the whole batch from the mean gradients of unequal shares."""
    rng = np.random.default_rng()
    counts = rng.permutation([5, 12, 30])
    examples = [rng.normal(2, 1, size=(count, 4, 3)) for count in counts]
    means = [share.mean(axis=0) for share in examples]
    values = array(
        call(function, [share.copy() for share in means], [int(c) for c in counts]), (4, 3)
    )
    weighted = sum(count * mean for count, mean in zip(counts, means, strict=True))
    suspect(
        values,
        np.mean(means, axis=0),
        "The plain mean lets a worker with 5 pictures speak as loudly as one with 30.",
    )
    suspect(values, np.sum(means, axis=0), "A sum: the step grows with the number of workers.")
    suspect(
        values, weighted, "Each share counts by its pictures; now divide by their total number."
    )
    suspect(
        values,
        weighted / len(means),
        "Divide by the number of pictures, not by the number of workers.",
    )
    expect_close(values, weighted / counts.sum(), "It differs from the gradient of all pictures.")


@exercise(why="A run is more than its weights: what is not saved starts anew.")
def state_of(function, run_class):
    """Exercise 4: everything that a run needs to continue as if nothing had happened."""
    steps = int(np.random.default_rng().integers(5, 30))
    run = run_class()
    for _ in range(steps):
        run.advance()
    saved = call(function, run)
    if not isinstance(saved, dict):
        raise NotYet("A dictionary is needed: names of attributes and their values.")
    for value in saved.values():
        answered(value)
    unknown = set(saved) - set(vars(run))
    require(
        not unknown, f"A run has no attribute {', '.join(map(repr, sorted(map(str, unknown))))}."
    )
    for _ in range(20):  # the machine goes on for a while before it crashes
        run.advance()
    reference = run_class()
    for _ in range(steps):
        reference.advance()
    fresh = run_class()
    for name, value in saved.items():
        setattr(fresh, name, value)
    missing = {
        "weights": "The weights are missing: all that was learned starts anew.",
        "velocity": "The momentum is missing (velocity): the optimizer starts from standstill.",
        "step": "The step is missing: the learning rate jumps back to its first value.",
        "noise": "The random numbers are missing (noise): they start from the beginning again.",
    }
    for name, hint in missing.items():
        require(name in saved, hint)
    for name in ("weights", "velocity"):
        require(
            np.shape(getattr(fresh, name)) == np.shape(getattr(reference, name))
            and np.allclose(getattr(fresh, name), getattr(reference, name)),
            f"The saved {name} changed while the run went on: keep a copy, not the array itself.",
        )
    require(fresh.step == reference.step, "The saved step is not the one the run had reached.")
    require(
        fresh.noise.normal() == reference.noise.normal(),
        "The saved noise went on with the run: keep a copy of the generator (copy.deepcopy).",
    )
