"""Checks of lesson 07, convolutions."""

from __future__ import annotations

import math

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


@exercise(why="First layers learn such kernels by themselves, for slopes of every direction.")
def slanted(kernel):
    """Exercise 1: a 3 × 3 kernel that answers to one diagonal and not to the other."""
    weights = array(kernel)
    require(
        weights.shape == (3, 3),
        f"Three rows of three weights are needed; this has the shape {weights.shape}.",
    )
    require(bool(np.any(weights != 0)), "All weights are zero: this kernel sees nothing at all.")
    require(
        abs(weights.sum()) < 1e-9,
        f"On an even area it should give 0, so the weights have to add up to 0; "
        f"they add up to {weights.sum():.3g}.",
    )
    rng = np.random.default_rng()
    rows, columns = np.indices((3, 3))
    slopes = np.sort(rng.uniform(0, 1, size=(50, 5)), axis=1)  # brightness along a diagonal
    upper_right = (slopes[:, columns - rows + 2] * weights).sum(axis=(1, 2))
    lower_right = (slopes[:, columns + rows] * weights).sum(axis=(1, 2))
    require(
        bool(np.all(np.abs(lower_right) < 1e-9)),
        "It also answers where it gets brighter towards the lower right. Weights on a line that "
        "rises to the right (such as the middle of the top row and the middle of the left "
        "column) see the same brightness there, so each such line has to add up to 0.",
    )
    require(
        not np.all(upper_right < 0),
        "It answers negatively: bright should be at the upper right. Turn all signs round.",
    )
    require(
        bool(np.all(upper_right > 0)),
        "Its answer to 'brighter towards the upper right' is not always positive: put the "
        "positive weights above the falling diagonal and the negative ones below it.",
    )


@exercise(why="Stride and dilation are the two ways to see more with the same nine weights.")
def wishes(answer):
    """Exercise 2: settings (kernel, stride, padding, dilation) for four wishes, 224 pixels."""
    if not isinstance(answer, dict):
        raise NotYet("A dictionary is needed: keep the four names in the stub.")
    missing = [wish for wish in ("keep", "halve", "wide", "patches") if wish not in answer]
    require(not missing, f"These wishes are missing: {', '.join(missing)}.")
    settings = {wish: _settings(wish, answer[wish]) for wish in answer}

    def has(wish: str, kernel: int, places: int) -> None:
        found, _, padding, dilation = settings[wish]
        if found != kernel and dilation * (found - 1) + 1 > kernel:
            raise NotYet(f"{wish}: the kernel should have {kernel} weights a side; use dilation.")
        require(found == kernel, f"{wish}: the kernel should have {kernel} weights a side.")
        count = _places(224, *settings[wish])
        note = " Without padding the border is lost." if padding == "valid" else ""
        require(count == places, f"{wish}: {count} places are left, not {places}.{note}")

    has("keep", 5, 224)
    has("halve", 3, 112)
    has("wide", 3, 224)
    dilation = settings["wide"][3]
    reach = 2 * dilation + 1
    require(reach == 9, f"wide: with dilation {dilation} the kernel reaches over {reach}, not 9.")
    kernel, stride, _, dilation = settings["patches"]
    require(kernel == 16, f"patches: a kernel of {kernel} does not cover a tile of 16 × 16.")
    require(dilation == 1, "patches: a dilated kernel leaves out pixels inside its tile.")
    require(
        stride == 16,
        f"patches: with stride {stride}, tiles of 16 "
        + ("overlap." if stride < 16 else "leave out pixels between them."),
    )


def _settings(wish: str, value) -> tuple[int, int, str, int]:
    """The four settings of a wish, refused with a hint if they are none."""
    value = answered(value)
    require(
        isinstance(value, tuple) and len(value) == 4,
        f"{wish}: four settings are needed: (kernel, stride, padding, dilation).",
    )
    kernel, stride, padding, dilation = value
    require(padding in ("valid", "same"), f'{wish}: the padding should be "valid" or "same".')
    numbers = (kernel, stride, dilation)
    require(
        all(isinstance(number, int) and number >= 1 for number in numbers),
        f"{wish}: kernel, stride and dilation are whole numbers from 1 upwards.",
    )
    return value


def _places(side: int, kernel: int, stride: int, padding: str, dilation: int) -> int:
    """How many places a kernel has on a side."""
    if padding == "same":
        return math.ceil(side / stride)
    return max((side - dilation * (kernel - 1) - 1) // stride + 1, 0)


@exercise(why="One linear layer is regression on windows; only depth makes descent necessary.")
def find_kernel(function):
    """Exercise 3: the kernel of a filter from a picture before and after it."""
    rng = np.random.default_rng()
    for size, noise in (((3, 3), 0.0), ((2, 5), 0.0), ((3, 4), 1e-3)):
        before, kernel = rng.normal(size=(24, 31)), rng.normal(size=size)
        view = np.lib.stride_tricks.sliding_window_view(before, size)
        after = np.tensordot(view, kernel, axes=2)
        given = array(call(function, before, after + rng.normal(0, noise, after.shape), size))
        tolerance = 1e-6 if noise == 0 else 0.01
        if given.size == kernel.size and given.shape != size:
            raise NotYet(
                f"The shape is {given.shape}, and {size} is needed: `reshape` the weights."
            )
        require(given.shape == size, f"The shape is {given.shape}; {size} is needed.")
        suspect(
            given,
            kernel[::-1, ::-1],
            "That is the kernel turned round. `correlate2d` does not turn it.",
            tolerance=tolerance,
        )
        suspect(
            given,
            np.tensordot(np.moveaxis(view, (0, 1), (2, 3)), after, axes=2),
            "That multiplies the windows with the picture after, but does not solve for the "
            "weights: neighbouring windows overlap. Use least squares.",
            tolerance=tolerance,
        )
        hint = "" if noise == 0 else " It was right without noise: use all windows, not a few."
        expect_close(
            given, kernel, f"These are not the weights of the filter.{hint}", tolerance=tolerance
        )


@exercise(why="Max pooling routes: one pixel of four learns, the others wait for another example.")
def max_pool_back(function):
    """Exercise 4: the gradient of max pooling by 2, for maps and the signal at the output."""
    rng = np.random.default_rng()
    maps = rng.permutation(2 * 6 * 8 * 3).reshape(2, 6, 8, 3) / 100 - 1.5  # no two are equal
    signal = rng.normal(size=(2, 3, 4, 3))
    given = array(call(function, maps, signal))
    require(
        given.shape != signal.shape,
        "The result has the shape of the output. A signal is needed for each pixel that went in.",
    )
    require(
        given.shape == maps.shape,
        f"The shape is {given.shape}, and that of the maps, {maps.shape}, is needed.",
    )

    def enlarge(coarse: np.ndarray) -> np.ndarray:
        return coarse.repeat(2, axis=1).repeat(2, axis=2)

    tiles = maps.reshape(2, 3, 2, 4, 2, 3)
    largest = maps == enlarge(tiles.max(axis=(2, 4)))
    every = enlarge(signal)
    suspect(given, every / 4, "Equal shares are average pooling. Here the largest pixel gets all.")
    suspect(given, every, "Every pixel gets the whole signal; only the largest of four should.")
    suspect(
        given, np.where(largest, maps, 0), "The right pixels, but they get their own value back."
    )
    suspect(given, largest * 1.0, "The right pixels, but each gets 1: pass on the signal instead.")
    smallest = maps == enlarge(tiles.min(axis=(2, 4)))
    suspect(given, np.where(smallest, every, 0), "The smallest pixel gets the signal, not the max.")
    corner = np.zeros_like(maps)
    corner[:, ::2, ::2] = signal
    suspect(
        given, corner, "The first pixel of each window gets the signal, whichever is the largest."
    )
    across = tiles.max(axis=(2, 4, 5), keepdims=True)
    strongest = (tiles == across).reshape(maps.shape)
    suspect(
        given,
        np.where(strongest, every, 0),
        "The maximum runs over the channels as well. Each channel has windows of its own.",
    )
    expect_close(
        given,
        np.where(largest, every, 0),
        "The signal belongs to each window's largest pixel.",
    )


@exercise(why="Dilation sees far without losing places: networks for sound and maps rely on it.")
def wide_view(layers):
    """Exercise 5: at most 7 small layers that see 120 pixels, with fine places and no holes."""
    require(isinstance(layers, (list, tuple)), "A list of layers is needed.")
    require(len(layers) > 0, "The list is empty: a unit without layers sees one pixel.")
    for layer in layers:
        require(
            isinstance(layer, (list, tuple)) and len(layer) == 3,
            "Each layer needs three numbers: (kernel, stride, dilation).",
        )
        require(
            all(isinstance(number, int) and number >= 1 for number in layer),
            f"{layer}: whole numbers from 1 upwards are needed.",
        )
        require(layer[0] <= 3, f"{layer}: the kernel is larger than 3.")
    require(len(layers) <= 7, f"{len(layers)} layers are too many: 7 at most.")
    strides = math.prod(stride for _, stride, _ in layers)
    require(
        strides <= 4,
        f"The strides multiply to {strides}, so the places lie {strides} pixels apart: 4 at most.",
    )
    reach, jump = 1, 1
    for kernel, stride, dilation in layers:
        reach += (kernel - 1) * dilation * jump
        jump *= stride
    require(reach >= 120, f"One unit sees {reach} pixels of a side; at least 120 are needed.")
    require(reach <= 100_000, f"{reach} pixels of a side: no photo is that large. Stay modest.")
    seen = {0}
    for kernel, stride, dilation in reversed(layers):
        seen = {place * stride + tap * dilation for place in seen for tap in range(kernel)}
    require(
        len(seen) == reach,
        f"It reaches over {reach} pixels but reads only {len(seen)} of them: there are holes. "
        "A dilation may not be larger than what the layers below already see without a gap.",
    )
