"""Checks of lesson 06, regularisation."""

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


@exercise(why="With this spread a ReLU network passes its signal on through any depth.")
def he_normal(function):
    """Exercise 1: normal weights around zero with variance 2 / n_in."""
    rng = np.random.default_rng()
    n_in, n_out = int(rng.integers(250, 350)), int(rng.integers(900, 1100))
    weights = array(call(function, n_in, n_out, rng))
    require(
        weights.shape != (n_out, n_in),
        "The shape is turned round: (n_in, n_out) is needed, one column for each unit.",
    )
    require(
        weights.shape == (n_in, n_out),
        f"The shape is {weights.shape}; {(n_in, n_out)} is needed: size=(n_in, n_out).",
    )
    spread = float(weights.std())
    hints = {
        np.sqrt(1 / n_in): "The variance is 1 / n_in: ReLU throws half away, so it should be 2.",
        np.sqrt(2 / (n_in + n_out)): "That is Glorot's spread: He divides by n_in alone.",
        np.sqrt(2 / n_out): "You divide by n_out. Each sum has n_in terms.",
        2 / n_in: "2 / n_in is the variance; `rng.normal` takes its square root.",
        1.0: "The spread is 1, whatever n_in is: scale it by the square root of 2 / n_in.",
    }
    for wrong, hint in hints.items():
        require(abs(spread / wrong - 1) > 0.03, hint)
    right = np.sqrt(2 / n_in)
    require(
        abs(spread / right - 1) < 0.03,
        f"For n_in = {n_in} the spread is {spread:.4f}; {right:.4f} was expected.",
    )
    require(abs(float(weights.mean())) < right / 50, "The mean should be zero.")
    far = float(np.mean(np.abs(weights) > 2 * right))
    require(far > 0.03, "The spread is right, but not the shape: draw from `rng.normal`.")
    same = [array(call(function, n_in, n_out, np.random.default_rng(1))) for _ in range(2)]
    require(
        np.array_equal(*same) and not np.array_equal(same[0], weights),
        "The weights should come from the generator that is passed in: `rng.normal(...)`.",
    )


@exercise(why="This is Keras's EarlyStopping with restore_best_weights, in a few lines.")
def stop_early(function):
    """Exercise 2: the epoch whose weights are kept, and the last one trained."""
    rng = np.random.default_rng()
    cases = [([5, 4, 6, 7, 3], 2), ([5, 4, 3, 2], 2), ([1, 2, 3, 4, 5], 3), ([3, 3, 2, 4], 2)]
    for _ in range(40):
        # Few different values, so that equal losses come up.
        losses = (rng.integers(0, 12, size=int(rng.integers(6, 30))) / 6).tolist()
        cases.append((losses, int(rng.integers(1, 5))))
    results = []
    for losses, patience in cases:
        result = answered(call(function, list(losses), patience))
        if np.shape(result) != (2,):
            raise NotYet("Two epochs are needed: `return kept, last`.")
        results.append(tuple(float(number) for number in array(result, (2,))))

    mistakes = {
        "Epochs count from 1 here, and yours count from 0.": lambda losses, patience: tuple(
            epoch - 1 for epoch in _stop(losses, patience)
        ),
        "The two are swapped: first the epoch kept, then the last one trained.": (
            lambda losses, patience: _stop(losses, patience)[::-1]
        ),
        "An equal loss is no new lowest one: keep the first of them, and go on counting.": (
            lambda losses, patience: _stop(losses, patience, equal=True)
        ),
        "Keep the weights of the lowest loss, not the last ones.": (
            lambda losses, patience: (_stop(losses, patience)[1],) * 2
        ),
        "That is the lowest of all losses, and training stopped before it could be seen: "
        "patience had run out.": lambda losses, patience: (
            int(np.argmin(losses)) + 1,
            len(losses),
        ),
        "Off by one: with patience 2, training stops in the second epoch in a row without a new "
        "lowest loss, and yours goes on for one more.": (
            lambda losses, patience: _stop(losses, patience + 1)
        ),
        "Off by one: with patience 2, training stops in the second epoch in a row without a new "
        "lowest loss, and yours stops sooner.": (
            lambda losses, patience: _stop(losses, patience - 1)
        ),
    }
    _judge(cases, results, [_stop(*case) for case in cases], mistakes)


@exercise(why="Biases say how common something is; a price on them would bend every prediction.")
def penalty(function):
    """Exercise 3: L1 and L2 over all kernels, biases left out."""
    rng = np.random.default_rng()
    shapes = [(7, 5), (5, 4), (4, 1)]
    layers = [(rng.normal(size=shape), rng.normal(2, 1, size=shape[1])) for shape in shapes]
    l1, l2 = float(rng.uniform(0.1, 0.5)), float(rng.uniform(0.6, 1.5))
    value = array(call(function, layers, l1, l2), ())
    kernels = np.concatenate([kernel.ravel() for kernel, _ in layers])
    biases = np.concatenate([bias for _, bias in layers])
    everything = np.concatenate([kernels, biases])

    def price(weights, first=l1, second=l2):
        return first * np.abs(weights).sum() + second * (weights**2).sum()

    suspect(value, price(everything), "The biases are in the price. Leave them out.")
    suspect(value, price(biases), "That is the price of the biases; the kernels should pay.")
    suspect(value, price(kernels, l2, l1), "l1 and l2 are swapped: l1 goes with |w|.")
    suspect(value, price(kernels, l1, 0), "Only L1 is there: add l2 times the sum of squares.")
    suspect(value, price(kernels, 0, l2), "Only L2 is there: add l1 times the sum of |w|.")
    suspect(value, price(kernels, l1, l2 / 2), "No one half here: l2 times the sum of squares.")
    suspect(
        value,
        l1 * kernels.sum() + l2 * (kernels**2).sum(),
        "Absolute values are missing: positive and negative weights cancel in your L1.",
    )
    suspect(
        value,
        sum(l1 * np.abs(k).mean() + l2 * (k**2).mean() for k, _ in layers),
        "Those are means. The penalty adds up: every weight pays.",
    )
    suspect(
        value,
        l1 * np.abs(kernels).sum() + l2 * np.sqrt((kernels**2).sum()),
        "L2 takes the sum of squares itself, without the square root.",
    )
    suspect(
        value,
        sum(l1 * np.abs(k).sum() + l2 * np.sqrt((k**2).sum()) for k, _ in layers),
        "L2 takes the sum of squares itself, without the square root.",
    )
    for number in (0, -1):
        suspect(value, price(layers[number][0]), "That is the price of one layer: add up all.")
    expect_close(value, price(kernels), "l1 · Σ|w| + l2 · Σw², over the kernels of all layers.")


@exercise(why="Scaling while training leaves prediction untouched: a served model has no dropout.")
def dropout(function):
    """Exercise 4: inverted dropout."""
    rng = np.random.default_rng()
    inputs = rng.uniform(1, 2, size=(300, 200))
    rate = float(rng.choice([0.2, 0.3, 0.7]))
    before = inputs.copy()
    predicted = array(call(function, inputs, rate, rng, False), inputs.shape)
    require(np.array_equal(inputs, before), "Your function changes its inputs: work on a copy.")
    suspect(
        predicted,
        inputs * (1 - rate),
        "When predicting you scale by q: that is the original scheme. Inverted dropout "
        "scales while training and leaves prediction alone.",
    )
    require(
        not np.any(predicted == 0),
        "When predicting, nothing should be switched off: look at `training`.",
    )
    expect_close(predicted, inputs, "When predicting, the inputs should come back as they are.")
    trained = array(call(function, inputs, rate, rng, True), inputs.shape)
    require(np.array_equal(inputs, before), "Your function changes its inputs: work on a copy.")
    off = trained == 0
    require(bool(off.any()), "While training, nothing is switched off.")
    columns, rows = off.mean(axis=0), off.mean(axis=1)
    require(
        not np.all((columns == 0) | (columns == 1)),
        "All examples share one mask. Each needs its own: rng.random(inputs.shape).",
    )
    require(
        not np.all((rows == 0) | (rows == 1)),
        "Whole examples are switched off. Each number needs its own draw.",
    )
    share = float(off.mean())
    require(
        abs(share - (1 - rate)) > 0.02,
        f"With rate {rate} you switch off {share:.0%}: rate is the share that goes, not the "
        "share that stays.",
    )
    require(abs(share - rate) < 0.02, f"With rate {rate} you switch off {share:.0%}.")
    factor = trained[~off] / inputs[~off]
    hints = {
        1.0: "What stays should be scaled up, so that the mean stays: divide by 1 - rate.",
        1 / rate: "You divide by the rate. Divide by the share that is kept, 1 - rate.",
        1 - rate: "You multiply by 1 - rate: the sums shrink twice. Divide by it.",
    }
    for wrong, hint in hints.items():
        require(not np.allclose(factor, wrong), hint)
    expect_close(
        factor, np.full(factor.shape, 1 / (1 - rate)), "What stays should be divided by 1 - rate."
    )
    again = array(call(function, inputs, rate, rng, True), inputs.shape)
    require(
        not np.array_equal(again == 0, off),
        "The mask is the same at every call: draw it from the generator that is passed in.",
    )


@exercise(why="The gains curve is this number for every share: what a model saves, in phone calls.")
def calls_needed(function):
    """Exercise 5: the smallest number of calls that wins a share of the deposits."""
    rng = np.random.default_rng()
    cases, results = [], []
    for _ in range(30):
        count = int(rng.integers(20, 60))
        chances = rng.permutation(count) / count + rng.uniform(0, 0.5 / count)
        won = (rng.random(count) < 0.1 + 0.6 * chances).astype(int)
        won[rng.choice(count, size=3, replace=False)] = [0, 1, 1]
        share = float(rng.choice([0.25, 0.5, 0.8, 1.0]))
        cases.append((chances, won, share))
        value = float(array(call(function, chances.copy(), won.copy(), share), ()))
        require(value == int(value) and value >= 0, "A number of calls is needed, a whole one.")
        results.append(value)

    def ranked(chances, won):
        return won[np.argsort(-chances)]

    mistakes = {
        "One call too few: places count from 0, and calls from 1.": (
            lambda chances, won, share: _calls(ranked(chances, won), share) - 1
        ),
        "One call too many: stop as soon as the share is reached.": (
            lambda chances, won, share: _calls(ranked(chances, won), share) + 1
        ),
        "You call the lowest chance first: sort by -chances.": (
            lambda chances, won, share: _calls(ranked(-chances, won), share)
        ),
        "You call in the order of the table: sort by chance first.": (
            lambda chances, won, share: _calls(won, share)
        ),
        "That is a share of the clients. Count calls until that share of the *deposits* is won.": (
            lambda chances, won, share: int(np.ceil(share * len(won)))
        ),
        "That is the number of deposits to win. Some calls win none: count them all.": (
            lambda chances, won, share: int(np.ceil(share * won.sum() - 1e-9))
        ),
        "The share is no threshold for the chances.": (
            lambda chances, won, share: int(np.sum(chances >= share))
        ),
        "No threshold of one half is asked for: call until the share is won.": (
            lambda chances, won, share: int(np.sum(chances > 0.5))
        ),
    }
    truths = [_calls(ranked(chances, won), share) for chances, won, share in cases]
    _judge(cases, results, truths, mistakes)


def _judge(cases, results, truths, mistakes) -> None:
    """Raise NotYet unless all results are true; name the mistake that explains all of them."""
    if results == truths:
        return
    for hint, mistake in mistakes.items():
        if results == [mistake(*case) for case in cases]:
            raise NotYet(hint)
    for case, result, truth in zip(cases, results, truths, strict=True):
        if result != truth:
            shown = ", ".join(str(np.round(part, 2).tolist()) for part in case)
            raise NotYet(f"For ({shown}) the answer should be {truth}, and yours is {result}.")


def _stop(losses, patience, equal=False) -> tuple[int, int]:
    """The epochs kept and trained last, from 1; with `equal` an equal loss counts as lower."""
    kept, lowest = 0, np.inf
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest or (equal and loss == lowest):
            kept, lowest = epoch, loss
        elif epoch - kept >= patience:
            return kept, epoch
    return kept, len(losses)


def _calls(ranked, share) -> int:
    """Calls in this order until a share of the deposits is won."""
    gained = np.cumsum(ranked) / np.sum(ranked)
    return int(np.argmax(gained >= share - 1e-9)) + 1
