"""Checks of lesson 08, cnn_mnist."""

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

BAR = 0.9  # Exercise 5: accuracy on moved digits.
FARTHEST = 4  # Exercise 5: pixels.


@exercise(
    why="With these two numbers you can read any table of a network, and see where its size is."
)
def conv_layer(function):
    """Exercise 1: output side and parameters of a convolution without padding."""
    rng = np.random.default_rng()
    for attempt in range(6):
        kernel, stride = int(rng.integers(2, 6)), 1 if attempt < 2 else int(rng.integers(2, 4))
        side = kernel + stride * int(rng.integers(6, 15)) + int(rng.integers(0, stride))
        if attempt == 2:
            side = kernel + stride * 8 + stride - 1  # the last step does not fit
        channels, filters = int(rng.integers(2, 6)), int(rng.integers(7, 40))
        result = call(function, side, kernel, stride, channels, filters)
        if not isinstance(result, (tuple, list, np.ndarray)) or len(result) != 2:
            raise NotYet("Two numbers are needed: return side, parameters")
        out, parameters = (float(array(value, ())) for value in result)
        true_out, weights = (side - kernel) // stride + 1, kernel * kernel * channels * filters
        exact = (side - kernel) / stride + 1
        if stride == 1:
            suspect(
                out,
                side - kernel,
                "The side is one too small: a kernel as large as the picture fits once.",
            )
            suspect(
                out,
                side,
                "The side stays the same only with padding. Here the kernel stays inside.",
            )
        else:
            suspect(
                out,
                side - kernel + 1,
                "Right for stride 1. A larger stride leaves positions out: divide by it.",
            )
            if side // stride != true_out:
                hint = "That is the side over the stride: the kernel is missing."
                suspect(out, side // stride, hint)
            if exact != true_out:
                suspect(
                    out,
                    exact,
                    "Half a step is no position: round down the number of steps (//).",
                )
                suspect(
                    out,
                    true_out + 1,
                    "A kernel that would stick out at the edge is left away: round down.",
                )
        expect_close(
            out, true_out, "The side is wrong: how many steps can the kernel make, plus one?"
        )
        suspect(parameters, weights, "One bias for each filter is missing in the parameters.")
        suspect(
            parameters,
            kernel * kernel * filters + filters,
            "Each filter looks at all input channels: multiply its weights by their number.",
        )
        suspect(
            parameters,
            kernel * channels * filters + filters,
            "The kernel is a square: kernel · kernel weights for each channel.",
        )
        suspect(parameters, weights + 1, "Each filter has a bias of its own, not all one.")
        suspect(
            parameters,
            (weights + filters) * true_out**2,
            "The same weights serve at every position: the size of the output does not count.",
        )
        expect_close(
            parameters,
            weights + filters,
            "The parameters are wrong: weights of one filter, times filters, plus biases.",
        )


@exercise(
    why="A large gap between first and second guess says that the net doubts among a few digits."
)
def top_k_accuracy(function):
    """Exercise 2: how often the true class is among the k most probable ones."""
    rng = np.random.default_rng()
    scores = rng.normal(0, 1.0, size=(90, 10))
    labels = rng.integers(0, 10, size=90)
    scores[np.arange(90), labels] += 1.2
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    order = np.argsort(-probabilities, axis=1)
    hit = order == labels[:, np.newaxis]
    for k in (2, 1, 3):
        truth = hit[:, :k].any(axis=1).mean()
        value = array(call(function, probabilities.copy(), labels.copy(), k))
        if value.shape == (90,):
            raise NotYet("That is one answer for each picture: their mean is the accuracy.")
        value = array(value, ())
        suspect(value, truth * 90, "That is how many are right; the accuracy is their share.")
        suspect(value, truth * 100, "That is in per cent: give the share, between 0 and 1.")
        if k > 1:
            suspect(
                value,
                hit[:, :1].mean(),
                "That counts the first guess alone. The second one counts as well: use k.",
            )
            suspect(
                value,
                hit[:, 1:k].any(axis=1).mean(),
                "The most probable class is left out: does the slice end too early?",
            )
        else:
            suspect(value, hit[:, :2].any(axis=1).mean(), "The 2 is fixed: use the argument k.")
        suspect(
            value,
            hit[:, -k:].any(axis=1).mean(),
            "These are the least probable classes: argsort puts the smallest first.",
        )
        suspect(value, 1 - truth, "That is the share that is wrong.")
        expect_close(value, truth, f"For k = {k} the share is wrong: is the label among the top k?")


@exercise(why="Two weighted means, and a drawing from anywhere lands where the network looks.")
def centre_of_mass(function):
    """Exercise 3: the mean row and column, weighted by brightness."""
    rng = np.random.default_rng()
    for height, width in ((28, 28), (17, 24)):
        picture = np.zeros((height, width))
        top, left = rng.integers(1, 5), rng.integers(7, 11)
        picture[top : top + 9, left : left + 6] = rng.integers(1, 120, size=(9, 6))
        picture[top : top + 3, left + 2 : left + 6] += 130
        picture[top - 1, left] = 5  # a faint pixel widens the box around the digit
        rows, columns = np.arange(height), np.arange(width)
        mass = picture.sum()
        truth = np.array([picture.sum(axis=1) @ rows, picture.sum(axis=0) @ columns]) / mass
        value = array(call(function, picture.copy()), (2,))
        inked = np.argwhere(picture > 0)
        suspect(value, truth[::-1], "Row and column are swapped: the row comes first.")
        suspect(
            value,
            inked.mean(axis=0),
            "Every pixel counts the same here. Brighter ones should weigh more.",
        )
        suspect(
            value,
            (inked.min(axis=0) + inked.max(axis=0)) / 2,
            "That is the middle of the box around the digit. Weigh the pixels by brightness.",
        )
        suspect(value, truth + 1, "You count rows from 1; NumPy counts from 0.")
        suspect(value, truth * mass, "Divide by the sum of all brightness, the mass.")
        suspect(
            value,
            truth * mass / picture.size,
            "Divide by the sum of all brightness, not by the number of pixels.",
        )
        suspect(
            value,
            (np.array([height, width]) - 1) / 2,
            "That is the middle of the frame, and does not depend on the digit.",
        )
        expect_close(value, truth, "Mean row and mean column, each pixel weighted by its value.")
    bytes_picture = np.full((20, 20), 250, np.uint8)
    bytes_picture[:, :5] = 0
    expect_close(
        array(call(function, bytes_picture.copy()), (2,)),
        np.array([9.5, 12.0]),
        "Right for floats, wrong for uint8 pictures: bytes overflow at 255, so convert first.",
    )


@exercise(
    why="One number, chosen on validation data, moves all confidences: T > 1 lowers them, "
    "T < 1 raises them."
)
def soften(function):
    """Exercise 4: probabilities at another temperature."""
    rng = np.random.default_rng()
    scores = rng.normal(0, 2, size=(7, 10))
    temperature = float(rng.uniform(1.6, 3))

    def softmax(values):
        exponentials = np.exp(values - values.max(axis=1, keepdims=True))
        return exponentials / exponentials.sum(axis=1, keepdims=True)

    probabilities = softmax(scores)
    truth = softmax(scores / temperature)
    value = array(call(function, probabilities.copy(), temperature), probabilities.shape)
    suspect(value, probabilities, "Nothing changed: divide the logarithms by the temperature.")
    suspect(
        value,
        probabilities / temperature,
        "Divide the logarithm of the probabilities, then take the softmax: rows must sum to 1.",
    )
    suspect(
        value,
        softmax(probabilities / temperature),
        "Softmax of the probabilities themselves: take their logarithm first.",
    )
    suspect(
        value,
        probabilities ** (1 / temperature),
        "Almost: the rows no longer sum to 1. Divide each by its sum.",
    )
    suspect(
        value,
        softmax(scores * temperature),
        "Multiplied: that makes the network surer. Divide by the temperature.",
    )
    powers = probabilities ** (1 / temperature)
    suspect(
        value, powers / powers.sum(), "The sum runs over the whole batch: each row has its own."
    )
    suspect(
        value,
        powers / powers.sum(axis=0),
        "The columns sum to 1 here; it should be the rows: axis=1, keepdims=True.",
    )
    expect_close(value, truth, "Logarithm, divided by the temperature, then softmax of each row.")


@exercise(
    why="What the data did not vary, the network did not learn to ignore; showing it is cheap."
)
def shift_proof(model, images, labels):
    """Exercise 5: a trained model that reads digits moved by up to 4 pixels each way."""
    if not callable(model) or not callable(getattr(model, "predict", None)):
        raise NotYet(f"A trained Keras model is needed, and this is {type(model).__name__}.")
    images, labels = np.asarray(images)[:400], np.asarray(labels)[:400]
    rng = np.random.default_rng()
    groups = {
        "centred": [(0, 0)] * len(images),
        "near": [_move(rng, 2) for _ in images],
        "far": [_move(rng, FARTHEST) for _ in images],
        "down and right": [np.abs(_move(rng, FARTHEST)) for _ in images],
    }
    moved = np.concatenate(
        [
            np.stack([_shifted(image, *move) for image, move in zip(images, moves, strict=True)])
            for moves in groups.values()
        ]
    )
    try:
        import keras

        predictions = np.concatenate(
            [
                keras.ops.convert_to_numpy(model(part.astype("float32"), training=False))
                for part in np.array_split(moved, 4)
            ]
        )
    except Exception as error:
        raise NotYet(f"The model raised {type(error).__name__}: {error}") from error
    require(
        predictions.shape == (len(moved), 10),
        f"The model gives back {predictions.shape[1:]} for a picture; ten numbers are needed.",
    )
    right = (predictions.argmax(axis=1) == np.tile(labels, len(groups))).reshape(len(groups), -1)
    reached = dict(zip(groups, right.mean(axis=1), strict=True))
    require(
        reached["far"] > 0.3 or reached["centred"] > 0.3,
        f"Only {reached['centred']:.0%} of centred digits are read: was the model compiled and "
        "fitted, and are the labels in the order of the pictures?",
    )
    require(
        reached["far"] >= BAR or reached["down and right"] < BAR,
        f"{reached['down and right']:.0%} when digits move down and right, but "
        f"{reached['far']:.0%} when they move any way: train with "
        "moves up and to the left, too (negative numbers).",
    )
    require(
        reached["far"] >= BAR or reached["near"] < BAR,
        f"{reached['near']:.0%} with moves of up to 2 pixels, {reached['far']:.0%} with up to "
        f"{FARTHEST}: the moves in training are too small.",
    )
    require(
        reached["far"] >= BAR or reached["centred"] - reached["far"] < 0.15,
        f"{reached['centred']:.0%} of centred digits, but {reached['far']:.0%} of moved ones "
        f"({BAR:.0%} are needed): the network has not seen digits move. Train on moved copies.",
    )
    require(
        reached["far"] >= BAR,
        f"{reached['far']:.0%} of moved digits, and {BAR:.0%} are needed: more copies with "
        "different moves, or a little longer training.",
    )
    require(
        reached["centred"] >= BAR,
        f"Moved digits are read, but only {reached['centred']:.0%} of centred ones: "
        "keep moves of 0 among the others.",
    )


def _move(rng, farthest: int) -> np.ndarray:
    """A random move (rows, columns) of at most `farthest` pixels."""
    return rng.integers(-farthest, farthest + 1, size=2)


def _shifted(image: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """One picture (height, width, channels), moved down and right, filled with black."""
    height, width = image.shape[:2]
    margin = max(abs(int(rows)), abs(int(columns)))
    padded = np.pad(image, ((margin, margin), (margin, margin), (0, 0)))
    top, left = margin - int(rows), margin - int(columns)
    return padded[top : top + height, left : left + width]
