"""Mistakes that learners make in lesson 11; each must be refused with a hint that fits."""

_BLOCK = "def residual_block(h, first, second):\n    return "
_SIGNAL = "def signal_below(signal, h, first, second):\n    return "
_WEIGHTS = "def head_weights(rows, columns, channels, hidden):\n    return "
_MAPS = "def class_maps(maps, weight, bias):\n    return "
_POOL = "def pool(maps, sharpness):\n"

WRONG = {
    "residual_block": [
        (_BLOCK + "relu(relu(h) @ first) @ second", "branch alone"),
        (_BLOCK + "relu(h + relu(relu(h) @ first) @ second)", "after the sum"),
        (_BLOCK + "relu(h) + relu(relu(h) @ first) @ second", "lost its negative"),
        (_BLOCK + "h + relu(h @ first) @ second", "before the matrix"),
        (_BLOCK + "h + relu(h) @ first @ second", "before the second matrix"),
        (_BLOCK + "h + relu(relu(relu(h) @ first) @ second)", "no ReLU after"),
        (_BLOCK + "h + relu(relu(h) @ second) @ first", "swapped"),
        (
            "def residual_block(h, first, second):\n    h + relu(relu(h) @ first) @ second",
            "return",
        ),
    ],
    "signal_below": [
        (_SIGNAL + "back_through_branch(signal, h, first, second)", "branch alone"),
        (_SIGNAL + "signal", "around alone"),
        (_SIGNAL + "signal * (h > 0) + back_through_branch(signal, h, first, second)", "no ReLU"),
        (_SIGNAL + "h + back_through_branch(signal, h, first, second)", "Forwards h"),
        (_SIGNAL + "1 + back_through_branch(signal, h, first, second)", "identity matrix"),
        (_SIGNAL + "signal * back_through_branch(signal, h, first, second)", "not multiplied"),
    ],
    "head_weights": [
        (_WEIGHTS + "rows * columns * channels * hidden + hidden, channels + 1", "biases"),
        (_WEIGHTS + "(rows * columns * channels + 1) * hidden, channels + 1", "unit at the end"),
        (_WEIGHTS + "(channels + 1) * hidden + hidden + 1, channels + 1", "Flatten"),
        (
            _WEIGHTS + "(rows * columns * channels + 1) * hidden + hidden + 1, channels",
            "has a bias",
        ),
        (
            _WEIGHTS + "(rows * columns * channels + 1) * hidden + hidden + 1, "
            "rows * columns * channels + 1",
            "not one a place",
        ),
        (_WEIGHTS + "(rows * columns * channels + 1) * hidden + hidden + 1", "Two numbers"),
    ],
    "class_maps": [
        (_MAPS + "maps.mean(axis=(1, 2)) @ weight + bias", "every place"),
        (_MAPS + "maps @ weight", "bias is missing"),
        (_MAPS + "maps @ weight[:, 0] + bias[0]", "first class"),
        (_MAPS + "np.maximum(maps @ weight + bias, 0)", "speak against"),
        (
            _MAPS + "maps @ weight + bias / (maps.shape[1] * maps.shape[2])",
            "fully at every place",
        ),
        (_MAPS + "weight @ maps + bias", "ValueError"),
    ],
    "pool": [
        (_POOL + "    return maps.mean(axis=(1, 2))", "always the average"),
        (_POOL + "    return maps.max(axis=(1, 2))", "maximum already"),
        (
            _POOL + "    power = 1 + sharpness\n"
            "    return np.mean(maps**power, axis=(1, 2)) ** (1 / power)",
            "divide by its largest",
        ),
        (
            _POOL + "    weights = np.exp(sharpness * maps)\n"
            "    return (weights * maps).sum(axis=(1, 2)) / weights.sum(axis=(1, 2))",
            "overflow",
        ),
        (
            _POOL + "    mean, largest = maps.mean(axis=(1, 2)), maps.max(axis=(1, 2))\n"
            "    return largest if sharpness else mean",
            "in between",
        ),
        (
            _POOL + "    share = sharpness / (sharpness + 100)\n"
            "    return (1 - share) * maps.mean(axis=(1, 2)) + share * maps.max(axis=(1, 2))",
            "below the maximum",
        ),
    ],
}
