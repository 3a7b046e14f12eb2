"""Checks of lesson 16, GRU and LSTM."""

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


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


@exercise(why="A bias is where a network's memory begins; the memory task below rests on it.")
def gate_bias(function):
    """Exercise 1: the bias for which sigmoid(bias) ** steps is one half."""
    steps = np.random.default_rng().uniform(1.5, 400, size=9)
    value = array(call(function, steps), steps.shape)
    z = 0.5 ** (1 / steps)
    truth = np.log(z / (1 - z))
    suspect(value, z, "That is the gate z itself. Which bias does the sigmoid turn into it?")
    suspect(value, -truth, "The sign is turned round: a long memory needs a positive bias.")
    suspect(value, _sigmoid(z), "That sends z through the sigmoid once more; turn it round.")
    suspect(value, np.log(z), "The sigmoid turned round is ln(z / (1 - z)), not ln(z).")
    suspect(
        value,
        np.log(steps),
        "Close, for long memories: that is the bias after which 1/e is left, not one half.",
    )
    suspect(
        value,
        np.log(0.5**steps / (1 - 0.5**steps)),
        "z to the power of steps is one half, so z is one half to the power of 1/steps.",
    )
    suspect(value, truth / np.log(10), "That is a logarithm to base 10; the sigmoid has e.")
    suspect(value, truth / np.log(2), "That is a logarithm to base 2; the sigmoid has e.")
    expect_close(value, truth, "sigmoid(bias) ** steps should be one half.")


@exercise(why="Saved weights mean nothing without the formula that they belong to.")
def reset_before(function):
    """Exercise 2: a GRU step whose reset gate acts before the matrix."""
    rng = np.random.default_rng()
    W, U, b = rng.normal(size=(4, 15)), rng.normal(size=(5, 15)), rng.normal(size=15)
    x, h = rng.normal(size=(3, 4)), rng.normal(size=(3, 5))
    value = array(call(function, W, U, b, x, h), (3, 5))
    x_z, x_r, x_n = np.split(x @ W + b, 3, axis=-1)
    U_z, U_r, U_n = np.split(U, 3, axis=-1)
    z, r = _sigmoid(x_z + h @ U_z), _sigmoid(x_r + h @ U_r)
    n = np.tanh(x_n + (r * h) @ U_n)
    after = np.tanh(x_n + r * (h @ U_n))
    suspect(value, z * h + (1 - z) * after, "The reset gate acts after the matrix: (r * h) @ U_n.")
    suspect(
        value,
        (1 - z) * h + z * n,
        "The mixture is turned round: here z near 1 keeps the old state.",
    )
    suspect(value, n, "That is the new value n; the state is a mixture of it and the old state.")
    suspect(
        value,
        z * h + (1 - z) * np.tanh(x_n + h @ U_n),
        "The reset gate is missing: the new value sees r * h, not all of h.",
    )
    suspect(
        value,
        z * h + (1 - z) * (x_n + (r * h) @ U_n),
        "The tanh of the new value is missing.",
    )
    suspect(
        value,
        r * h + (1 - r) * np.tanh(x_n + (z * h) @ U_n),
        "The two gates are swapped: the blocks stand in the order z, r, n.",
    )
    no_bias = np.split(x @ W, 3, axis=-1)
    z_bare, r_bare = _sigmoid(no_bias[0] + h @ U_z), _sigmoid(no_bias[1] + h @ U_r)
    suspect(
        value,
        z_bare * h + (1 - z_bare) * np.tanh(no_bias[2] + (r_bare * h) @ U_n),
        "The biases are missing.",
    )
    expect_close(value, z * h + (1 - z) * n, "Compare each of the four lines with its formula.")


@exercise(why="Weights are what a gate costs: comparisons at equal units flatter the LSTM.")
def parameters(function):
    """Exercise 3: the number of weights of three recurrent layers."""
    rng = np.random.default_rng()
    features, units = (int(number) for number in rng.integers(3, 40, size=2))
    features += units  # Never equal.

    def count(kind):
        return float(array(call(function, kind, features, units), ()))

    block = units * (features + units + 1)
    plain = count("plain")
    require(plain != block - units, "plain: each unit also has a bias.")
    require(plain != units * (features + 1), "plain: the state is multiplied by a matrix as well.")
    require(plain != features * units + 2 * units, "plain: U is a matrix, units by units.")
    require(
        plain == block, f"plain: ({features} + {units} + 1) · {units} = {block:,} was expected."
    )
    gru = count("GRU")
    require(gru != 3 * block, "GRU: in Keras it has two rows of biases, one for x, one for h.")
    require(gru != 2 * block, "GRU: two gates, and the new value needs weights as well.")
    require(gru != 4 * block, "GRU: three blocks side by side: z, r and n.")
    require(gru == 3 * (block + units), "GRU: three blocks, each with two biases for each unit.")
    lstm = count("LSTM")
    require(lstm != 3 * block, "LSTM: three gates, and the new value needs weights as well.")
    require(lstm != 4 * (block + units), "LSTM: it has one row of biases only.")
    require(lstm != 4 * block + 3 * units, "LSTM: Keras has no peepholes.")
    require(lstm == 4 * block, "LSTM: four blocks like the one of the plain cell.")


@exercise(why="A memory that only adds can count: no plain cell and no GRU can do that.")
def counter(answer):
    """Exercise 4: an LSTM of one unit whose memory is the number of ones so far."""
    if not isinstance(answer, dict):
        raise NotYet("A dictionary is needed: keep the two names in the stub.")
    missing = {"W", "b"} - answer.keys()
    require(not missing, f"Missing: {', '.join(sorted(missing))}.")
    W, b = (array(answered(answer[name]), (4,)) for name in ("W", "b"))
    require(
        bool(np.abs([W, b]).max() <= 20),
        "Numbers up to 20, please: real networks have no larger ones either.",
    )
    rng = np.random.default_rng()
    inputs = rng.permutation(np.repeat([0, 1], 30))
    sums = inputs[:, None] * W + b  # (steps, 4)
    i, f = _sigmoid(sums[:, 0]), _sigmoid(sums[:, 1])
    new = np.tanh(sums[:, 2])
    zeros, ones = inputs == 0, inputs == 1
    written = i * new
    require(
        bool(np.abs(written[zeros]).max() < 0.002),
        f"An input of 0 changes the memory by {written[zeros][0]:.3f}; it should change nothing. "
        "Look at n: has it a bias?",
    )
    require(
        bool(f[zeros].min() > 0.998),
        f"An input of 0 keeps only {f[zeros].min():.3f} of the memory: open the forget gate wider.",
    )
    require(
        bool(f[ones].min() > 0.998),
        f"An input of 1 keeps only {f[ones].min():.3f} of the memory: the forget gate must stay "
        "open for ones as well.",
    )
    require(
        bool(np.abs(written[ones] - 1).max() < 0.002),
        f"An input of 1 adds {written[ones][0]:.3f} to the memory, and it should add 1. "
        "Is the input gate open, and n near 1?",
    )
    memory, count = 0.0, 0
    for step, x in enumerate(inputs):
        memory, count = f[step] * memory + written[step], count + x
        require(
            abs(memory - count) < 0.05,
            f"After {step + 1} steps the memory is {memory:.2f}, and {count} ones have come.",
        )


@exercise(why="Every model that writes has this knob, also those that show only probabilities.")
def temper(function):
    """Exercise 5: probabilities at another temperature."""
    rng = np.random.default_rng()
    probabilities = rng.dirichlet(np.ones(6), size=4)
    temperature = float(rng.uniform(0.3, 0.7))
    value = array(call(function, probabilities, temperature), (4, 6))
    powers = probabilities ** (1 / temperature)
    truth = powers / powers.sum(axis=1, keepdims=True)
    suspect(value, powers, "The powers do not add up to one; divide each row by its sum.")
    suspect(value, powers / powers.sum(), "The sum runs over all rows; each row has its own.")
    wrong = probabilities**temperature
    suspect(
        value,
        wrong / wrong.sum(axis=1, keepdims=True),
        "The power is turned round: cold should sharpen, so the power is 1 / temperature.",
    )
    exponentials = np.exp(probabilities / temperature)
    suspect(
        value,
        exponentials / exponentials.sum(axis=1, keepdims=True),
        "That is softmax of the probabilities, as if they were logits; take powers.",
    )
    suspect(
        value,
        probabilities / temperature,
        "Divided by the temperature they do not add up to one any more; take powers.",
    )
    suspect(value, probabilities, "Nothing has changed; dividing all by the same number cancels.")
    expect_close(
        value, truth, "Each probability to the power 1 / temperature, then each row / sum."
    )
    with np.errstate(all="ignore"):
        zeros = array(call(function, np.array([[0.5, 0.5, 0.0]]), 0.5), (1, 3))
        long = np.full((1, 5000), 0.0002)
        long[0, 7] = 0.00022
        cold = array(call(function, long, 0.01), (1, 5000))
    require(
        bool(np.allclose(zeros, [[0.5, 0.5, 0.0]])),
        "A probability of zero should stay zero, and become no `nan`: avoid its logarithm.",
    )
    require(
        bool(np.all(np.isfinite(cold))),
        "At temperature 0.01 all powers of a long row become zero, and zero by zero is no number. "
        "Divide by the row's largest probability before you take powers.",
    )
    relative = (long / long.max()) ** 100
    expect_close(cold, relative / relative.sum(), "Wrong at temperature 0.01.")
