"""Checks of lesson 13, fully convolutional networks and heatmaps."""

from __future__ import annotations

import numpy as np

from utils.checks.feedback import NotYet, array, call, exercise, expect_close, require, suspect

CHANNELS, LIMIT, REACH = 64, 15_000, 3  # Of the block in exercise 4.


@exercise(why="Rows come first in arrays, x comes first in drawings, and boxes cross the border.")
def rectangle(function):
    """Exercise 1: top, left, bottom, right as x, y, width, height."""
    rng = np.random.default_rng()
    for _ in range(3):
        top, left = rng.integers(5, 20), rng.integers(30, 60)
        height, width = rng.integers(21, 30), rng.integers(61, 90)
        bottom, right = top + height, left + width
        values = array(call(function, top, left, bottom, right), (4,))
        suspect(values, (top, left, width, height), "y comes first there: x is `left`.")
        suspect(values, (left, top, height, width), "Width and height are swapped.")
        suspect(
            values,
            (top, left, height, width),
            "These are rows before columns. A rectangle wants x first and width first.",
        )
        suspect(
            values, (left, top, right, bottom), "Those are two corners. Give the width and height."
        )
        suspect(
            values,
            (left, top, width + 1, height + 1),
            "One pixel too many: `bottom` and `right` lie just outside already.",
        )
        suspect(
            values,
            (left, bottom, width, height),
            "Row 0 is at the top, so the corner at the top left has y = `top`.",
        )
        expect_close(
            values,
            (left, top, width, height),
            f"For top {top}, left {left}, bottom {bottom}, right {right} that should be "
            f"{(int(left), int(top), int(width), int(height))}.",
        )


@exercise(why="Read where the fish is, a name no longer depends on how much deck is around it.")
def name_at_fish(function):
    """Exercise 2: the best class at the position where the last class is lowest."""
    rng = np.random.default_rng()
    count, rows, columns, classes = 12, 5, 7, 6
    maps = rng.normal(0, 1, (count, rows, columns, classes))
    maps[0, ..., -1] += 2  # So the lowest of all is in another picture.
    flat = maps.reshape(count, -1, classes)
    every = np.arange(count)
    values = array(call(function, maps.copy()), (count,))

    def best_at(places):
        return flat[every, places].argmax(axis=1)

    lowest, highest = flat[..., -1].argmin(axis=1), flat[..., -1].argmax(axis=1)
    truth = best_at(lowest)
    suspect(values, lowest, "That is the place. Which class is highest there?")
    suspect(
        values,
        best_at(highest),
        "You looked where “no fish” is highest. The fish is where it is lowest.",
    )
    suspect(
        values,
        best_at(flat[..., 0].argmin(axis=1)),
        "“No fish” is the last class, not the first.",
    )
    suspect(
        values,
        flat.mean(axis=1).argmax(axis=1),
        "That is the average over all positions, as before. Take one position of each picture.",
    )
    suspect(
        values,
        flat.max(axis=1).argmax(axis=1),
        "That takes each class where it is highest itself. Choose the position by “no fish”.",
    )
    suspect(values, flat[every, lowest].argmin(axis=1), "That is the lowest class there.")
    expect_close(values, truth, f"{np.sum(values != truth)} of {count} pictures got another name.")


@exercise(why="One pass over the features gives what a classifier would say at every window.")
def slide_dense(function):
    """Exercise 3: a dense layer at every place of its window."""
    rng = np.random.default_rng()
    rows, columns, channels, classes = 3, 2, 4, 5
    kernel, bias = rng.normal(0, 1, (rows * columns * channels, classes)), rng.normal(3, 1, classes)
    for height, width in ((6, 7), (rows, columns)):
        maps = rng.normal(0, 1, (height, width, channels))
        down, across = height - rows + 1, width - columns + 1
        values = call(function, maps.copy(), kernel.copy(), bias.copy(), rows, columns)
        found = np.shape(values)
        require(
            found != (height - rows, width - columns, classes),
            f"A window of {rows} rows fits into {height} rows at {down} places: "
            "height − rows + 1. The last place is missing.",
        )
        require(
            found != (height // rows, width // columns, classes) or found == (1, 1, classes),
            "The window should move on by one position, not by its own size.",
        )
        require(found != (down * across, classes), "Keep rows and columns apart in the result.")
        values = array(values, (down, across, classes))

        def slide(flatten, bias=bias, maps=maps, down=down, across=across):
            return np.array(
                [
                    [
                        flatten(maps[r : r + rows, c : c + columns]) @ kernel + bias
                        for c in range(across)
                    ]
                    for r in range(down)
                ]
            )

        suspect(values, slide(np.ravel, bias=0), "The bias is missing.")
        suspect(
            values,
            slide(lambda window: window.transpose(1, 0, 2).ravel()),
            "Columns were flattened before rows. `ravel()` runs through rows first, as `Flatten`.",
        )
        suspect(
            values,
            slide(lambda window: window.transpose(2, 0, 1).ravel()),
            "Channels were flattened first. In Keras they come last.",
        )
        expect_close(values, slide(np.ravel), "The shape is right, the scores are not.")


@exercise(why="Stacked small windows see as far as a large one, for a fraction of the weights.")
def wide_block(function):
    """Exercise 4: four branches, 64 channels, a sight of 7 × 7, at most 15,000 parameters."""
    import keras
    from keras import ops

    inputs = keras.Input((None, None, CHANNELS))
    outputs = call(function, inputs)
    require(keras.utils.is_keras_tensor(outputs), "Give back what a layer gave for `x`.")
    last = outputs._keras_history.operation
    require(
        isinstance(last, keras.layers.Concatenate),
        f"The branches should meet in a `Concatenate` at the end, and this is a "
        f"{type(last).__name__}.",
    )
    branches = len(last.input)
    require(branches == 4, f"There are {branches} branches, and four are needed.")
    channels = outputs.shape[-1]
    require(
        channels == CHANNELS,
        f"{channels} channels come out, and {CHANNELS} are needed: the branches' channels add up.",
    )
    model = keras.Model(inputs, outputs)
    rng = np.random.default_rng()
    size, middle = 19, 9
    image = rng.normal(0, 1, (1, size, size, CHANNELS)).astype("float32")
    touched = np.repeat(image, 4, axis=0)
    touched[1:, middle, middle] += rng.normal(0, 20, (3, CHANNELS))
    keep = 'Use `padding="same"` and strides of 1 everywhere, in the pooling too.'
    try:
        answers = ops.convert_to_numpy(model(touched))
    except Exception as error:  # Each backend has its own.
        raise NotYet(f"The branches differ in rows and columns. {keep}") from error
    require(
        answers.shape[1:3] == (size, size),
        f"{size} × {size} positions became {answers.shape[1]} × {answers.shape[2]}. {keep}",
    )
    changed = np.abs(answers[1:] - answers[0]).max(axis=(0, 3)) > 1e-5
    places = np.argwhere(changed) - middle
    reach = int(np.abs(places).max()) if len(places) else 0
    sight = 2 * reach + 1
    if reach != REACH:
        more = "further than" if reach > REACH else "less than"
        raise NotYet(f"The block sees {sight} × {sight}, {more} 7 × 7.")
    parameters = model.count_params()
    require(
        parameters <= LIMIT,
        f"{parameters:,} parameters, and {LIMIT:,} are allowed: squeeze the channels with a "
        "1 × 1 convolution first, and stack small windows.",
    )
