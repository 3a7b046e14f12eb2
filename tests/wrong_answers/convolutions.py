"""Mistakes that learners make in lesson 07; each must be refused with a hint that fits."""

FIND = "def find_kernel(before, after, size):\n"
BACK = (
    "def max_pool_back(maps, signal):\n"
    "    def enlarge(coarse):\n"
    "        return coarse.repeat(2, axis=1).repeat(2, axis=2)\n"
)


def wishes(**changed):
    """The right settings, but for the wishes that are named."""
    right = {
        "keep": (5, 1, "same", 1),
        "halve": (3, 2, "same", 1),
        "wide": (3, 1, "same", 4),
        "patches": (16, 16, "valid", 1),
    }
    return f"wishes = {right | changed}"


WRONG = {
    "slanted": [
        ("slanted = [[0, 1, 1], [0, 0, 1], [0, 0, 0]]", "add up to 0"),
        ("slanted = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]", "lower right"),
        ("slanted = [[-2, -1, 0], [-1, 0, 1], [0, 1, 2]]", "lower right"),
        ("slanted = [[0, -1, -2], [1, 0, -1], [2, 1, 0]]", "negatively"),
        ("slanted = [[0, 1, -1], [-1, 0, 1], [1, -1, 0]]", "not always positive"),
        ("slanted = [[0, 0, 0], [0, 0, 0], [0, 0, 0]]", "zero"),
        ("slanted = [0, 1, 2, -1, 0, 1, -2, -1, 0]", "three rows"),
    ],
    "wishes": [
        (wishes(keep=(5, 1, "valid", 1)), "keep: 220 places"),
        (wishes(halve=(3, 2, "valid", 1)), "halve: 111 places"),
        (wishes(wide=(9, 1, "same", 1)), "use dilation"),
        (wishes(wide=(3, 1, "same", 8)), "reaches over 17"),
        (wishes(wide=(3, 1, "same", 3)), "reaches over 7"),
        (wishes(patches=(16, 1, "valid", 1)), "overlap"),
        (wishes(patches=(16, 14, "same", 1)), "overlap"),
        (wishes(patches=(4, 4, "valid", 1)), "does not cover"),
        (wishes(halve=(3, 2, "full", 1)), '"valid" or "same"'),
    ],
    "find_kernel": [
        (FIND + "    return im2col(before[None, :, :, None], size)", "shape"),
        (
            FIND + "    table = im2col(before[None, :, :, None], size)\n"
            "    return np.linalg.lstsq(table, after.ravel(), rcond=None)[0]",
            "reshape",
        ),
        (
            FIND + "    table = im2col(before[None, :, :, None], size)\n"
            "    weights = np.linalg.lstsq(table, after.ravel(), rcond=None)[0]\n"
            "    return weights.reshape(size)[::-1, ::-1]",
            "turned round",
        ),
        (
            FIND + "    table = im2col(before[None, :, :, None], size)\n"
            "    return (table.T @ after.ravel()).reshape(size)",
            "least squares",
        ),
        (
            FIND + "    table = im2col(before[None, :, :, None], size)\n"
            "    count = table.shape[1]\n"
            "    weights = np.linalg.solve(table[:count], after.ravel()[:count])\n"
            "    return (weights + 0.02 * (size == (3, 4))).reshape(size)",
            "without noise",
        ),
        (
            FIND + "    table = im2col(before, size)\n"
            "    return np.linalg.lstsq(table, after.ravel(), rcond=None)[0].reshape(size)",
            "raised",
        ),
    ],
    "max_pool_back": [
        (BACK + "    return enlarge(signal) / 4", "average pooling"),
        (BACK + "    return enlarge(signal)", "only the largest"),
        (BACK + "    return signal", "shape of the output"),
        (BACK + "    return np.where(maps == enlarge(max_pool(maps)), maps, 0)", "own value"),
        (BACK + "    return (maps == enlarge(max_pool(maps))) * 1.0", "pass on the signal"),
        (BACK + "    return max_pool(maps) * signal", "shape of the output"),
        (
            BACK + "    low = -max_pool(-maps)\n"
            "    return np.where(maps == enlarge(low), enlarge(signal), 0)",
            "smallest",
        ),
        (
            BACK + "    best = max_pool(maps).max(axis=-1, keepdims=True)\n"
            "    return np.where(maps == enlarge(best), enlarge(signal), 0)",
            "channels",
        ),
    ],
    "wide_view": [
        ("wide_view = [(3, 1, 1)] * 7", "sees 15 pixels"),
        ("wide_view = [(3, 2, 1)] * 6", "strides multiply to 64"),
        ("wide_view = [(3, 1, 10)] * 7", "holes"),
        ("wide_view = [(3, 1, 1), (3, 1, 60)]", "holes"),
        ("wide_view = [(121, 1, 1)]", "larger than 3"),
        ("wide_view = [(3, 1, 1)] * 60", "7 at most"),
        ("wide_view = [(3, 1), (3, 2)]", "three numbers"),
    ],
}
