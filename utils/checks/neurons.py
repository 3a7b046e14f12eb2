"""Checks of lesson 01, neurons."""

from __future__ import annotations

import itertools

import numpy as np

from utils.checks.feedback import array, call, exercise, expect_close, require, suspect


@exercise(why="Every neuron of every network does this: multiply in pairs, add up, add the bias.")
def weighted_sum(function):
    """Exercise 1: the dot product of inputs and weights, plus the bias."""
    rng = np.random.default_rng()
    for count in (2, 5):
        inputs, weights, bias = rng.normal(0, 3, count), rng.normal(0, 3, count), rng.normal(4)
        value = array(call(function, inputs, weights, bias))
        products = inputs * weights
        suspect(value, products + bias, "One number is needed: add up the products with .sum().")
        suspect(value, products, "One number is needed: add up the products, then add the bias.")
        suspect(value, products.sum(), "The bias is missing: add it at the end.")
        suspect(
            value,
            (products + bias).sum(),
            "The bias is added once for each input. Add up the products first, then add it once.",
        )
        suspect(value, products.sum() - bias, "The bias is subtracted; it should be added.")
        suspect(value, inputs.sum() * weights.sum() + bias, "Multiply in pairs before adding up.")
        suspect(value, (inputs + weights).sum() + bias, "Weights multiply the inputs: use *.")
        suspect(value, products.mean() + bias, "That is the mean of the products; add them up.")
        if count > 2:
            suspect(
                value,
                products[:2].sum() + bias,
                "Right for two inputs only: it should work for any number of them.",
            )
        value = array(value, ())
        expect_close(value, products.sum() + bias, "Multiply in pairs, add up, add the bias.")


@exercise(why="Weights times inputs, plus biases: Keras counts the same in `count_params()`.")
def count_parameters(function):
    """Exercise 2: the number of weights and biases of a network with dense layers."""
    rng = np.random.default_rng()
    for depth in (3, 2, 5, 6):
        sizes = [int(size) for size in rng.choice(np.arange(7, 40), depth, replace=False)]
        count = array(call(function, list(sizes)), ())
        weights = sum(a * b for a, b in itertools.pairwise(sizes))
        if count == weights + sum(sizes[1:]):
            continue
        suspect(count, weights, "Those are the weights. Each neuron has a bias as well.")
        suspect(
            count,
            weights + sum(sizes),
            "The inputs are counted as neurons: they have no biases, so leave them out.",
        )
        suspect(
            count,
            weights + sum(sizes[:-1]),
            "A layer has one bias for each of its neurons, not for each of its inputs.",
        )
        suspect(
            count, weights + depth - 1, "One bias a layer is not enough: each neuron has its own."
        )
        suspect(
            count,
            weights + sum(sizes[1:-1]),
            "The neurons of the output layer have biases, too.",
        )
        suspect(count, sum(sizes[1:]), "Those are the neurons, or their biases. Add the weights.")
        suspect(count, sum(sizes), "Those are the circles in the drawing. Count the lines as well.")
        suspect(count, np.prod(sizes), "Multiply neighbours only, and add up over the layers.")
        first = sizes[0] * sizes[1] + sizes[1]
        suspect(count, first, "That is the first layer alone: is `return` inside the loop?")
        require(
            False,
            f"For the sizes {sizes} there are {weights} weights and {sum(sizes[1:])} biases; "
            f"your function says {count:g}.",
        )


@exercise(why="These few lines run any network of dense layers, however wide or deep.")
def forward(function):
    """Exercise 3: a forward pass through any list of layers, ReLU after all but the last."""
    rng = np.random.default_rng()
    for depth in (3, 2, 1, 4):
        sizes = rng.choice(np.arange(2, 9), depth + 1, replace=False)
        layers = [
            (rng.normal(size=(a, b)), rng.normal(size=b)) for a, b in itertools.pairwise(sizes)
        ]
        inputs = rng.normal(size=(50, sizes[0]))
        untouched = inputs.copy()
        values = array(call(function, inputs, list(layers)))
        truth = _run(inputs, layers)
        require(
            np.array_equal(inputs, untouched),
            "Your function changes the array that it was given. Make a new one: "
            "`values = ...` instead of `values += ...`.",
        )
        if values.shape == truth.shape and np.allclose(values, truth):
            continue
        last = f"With {depth} layer{'s' if depth > 1 else ''}: "
        suspect(
            values,
            np.maximum(truth, 0),
            last + "ReLU is applied to the output as well; the last layer stays a plain sum.",
        )
        if depth > 1:
            suspect(
                values,
                _run(inputs, layers, bend=lambda z: z),
                last + "there is no ReLU between the layers, so they collapse into one.",
            )
            hidden = np.maximum(inputs @ layers[0][0] + layers[0][1], 0)
            suspect(
                values,
                hidden,
                last + "only the first layer has run: is `return` inside the loop?",
            )
            suspect(
                values,
                _run(inputs, layers[:-1]),
                last + "the last layer is missing.",
            )
            suspect(
                values,
                _run(inputs, layers[:-1], final=lambda z: np.maximum(z, 0)),
                last + "the last layer is missing.",
            )
        without = [(weights, 0 * bias) for weights, bias in layers]
        suspect(values, _run(inputs, without), last + "the biases are missing.")
        suspect(
            values,
            _run(inputs, without, bend=np.abs),
            last + "ReLU sets negative numbers to 0; it does not take their absolute value.",
        )
        suspect(values, np.tanh(truth), last + "the output should stay a plain sum.")
        suspect(
            values,
            _run(inputs, layers, bend=np.tanh),
            last + "this network takes ReLU in its hidden layers, not tanh.",
        )
        suspect(
            values,
            _bias_last(inputs, layers),
            last + "the bias comes before ReLU: bend the whole sum, relu(values @ weights + bias).",
        )
        require(
            values.shape == truth.shape,
            f"{last}the shape is {values.shape}, and {truth.shape} is needed: (batch, outputs).",
        )
        require(False, last + "the values differ. Sum, bias, ReLU; and no ReLU at the end.")


def _run(inputs, layers, bend=lambda z: np.maximum(z, 0), final=lambda z: z):
    """A network with an activation between layers and one at its end."""
    values = inputs
    for number, (weights, bias) in enumerate(layers):
        values = values @ weights + bias
        values = final(values) if number == len(layers) - 1 else bend(values)
    return values


def _bias_last(inputs, layers):
    """A forward pass that adds the bias after ReLU."""
    values = inputs
    for weights, bias in layers[:-1]:
        values = np.maximum(values @ weights, 0) + bias
    return values @ layers[-1][0] + layers[-1][1]


@exercise(why="Three numbers place a border anywhere in the plane: that is what learning moves.")
def call_customers(weights, bias):
    """Exercise 4: a neuron that fires where accounts > 2 · children + 1."""
    weights, bias = array(weights, (2,)), array(bias, ())
    children, accounts = np.random.default_rng().uniform(0, 6, size=(2, 500))
    clear = np.abs(accounts - 2 * children - 1) > 0.05
    children, accounts = children[clear], accounts[clear]
    fires = weights[0] * children + weights[1] * accounts + bias > 0
    wanted = accounts > 2 * children + 1
    require(bool(np.any(weights != 0)), "With both weights 0 the neuron does not see its inputs.")
    require(
        not np.array_equal(fires, ~wanted),
        "The border is right, but the neuron fires on the other side of it: turn all signs round.",
    )
    for mistake, hint in (
        ((1, -2, -1), "The weights are swapped: the first one belongs to the children."),
        ((-2, 1, 1), "The sign of the bias: bring the 1 to the other side of the inequality."),
        ((-2, 1, 0), "Without the bias the border runs through the origin: where is the + 1?"),
        (
            (2, 1, 1),
            "More children should make firing harder: bring 2 · children to the other side.",
        ),
        ((2, 1, -1), "More children should make firing harder: what sign does their weight need?"),
        ((-1, 1, -1), "Each child counts twice in this condition."),
    ):
        border = mistake[0] * children + mistake[1] * accounts + mistake[2] > 0
        require(not np.array_equal(fires, border), hint)
    wrong = np.flatnonzero(fires != wanted)
    if len(wrong):
        one = wrong[0]
        total = weights[0] * children[one] + weights[1] * accounts[one] + bias
        require(
            False,
            f"Take {children[one]:.1f} children and {accounts[one]:.1f} accounts: your sum is "
            f"{total:.2f}, and the neuron should {'fire' if wanted[one] else 'stay silent'}.",
        )


_TABLES = {
    (0, 0, 0, 0): "it never fires.",
    (1, 1, 1, 1): "it always fires.",
    (0, 1, 1, 1): "that is OR: it also fires for (1, 1). Add a neuron that notices both.",
    (0, 0, 0, 1): "that is AND: it fires for (1, 1) alone.",
    (1, 0, 0, 1): "that is XOR upside down: turn the output's signs round.",
    (1, 1, 1, 0): "that is NAND: it also fires for (0, 0). Add a neuron for `at least one`.",
    (0, 0, 1, 0): "it fires for (1, 0) alone, and should for (0, 1) as well.",
    (0, 1, 0, 0): "it fires for (0, 1) alone, and should for (1, 0) as well.",
}


@exercise(why="Two neurons and a third: enough for what a single neuron can never do.")
def xor_network(hidden, output):
    """Exercise 5: a 2-2-1 network of steps that computes XOR, with room around the corners."""
    for layer in (hidden, output):
        require(len(layer) == 2, "Each layer is a pair: its weights, then its biases.")
    hidden_weights, hidden_bias = (array(part) for part in hidden)
    output_weights, output_bias = (array(part) for part in output)
    for part, shape, what in (
        (hidden_weights, (2, 2), "hidden weights"),
        (hidden_bias, (2,), "hidden biases"),
    ):
        require(
            part.shape == shape,
            f"The {what} have the shape {part.shape}, not {shape}. "
            "Each layer is a pair: its weights, then its biases.",
        )
    require(output_weights.size == 2, "The output needs two weights, one for each hidden neuron.")
    require(output_bias.size == 1, "There is one output neuron, so it has one bias.")

    def network(points):
        hidden = (points @ hidden_weights + hidden_bias > 0).astype(float)
        return (hidden @ output_weights.ravel() + output_bias.ravel() > 0).astype(int)

    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    xor = np.array([0, 1, 1, 0])
    answers = network(corners)
    table = tuple(int(answer) for answer in answers)
    listed = ", ".join(f"({a}, {b}) → {c}" for (a, b), c in zip(corners, table, strict=True))
    require(
        table == tuple(xor),
        f"Your network says {listed}: {_TABLES.get(table, 'the outputs should be 0, 1, 1, 0.')}",
    )
    rng = np.random.default_rng()
    for corner, label in zip(corners, xor, strict=True):
        around = corner + rng.uniform(-0.2, 0.2, size=(500, 2))
        wrong = np.flatnonzero(network(around) != label)
        if len(wrong):
            x, y = around[wrong[0]]
            require(
                False,
                f"Right at the corners, but a point beside one, ({x:.2f}, {y:.2f}), gives "
                f"{1 - label}: leave room. Put the biases half-way between the corners.",
            )
