"""Checks of the exercises in lesson 05, mlp_iris."""

from __future__ import annotations

import itertools

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

PARAMETER_LIMIT = 60
ACCURACY_NEEDED = 0.9


@exercise(
    why="The model meets unseen flowers as it will meet tomorrow's: with the numbers that "
    "training fixed."
)
def standardise(function):
    """Exercise 1: both arrays scaled with the statistics of the first."""
    import numpy as np

    rng = np.random.default_rng()
    train = rng.normal([5.0, -3.0, 0.4], [1.0, 4.0, 0.2], (40, 3))
    test = rng.normal([6.0, 1.0, 0.9], [2.0, 1.0, 0.5], (13, 3))
    result = call(function, train.copy(), test.copy())
    require(
        isinstance(result, (tuple, list)) and len(result) == 2,
        "Give back two arrays: `return scaled_train, scaled_test`.",
    )
    first, second = array(result[0]), array(result[1])
    if first.shape == test.shape and second.shape == train.shape:
        raise NotYet("The two arrays are in the wrong order: training samples first.")
    first, second = array(first, train.shape), array(second, test.shape)

    everything = np.concatenate([train, test])
    _suspect_scaling(
        first,
        train,
        [
            (
                everything.mean(0),
                everything.std(0),
                "The statistics come from both arrays together: the test samples took part. "
                "Use those of `train` alone.",
            ),
            (
                train.mean(),
                train.std(),
                "One mean for all columns: with axis=0 each column gets its own.",
            ),
            (
                train.mean(0),
                train.std(),
                "The deviation is one number for all columns: with axis=0 each column gets "
                "its own.",
            ),
            (
                train.mean(1, keepdims=True),
                train.std(1, keepdims=True),
                "The statistics run along each sample (axis=1); a column's mean runs over "
                "the samples (axis=0).",
            ),
            (
                train.mean(0),
                1.0,
                "The mean is gone, but the columns still have their own deviations: divide "
                "by them.",
            ),
            (0.0, train.std(0), "Divided, but not centred: subtract the mean before you divide."),
            (
                train.mean(0),
                train.var(0),
                "That divides by the variance; the standard deviation is its square root.",
            ),
            (
                train.min(0),
                np.ptp(train, axis=0),
                "That maps each column to the range 0 to 1; here the mean is to become 0 "
                "and the standard deviation 1.",
            ),
        ],
    )
    suspect(
        first,
        train - train.mean(0) / train.std(0),
        "Division comes before subtraction: put parentheses around `train - mean`.",
    )
    good_train = (train - train.mean(0)) / train.std(0)
    unbiased = (train - train.mean(0)) / train.std(0, ddof=1)
    if np.allclose(first, unbiased):  # Pandas' habit; as good.
        good_train = unbiased
    expect_close(
        first,
        good_train,
        "The columns of the scaled training samples need mean 0 and standard deviation 1.",
        tolerance=1e-4,
    )
    suspect(
        second,
        (test - test.mean(0)) / test.std(0),
        "The test samples were scaled with their own mean and deviation. A single new "
        "flower has neither: use those of `train`.",
    )
    suspect(second, test, "The test samples came back unscaled.")
    deviation = train.std(0, ddof=1) if good_train is unbiased else train.std(0)
    expect_close(
        second,
        (test - train.mean(0)) / deviation,
        "The training samples are right. Put the test samples through the same formula with "
        "the same mean and deviation.",
        tolerance=1e-4,
    )


def _suspect_scaling(values, data, mistakes):
    """Refuse values that are `data` scaled with one of these wrong (mean, deviation, hint)."""
    for mean, deviation, hint in mistakes:
        suspect(values, (data - mean) / deviation, hint)


@exercise(
    why="The width enters squared: in a wide network, twice the width takes nearly four times "
    "the parameters."
)
def widest(function):
    """Exercise 2: the largest width of a 4-h-h-h-3 network within a number of parameters."""
    import numpy as np

    def count(width):
        sizes = [4, width, width, width, 3]
        return sum((n + 1) * m for n, m in itertools.pairwise(sizes))

    rng = np.random.default_rng()
    exact = [count(int(width)) for width in rng.permutation(np.arange(5, 60))[:8]]
    near = [budget + more for budget in exact for more in (-2, -1, 2)]
    budgets = [*exact, *near, *rng.integers(100, 8000, size=20).tolist()]
    widths = np.array([array(call(function, budget), ()) for budget in budgets])

    def largest(counted, budget):
        return max(width for width in range(100) if counted(width) <= budget)

    truth = np.array([largest(count, budget) for budget in budgets])
    for counted, hint in [
        (lambda h: 2 * h * h + 7 * h, "That counts the weights only: each neuron has a bias, too."),
        (lambda h: count(h) + 4, "That gives biases to the four inputs, too: they have none."),
        (lambda h: count(h) - 3, "The biases of the three outputs are missing."),
        (
            lambda h: 2 * h * h + 7 * h + 4,
            "That counts one bias for each layer; each neuron has its own.",
        ),
        (
            lambda h: count(h) - (h + 1) * h,
            "That counts two hidden layers. There are three, with two times (h + 1) · h "
            "parameters between them.",
        ),
        (lambda h: count(h) + 1, "At most `budget`: a network that spends all of it counts."),
    ]:
        suspect(widths, [largest(counted, budget) for budget in budgets], hint)
    suspect(widths, truth + 1, "That is the first width too large: go one step back.")
    suspect(widths, truth - 1, "One wider would still be within the budget.")
    suspect(
        widths,
        [count(width) for width in truth],
        "That is the number of parameters: give back the width.",
    )
    require(
        bool(np.all(np.isfinite(widths) & (widths == np.floor(widths)))),
        "A width is a whole number: with a fraction of a neuron left over, round down.",
    )
    for budget, width, right in [
        *zip(budgets, widths, truth, strict=True),
        (15, array(call(function, 15), ()), 1),
    ]:
        expect_close(
            width,
            right,
            f"For a budget of {budget:,} you get the width {width:g}, which takes "
            f"{count(int(width)):,} parameters: "
            + ("too many." if width > right else "a wider network still fits."),
        )


@exercise(
    why="This one number is all that training looks at, for three species or for 50,000 words."
)
def cross_entropy(function):
    """Exercise 3: mean softmax cross-entropy of a batch, safe for large logits."""
    import numpy as np

    rng = np.random.default_rng()
    logits, labels = rng.normal(0, 2, (7, 4)), rng.permutation([0, 1, 2, 3, 3, 1, 2])
    rows = np.arange(len(labels))
    shifted = logits - logits.max(1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    losses = -log_probabilities[rows, labels]
    value = array(call(function, logits.copy(), labels.copy()))
    if value.shape != () and value.size == 1:
        value = value.reshape(())
    suspect(value, losses, "One loss a sample came back: take their mean.")
    suspect(
        value,
        np.exp(log_probabilities),
        "These are the probabilities; the loss is −log of the true class's, averaged.",
    )
    require(
        value.shape == (),
        f"One number is needed, and this has the shape {value.shape}. Pick from each row "
        f"the entry of its true class: probabilities[np.arange(len(labels)), labels].",
    )
    over_samples = np.exp(logits) / np.exp(logits).sum(0)
    over_everything = np.exp(logits) / np.exp(logits).sum()
    for mistake, hint in (
        (losses.sum(), "That is the sum over the samples; take the mean."),
        (-losses.mean(), "The sign is wrong: a loss is positive, −log p."),
        (
            losses.mean() / 4,
            "That averages over samples and classes: divide by the number of samples only.",
        ),
        (
            losses.mean() / np.log(2),
            "That is the logarithm to base 2; use the natural one, np.log.",
        ),
        (
            losses.mean() / np.log(10),
            "That is the logarithm to base 10; use the natural one, np.log.",
        ),
        (
            -np.log(over_samples[rows, labels]).mean(),
            "The softmax runs down the samples (axis=0): each row needs to sum to 1 (axis=1).",
        ),
        (
            -np.log(over_everything[rows, labels]).mean(),
            "The softmax divides by the sum over all samples: each row needs its own sum "
            "(axis=1, keepdims=True).",
        ),
        (
            -log_probabilities.max(1).mean(),
            "That takes the most probable class of each sample; take the true one, from labels.",
        ),
        (
            -log_probabilities[:, labels].mean(),
            "[:, labels] picks whole columns. Only the true class of each sample counts: "
            "[np.arange(len(labels)), labels].",
        ),
        (-log_probabilities.mean(), "That averages over all classes; only the true class counts."),
        (
            -log_probabilities.sum(1).mean(),
            "That adds over all classes; only the true class counts.",
        ),
        (
            -logits[rows, labels].mean(),
            "That is the mean of the logits themselves: the softmax is missing.",
        ),
        (-np.exp(log_probabilities[rows, labels]).mean(), "The logarithm is missing."),
        (
            np.exp(log_probabilities[rows, labels]).mean(),
            "That is the mean probability of the true class; take −log of each before the mean.",
        ),
        (
            -np.log(np.exp(log_probabilities[rows, labels]).mean()),
            "The logarithm comes before the mean: first −log p of every sample, then average.",
        ),
    ):
        suspect(value, mistake, hint)
    expect_close(
        value,
        losses.mean(),
        "Not the mean of −log p. Go in three steps: softmax along each row, the probability "
        "of the true class, −log and mean.",
    )
    large = np.array([[1000.0, 0.0, -1000.0], [0.0, 1000.0, 990.0]])
    with np.errstate(all="ignore"):
        value = array(call(function, large, np.array([0, 2])), ())
    require(
        bool(np.isfinite(value)),
        "Right for small logits, but np.exp(1000) overflows: subtract each row's largest "
        "logit first.",
    )
    expect_close(value, 5.0, "Right for small logits, wrong for large ones.", tolerance=1e-3)
    value = array(call(function, np.array([[0.0, 1000.0]]), np.array([0])), ())
    expect_close(
        value,
        1000.0,
        "Nearly: here the true class has a probability too small for a float, and its loss "
        "is 1000. Compute log p directly, as z − log Σ exp(z).",
        tolerance=1e-3,
    )


def _early_stop(
    losses, patience, min_delta, *, late=0, restart=False, only_delta=True, inclusive=False
):
    """The rule of EarlyStopping, and (with switches) the ways in which it is got wrong."""
    best_loss, best_epoch, wait = float("inf"), 0, 0
    for epoch, loss in enumerate(losses, start=1):
        margin = min_delta if only_delta else 0.0
        better = loss <= best_loss - margin if inclusive else loss < best_loss - margin
        if better:
            best_loss, best_epoch, wait = loss, epoch, 0
        else:
            wait += 1
            if restart:
                best_loss = loss
            if wait >= patience + late:
                break
    return epoch, best_epoch


@exercise(why="Patience bridges the jitter, and the best epoch is the one you keep.")
def early_stop(function):
    """Exercise 4: the epoch that stops a training, and the best one."""
    import numpy as np

    rng = np.random.default_rng()
    # Losses and min_delta are fractions of powers of two: exact, so that no rounding decides.
    cases = [
        ([0.875, 0.5, 0.484375, 0.625, 0.375], 2, 0.0625),
        ([1, 0.875, 0.75, 0.625], 3, 0.0625),
    ]
    for _ in range(40):
        length = int(rng.integers(8, 40))
        curve = np.exp(-np.arange(length) / 6) + rng.normal(0, 0.04, length)
        losses = (np.round(1024 * curve) / 1024).tolist()
        cases.append((losses, int(rng.integers(1, 6)), float(rng.choice([0, 1 / 64, 1 / 16]))))
    # Each loss improves by exactly min_delta, which is not enough.
    cases.append(([2.0, 1.75, 1.5, 1.25, 1.0], 2, 0.25))
    wrong = None
    results = []
    for losses, patience, min_delta in cases:
        result = answered(call(function, list(losses), patience, min_delta))
        require(
            isinstance(result, (tuple, list, np.ndarray)) and len(result) == 2,
            "Give back two numbers: `return stopped, best`.",
        )
        pair = tuple(int(number) for number in array(result, (2,)))
        results.append(pair)
        if wrong is None and pair != _early_stop(losses, patience, min_delta):
            wrong = (losses, patience, min_delta, pair)
    if wrong is None:
        return

    def explains(other):
        return all(pair == other(*case) for pair, case in zip(results, cases, strict=True))

    def rule(**switches):
        return lambda *case: _early_stop(*case, **switches)

    def lowest(losses, patience, min_delta):
        stopped, _ = _early_stop(losses, patience, min_delta)
        return stopped, int(np.argmin(losses[:stopped])) + 1

    def to_the_end(losses, patience, min_delta):
        return len(losses), _early_stop(losses, len(losses) + 1, min_delta)[1]

    def swapped(*case):
        return _early_stop(*case)[::-1]

    def from_zero(*case):
        return tuple(epoch - 1 for epoch in _early_stop(*case))

    def total_wait(losses, patience, min_delta):
        best_loss, best_epoch, wait = float("inf"), 0, 0
        for epoch, loss in enumerate(losses, start=1):
            if loss < best_loss - min_delta:
                best_loss, best_epoch = loss, epoch
            else:
                wait += 1
                if wait >= patience:
                    break
        return epoch, best_epoch

    for other, hint in (
        (swapped, "The two are in the wrong order: first the epoch that stops, then the best."),
        (from_zero, "Your epochs count from 0; here the first epoch is 1."),
        (rule(late=1), "One epoch too patient: stop as soon as `patience` epochs brought none."),
        (
            rule(late=-1),
            "One epoch too impatient: `patience` epochs without improvement are allowed.",
        ),
        (rule(only_delta=False), "min_delta plays no part: an improvement must be larger than it."),
        (
            rule(inclusive=True),
            "An improvement of exactly min_delta does not count: use <, not <=.",
        ),
        (
            rule(restart=True),
            "Each loss is compared with the one before it; compare it with the best so far.",
        ),
        (
            lowest,
            "Your best epoch is that of the lowest loss. Only losses that beat the best so "
            "far by more than min_delta count.",
        ),
        (to_the_end, "The training never stops: leave the loop when patience runs out."),
        (
            total_wait,
            "The wait is counted over the whole training: an improvement sets it back to 0.",
        ),
    ):
        if explains(other):
            raise NotYet(hint)
    losses, patience, min_delta, pair = min(
        (
            (*case, pair)
            for case, pair in zip(cases, results, strict=True)
            if pair != _early_stop(*case)
        ),
        key=lambda case: len(case[0]),
    )
    shown = ", ".join(f"{loss:.10g}" for loss in losses)
    raise NotYet(
        f"For losses {shown} with patience {patience} and min_delta {min_delta} you get "
        f"{pair}, "
        f"and {_early_stop(losses, patience, min_delta)} is right."
    )


@exercise(
    why="Three species that a few straight cuts divide need a few dozen numbers; size has "
    "to be earned by the data."
)
def small_network(function):
    """Exercise 5: at most 60 parameters, at least 90 % of held-out flowers."""
    import keras
    import numpy as np

    keras.utils.set_random_seed(0)
    model = call(function)
    require(
        isinstance(model, keras.Model),
        "Give back a Keras model: `return keras.Sequential([...])`.",
    )
    try:
        output = keras.ops.convert_to_numpy(model(np.zeros((2, 4), "float32")))
    except Exception as error:
        raise NotYet(
            f"The model does not take a batch of shape (flowers, 4): "
            f"{type(error).__name__}. Start it with keras.Input(shape=(4,))."
        ) from error
    require(
        output.shape == (2, 3),
        f"For 2 flowers the output has the shape {output.shape}; three probabilities for "
        f"each flower are needed, (2, 3).",
    )
    count = model.count_params()
    require(
        count <= PARAMETER_LIMIT,
        f"The network has {count:,} parameters, and {PARAMETER_LIMIT} are allowed: fewer "
        f"neurons or fewer layers.",
    )
    inputs, labels = _scaled_iris()
    output = keras.ops.convert_to_numpy(model(inputs))
    require(
        bool(np.allclose(output.sum(1), 1, atol=1e-4) and (output >= 0).all()),
        "The three outputs do not sum to 1: the last layer needs the activation softmax.",
    )
    accuracy = _two_fold_accuracy(model, inputs, labels)
    require(
        accuracy >= ACCURACY_NEEDED,
        f"{count} parameters, and {accuracy:.1%} of held-out flowers right; 90 % are "
        f"needed. Too few neurons, or neurons that cannot learn: do the weights start at "
        f"random, does an activation go dead?",
    )


def _scaled_iris():
    """The flowers, scaled, and their species: (150, 4) float32 and (150,) int32."""
    from sklearn.datasets import load_iris
    from sklearn.preprocessing import StandardScaler

    inputs, labels = load_iris(return_X_y=True)
    # Scaled on all flowers: both halves have nearly the same statistics, and nothing is reported.
    return StandardScaler().fit_transform(inputs).astype("float32"), labels.astype("int32")


def _two_fold_accuracy(model, inputs, labels, steps=150):
    """Train on one half, test on the other, both ways: the share of 150 flowers named right.

    Seeds are fixed, so that an answer gets the same verdict every time.
    """
    import keras
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    model.compile(optimizer=keras.optimizers.Adam(0.03), loss="sparse_categorical_crossentropy")
    model.optimizer.build(model.trainable_variables)
    weights = model.get_weights()
    memory = [keras.ops.convert_to_numpy(value) for value in model.optimizer.variables]
    right = 0
    for learn, held_out in StratifiedKFold(2, shuffle=True, random_state=0).split(inputs, labels):
        model.set_weights(weights)
        for variable, value in zip(model.optimizer.variables, memory, strict=True):
            variable.assign(value)
        for _ in range(steps):
            model.train_on_batch(inputs[learn], labels[learn])
        output = keras.ops.convert_to_numpy(model(inputs[held_out], training=False))
        right += int(np.sum(output.argmax(1) == labels[held_out]))
    return right / len(labels)
