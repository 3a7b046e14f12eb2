"""Lesson 11's own functions, taken out of the notebook: the chain of blocks and its gradients."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lessons import context
from tools import notebooks

LESSON = context(notebooks.lessons(["11"])[0])
back_through_branch, forward = LESSON["back_through_branch"], LESSON["forward"]
gradients, relu, start = LESSON["gradients"], LESSON["relu"], LESSON["start"]
H = 1e-6


def case(blocks, width, residual, seed, runs=2):
    """Weights in float64, inputs and one-hot targets."""
    rng = np.random.default_rng(seed)
    weights = start(blocks, width, residual, inputs=4, runs=runs, seed=seed)
    x = rng.normal(size=(5, 4))
    targets = np.eye(10)[rng.integers(10, size=5)]
    return [weight.astype("float64") for weight in weights], x, targets


def near_a_corner(weights, x, residual):
    """Whether a number lies so close to ReLU's corner that a difference may step over it."""
    states, insides, _ = forward(weights, x, residual)
    before = [relu(h) @ first for h, first in zip(states[:-1], weights[1:-1:2], strict=True)]
    assert all(np.array_equal(relu(z), inside) for z, inside in zip(before, insides, strict=True))
    zero_on_purpose = [np.abs(z[z != 0]) for z in (*states, *before)]
    return any(sizes.size and sizes.min() < 1e-4 for sizes in zero_on_purpose)


def measured_slopes(weights, x, targets, residual):
    """Central differences of the loss of each run with respect to every weight."""
    slopes = [np.zeros_like(weight) for weight in weights]
    for weight, slope in zip(weights, slopes, strict=True):
        for place in np.ndindex(weight.shape):
            old, sides = weight[place], []
            for h in (H, -H):
                weight[place] = old + h
                sides.append(gradients(weights, x, targets, residual)[0][place[0]])
            weight[place] = old
            slope[place] = (sides[0] - sides[1]) / (2 * H)
    return slopes


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize(("blocks", "width"), [(1, 3), (2, 5), (4, 3)])
def test_gradients_are_what_differences_measure(blocks, width, residual):
    cases = (case(blocks, width, residual, seed) for seed in range(50))
    weights, x, targets = next(c for c in cases if not near_a_corner(c[0], c[1], residual))
    by_hand = gradients(weights, x, targets, residual)[1]
    measured = measured_slopes(weights, x, targets, residual)
    assert [slope.shape for slope in by_hand] == [weight.shape for weight in weights]
    assert max(np.abs(slope).max() for slope in by_hand) > 1e-3, "zeros would prove nothing"
    for slope, truth in zip(by_hand, measured, strict=True):
        assert np.abs(slope - truth).max() < 1e-7


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 6), st.integers(1, 9), st.integers(0, 2**31), st.booleans())
def test_forward_is_the_formula_run_by_run(blocks, width, seed, residual):
    weights, x, _ = case(blocks, width, residual, seed)
    states, insides, scores = forward(weights, x, residual)
    assert (len(states), len(insides)) == (blocks + 1, blocks)
    for run in range(2):
        h = x @ weights[0][run]
        for block in range(blocks):
            first, second = weights[1 + 2 * block][run], weights[2 + 2 * block][run]
            branch = np.maximum(np.maximum(h, 0) @ first, 0) @ second
            h = h + branch if residual else branch
            assert np.allclose(states[block + 1][run], h, atol=1e-12)
        assert np.allclose(scores[run], np.maximum(h, 0) @ weights[-1][run], atol=1e-12)


def test_residual_blocks_that_say_nothing_pass_state_and_signal_on():
    weights, x, targets = case(5, 6, residual=True, seed=3)
    for second in weights[2:-1:2]:
        second[:] = 0
    states = forward(weights, x, residual=True)[0]
    signals = gradients(weights, x, targets, residual=True)[2]
    assert all(np.array_equal(h, states[0]) for h in states)
    assert np.any(signals[-1] != 0)
    assert all(np.array_equal(signal, signals[-1]) for signal in signals)


def test_way_back_through_the_branch_is_what_differences_measure():
    rng = np.random.default_rng(4)
    h, signal = rng.normal(size=(2, 5, 6))
    first, second = rng.normal(size=(2, 6, 6))

    def weighed(h):
        return (signal * (relu(relu(h) @ first) @ second)).sum()

    measured = np.zeros_like(h)
    for place in np.ndindex(h.shape):
        change = np.zeros_like(h)
        change[place] = H
        measured[place] = (weighed(h + change) - weighed(h - change)) / (2 * H)
    assert np.abs(back_through_branch(signal, h, first, second) - measured).max() < 1e-7


def test_start_has_the_spread_that_it_promises():
    plain = start(4, 200, residual=False, inputs=300)
    branches = start(4, 200, residual=True, inputs=300)
    assert [weight.shape for weight in plain] == [
        (3, 300, 200),
        *[(3, 200, 200)] * 8,
        (3, 200, 10),
    ]
    assert np.isclose(plain[0].std(), np.sqrt(2 / 300), rtol=0.02)
    assert np.isclose(plain[2].std(), np.sqrt(2 / 200), rtol=0.02)
    assert np.isclose(branches[2].std(), np.sqrt(2 / 200 / 4), rtol=0.02)
    assert np.isclose(start(4, 200, False, gain=1.0)[1].std(), np.sqrt(1 / 200), rtol=0.02)


def test_the_test_would_notice_a_missing_way_around():
    weights, x, targets = case(2, 5, residual=True, seed=0)
    measured = measured_slopes(weights, x, targets, residual=True)
    wrong = gradients(weights, x, targets, residual=False)[1]
    assert np.abs(wrong[0] - measured[0]).max() > 1e-3
