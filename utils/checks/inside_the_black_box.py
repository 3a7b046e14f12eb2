"""Checks of lesson 09, inside the black box."""

from __future__ import annotations

import functools

import numpy as np

from utils.checks.feedback import NotYet, array, call, exercise, expect_close, require, suspect

REACH = 8  # How far a value of a picture may be moved in exercise 4.


@exercise(why="Averaged over noise, the gradient keeps what holds around the picture, not at it.")
def smooth_gradient(function):
    """Exercise 1: the average of the gradient over noisy copies of an image."""
    rng = np.random.default_rng()
    image = rng.uniform(50, 200, (5, 4, 3))
    seen = []

    def gradient_of(noisy):
        noisy = np.array(noisy, dtype=np.float64)
        require(
            noisy.shape == image.shape,
            f"`gradient_of` takes one image of shape {image.shape} and got {noisy.shape}.",
        )
        seen.append(noisy)
        return (noisy - 125) ** 3 / 1000

    copies, spread = 40, 30.0
    state = int(rng.integers(2**32))
    values = array(
        call(function, gradient_of, image.copy(), np.random.default_rng(state), copies, spread),
        image.shape,
    )
    require(bool(seen), "Nothing was asked of `gradient_of`: call it for each noisy copy.")
    if len(seen) == 1:
        apart = seen[0] - image
        if np.allclose(apart, 0):
            raise NotYet("The noise has to go into the image, before `gradient_of`, every time.")
        raise NotYet("`gradient_of` was asked once. Ask it for each copy, and average the answers.")
    require(
        len(seen) == copies,
        f"{len(seen)} gradients were taken, and {copies} were asked for: use `copies`.",
    )
    noise = np.stack(seen) - image
    require(
        not np.allclose(noise, 0),
        "The image went into `gradient_of` without noise: add it before, every time.",
    )
    require(
        not np.allclose(noise, noise[0]),
        "All copies got the same noise: draw it inside the loop, anew for each copy.",
    )
    require(
        abs(noise.std() / spread - 1) < 0.25 and abs(noise.mean()) < spread / 4,
        f"The noise has a spread of {noise.std():.1f}; {spread:.0f} was asked for, around zero. "
        "Is it added to the original image each time, and is `spread` used?",
    )
    gradients = (np.stack(seen) - 125) ** 3 / 1000
    suspect(values, gradients.sum(axis=0), "That is the sum of the gradients: average them.")
    suspect(
        values,
        np.abs(gradients).mean(axis=0),
        "The signs are gone: average the gradients themselves, and take sizes afterwards.",
    )
    suspect(values, gradients[-1], "That is the last gradient alone: average over all copies.")
    expect_close(values, gradients.mean(axis=0), "This is not the average of the gradients taken.")


@exercise(why="An average over places can be drawn as a map of places: lesson 13 is built on it.")
def class_map(function):
    """Exercise 2: what each position contributes to the score of one class."""
    rng = np.random.default_rng()
    maps, kernel = rng.normal(0, 1, (6, 5, 8)), rng.normal(0, 1, (8, 4))
    k = int(rng.integers(1, 4))
    values = array(call(function, maps.copy(), kernel.copy(), k), (6, 5))
    truth = maps @ kernel[:, k]
    suspect(
        values,
        np.maximum(truth, 0),
        "Negative contributions are gone: without them the mean is not the score.",
    )
    suspect(
        values,
        truth / truth.size,
        "Divided by the number of positions: then the sum is the score, not the mean.",
    )
    suspect(values, maps @ kernel[:, 0], "That is the map of class 0: use `k`.")
    suspect(values, maps.mean(axis=-1), "The kernel is not used: channels count unequally.")
    suspect(values, maps @ kernel.sum(axis=1), "That adds up all classes: take the column of `k`.")
    suspect(
        values,
        maps @ np.abs(kernel[:, k]),
        "The weights lost their signs: a channel can speak against the class.",
    )
    suspect(values, maps[..., k], "That is channel `k`. The classes are the columns of the kernel.")
    score = maps.mean(axis=(0, 1)) @ kernel[:, k]
    require(
        bool(np.isclose(values.mean(), score)),
        f"The mean of the map is {values.mean():.3f}, and the score without bias is {score:.3f}.",
    )
    expect_close(values, truth, "The mean is right, but each position should get what is its own.")


@exercise(why="An explanation that can be acted on can be tested, and compared with others.")
def delete_most(function):
    """Exercise 3: the hottest pixels made grey."""
    rng = np.random.default_rng()
    image = rng.uniform(0, 100, (6, 8, 3))
    heat = rng.permutation(48).reshape(6, 8) / 47.0
    heat = heat**3 - 0.2  # Neither uniform nor all positive.
    for count in (12, 5, 0):
        share = count / heat.size
        given = image.copy()
        values = array(call(function, given, heat.copy(), share), image.shape)
        require(
            bool(np.array_equal(given, image)),
            "The original image was changed: work on a copy of it.",
        )
        changed = np.any(values != image, axis=-1)
        order = np.argsort(heat, axis=None)
        hottest = np.zeros(heat.size, bool)
        hottest[order[heat.size - count :]] = True
        hottest = hottest.reshape(heat.shape)
        coldest = np.zeros(heat.size, bool)
        coldest[order[:count]] = True
        if count and np.array_equal(changed, coldest.reshape(heat.shape)):
            raise NotYet("These are the least important pixels: the sorted order runs upwards.")
        if not count and changed.all():
            raise NotYet("With a share of 0 everything is grey: `[-0:]` is the whole array.")
        require(
            changed.sum() == count,
            f"{changed.sum()} pixels of 48 changed, and a share of {share:.3f} makes {count}. "
            "A share of pixels is counted, not a threshold for the heat.",
        )
        require(bool(np.array_equal(changed, hottest)), "The pixels are not the hottest ones.")
        expect_close(values[changed], np.full((count, 3), 128.0), "Grey is 128 in all channels.")


@exercise(why="The network is steered by directions that no eye can see. Keep it in mind.")
def fool(function):
    """Exercise 4: a picture near the original that the network takes for something else."""
    kinds, scores, pictures, labels = _subjects()
    rng = np.random.default_rng()
    for number in rng.choice(len(pictures), 2, replace=False):
        picture, label = pictures[number], labels[number]
        likely = [kind for kind in np.argsort(-scores(picture)) if kind != label]
        # A nearer kind may need next to nothing; some that are further off are out of reach.
        wanted = int(rng.choice(likely[2:4]))
        values = array(call(function, picture.copy(), wanted), picture.shape)
        require(
            bool(np.all(np.isfinite(values))) and values.min() >= 0 and values.max() <= 255,
            "Some values leave the range from 0 to 255: clip them.",
        )
        moved = np.abs(values - picture.astype(np.float64)).max()
        require(
            moved <= REACH + 1e-3,
            f"A value moved by {moved:.0f}, and {REACH} is the most: clip to the picture ± {REACH} "
            "after each step. (In uint8, 250 + 8 is 2: work in float32.)",
        )
        require(moved > 0, "The picture came back unchanged.")
        before, after = scores(picture), scores(values)
        named = kinds[int(after.argmax())]
        if after.argmax() != wanted and after[wanted] <= before[wanted]:
            raise NotYet(
                f"The score of {kinds[wanted]} went down from {before[wanted]:.1f} to "
                f"{after[wanted]:.1f}: go along the gradient, not against it."
            )
        require(
            after.argmax() == wanted,
            f"The score of {kinds[wanted]} rose from {before[wanted]:.1f} to {after[wanted]:.1f}, "
            f"but the network still says {named}: take more steps, or use the gradient's sign.",
        )


@functools.cache
def _subjects():
    """The kinds, a function for the scores of a picture, and drawings with their labels."""
    from data.generators import located
    from utils import backbones

    network = backbones.load("small_vgg", top=True)
    kinds = backbones.kinds("small_vgg")
    labels = np.arange(0, len(kinds), 4)
    rng = np.random.default_rng(12)
    pictures = [located.draw([kinds[label]], rng)[0] for label in labels]

    def scores(picture):
        import keras

        batch = keras.ops.convert_to_tensor(picture[None], dtype="float32")
        return keras.ops.convert_to_numpy(network(batch, training=False))[0]

    return kinds, scores, pictures, labels
