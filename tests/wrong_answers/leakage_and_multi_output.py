"""Mistakes that learners make in lesson 12; each must be refused with a hint that fits."""

HELD_OUT = "def held_out(groups, share, rng):\n    names = np.unique(groups)\n"
PSEUDO = (
    "def pseudo_labels(probabilities, threshold, most):\n"
    "    named, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)\n"
)

WRONG = {
    "held_out": [
        (HELD_OUT + "    return rng.random(len(groups)) < share", "torn apart"),
        (
            HELD_OUT + "    count = round(share * len(names))\n"
            "    return np.isin(groups, names[:count])",
            "first or last",
        ),
        (
            HELD_OUT + "    count = round(share * len(names))\n"
            "    return ~np.isin(groups, rng.choice(names, count, replace=False))",
            "turned round",
        ),
        (
            HELD_OUT + "    count = round(share * len(names))\n"
            "    chosen = np.random.choice(names, count, replace=False)\n"
            "    return np.isin(groups, chosen)",
            "`rng`",
        ),
        (
            HELD_OUT + "    count = round(share * len(names))\n"
            "    return rng.choice(names, count, replace=False)",
            "True or False",
        ),
        (
            HELD_OUT + "    count = round(share * len(names))\n"
            "    return np.isin(names, rng.choice(names, count, replace=False))",
            "Mark the rows",
        ),
        (
            HELD_OUT + "    return np.isin(groups, rng.choice(groups, int(share * len(groups))))",
            "held out",
        ),
    ],
    "standardise": [
        (
            "def standardise(train, other):\n    return other / train.std(axis=0) - "
            "train.mean(axis=0)",
            "after the division",
        ),
        (
            "def standardise(train, other):\n    return other - train.mean(axis=0) / "
            "train.std(axis=0)",
            "only the mean is divided",
        ),
        (
            "def standardise(train, other):\n    return (other - train.mean()) / train.std()",
            "axis=0",
        ),
        (
            "def standardise(train, other):\n    return (other - other.mean(axis=0)) / "
            "other.std(axis=0)",
            "own mean",
        ),
        (
            "def standardise(train, other):\n    return (other - train.mean(axis=0)) / "
            "train.std(axis=0)",
            "divided by zero",
        ),
        (
            "def standardise(train, other):\n    return (train - train.mean(axis=0)) / "
            "train.std(axis=0)",
            "as many rows",
        ),
        ("def standardise(train, other):\n    return other - train.mean(axis=0)", "Centred"),
    ],
    "to_native": [
        (
            "def to_native(boxes, native_sizes):\n"
            "    return boxes * np.tile(native_sizes[:, ::-1] / [96, 64], 2)",
            "exchanged",
        ),
        (
            "def to_native(boxes, native_sizes):\n"
            "    return boxes * np.repeat(native_sizes / [64, 96], 2, axis=1)",
            "take turns",
        ),
        (
            "def to_native(boxes, native_sizes):\n"
            "    return boxes * np.tile(native_sizes / [96, 64], 2)",
            "64 rows",
        ),
        (
            "def to_native(boxes, native_sizes):\n"
            "    return boxes / np.tile(native_sizes / [64, 96], 2)",
            "must grow",
        ),
        (
            "def to_native(boxes, native_sizes):\n    return boxes * np.tile(native_sizes, 2)",
            "parts of the picture",
        ),
        (
            "def to_native(boxes, native_sizes):\n"
            "    return boxes * np.tile(native_sizes[0] / [64, 96], 2)",
            "first picture",
        ),
        (
            "def to_native(boxes, native_sizes):\n    return boxes * native_sizes[:, :1] / 64",
            "One factor",
        ),
        (
            "def to_native(boxes, native_sizes):\n    return boxes * native_sizes / [64, 96]",
            "raised ValueError",
        ),
    ],
    "pseudo_labels": [
        (
            PSEUDO + "    rows = np.flatnonzero(sure >= threshold)\n    return rows, named[rows]",
            "at most",
        ),
        (
            PSEUDO + "    rows = np.argsort(-sure)[:most]\n    return rows, named[rows]",
            "each class",
        ),
        (
            PSEUDO + "    rows = [row for label in range(probabilities.shape[1])\n"
            "            for row in np.flatnonzero((named == label) & (sure >= threshold))"
            "[:most]]\n    return np.array(rows), named[rows]",
            "surest rows",
        ),
        (
            PSEUDO + "    rows = [row for label in range(probabilities.shape[1])\n"
            "            for row in np.argsort(-sure * (named == label))[:most]\n"
            "            if named[row] == label]\n    return np.array(rows), named[rows]",
            "less sure",
        ),
        (
            PSEUDO + "    rows = np.flatnonzero(sure >= threshold)\n    return rows, sure[rows]",
            "highest probability",
        ),
        (PSEUDO + "    return np.flatnonzero(sure >= threshold)", "Two arrays"),
    ],
}
