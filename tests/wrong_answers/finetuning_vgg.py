"""Mistakes that learners make in lesson 10; each must be refused with a hint that fits."""


def _restarts(length: str, rate: str) -> str:
    """A wrong answer to exercise 3: how the cycles grow, and the rate within one."""
    return (
        "def restarts(step, peak, first):\n    length = first\n    while step >= length:\n"
        f"        step, length = step - length, {length}\n    return peak * {rate}"
    )


COSINE = "(1 + np.cos(np.pi * step / length)) / 2"

WRONG = {
    "preprocess": [
        ("def preprocess(images):\n    return images - MEAN", "still red"),
        ("def preprocess(images):\n    return images[..., ::-1] - MEAN", "mean is not"),
        ("def preprocess(images):\n    return images[..., ::-1] - MEAN[::-1] / 255", "own mean"),
        ("def preprocess(images):\n    return images[:, ::-1] - MEAN", "heads"),
        ("def preprocess(images):\n    return images[:, :, ::-1] - MEAN", "mirror"),
        (
            "def preprocess(images):\n    return (images[..., ::-1] - MEAN[::-1]) / 255",
            "No division",
        ),
        ("def preprocess(images):\n    images[..., ::-1] - MEAN[::-1]", "return"),
    ],
    "layers_to_train": [
        ("def layers_to_train(backbone):\n    return backbones.blocks(backbone)[-1]", "stay as"),
        ("def layers_to_train(backbone):\n    return backbones.blocks(backbone)", "list of blocks"),
        ("def layers_to_train(backbone):\n    return backbones.blocks(backbone)[0]", "first"),
        ("def layers_to_train(backbone):\n    return backbone.layers[-4:]", "stay as it is"),
        (
            "def layers_to_train(backbone):\n    return [layer for layer in backbone.layers\n"
            "        if not isinstance(layer, keras.layers.BatchNormalization)]",
            "not in the last block",
        ),
        (
            "def layers_to_train(backbone):\n    return [layer.name for layer in "
            "backbones.blocks(backbone)[-1]]",
            "not layers",
        ),
        (
            "def layers_to_train(backbone):\n    return [layer for layer in "
            "backbones.blocks(backbone)[-1]\n"
            "        if isinstance(layer, keras.layers.BatchNormalization)]",
            "leave out",
        ),
    ],
    "restarts": [
        (_restarts("first", COSINE), "same length"),
        (_restarts("2 * length", "(1 + np.cos(np.pi * step / length))"), "Twice"),
        (_restarts("2 * length", "(1 - np.cos(np.pi * step / length)) / 2"), "rises"),
        (_restarts("2 * length", "np.cos(np.pi * step / length)"), "negative"),
        (_restarts("2 * length", "(1 - step / length)"), "straight"),
        (_restarts("length + first", COSINE), "should be"),
        (
            "def restarts(step, peak, first):\n"
            "    return peak * (1 + np.cos(np.pi * step / (7 * first))) / 2",
            "restarts?",
        ),
    ],
    "predict_both_ways": [
        (
            "def predict_both_ways(predict, images):\n"
            "    return (predict(images) + predict(images[:, ::-1])) / 2",
            "head",
        ),
        (
            "def predict_both_ways(predict, images):\n"
            "    return predict(images) + predict(images[:, :, ::-1])",
            "sum",
        ),
        (
            "def predict_both_ways(predict, images):\n"
            "    return (predict(images) + predict(images[..., ::-1])) / 2",
            "colours",
        ),
        (
            "def predict_both_ways(predict, images):\n"
            "    return predict((images + images[:, :, ::-1]) / 2)",
            "predictions instead",
        ),
        (
            "def predict_both_ways(predict, images):\n"
            "    return np.mean([predict(images), predict(images[:, :, ::-1])])",
            "One number",
        ),
        (
            "def predict_both_ways(predict, images):\n"
            "    return (predict(images) + predict(images[::-1])) / 2",
            "order",
        ),
    ],
    "threshold": [
        ("def threshold(cost_missed_dog, cost_false_dog):\n    return 0.5", "One half"),
        (
            "def threshold(cost_missed_dog, cost_false_dog):\n"
            "    return cost_missed_dog / (cost_missed_dog + cost_false_dog)",
            "Turned round",
        ),
        (
            "def threshold(cost_missed_dog, cost_false_dog):\n"
            "    return cost_false_dog / cost_missed_dog",
            "ratio",
        ),
        (
            "def threshold(cost_missed_dog, cost_false_dog):\n"
            "    return cost_false_dog - cost_missed_dog",
            "probability",
        ),
    ],
}
