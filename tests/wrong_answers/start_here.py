"""Mistakes that learners make in lesson 00; each must be refused with a hint that fits."""

WRONG = {
    "accuracy_of": [
        ("def accuracy_of(predicted, true):\n    return np.mean(predicted != true)", "wrong"),
        ("def accuracy_of(predicted, true):\n    return np.sum(predicted == true)", "number"),
        ("def accuracy_of(predicted, true):\n    return predicted == true", "mean"),
        ("def accuracy_of(predicted, true):\n    np.mean(predicted == true)", "return"),
        (
            "def accuracy_of(predicted, true):\n    return 100 * np.mean(predicted == true)",
            "percentage",
        ),
    ],
    "numbers_in_layers": [
        ("numbers_in_layers = [96, 2304, 96]", "bias"),
        ("numbers_in_layers = [144, 144, 6]", "layer before"),
        ("numbers_in_layers = [48, 48, 2]", "units"),
        ("numbers_in_layers = [144, 2352, 146]", "Last layer"),
        ("numbers_in_layers = 2594", "shape"),
    ],
    "facts": [
        (
            'facts = {"pictures": len(digits.train_images) + len(digits.test_images), '
            '"pixels": 784, "most_frequent": 3}',
            "test pictures",
        ),
        (
            'facts = {"pictures": len(digits.train_images), "pixels": 28, "most_frequent": 3}',
            "height",
        ),
        (
            'facts = {"pictures": len(digits.train_images), "pixels": 784, '
            '"most_frequent": np.max(np.bincount(digits.train_labels))}',
            "how often",
        ),
        (
            'facts = {"pictures": len(digits.train_images), "pixels": digits.train_images.size, '
            '"most_frequent": 3}',
            "of one picture",
        ),
    ],
}
