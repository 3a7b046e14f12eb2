"""Lesson 12's own functions: overlap against counted cells, and which trained runs it loads."""

import keras
import numpy as np
import pytest

from tests.lessons import context
from tools import notebooks
from utils.backbones import WEIGHTS


@pytest.fixture(scope="module")
def lesson():
    """The lesson's functions; it loads its pictures, so not before it is asked for."""
    return context(notebooks.lessons(["12"])[0])


def random_boxes(rng, count, rows=9, columns=14):
    """Boxes with whole numbers for edges, at least one cell in size."""
    top, left = rng.integers(0, rows, count), rng.integers(0, columns, count)
    bottom, right = top + rng.integers(1, rows, count), left + rng.integers(1, columns, count)
    return np.stack([top, left, bottom, right], axis=1)


def cells(box):
    """The cells that a box covers."""
    top, left, bottom, right = box
    return {(row, column) for row in range(top, bottom) for column in range(left, right)}


def test_iou_is_the_share_of_cells_in_both(lesson):
    rng = np.random.default_rng(0)
    first, second = random_boxes(rng, 300), random_boxes(rng, 300)
    pairs = [(cells(a), cells(b)) for a, b in zip(first, second, strict=True)]
    counted = [len(a & b) / len(a | b) for a, b in pairs]
    assert 30 < np.sum(np.array(counted) == 0) < 270  # Some apart, some overlapping.
    found = lesson["iou"](first.astype("float32"), second.astype("float32"))
    np.testing.assert_allclose(keras.ops.convert_to_numpy(found), counted, atol=1e-6)


def test_iou_of_boxes_turned_inside_out_is_zero(lesson):
    good = np.array([[0.1, 0.2, 0.6, 0.8]], "float32")
    inside_out = good[:, [2, 3, 0, 1]]
    half_turned = good[:, [0, 3, 2, 1]]
    for bad in (inside_out, half_turned, np.zeros((1, 4), "float32")):
        assert keras.ops.convert_to_numpy(lesson["iou"](good, bad))[0] == pytest.approx(0)


def test_shrink_takes_means_of_four_pixels(lesson):
    images = np.random.default_rng(1).integers(0, 256, (2, 6, 8, 3)).astype("uint8")
    small = lesson["shrink"](images)
    assert small.shape == (2, 3, 4, 3)
    for row, column in ((0, 0), (2, 1), (1, 3)):
        corner = images[:, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2].astype(float)
        np.testing.assert_allclose(small[:, row, column], corner.mean((1, 2)), rtol=1e-6)


def test_shipped_runs_are_found_for_the_lesson_s_own_splits_and_no_other(lesson):
    file_of, fit = lesson["file_of"], lesson["FIT"]
    order, everything = lesson["orders"], np.arange(len(lesson["train"].labels))
    own = {file_of("fishing_network", run, order[run][:fit]) for run in (1, 2)}
    own |= {file_of("fishing_box_0", run, everything) for run in (0, 1, 2)}
    own |= {file_of("fishing_box_1", run, everything) for run in (1, 2)}
    assert own == {*WEIGHTS.glob("fishing_network_*.npz"), *WEIGHTS.glob("fishing_box_*.npz")}
    for other in (order[1][1 : fit + 1], order[2][:fit], np.sort(order[1][:fit])):
        assert not file_of("fishing_network", 1, other).exists()
