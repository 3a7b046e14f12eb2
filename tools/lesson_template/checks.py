"""Checks of lesson NUMBER, TITLE_IN_TEXT."""

from __future__ import annotations

import numpy as np

from utils.checks.feedback import array, call, exercise, expect_close, suspect


@exercise(why="FILL IN: one sentence on why the answer matters.")
def root_mean_square(function):
    """Exercise 1: the root of the mean of the squares."""
    values = np.random.default_rng().normal(2, 3, size=20)
    answer = array(call(function, values.copy()), ())
    suspect(answer, values.mean(), "That is the mean: signs cancel, so square first.")
    suspect(answer, np.mean(values**2), "The squares are averaged; the root is missing.")
    suspect(answer, np.sqrt(np.sum(values**2)), "That is the root of the sum, not of the mean.")
    expect_close(answer, np.sqrt(np.mean(values**2)), "Square, then the mean, then the root.")


@exercise(why="FILL IN: one sentence on why the answer matters.")
def share_above(function):
    """Exercise 2: the share of numbers above a border."""
    rng = np.random.default_rng()
    above, border = rng.integers(10, 20), rng.normal()
    apart = rng.uniform(0.1, 3, size=50) * np.where(np.arange(50) < above, 1, -1)
    apart[-1] = 0  # one on the border, most below it: no mistake gives the share by chance
    values = rng.permutation(border + apart)
    answer = array(call(function, values.copy(), border), ())
    suspect(answer, np.sum(values > border), "That is a count; divide by how many there are.")
    suspect(answer, np.mean(values < border), "That is the share below the border.")
    suspect(answer, np.mean(values >= border), "A number on the border is not above it.")
    expect_close(answer, np.mean(values > border), "Compare each number, then take the mean.")
