"""Checks of lesson 15, recurrent networks from scratch."""

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


@exercise(why="The same number scores counts, recurrent networks and today's language models.")
def bits_per_character(function):
    """Exercise 1: mean of -log2 of the probability of the true character."""
    rng = np.random.default_rng()
    probabilities = rng.dirichlet(np.ones(7), size=11)  # (n, characters)
    targets = rng.integers(7, size=11)
    value = array(call(function, probabilities, targets))
    of_truth = probabilities[np.arange(11), targets]
    surprise = -np.log2(of_truth)
    if value.shape == (11,):
        raise NotYet("That is one surprise for each position; the answer is their mean.")
    if value.shape == (11, 11):
        raise NotYet(
            "`probabilities[:, targets]` picks all targets from every row: 11 by 11 numbers. "
            "Pair each row with its own target: `probabilities[np.arange(n), targets]`."
        )
    value = array(value, ())
    truth = surprise.mean()
    suspect(value, -truth, "The sign is turned round: a surprise is never negative.")
    suspect(value, truth * np.log(2), "That is in nats: take the logarithm to base 2.")
    suspect(value, truth * np.log10(2), "That is a logarithm to base 10; bits need base 2.")
    suspect(value, surprise.sum(), "That is the sum over all positions; the mean is needed.")
    suspect(
        value,
        -np.log2(of_truth.mean()),
        "The mean comes last: first the surprise of each position, then their mean.",
    )
    suspect(
        value,
        -np.log2(probabilities[:, targets]).mean(),
        "`probabilities[:, targets]` picks all targets from every row. Pair each row with its "
        "own target: `probabilities[np.arange(n), targets]`.",
    )
    suspect(
        value,
        -(probabilities * np.log2(probabilities)).sum(axis=1).mean(),
        "That is how unsure the model is. What counts is the character that really came.",
    )
    suspect(
        value,
        -np.log2(probabilities).mean(),
        "That is the mean over all characters; only the true one of each position counts.",
    )
    expect_close(value, truth, "The mean of -log2 of each true character's probability, please.")


@exercise(why="Shape and direction are the first decisions about any network that reads.")
def shapes(answer):
    """Exercise 2: shape and direction of four tasks."""
    if not isinstance(answer, dict):
        raise NotYet("A dictionary is needed: keep the four names in the stub.")
    right = {
        "sentiment": ("many to one", True),
        "keyboard": ("many to many", False),
        "names": ("many to many", True),
        "translation": ("read, then write", True),
    }
    known = {shape for shape, _ in right.values()} | {"one to many"}
    hints = {
        "sentiment": "sentiment: a whole review goes in, and one answer comes out.",
        "keyboard": "keyboard: after each word that is typed, a suggestion is due.",
        "names": "names: each word of the article gets an answer, name or not.",
        "translation": "translation: the French sentence has a length of its own.",
    }
    missing = right.keys() - answer.keys()
    require(not missing, f"These tasks are missing: {', '.join(sorted(missing))}.")
    given = {}
    for task in right:
        pair = answered(answer[task])
        require(
            isinstance(pair, (tuple, list)) and len(pair) == 2,
            f"{task}: a pair is needed, such as ('one to many', False).",
        )
        given[task] = tuple(answered(item) for item in pair)
    for task, (shape, both_ways) in given.items():
        require(shape in known, f"{task}: {shape!r} is none of {', '.join(sorted(known))}.")
        require(shape == right[task][0], hints[task])
        require(
            not (task == "keyboard" and both_ways is True),
            "keyboard: to read from the right, it would have to know what comes next.",
        )
        require(
            both_ways is right[task][1],
            f"{task}: the whole input lies there before the first answer is due, so the "
            "reading may go both ways (True).",
        )


@exercise(why="Two lines of the chain rule, repeated: that is backpropagation through time.")
def back_one_step(function):
    """Exercise 3: one step back through h = ReLU(a), a = ... + h_before W_h."""
    rng = np.random.default_rng()
    gradient = rng.normal(size=(4, 6))  # (batch, units)
    state = np.maximum(rng.normal(size=(4, 6)), 0)
    W_h = rng.normal(size=(6, 6))
    kept = gradient.copy(), state.copy(), W_h.copy()
    result = call(function, gradient, state, W_h)
    require(
        isinstance(result, (tuple, list)) and len(result) == 2,
        "Two arrays are needed: the gradient at the sum, and the one at the state before.",
    )
    require(
        all(
            np.array_equal(now, was) for now, was in zip((gradient, state, W_h), kept, strict=True)
        ),
        "Your function changes the arrays that it was given; make new ones.",
    )
    at_sum, at_previous = (array(value, (4, 6)) for value in result)
    slope = (state > 0).astype(float)
    suspect(at_sum, gradient * (1 - state**2), "That is the slope of tanh; this cell has ReLU.")
    suspect(at_sum, gradient * state, "The slope of ReLU is 1 where it is active, not the state.")
    suspect(at_sum, gradient, "The slope of ReLU is missing: where the state is 0, nothing passes.")
    suspect(at_sum, gradient * (1 - slope), "The slope is turned round: 1 where the state is > 0.")
    suspect(at_sum, gradient * (gradient > 0), "The slope depends on the state, not the gradient.")
    suspect(at_sum, slope, "That is the slope alone; the chain rule multiplies by the gradient.")
    expect_close(at_sum, gradient * slope, "The gradient at the sum: the gradient times the slope.")
    truth = at_sum @ W_h.T
    suspect(at_previous, at_sum @ W_h, "On the way back, W_h is transposed: `W_h.T`.")
    suspect(
        at_previous,
        gradient @ W_h.T,
        "The way to the state before leads through the sum: start from `sum_gradient`.",
    )
    suspect(at_previous, gradient @ W_h, "Start from `sum_gradient`, and transpose W_h.")
    expect_close(at_previous, truth, "The state before was multiplied by W_h: go back through it.")


@exercise(why="What stores well learns badly: lesson 16 builds a cell that does both.")
def memory(answer):
    """Exercise 4: weights of one tanh unit that keeps in mind that it has seen a 1."""
    if not isinstance(answer, dict):
        raise NotYet("A dictionary is needed: keep the three names in the stub.")
    names = ("w_x", "w_h", "b")
    missing = set(names) - answer.keys()
    require(not missing, f"These numbers are missing: {', '.join(sorted(missing))}.")
    w_x, w_h, b = (float(array(answered(answer[name]), ())) for name in names)

    def states(inputs):
        h, seen = -0.9, []
        for x in inputs:
            h = float(np.tanh(w_x * x + w_h * h + b))
            seen.append(h)
        return np.array(seen)

    before, after = np.random.default_rng().integers(20, 60, size=2)
    calm = states([0] * 200)
    require(w_h >= 0, "With a negative w_h the state changes its sign at every step.")
    require(
        abs(calm[-1]) > 0.5,
        f"Without any 1 the state fades from -0.9 to {calm[-1]:.2f}: w_h is too small to keep it.",
    )
    require(
        bool(np.all(calm < -0.8)),
        f"Without any 1 the state should stay below -0.8, and it reaches {calm.max():.2f}. "
        "Does b push it up, or is w_h too small?",
    )
    one = states([0] * before + [1] + [0] * 200)
    require(
        one[before] > -0.5 or w_x > 0,
        "A 1 should push the state up, so w_x must be positive.",
    )
    require(
        one[before] > 0,
        f"A 1 pushes the state only to {one[before]:.2f}: w_x must outweigh w_h.",
    )
    require(
        bool(np.all(one[before + 2 :] > 0.8)),
        f"After a 1 the state should stay above 0.8; 200 steps later it is {one[-1]:.2f}. "
        "Does b pull it down?",
    )
    twice = states([0] * before + [1] + [0] * after + [1] + [0] * 50)
    require(bool(np.all(twice[before + 2 :] > 0.8)), "A second 1 should change nothing.")
