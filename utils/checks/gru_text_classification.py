"""Checks of lesson 17, GRU text classification.

Answers get copies of the arrays: one that works in place is right as well, unless the task
forbids it.
"""

from __future__ import annotations

import numpy as np

from utils.checks.feedback import (
    NotYet,
    array,
    call,
    exercise,
    expect_close,
    require,
    suspect,
)

MOST_WEIGHTS = 20_000  # of exercise 5


@exercise(why="A feature that is gone for the whole text cannot be filled in from the next word.")
def spatial_dropout(function):
    """Exercise 1: drop whole features of each text, and scale up the rest."""
    rng = np.random.default_rng()
    inputs = rng.uniform(1, 2, size=(40, 7, 50))  # Never zero, so that zeros are drops.
    rate = 0.25
    outputs = array(call(function, inputs.copy(), rate, rng), inputs.shape)
    zero = outputs == 0
    columns = zero.all(axis=1)  # (batch, features)
    if not zero.any():
        raise NotYet("Nothing is dropped: some features should be zero.")
    if (zero.all(axis=2) == zero.any(axis=2)).all():
        raise NotYet("Whole words are dropped. Whole features should be: the 1 in the middle.")
    require(
        bool((zero.any(axis=1) == columns).all()),
        "Single numbers are dropped: that is plain dropout. Draw one number a question and "
        "feature, for all of its words.",
    )
    require(
        bool((columns != columns[0]).any()),
        "All questions of the batch lose the same features: draw for each question.",
    )
    share = columns.mean()  # Of 2,000 draws: its standard deviation is 0.01.
    require(
        abs(share - (1 - rate)) > 0.06,
        "The share is turned round: drop a feature with probability `rate`, not keep it.",
    )
    require(abs(share - rate) < 0.06, f"With rate 0.25, {share:.0%} of the features are dropped.")
    kept = ~zero
    suspect(outputs[kept], inputs[kept], "What is left must be scaled up: divide by 1 - rate.")
    suspect(outputs[kept], inputs[kept] / rate, "Divide what is left by 1 - rate, not by rate.")
    suspect(
        outputs[kept], inputs[kept] * (1 - rate), "Divide by 1 - rate: so the mean stays as it was."
    )
    expect_close(outputs[kept], inputs[kept] / (1 - rate), "What is left should be x / (1 - rate).")


@exercise(why="Attention in transformers masks and averages in the same way.")
def attend(function):
    """Exercise 2: masked softmax over words, then the weighted mean of the states."""
    rng = np.random.default_rng()
    states, scores = rng.normal(size=(5, 6, 4)), rng.normal(0, 2, size=(5, 6))
    word_numbers = rng.integers(1, 30, size=(5, 6))
    for row, empty in enumerate((0, 1, 2, 3, 4)):
        word_numbers[row, :empty] = 0
    truth = _attended(states, scores, word_numbers)

    def answer(scores):
        with np.errstate(all="ignore"):
            given = call(function, states.copy(), scores.copy(), word_numbers.copy())
        values = array(given)
        if values.shape == states.shape:
            raise NotYet("These are weighted states, one a word: add them up over the words.")
        if values.shape == scores.shape:
            raise NotYet("These are the weights. The weighted mean of the states is wanted.")
        return array(given, truth.shape)

    values = answer(scores)
    everything = np.ones_like(word_numbers)
    suspect(
        values,
        _attended(states, scores, everything),
        "Padding takes part: where the word number is 0, no weight may be left.",
    )
    present = (word_numbers > 0)[:, :, None]
    weights = _weights(scores, everything)[:, :, None]
    suspect(
        values,
        (weights * present * states).sum(axis=1),
        "Padding was cut out after the softmax, so the weights add up to less than one. "
        "Mask the scores before it.",
    )
    masked = np.where(word_numbers == 0, 0.0, scores)
    suspect(
        values,
        _attended(states, masked, everything),
        "A score of 0 is not nothing: e to the 0 is 1. Mask with a very negative number.",
    )
    suspect(
        values,
        (present * states).sum(axis=1) / present.sum(axis=1),
        "That is the plain mean of the words; the scores should weigh them.",
    )
    suspect(
        values,
        (np.exp(scores)[:, :, None] * present * states).sum(axis=1),
        "The weights of each question should add up to one: divide by their sum.",
    )
    whole = np.where(word_numbers == 0, -np.inf, scores)
    shares = np.exp(whole) / np.exp(whole).sum()
    suspect(
        values,
        (shares[:, :, None] * states).sum(axis=1),
        "The sum runs over the whole batch; each question has its own: axis=1.",
    )
    expect_close(values, truth, "The weighted mean of the states of each question was expected.")
    large = answer(scores * 1000)
    require(
        bool(np.isfinite(large).all()),
        "Right for small scores, but not a number for scores around a thousand: subtract each "
        "row's maximum before the exponential.",
    )
    expect_close(
        large, _attended(states, scores * 1000, word_numbers), "Wrong for scores around a thousand."
    )
    low = answer(scores - 1000)
    expect_close(low, truth, "Scores that are all very negative (-1000) should not change a thing.")


@exercise(why="Large steps early, small ones late, and a fresh start in between.")
def calming_rate(function):
    """Exercise 3: a triangle whose height above `low` is halved in each new cycle."""
    rng = np.random.default_rng()
    low, high = rng.uniform(0.5, 1.5), rng.uniform(8, 12)
    half = int(rng.integers(10, 30))
    steps = np.arange(6 * half + 1)
    values = array([call(function, int(step), low, high, half) for step in steps], steps.shape)
    cycle, place = np.divmod(steps / half, 2)
    triangle = 1 - np.abs(place - 1)
    truth = low + (high - low) * triangle / 2**cycle
    suspect(
        values,
        low + (high - low) * triangle,
        "All cycles are equally high: halve the height in each new one.",
    )
    suspect(
        values,
        (low + (high - low) * triangle) / 2**cycle,
        "The whole rate is halved, so it falls below `low`. Halve the height above `low` only.",
    )
    suspect(
        values,
        low + (high - low) * (1 - triangle) / 2**cycle,
        "It begins at the top: a cycle starts at `low`, and is at its height after `half` steps.",
    )
    suspect(
        values,
        low + (high - low) * triangle / (cycle + 1),
        "The third cycle should have a quarter of the height, not a third: 2**cycle.",
    )
    suspect(
        values,
        low + (high - low) * triangle / 2 ** (cycle + 1),
        "The first cycle should reach `high`: count cycles from 0.",
    )
    doubled, there = np.divmod(steps / (half / 2), 2)
    suspect(
        values,
        low + (high - low) * (1 - np.abs(there - 1)) / 2**doubled,
        "Twice too fast: rising takes `half` steps, a whole cycle `2 * half`.",
    )
    suspect(values, low + high * triangle / 2**cycle, "The top should be `high`, not `low + high`.")
    expect_close(values, truth, f"At step {half} it should be `high`, at {2 * half} `low` again.")


@exercise(why="One copy of the weights is all that an average needs, however long the training.")
def next_mean(function):
    """Exercise 4: the mean of count + 1 sets of weights, from the mean of count sets."""
    rng = np.random.default_rng()
    sets = [[rng.normal(size=(3, 4)), rng.normal(size=5), rng.normal(size=1)] for _ in range(5)]
    for count in (4, 1, 0):
        mean = [np.mean(arrays, axis=0) for arrays in zip(*sets[: max(count, 1)], strict=True)]
        new = [np.array(values) for values in sets[count]]
        given = call(function, mean, new, count)
        require(
            isinstance(given, (list, tuple)) and len(given) == len(mean),
            f"A list with {len(mean)} arrays is needed, one for each that went in.",
        )
        values = [array(part, np.shape(old)) for part, old in zip(given, mean, strict=True)]
        _expect_mean(values, sets, count)
        expected = [np.mean(arrays, axis=0) for arrays in zip(*sets[: max(count, 1)], strict=True)]
        require(
            all(np.array_equal(*pair) for pair in zip(mean, expected, strict=True))
            and all(np.array_equal(*pair) for pair in zip(new, sets[count], strict=True)),
            "The result is right, but the lists that went in were changed.",
        )


@exercise(why="What the network answers now depends on the question, and not on its neighbours.")
def build_reader(function):
    """Exercise 5: a small reader that notices order and does not notice padding."""
    import keras

    size, words = 300, 12
    short, long = (call(function, size, length) for length in (words, 30))
    for model in (short, long):
        require(
            isinstance(model, keras.Model),
            f"A Keras model is needed, and this is {type(model).__name__}.",
        )
    require(
        short.count_params() <= MOST_WEIGHTS,
        f"{short.count_params():,} weights; {MOST_WEIGHTS:,} are allowed.",
    )
    require(
        [weight.shape for weight in short.weights] == [weight.shape for weight in long.weights],
        "The number of weights depends on the length: bring the states together in a way that "
        "does not care how many they are, as a mean does.",
    )
    # Larger than they begin: then everything that can move the answer does so clearly.
    weights = [3 * values for values in short.get_weights()]
    rng = np.random.default_rng()
    questions = rng.integers(2, size, (60, words)).astype("int32")
    questions[np.arange(words) < rng.integers(words - 4, size=(60, 1))] = 0  # at least 5 words
    present = questions > 0

    def answer(model, inputs):
        model.set_weights(weights)
        given = array(keras.ops.convert_to_numpy(call(model, inputs)))
        require(
            given.shape == (len(inputs), 1),
            f"For questions of shape {inputs.shape} the model gives {given.shape}; one "
            f"probability a question is {(len(inputs), 1)}.",
        )
        return given[:, 0]

    answers = answer(short, questions)
    require(
        bool(((answers >= 0) & (answers <= 1)).all()),
        "Probabilities lie between 0 and 1: end with a sigmoid.",
    )
    padded = np.pad(questions, [(0, 0), (30 - words, 0)])
    moved = np.abs(answer(long, padded) - answers).max()
    require(
        moved < 1e-4,
        f"More padding in front moves an answer by {moved:.2g}: leave the empty places out, of "
        "what is read and of what is averaged.",
    )
    turned = questions.copy()
    for row, where in zip(turned, present, strict=True):
        row[where] = row[where][::-1]
    require(
        np.abs(answer(short, turned) - answers).max() > 1e-4,
        "Read from back to front, every question gets the same answer: this is a bag of words. "
        "Something has to read in order.",
    )
    exchanged = questions.copy()
    first = present.argmax(axis=1)
    exchanged[np.arange(60), first] = 2 + (exchanged[np.arange(60), first] - 1) % (size - 2)
    require(
        np.mean(np.abs(answer(short, exchanged) - answers) > 1e-6) > 0.5,
        "Another first word changes nothing: the beginning of the question is not read.",
    )


def _expect_mean(values, sets, count):
    """Compare a mean with the truth and with known mistakes, all arrays end to end."""

    def flat(arrays):
        return np.concatenate([np.ravel(part) for part in arrays])

    given, new = flat(values), flat(sets[count])
    mean = np.mean([flat(part) for part in sets[: max(count, 1)]], axis=0)
    truth = np.mean([flat(part) for part in sets[: count + 1]], axis=0)
    if count > 1:
        suspect(
            given,
            (mean + new) / 2,
            "Old mean and new weights count the same here. The mean stands for `count` sets.",
        )
        suspect(given, mean + new, "That is a sum. A mean is wanted.")
        suspect(
            given,
            mean + (new - mean) / count,
            "With the new one there are count + 1 sets: divide by that.",
        )
        suspect(
            given,
            (mean + new) / (count + 1),
            "The old mean stands for `count` sets: multiply it by `count` before you add.",
        )
        suspect(
            given,
            (mean * count + new) / count,
            "With the new one there are count + 1 sets: divide by that.",
        )
        suspect(
            given,
            new + (mean - new) / (count + 1),
            "The shares are swapped: the new weights are one of count + 1 sets.",
        )
    hint = f"It is wrong for a mean of {count} sets; the result is the mean of {count + 1}."
    expect_close(given, truth, hint)


def _weights(scores, word_numbers):
    scores = np.where(word_numbers == 0, -np.inf, scores)
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def _attended(states, scores, word_numbers):
    return (_weights(scores, word_numbers)[:, :, None] * states).sum(axis=1)
