"""Checks of lesson 04: one link of the chain rule, two backward passes, the scalar engine."""

from __future__ import annotations

import math

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


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def _softmax(z: np.ndarray) -> np.ndarray:
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


@exercise(why="Rows of slopes multiply, paths to the error add up: all of backpropagation.")
def hidden_weight_slope(function):
    """Exercise 1: ∂E/∂w of a weight into a hidden unit that feeds several outputs."""
    rng = np.random.default_rng()
    signals, weights = rng.uniform(0.5, 2, size=(2, 3)) * [[1, -1, 1], [1, 1, -2]]
    hidden, x = rng.uniform(0.55, 0.9), rng.uniform(1.5, 3)
    value = array(call(function, signals, weights, hidden, x))
    blame, slope = float(signals @ weights), hidden * (1 - hidden)
    if value.shape == (3,):
        raise NotYet("That is one number for each output. The paths add up: take their sum.")
    value = array(value, ())
    truth = blame * slope * x
    suspect(value, blame * x, "The slope of the unit's own sigmoid is missing: h (1 − h).")
    suspect(value, blame * slope, "What came in, x, is missing at the end.")
    suspect(value, blame, "That is ∂E/∂h. Two links are missing: the sigmoid's slope, and x.")
    suspect(
        value,
        signals[0] * weights[0] * slope * x,
        "That follows one path. The unit feeds every output, so there is a path through each.",
    )
    suspect(
        value,
        signals.sum() * weights.sum() * slope * x,
        "Each signal travels along its own weight: multiply in pairs, then add.",
    )
    suspect(value, truth / 3, "Paths add up: a sum, not a mean.")
    suspect(
        value,
        blame * _sigmoid(hidden) * (1 - _sigmoid(hidden)) * x,
        "`hidden` is σ's output already: its slope is hidden · (1 − hidden).",
    )
    suspect(
        value,
        blame * x * (1 - x) * hidden,
        "The sigmoid is the hidden unit's: its slope is written with `hidden`, not with x.",
    )
    suspect(value, -truth, "The sign is turned round.")
    expect_close(
        value, truth, "Three factors: Σ signal · weight, then hidden (1 − hidden), then x."
    )


@exercise(
    why="Belief minus truth: this is what a classifier in Keras sends back through its layers."
)
def logits_signal(function):
    """Exercise 2: the gradient of mean cross-entropy after softmax, for the logits."""
    rng = np.random.default_rng()
    logits = rng.normal(0, 2, size=(5, 3))
    targets = np.eye(3)[rng.integers(0, 3, size=5)]
    targets[:3] = np.eye(3)
    value = array(call(function, logits.copy(), targets.copy()))
    if value.shape == ():
        raise NotYet("One number is the error itself; its gradient has one number for each logit.")
    value = array(value, logits.shape)
    p = _softmax(logits)
    truth = (p - targets) / 5
    suspect(value, p - targets, "Almost: the error is a mean over the batch, so divide by it.")
    suspect(
        value,
        (p - targets) / 3,
        "Divide by the number of examples (rows), not of classes.",
    )
    suspect(
        value,
        (p - targets) / 15,
        "The mean is over the examples alone; the classes are summed. Divide by len(targets).",
    )
    for scale in (1, 5):
        suspect(value, -truth * scale, "The sign is turned round: belief minus truth.")
        suspect(
            value,
            (p - targets) * p * (1 - p) * scale / 5,
            "One slope too many: that of softmax cancels against the 1/p of the logarithm.",
        )
        suspect(
            value,
            -targets / p * scale / 5,
            "That is ∂E/∂p. It still has to go back through softmax, to the logits.",
        )
        suspect(value, (logits - targets) * scale / 5, "Send the logits through softmax first.")
        columns = _softmax(logits.T).T
        suspect(
            value,
            (columns - targets) * scale / 5,
            "Softmax should run over the classes of each row (axis=-1), not over the batch.",
        )
    expect_close(value, truth, "Write E = −z_right + log Σ exp(z) for one example and derive that.")
    extreme = np.array([[1000.0, -1000.0], [0.0, 1000.0]])
    with np.errstate(all="ignore"):
        large = array(call(function, extreme, np.eye(2)), (2, 2))
    expect_close(
        large,
        np.zeros((2, 2)),
        "Right for small logits, but wrong at ±1000: use the safe `softmax` of the lesson.",
    )


_FUNCTIONS = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (_sigmoid, lambda z: _sigmoid(z) * (1 - _sigmoid(z))),
    "linear": (lambda z: z, np.ones_like),
}


def _gradients(network, sums, outputs, signal, *, at_sums=True, summed=True):
    """The right gradients, or those that one of the colleague's mistakes gives."""
    gradients = []
    for layer in reversed(range(len(network))):
        weights, _, name = network[layer]
        signal = signal * _FUNCTIONS[name][1](sums[layer] if at_sums else outputs[layer + 1])
        bias = signal.sum(axis=0) if summed else signal.mean(axis=0)
        gradients = [outputs[layer].T @ signal, bias, *gradients]
        signal = signal @ weights.T
    return gradients


def _same(first, second) -> bool:
    return all(np.allclose(a, b, rtol=1e-8, atol=1e-12) for a, b in zip(first, second, strict=True))


@exercise(why="Checks find what they can see: batches, curved activations, and no equal sizes.")
def mended_backward(function):
    """Exercise 3: the backward pass of a tanh network on a batch."""
    rng = np.random.default_rng()
    sizes = [(3, 5, "tanh"), (5, 4, "sigmoid"), (4, 2, "linear")]
    network = [(rng.normal(size=(m, n)), rng.normal(size=n), name) for m, n, name in sizes]
    outputs, sums = [rng.normal(size=(6, 3))], []
    for weights, bias, name in network:
        sums.append(outputs[-1] @ weights + bias)
        outputs.append(_FUNCTIONS[name][0](sums[-1]))
    signal = rng.normal(size=(6, 2))
    given = call(
        function, network, [z.copy() for z in sums], [a.copy() for a in outputs], signal.copy()
    )
    require(
        isinstance(given, (list, tuple)) and len(given) == 6,
        "A list of six arrays was expected for three layers: weights and bias of each.",
    )
    truth = _gradients(network, sums, outputs, signal)
    values = [array(item) for item in answered(given)]
    shapes = [item.shape for item in values]
    right_shapes = [item.shape for item in truth]
    require(
        shapes == right_shapes or sorted(shapes) != sorted(right_shapes),
        "All are there, but in the wrong order: the first layer's weights come first.",
    )
    require(
        shapes == right_shapes,
        f"The shapes are {shapes}; like the weights and biases they should be {right_shapes}.",
    )
    if _same(values, truth):
        return
    require(
        not _same(values, _gradients(network, sums, outputs, signal, at_sums=False, summed=False)),
        "Both mistakes are still there.",
    )
    require(
        not _same(values, _gradients(network, sums, outputs, signal, summed=False)),
        "The weights are right now; the biases come out too small by the size of the batch.",
    )
    require(
        not _same(values, _gradients(network, sums, outputs, signal, at_sums=False)),
        "One mistake is mended. Left is the one that ReLU hides: where is the slope taken?",
    )
    means = [item / 6 for item in truth]
    require(
        not _same(values, means),
        "All gradients are too small by the size of the batch: the signal has the mean in it.",
    )
    require(
        not _same(values[:4:2], truth[:4:2]) or _same(values[4:], truth[4:]),
        "The lower layers are right and the last one is not.",
    )
    require(
        not _same(values[4:], truth[4:]),
        "The last layer is right and those below are not: look at what is sent down to them.",
    )
    raise NotYet(
        "Still wrong, even in the last layer. Compare each line with the table in section 4."
    )


@exercise(why="Local slopes are all that an engine knows of calculus; the rest is bookkeeping.")
def quotient_slopes(function):
    """Exercise 4: the slopes of a / b with respect to a and to b."""
    rng = np.random.default_rng()
    for a, b in zip(
        rng.uniform(1.5, 4, 3) * [1, -1, 1], rng.uniform(1.5, 3, 3) * [1, 1, -1], strict=True
    ):
        values = array(call(function, float(a), float(b)))
        require(values.shape == (2,), "Two slopes are needed, as a pair: (…, …).")
        first, second = values
        truth = (1 / b, -a / b**2)
        require(not np.allclose(values, truth[::-1]), "The two are swapped: first a, then b.")
        require(
            not np.allclose(values, (1 / b, a / b**2)),
            "The second sign: when b grows, a / b shrinks (for positive a).",
        )
        suspect(second, -1 / b**2, "The second slope lacks its factor a: a / b = a · b⁻¹.")
        suspect(second, np.log(abs(b)) * a, "1/b is b⁻¹: use the power rule, no logarithm here.")
        suspect(first, b, "b is the slope of the product a · b. A quotient grows by 1/b.")
        suspect(
            first, a / b, "That is the quotient itself. How much does it grow when a grows by 1?"
        )
        expect_close(first, truth[0], "The first slope: a / b is a straight line in a. How steep?")
        expect_close(second, truth[1], "The second slope: derive a · b⁻¹ by the power rule.")


@exercise(why="Any function whose slope you know can join the engine. Big frameworks grow so too.")
def tanh_value(function, value_class):
    """Exercise 5: tanh as an operation of the engine."""
    rng = np.random.default_rng()

    def slope_of(build, number: float) -> tuple[float, float]:
        start = value_class(number, "a")
        result = build(start)
        require(
            isinstance(result, value_class),
            f"It gives back a {type(result).__name__}; a Value is needed, which knows its parents.",
        )
        try:
            result.backward()
        except Exception as error:
            raise NotYet(f"backward() raised {type(error).__name__}: {error}") from error
        try:
            return float(result.data), float(start.gradient)
        except TypeError as error:
            raise NotYet("A slope should be a plain number, not a Value: use `.data`.") from error

    def tanh(value):
        return call(function, value)

    for number in rng.uniform(0.4, 1.8, size=4) * [1, -1, 1, -1]:
        a = float(number)
        value, slope = slope_of(tanh, a)
        truth = 1 - math.tanh(a) ** 2
        expect_close(value, math.tanh(a), "Its value is not tanh: (eᵃ − e⁻ᵃ) / (eᵃ + e⁻ᵃ).")
        require(
            slope != 0,
            "The value is right, but no gradient reaches a: name the parents, (a,), and slopes.",
        )
        suspect(slope, 1 - a**2, "The slope is 1 − tanh², of the result; this is 1 − a².")
        suspect(slope, math.tanh(a), "That is the value again; the slope is 1 minus its square.")
        suspect(slope, math.tanh(a) * (1 - math.tanh(a)), "t (1 − t) is the sigmoid's slope.")
        suspect(slope, -truth, "The sign of the slope is turned round.")
        expect_close(slope, truth, "The value is right; the slope should be 1 minus its square.")
        _, twice = slope_of(lambda v: tanh(v) * tanh(v) + v, a)
        expect_close(twice, 2 * math.tanh(a) * truth + 1, "Wrong inside tanh(a) · tanh(a) + a.")
        _, nested = slope_of(lambda v: tanh(tanh(v)), a)
        outer = 1 - math.tanh(math.tanh(a)) ** 2
        expect_close(nested, outer * truth, "Wrong inside tanh(tanh(a)).")
    for number in (800.0, -800.0):
        try:
            value, slope = slope_of(tanh, number)
        except NotYet as hint:
            raise NotYet(
                f"Right for small numbers, but at a = {number:.0f}: {hint} Is there a function "
                "that does not go through such a large exponential?"
            ) from hint
        require(
            abs(value - math.copysign(1, number)) < 1e-12 and abs(slope) < 1e-12,
            f"At a = {number:.0f} the result should be ±1 and the slope 0.",
        )
