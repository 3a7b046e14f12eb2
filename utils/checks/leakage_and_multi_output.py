"""Checks of lesson 12, leakage and networks with two outputs."""

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


@exercise(why="No group is on both sides, so nothing can be remembered across the split.")
def held_out(function):
    """Exercise 1: whole groups held out."""
    seed = np.random.default_rng()
    drawn = []
    for _ in range(12):
        count, share = int(seed.integers(8, 20)), seed.uniform(0.2, 0.45)
        names = seed.choice(1000, count, replace=False)
        sizes = np.concatenate([[1, 30], seed.integers(2, 9, count - 2)])
        groups = seed.permutation(np.repeat(names, sizes))
        mask = call(function, groups, share, np.random.default_rng(int(seed.integers(2**31))))
        again = call(function, groups, share, np.random.default_rng(1))
        same = call(function, groups, share, np.random.default_rng(1))
        _check_mask(mask, groups, names, share)
        require(
            np.array_equal(again, same),
            "The same generator state gives different rows: draw with `rng` and nothing else.",
        )
        drawn.append(np.isin(np.unique(groups), groups[np.asarray(mask)]))
    first = [bool(held[: held.sum()].all()) for held in drawn]
    last = [bool(held[-held.sum() :].all()) for held in drawn]
    require(
        not (all(first) or all(last)),
        "Always the first or last groups of the sorted names are held out. Draw them at random "
        "with `rng`: boats come in an order that may mean something.",
    )


def _check_mask(mask, groups, names, share):
    """One answer of `held_out`: a mask of whole groups, about as many as asked for."""
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise NotYet(
            f"True or False for each row is needed, and this has the type {mask.dtype}. "
            "`np.isin(groups, chosen)` gives such a mask."
        )
    if mask.shape == names.shape:
        raise NotYet("That marks groups, one each. Mark the rows that belong to them.")
    require(
        mask.shape == groups.shape,
        f"The shape is {mask.shape}, and {groups.shape} is needed: one for each row.",
    )
    inside, outside = set(groups[mask].tolist()), set(groups[~mask].tolist())
    torn = inside & outside
    require(
        not torn,
        f"{len(torn)} of {len(names)} groups are torn apart: some of their rows are held out and "
        "others are not. Draw groups, not rows.",
    )
    wanted = share * len(names)
    require(
        abs(len(inside) - wanted) <= 1 or abs(len(outside) - wanted) > 1,
        "The mask is turned round: True marks what should be held out, and that is the share.",
    )
    require(
        abs(len(inside) - wanted) <= 1,
        f"Of {len(names)} groups {wanted:.1f} should be held out (a share of {share:.2f}), and "
        f"here it is {len(inside)}. Draw the names, each once, not the rows.",
    )


@exercise(why="One pair of parentheses, and the means of training for everybody.")
def standardise(function):
    """Exercise 2: columns of mean 0 and standard deviation 1, measured on train."""
    rng = np.random.default_rng()
    scales = np.array([3.0, 40.0, 0.5, 7.0])
    train = rng.normal(size=(30, 4)) * scales + rng.uniform(5, 20, 4)
    train[:, 3] = rng.integers(5, 9)  # A whole number, whose spread is exactly 0.
    other = rng.normal(1, 2, size=(11, 4)) * scales + 30
    before = train.copy(), other.copy()
    with np.errstate(all="ignore"):
        result = call(function, train, other)
        require(
            np.array_equal(train, before[0]) and np.array_equal(other, before[1]),
            "Your function changes the arrays that it was given: work on copies of them.",
        )
        values = array(result)
        require(
            values.shape != train.shape,
            "That has as many rows as `train`. It is `other` that should be standardised.",
        )
        values = array(values, other.shape)
        mean, spread = train.mean(axis=0), train.std(axis=0)
        safe = np.where(spread == 0, 1, spread)
        truth = (other - mean) / safe
        moving = spread > 0
        for mistake, hint in (
            (
                other / safe - mean,
                "Here the mean is taken off after the division: parentheses are missing, or they "
                "are around the division.",
            ),
            (
                other - mean / safe,
                "Here only the mean is divided: division binds tighter than subtraction. "
                "Parentheses are missing.",
            ),
            (other - mean, "Centred. Now divide by the standard deviation of each column."),
            (
                (other - mean) / np.where(spread == 0, 1, spread**2),
                "That divides by the variance: its square root is needed.",
            ),
            (
                (other - train.mean()) / train.std(),
                "One mean and one spread for all columns. Each has its own: axis=0.",
            ),
            (
                (other - other.mean(axis=0)) / other.std(axis=0),
                "That measures `other` with its own mean and spread. Use those of `train`.",
            ),
            (
                (other - other.mean(axis=0)) / safe,
                "The mean is that of `other`. Use that of `train`.",
            ),
            (
                (other - mean) / other.std(axis=0),
                "The spread is that of `other`. Use that of `train`.",
            ),
        ):
            suspect(values[:, moving], mistake[:, moving], hint)
        require(
            bool(np.isfinite(values).all()),
            "A column that is constant in `train` is divided by zero. Divide it by 1 instead.",
        )
        expect_close(values[:, moving], truth[:, moving], "(value − mean) / spread, by column.")
        expect_close(
            values, truth, "A column that is constant in `train` should be centred, and no more."
        )


@exercise(why="Each box fits the picture that its own camera took.")
def to_native(function):
    """Exercise 3: boxes from 64 x 96 pixels to each picture's native size."""
    rng = np.random.default_rng()
    top, left = rng.integers(1, 25, 7), rng.integers(1, 40, 7)
    bottom, right = top + rng.integers(5, 35, 7), left + rng.integers(5, 50, 7)
    boxes = np.stack([top, left, bottom, right], axis=1)
    boxes[3] = 0
    sizes = np.stack([rng.integers(500, 900, 7), rng.integers(1000, 1800, 7)], axis=1)
    before = boxes.copy(), sizes.copy()
    values = call(function, boxes, sizes)
    require(
        np.array_equal(boxes, before[0]) and np.array_equal(sizes, before[1]),
        "Your function changes the arrays that it was given: work on copies of them.",
    )
    values = array(values)
    if values.shape == boxes.T.shape:
        raise NotYet("The shape is (4, n), and (n, 4) is needed: a row for each box.")
    values = array(values, boxes.shape)
    height, width = (sizes / [64, 96]).T[..., None]
    truth = boxes * np.concatenate([height, width, height, width], axis=1)
    for mistake, hint in (
        (boxes, "These are the boxes as they came."),
        (
            boxes * np.concatenate([width, height, width, height], axis=1),
            "Height and width are exchanged: top and bottom belong to the height.",
        ),
        (
            boxes * np.concatenate([height, height, width, width], axis=1),
            "The order of the edges is top, left, bottom, right: the factors take turns.",
        ),
        (
            boxes / np.concatenate([height, width, height, width], axis=1),
            "Turned round: the native pictures are larger, so the numbers must grow.",
        ),
        (boxes * height, "One factor for all four edges. The width has its own."),
        (boxes * width, "One factor for all four edges. The height has its own."),
        (
            boxes * np.tile(sizes, 2),
            "That takes the boxes for parts of the picture. They are in pixels of 64 × 96.",
        ),
        (
            boxes * np.tile(sizes / [96, 64], 2),
            "The small pictures have 64 rows and 96 columns: height first.",
        ),
        (
            boxes * np.tile(sizes[0] / [64, 96], 2),
            "All boxes get the factors of the first picture. Each boat's size is another.",
        ),
    ):
        suspect(values, mistake, hint)
    expect_close(
        values,
        truth,
        "Top and bottom times native height / 64, left and right times native width / 96.",
        tolerance=0.006,  # Whole pixels will do.
    )


@exercise(why="Two brakes: only what is sure, and no class may take over.")
def pseudo_labels(function):
    """Exercise 4: the surest rows of each class, above a threshold."""
    rng = np.random.default_rng()
    for _ in range(4):
        threshold, most = rng.uniform(0.55, 0.7), int(rng.integers(2, 5))
        named = np.concatenate([np.zeros(25, int), np.full(12, 1), np.full(2, 2), np.full(9, 3)])
        named = rng.permutation(named)
        sure = rng.uniform(0.51, 0.99, len(named))
        sure[named == 3] = rng.uniform(0.3, 0.5, 9)  # Nothing sure about this class.
        probabilities = np.repeat((1 - sure)[:, None] / 3, 4, axis=1)
        probabilities[np.arange(len(named)), named] = sure
        answer = call(function, probabilities.copy(), threshold, most)
        require(
            isinstance(answer, tuple) and len(answer) == 2,
            "Two arrays are needed: the numbers of the rows, and their labels.",
        )
        rows, labels = (array(part) for part in answer)
        require(
            rows.ndim == 1 and rows.shape == labels.shape,
            f"As many labels as rows are needed, and the shapes are {rows.shape} and "
            f"{labels.shape}.",
        )
        require(
            bool((rows == rows.astype(int)).all()) and len(set(rows)) == len(rows),
            "The rows should be whole numbers, each at most once.",
        )
        require(
            not len(rows) or (rows.min() >= 0 and rows.max() < len(named)),
            "A row has a number that does not exist.",
        )
        rows = rows.astype(int)
        _check_chosen(rows, labels, named, sure, threshold, most)


def _check_chosen(rows, labels, named, sure, threshold, most):
    """The rows and labels that `pseudo_labels` gave, against those that it should give."""
    right = []
    for label in range(4):
        candidates = np.flatnonzero((named == label) & (sure >= threshold))
        right += candidates[np.argsort(-sure[candidates])][:most].tolist()
    require(
        np.array_equal(labels, named[rows]),
        "A label is not the class with the highest probability of its row.",
    )
    unsure = np.sum(sure[rows] < threshold)
    require(
        unsure == 0,
        f"{unsure} of the chosen rows are less sure than the threshold of {threshold:.2f}.",
    )
    counts = np.bincount(named[rows], minlength=4)
    require(
        counts.max() <= most,
        f"{counts.max()} rows of one class are chosen, and at most {most} are allowed.",
    )
    require(
        len(rows) == len(right),
        f"{len(right)} rows are sure enough and allowed, and {len(rows)} are chosen: is `most` "
        "counted for each class by itself?",
    )
    require(
        set(rows.tolist()) == set(right),
        "Within a class, the surest rows should be chosen, not any that are above the threshold.",
    )
