"""Checks of lesson 10, fine-tuning a VGG."""

from __future__ import annotations

import math

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


@exercise(why="Pretrained weights are worth what they are only for pixels prepared as in training.")
def preprocess(function):
    """Exercise 1: from RGB to BGR, minus ImageNet's mean of each colour."""
    from utils.backbones import IMAGENET_MEAN

    images = np.random.default_rng().integers(0, 256, size=(3, 5, 7, 3)).astype("uint8")
    before = images.copy()
    values = array(call(function, images), images.shape)
    require(
        np.array_equal(images, before),
        "Your function changes the pictures that it was given: work on a copy of them.",
    )
    mean = np.array(IMAGENET_MEAN)
    pixels = images.astype("float64")
    truth = pixels[..., ::-1] - mean[::-1]
    for mistake, hint in (
        (pixels, "These are the pixels as they came."),
        (pixels - mean, "The mean is taken off, but the order is still red, green, blue."),
        (pixels[..., ::-1], "The order is right. Now take the mean of each colour off."),
        (
            pixels[..., ::-1] - mean,
            "The colours are turned round and the mean is not: blue loses the mean of red.",
        ),
        (pixels - mean[::-1], "The mean is turned round and the pixels are not."),
        (
            pixels[:, ::-1] - mean,
            "That turns the rows round, so the pictures stand on their heads. Colours are the "
            "last axis.",
        ),
        (
            pixels[:, :, ::-1] - mean,
            "That turns the columns round: a mirror image. Colours are the last axis.",
        ),
        (
            pixels[::-1] - mean,
            "That turns the order of the pictures round. Colours are the last axis.",
        ),
        (truth / 255, "No division by 255: VGG was trained on the full range, only centred."),
        (
            pixels[..., ::-1] / 255 - mean[::-1],
            "No division by 255: the mean is in units of 0 to 255, and VGG was trained on them.",
        ),
        (mean[::-1] - pixels[..., ::-1], "The sign is turned round: pixels minus mean."),
    ):
        suspect(values, mistake, hint, tolerance=1e-4)
    expect_close(
        values, truth, "Blue first, then green, red; from each its own mean.", tolerance=1e-4
    )


@exercise(why="One block moves, its statistics stay: few pictures cannot spoil what many taught.")
def layers_to_train(function):
    """Exercise 2: the layers of the last block, without batch normalisation."""
    import keras

    from utils import backbones

    for name in ("small_vgg", "small_resnet"):
        backbone = backbones.load(name, pretrained=False)
        given = call(function, backbone)
        require(
            isinstance(given, (list, tuple)) and len(given) > 0,
            "A list of layers is needed, and this is "
            f"{'empty' if isinstance(given, (list, tuple)) else type(given).__name__}.",
        )
        if isinstance(given[0], list):
            raise NotYet("That is a list of blocks. Take one block: a list of layers.")
        require(
            all(isinstance(layer, keras.layers.Layer) for layer in given),
            f"The list holds {type(given[0]).__name__}, not layers.",
        )
        blocks = backbones.blocks(backbone)
        found = {layer.name for layer in given}

        def names(chosen, kind=keras.layers.Layer, but=()):
            return {
                layer.name
                for layer in chosen
                if isinstance(layer, kind) and not isinstance(layer, but)
            }

        normalisation = keras.layers.BatchNormalization
        everything = [layer for block in blocks for layer in block]
        right = names(blocks[-1], but=normalisation)
        require(
            found != names(blocks[-1]),
            "Right block. But its batch normalisation is among them, and should stay as it is.",
        )
        require(
            found != names(blocks[-1], normalisation),
            "Those are the batch normalisations of the block, the very ones to leave out.",
        )
        require(
            not found & names(blocks[0]) or found & right,
            "That is the first block, next to the pixels: the last thing to change.",
        )
        extra = found & names(everything) - names(blocks[-1])
        require(
            not extra, f"{sorted(extra)[:1]} is not in the last block: `backbones.blocks(…)[-1]`."
        )
        require(
            not found & names(backbone.layers, normalisation),
            "Batch normalisation is among them, and should stay as it is.",
        )
        missing = right - found
        require(not missing, f"{sorted(missing)[:1]} is missing: every convolution of the block.")
        require(
            found == right,
            "Layers without weights, such as activations, have nothing to train: "
            "`backbones.blocks` leaves them out.",
        )


@exercise(why="The same curve as keras.optimizers.schedules.CosineDecayRestarts, by hand.")
def restarts(function):
    """Exercise 3: the learning rate of SGDR, whose cycles double in length."""
    rng = np.random.default_rng()
    peak, first = rng.uniform(0.01, 0.5), int(rng.integers(5, 12))
    steps = range(7 * first)  # three whole cycles

    def rate_with(shape, lengths):
        rates = []
        for length in lengths:
            rates += [peak * shape(position / length) for position in range(length)]
        return np.array(rates)

    values = np.array([float(array(call(function, step, peak, first), ())) for step in steps])
    doubling = (first, 2 * first, 4 * first)
    truth = rate_with(lambda progress: (1 + math.cos(math.pi * progress)) / 2, doubling)
    for shape, lengths, hint in (
        (
            lambda p: (1 + math.cos(math.pi * p)) / 2,
            [first] * 7,
            "All cycles have the same length. Each should be twice as long as the one before.",
        ),
        (
            lambda p: (1 + math.cos(math.pi * p)) / 2,
            [7 * first],
            "That is one long descent. Where are the restarts?",
        ),
        (
            lambda p: 1 + math.cos(math.pi * p),
            doubling,
            "Twice too large: 1 + cos lies between 0 and 2.",
        ),
        (
            lambda p: (1 - math.cos(math.pi * p)) / 2,
            doubling,
            "Your rate rises in each cycle. It should begin at the peak and fall.",
        ),
        (
            lambda p: math.cos(math.pi * p),
            doubling,
            "Your rate becomes negative: move the cosine up by one, then halve it.",
        ),
        (
            lambda p: math.cos(math.pi * p / 2),
            doubling,
            "That is a quarter of a wave. A half one, from 0 to π, is flat at both ends.",
        ),
        (lambda p: 1 - p, doubling, "Your rate falls in a straight line; a cosine is asked for."),
    ):
        suspect(values, rate_with(shape, lengths), hint)
    wrong = np.flatnonzero(~np.isclose(values, truth))
    if len(wrong):
        step = wrong[0]
        raise NotYet(
            f"With peak {peak:.3f} and a first cycle of {first} steps, the rate at step {step} "
            f"should be {truth[step]:.4f}, and yours is {values[step]:.4f}."
        )


@exercise(why="A second look from another side costs one prediction and no training at all.")
def predict_both_ways(function):
    """Exercise 4: the mean of the predictions for a picture and for its mirror image."""
    rng = np.random.default_rng()
    images = rng.uniform(0, 255, size=(5, 6, 8, 3))
    weights = rng.normal(0, 0.002, size=(6, 8, 3))

    def predict(pictures):
        pictures = np.asarray(pictures, dtype="float64")
        if pictures.shape[1:] != weights.shape:
            raise ValueError(f"predict needs (n, 6, 8, 3), and got {pictures.shape}")
        return 1 / (1 + np.exp(-(pictures * weights).sum(axis=(1, 2, 3))))  # (n,)

    plain, mirrored = predict(images), predict(images[:, :, ::-1])
    values = array(call(function, predict, images))
    if values.shape == ():
        raise NotYet("One number for all pictures: average over the two ways, not over pictures.")
    if values.shape == (10,):
        raise NotYet("Ten answers for five pictures: average the two of each picture.")
    values = array(values, (5,))
    for mistake, hint in (
        (plain, "That is the prediction for the pictures as they are, without the mirror images."),
        (mirrored, "That is the prediction for the mirror images alone."),
        (plain + mirrored, "That is the sum; the mean is half of it."),
        (np.maximum(plain, mirrored), "That is the larger of the two, not their mean."),
        (
            (plain + predict(images[:, ::-1])) / 2,
            "That stands the picture on its head. The axes are (picture, row, column, colour).",
        ),
        (
            (plain + predict(images[..., ::-1])) / 2,
            "That turns the colours round. The axes are (picture, row, column, colour).",
        ),
        (
            (plain + predict(images[::-1])) / 2,
            "That turns the order of the pictures round: each is averaged with another's.",
        ),
        (
            predict((images + images[:, :, ::-1]) / 2),
            "That lays the two pictures over each other. Average the predictions instead.",
        ),
    ):
        suspect(values, mistake, hint)
    expect_close(values, (plain + mirrored) / 2, "The mean of the two predictions is expected.")


@exercise(
    why="The threshold follows from what mistakes cost; one half is right only if they are alike."
)
def threshold(function):
    """Exercise 5: from which probability on to say dog, given the cost of both mistakes."""
    rng = np.random.default_rng()
    for _ in range(5):
        missed, false = rng.uniform(1, 4), rng.uniform(5, 20)
        if rng.random() < 0.5:
            missed, false = false, missed
        value = array(call(function, missed, false), ())
        right = false / (missed + false)
        for mistake, hint in (
            (0.5, "One half is right only if both mistakes cost the same."),
            (
                missed / (missed + false),
                "Turned round: where missing a dog is expensive, say dog early, so the threshold "
                "must fall.",
            ),
            (false / missed, "That is the ratio of the costs; it can be larger than 1."),
            (missed / false, "That is the ratio of the costs; it can be larger than 1."),
        ):
            suspect(value, mistake, hint)
        require(
            0 <= value <= 1,
            f"A threshold is a probability, and for costs {missed:.1f} and {false:.1f} yours is "
            f"{value:.2f}.",
        )
        expect_close(
            value,
            right,
            "At the threshold, both answers have the same expected cost: "
            "p · (cost of a missed dog) = (1 − p) · (cost of a false dog). Solve for p.",
        )
