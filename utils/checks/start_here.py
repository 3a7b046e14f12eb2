"""Checks of lesson 00, start here."""

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


@exercise(why="Well done: you know how exercises work, and what accuracy is.")
def accuracy_of(function):
    """Exercise 1: the share of predictions that equal the true class."""
    rng = np.random.default_rng()
    true = rng.integers(0, 5, size=40)
    predicted = true.copy()
    predicted[:14] = (true[:14] + 1 + rng.integers(0, 4, size=14)) % 5  # 14 of 40 are wrong
    value = array(call(function, predicted.copy(), true.copy()))  # may work in place
    require(value.shape != (40,), "That is one answer per example. Their mean is the share.")
    value = array(value, ())
    suspect(value, 14 / 40, "That is the share of wrong answers.")
    suspect(value, 26, "That is the number of right answers. The share is that over how many?")
    suspect(value, 65, "A share lies between 0 and 1; this is a percentage.")
    suspect(
        value,
        np.mean(predicted) / np.mean(true),
        "Compare example by example, before any mean is taken.",
    )
    expect_close(value, 26 / 40, "26 of 40 answers were right, so 0.65 was expected.")


@exercise(why="The weights between two wide layers are where most of a network's numbers are.")
def numbers_in_layers(answer):
    """Exercise 2: weights and biases of the layers 2-48-48-2."""
    values = array(answer, (3,))
    suspect(values, [96, 2304, 96], "These are the weights. Each unit has one bias as well.")
    suspect(values, [48, 48, 2], "These are the units. Each has a weight for every input.")
    suspect(values, [98, 2352, 144], "One bias for each unit of the layer, not for each input.")
    suspect(
        values,
        [144, 144, 6],
        "The inputs of a layer are the outputs of the layer before it: 48 for the second.",
    )
    hints = [
        (144, "First layer: 48 units, each with 2 weights and a bias."),
        (2352, "Second layer: its 48 units have 48 inputs each."),
        (98, "Last layer: 2 units with 48 inputs each."),
    ]
    for value, (truth, hint) in zip(values, hints, strict=True):
        expect_close(value, truth, hint)


@exercise(why="Sizes, shapes and the balance of classes: three questions for every new data set.")
def facts(answer, digits):
    """Exercise 3: how many pictures, how many pixels, which label is the most frequent."""
    if not isinstance(answer, dict):
        raise NotYet("A dictionary is needed: keep the three names in the stub.")
    missing = {"pictures", "pixels", "most_frequent"} - answer.keys()
    require(not missing, f"These facts are missing: {', '.join(sorted(missing))}.")
    pictures, pixels, label = (
        array(answered(answer[name]), ()) for name in ("pictures", "pixels", "most_frequent")
    )
    count, height, width = digits.train_images.shape
    counts = np.bincount(digits.train_labels, minlength=10)
    everything = count + len(digits.test_images)
    suspect(pictures, everything, "pictures: those to learn from only, not the test pictures.")
    suspect(pictures, len(digits.test_images), "pictures: these are the test pictures.")
    expect_close(pictures, count, "pictures: the length of digits.train_images.")
    suspect(pixels, height, "pixels: that is the height; a picture has height · width pixels.")
    suspect(pixels, digits.train_images.size, "pixels: of one picture, not of all together.")
    expect_close(pixels, height * width, "pixels: height · width of one picture.")
    suspect(label, counts.max(), "most_frequent: that is how often it occurs, not which it is.")
    suspect(label, counts.argmin(), "most_frequent: that is the rarest label.")
    require(
        counts[int(label)] == counts.max() if 0 <= label < 10 else False,
        "most_frequent: count each label in digits.train_labels, then find the largest count.",
    )
