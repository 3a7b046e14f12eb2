"""Mistakes that learners make in lesson 02; each must be refused with a hint that fits."""

WRONG = {
    "leaky_relu": [
        ("def leaky_relu(x, slope=0.1):\n    return np.maximum(x, 0)", "plain ReLU"),
        ("def leaky_relu(x, slope=0.1):\n    return np.where(x > 0, slope * x, x)", "swapped"),
        ("def leaky_relu(x, slope=0.1):\n    return np.where(x > 0, x, slope)", "constant"),
        ("def leaky_relu(x, slope=0.1):\n    return np.where(x > 0, x, 0.1 * x)", "argument"),
        ("def leaky_relu(x, slope=0.1):\n    return slope * x", "right side"),
        ("def leaky_relu(x, slope=0.1):\n    np.where(x > 0, x, slope * x)", "return"),
        ("def leaky_relu(x, slope=0.1):\n    return x if x > 0 else slope * x", "ValueError"),
    ],
    "log_softmax": [
        ("def log_softmax(logits):\n    return softmax(logits)", "probabilities"),
        ("def log_softmax(logits):\n    return np.log(softmax(logits))", "±1000"),
        ("def log_softmax(logits):\n    return -np.log(softmax(logits))", "sign"),
        (
            "def log_softmax(logits):\n    return logits - np.log(np.exp(logits).sum())",
            "whole batch",
        ),
        (
            "def log_softmax(logits):\n    total = np.exp(logits).sum(axis=-1, keepdims=True)\n"
            "    return logits - np.log(total)",
            "largest score",
        ),
        (
            "def log_softmax(logits):\n    shifted = logits - logits.max()\n"
            "    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))",
            "largest score",
        ),
        (
            "def log_softmax(logits):\n    shifted = logits - logits.max(axis=-1)\n"
            "    return shifted - np.log(np.exp(shifted).sum(axis=-1))",
            "ValueError",
        ),
    ],
    "dead_share": [
        ("def dead_share(outputs):\n    return np.mean(outputs == 0)", "every zero"),
        ("def dead_share(outputs):\n    return np.mean(np.all(outputs == 0, axis=1))", "rows"),
        ("def dead_share(outputs):\n    return np.mean(np.any(outputs == 0, axis=0))", "healthy"),
        ("def dead_share(outputs):\n    return np.sum(np.all(outputs == 0, axis=0))", "share"),
        ("def dead_share(outputs):\n    return np.all(outputs == 0, axis=0)", "mean"),
    ],
    "heads": [
        (
            'heads = {"digit": ("softmax", 10), "tags": ("softmax", 17), '
            '"price": ("linear", 1), "spam": ("sigmoid", 1)}',
            "tags: several",
        ),
        (
            'heads = {"digit": ("softmax", 10), "tags": ("sigmoid", 17), '
            '"price": ("sigmoid", 1), "spam": ("sigmoid", 1)}',
            "price: one quantity",
        ),
        (
            'heads = {"digit": ("softmax", 10), "tags": ("sigmoid", 17), '
            '"price": ("linear", 1), "spam": ("softmax", 1)}',
            "always 1",
        ),
        (
            'heads = {"digit": ("sigmoid", 10), "tags": ("sigmoid", 17), '
            '"price": ("linear", 1), "spam": ("sigmoid", 1)}',
            "digit: exactly one",
        ),
    ],
    "my_activation": [
        ("def my_activation(x):\n    return np.tanh(x)", "too flat"),
        ("def my_activation(x):\n    return np.clip(x, -1, 1)", "rise everywhere"),
        ("def my_activation(x):\n    return x", "range from -1 to 1"),
        ("def my_activation(x):\n    return x / (1 + x)", "range from -1 to 1"),
        ("def my_activation(x):\n    return sigmoid(x)", "pass through zero"),
        ("def my_activation(x):\n    return x / (1 + np.abs(x)) + 0.003 * x", "far out"),
        (
            "def my_activation(x):\n"
            "    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x) + x * x)",
            "overflows",
        ),
        (
            "def my_activation(x):\n    return 2 / np.pi * np.arctan(np.pi / 2 * x)",
            "too flat",
        ),
    ],
}
