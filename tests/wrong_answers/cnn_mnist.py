"""Mistakes that learners make in lesson 08; each must be refused with a hint that fits."""

# One network serves all of them, since to compile takes longer than to train.
_TRAIN = """
if not hasattr(build_quick, "compiled"):
    build_quick.compiled = build_quick()
    build_quick.compiled.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy")
shift_proof = build_quick.compiled
keras.utils.set_random_seed(0)
training.start_again(shift_proof, build_quick().get_weights())
shift_proof.fit(images, labels, batch_size=64, epochs=1, verbose=0)
"""
_CONV = "def conv_layer(side, kernel, stride, channels, filters):\n    return "
_TOP = "def top_k_accuracy(probabilities, labels, k):\n"
_MASS = "def centre_of_mass(picture):\n    picture = np.asarray(picture, float)\n"
_SOFT = "def soften(probabilities, temperature):\n"

WRONG = {
    "conv_layer": [
        (_CONV + "(side - kernel) // stride, (kernel**2 * channels + 1) * filters", "too small"),
        (_CONV + "side - kernel + 1, (kernel**2 * channels + 1) * filters", "stride"),
        (_CONV + "(side - kernel) // stride + 1, kernel**2 * channels * filters", "bias"),
        (_CONV + "(side - kernel) // stride + 1, (kernel**2 + 1) * filters", "input channels"),
        (
            _CONV + "(side - kernel) / stride + 1, (kernel**2 * channels + 1) * filters",
            "round down",
        ),
    ],
    "top_k_accuracy": [
        (_TOP + "    return np.mean(probabilities.argmax(axis=1) == labels)", "first guess alone"),
        (
            _TOP + "    best = np.argsort(probabilities, axis=1)[:, :k]\n"
            "    return np.mean((best == labels[:, None]).any(axis=1))",
            "least probable",
        ),
        (
            _TOP + "    best = np.argsort(probabilities, axis=1)[:, -k:]\n"
            "    return np.sum(best == labels[:, None])",
            "their share",
        ),
        (
            _TOP + "    best = np.argsort(probabilities, axis=1)[:, -k:]\n"
            "    return (best == labels[:, None]).any(axis=1)",
            "mean",
        ),
    ],
    "centre_of_mass": [
        (
            _MASS + "    rows, columns = np.indices(picture.shape)\n"
            "    m = picture.sum()\n"
            "    return (columns * picture).sum() / m, (rows * picture).sum() / m",
            "swapped",
        ),
        (_MASS + "    return np.argwhere(picture > 0).mean(axis=0)", "weigh more"),
        (
            _MASS + "    inked = np.argwhere(picture > 0)\n"
            "    return (inked.min(axis=0) + inked.max(axis=0)) / 2",
            "the box around",
        ),
        (
            _MASS + "    rows, columns = np.indices(picture.shape)\n"
            "    return (rows * picture).mean(), (columns * picture).mean()",
            "number of pixels",
        ),
    ],
    "soften": [
        (_SOFT + "    return probabilities / temperature", "logarithm"),
        (_SOFT + "    return probabilities ** (1 / temperature)", "no longer sum to 1"),
        (
            _SOFT + "    p = np.exp(np.log(probabilities) * temperature)\n"
            "    return p / p.sum(axis=1, keepdims=True)",
            "surer",
        ),
        (
            _SOFT + "    p = np.exp(probabilities / temperature)\n"
            "    return p / p.sum(axis=1, keepdims=True)",
            "logarithm first",
        ),
    ],
    "shift_proof": [
        (
            "images, labels = np.tile(few_images, (2, 1, 1, 1)), np.tile(few_labels, 2)" + _TRAIN,
            "has not seen digits move",
        ),
        ("shift_proof = build_quick()", "fitted"),
        (
            "moves = np.random.default_rng(0).integers(-4, 5, size=(2, 2))\n"
            "images = np.concatenate([shift(few_images[:300], *move) for move in moves])\n"
            "labels = np.repeat(few_labels[:300], 2)" + _TRAIN,
            "order of the pictures",
        ),
        (
            "moves = np.random.default_rng(0).integers(0, 5, size=(12, 2))\n"
            "images = np.concatenate([shift(few_images[:300], *move) for move in moves])\n"
            "labels = np.tile(few_labels[:300], 12)" + _TRAIN,
            "up and to the left",
        ),
    ],
}
