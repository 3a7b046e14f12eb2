"""Checks of lesson 11, fine-tuning a ResNet."""

from __future__ import annotations

import itertools

import numpy as np

from utils.checks.feedback import (
    answered,
    array,
    call,
    exercise,
    expect_close,
    require,
    suspect,
)


def _relu(x):
    return np.maximum(x, 0)


def _random_block():
    """State and matrices of one block: (batch, width) and two (width, width)."""
    rng = np.random.default_rng()
    h = rng.normal(0, 1, size=(9, 6))
    return h, *rng.normal(0, 0.6, size=(2, 6, 6))


@exercise(why="Those two characters, h +, are what lets a network have a hundred layers.")
def residual_block(function):
    """Exercise 1: h + relu(relu(h) @ first) @ second."""
    h, first, second = _random_block()
    values = array(call(function, h, first, second), h.shape)
    inside = _relu(_relu(h) @ first)
    branch = inside @ second
    suspect(values, branch, "That is the branch alone, a plain block: h itself must be added.")
    suspect(values, _relu(h + branch), "No ReLU after the sum: it would cut off negative states.")
    suspect(
        values,
        _relu(h) + branch,
        "The way around must carry h itself, and relu(h) has lost its negative numbers.",
    )
    suspect(
        values,
        h + _relu(h @ first) @ second,
        "A ReLU is missing: in each layer of the branch it comes before the matrix.",
    )
    suspect(values, h + _relu(h) @ first @ second, "A ReLU is missing before the second matrix.")
    suspect(values, h + _relu(branch), "The branch ends with its matrix: no ReLU after `@ second`.")
    suspect(
        values,
        h + _relu(_relu(h) @ second) @ first,
        "The two matrices are swapped: `first` comes first.",
    )
    suspect(values, h - branch, "The branch is added, not subtracted.")
    expect_close(values, h + branch, "h plus the branch: relu(relu(h) @ first) @ second.")


@exercise(why="The identity hands the signal down as it is, through any number of blocks.")
def signal_below(function):
    """Exercise 2: the signal plus what comes back through the branch."""
    h, first, second = _random_block()
    signal = np.random.default_rng().normal(size=h.shape)
    values = array(call(function, signal, h, first, second), h.shape)
    inside = _relu(_relu(h) @ first)
    through = (signal @ second.T * (inside > 0)) @ first.T * (h > 0)
    suspect(values, through, "That is the branch alone. The signal also goes around it.")
    suspect(values, signal, "That is the way around alone. It also comes through the branch.")
    suspect(
        values,
        signal * (h > 0) + through,
        "There is no ReLU in the way around, so no (h > 0) for it.",
    )
    suspect(values, h + through, "Forwards h is added; backwards it is the signal that is added.")
    suspect(
        values,
        1 + through,
        "The derivative of h is the identity matrix: applied to the signal, it gives the signal.",
    )
    suspect(values, signal * through, "Gradients that come two ways are added, not multiplied.")
    suspect(values, (signal + through) / 2, "The two ways add up; they are not averaged.")
    expect_close(values, signal + through, "The signal, plus what comes through the branch.")


@exercise(why="Rows and columns are gone from the average head: it takes pictures of any size.")
def head_weights(function):
    """Exercise 3: weights of the fully connected and of the average head."""
    rng = np.random.default_rng()
    rows, columns = rng.choice(np.arange(3, 12), size=2, replace=False)
    channels, hidden = rng.choice(np.arange(20, 90), size=2, replace=False)
    pair = call(function, int(rows), int(columns), int(channels), int(hidden))
    answered(pair)
    require(np.shape(pair) == (2,), "Two numbers are needed: fully connected, average.")
    dense, average = array(pair)
    flat = int(rows * columns * channels)
    suspect(
        dense,
        flat * hidden + hidden,
        "Fully connected: the biases of the units are missing, or the one unit at the end.",
    )
    suspect(dense, flat * hidden, "Fully connected: the last unit and all biases are missing.")
    suspect(dense, (flat + 1) * hidden, "Fully connected: the one unit at the end is missing.")
    suspect(
        dense, (channels + 1) * hidden + hidden + 1, "Flatten keeps every place: rows · columns."
    )
    suspect(dense, (flat + 1) * hidden + hidden, "Fully connected: the last unit has a bias too.")
    suspect(dense, flat + 1, "Fully connected: the layer of hidden units is missing.")
    expect_close(
        dense,
        (flat + 1) * hidden + hidden + 1,
        "Fully connected: (numbers in + 1) · hidden for the first layer, hidden + 1 for the last.",
    )
    suspect(average, flat + 1, "Average: there is one number a channel, not one a place.")
    suspect(average, channels, "Average: the unit has a bias.")
    suspect(
        average,
        (channels + 1) * hidden + hidden + 1,
        "Average: there is no hidden layer, only one unit.",
    )
    expect_close(average, channels + 1, "Average: one number a channel into one unit with a bias.")


@exercise(why="The mean of this map is the head's score, so it shows where the score comes from.")
def class_maps(function):
    """Exercise 4: the score of every class at every place."""
    rng = np.random.default_rng()
    maps = rng.uniform(0, 2, size=(3, 4, 5, 7))
    weight, bias = rng.normal(size=(7, 2)), rng.normal(size=2)
    values = array(call(function, maps, weight, bias))
    truth = maps @ weight + bias
    suspect(values, truth.mean(axis=(1, 2)), "That is the head's score; the map has every place.")
    suspect(values, truth[..., 0], "That is the first class only; all of them are needed.")
    suspect(values, truth.sum(axis=-1), "The classes are added up; keep one map for each.")
    suspect(values, maps @ weight, "The bias is missing.")
    suspect(
        values,
        maps @ weight + bias / 20,
        "The bias counts fully at every place: the mean over places brings it back once.",
    )
    suspect(values, _relu(truth), "No ReLU: a place may speak against a class.")
    require(
        values.shape == truth.shape,
        f"The shape is {values.shape}, and {truth.shape} is needed: "
        "(pictures, rows, columns, classes).",
    )
    expect_close(values, truth, "At every place: the channels times the weights, plus the bias.")


@exercise(why="One number now leads from how much overall to how much at the best spot.")
def pool(function):
    """Exercise 5: a pooling between the average (sharpness 0) and the maximum (large)."""
    rng = np.random.default_rng()
    maps = _relu(rng.normal(0.3, 1, size=(4, 6, 5, 3)))
    maps[0, :, :, 1] = 0.0  # a pattern that is nowhere in the picture
    mean, largest = maps.mean(axis=(1, 2)), maps.max(axis=(1, 2))

    def pooled(maps, sharpness):
        with np.errstate(all="ignore"):
            return array(call(function, maps.copy(), sharpness))

    soft = pooled(maps, 0)
    require(
        soft.shape == mean.shape,
        f"The shape is {soft.shape}, and {mean.shape} is needed: one number a picture and channel.",
    )
    suspect(
        soft, largest, "At sharpness 0 it is the maximum already; there it should be the average."
    )
    at_thousand = pooled(maps, 1000)
    broken = not (np.isfinite(soft).all() and np.isfinite(at_thousand).all())
    require(
        not broken,
        "Some results are infinite or not a number. Large powers overflow or vanish, and a channel "
        "may be zero everywhere: divide by its largest value first, plus something tiny.",
    )
    expect_close(soft, mean, "At sharpness 0 it should be the average over places.", tolerance=1e-5)
    suspect(at_thousand, mean, "It does not depend on the sharpness: that is always the average.")
    steps = [pooled(maps, sharpness) for sharpness in (0, 1, 4, 20, 1000)]
    require(
        all(np.all(b >= a - 1e-6) for a, b in itertools.pairwise(steps)),
        "It should rise with the sharpness, in every channel, and somewhere it falls.",
    )
    require(
        bool(np.all(at_thousand <= largest * 1.001 + 1e-6)),
        "At sharpness 1000 it is larger than the maximum. Is it a mean?",
    )
    require(
        bool(np.all(at_thousand >= 0.98 * largest - 1e-6)),
        "At sharpness 1000 it is still more than 2 % below the maximum.",
    )
    require(
        bool(np.any(np.abs(steps[1] - steps[0]) > 1e-3 * largest))
        and bool(np.any(np.abs(steps[-1] - steps[1]) > 1e-3 * largest)),
        "It jumps from one end to the other: something should lie in between.",
    )
    for factor in (3000.0, 0.001):
        scaled = pooled(factor * maps, 1000)
        require(
            bool(np.isfinite(scaled).all()),
            f"With values {factor:g} times as large it is infinite or not a number.",
        )
        require(
            bool(np.all(scaled >= 0.98 * factor * largest - 1e-9))
            and bool(np.all(scaled <= 1.001 * factor * largest + 1e-9)),
            f"With values {factor:g} times as large, sharpness 1000 is not the maximum any more. "
            "Divide each channel by its largest value first.",
        )
