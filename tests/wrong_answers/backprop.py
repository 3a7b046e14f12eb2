"""Mistakes that learners make in lesson 04; each must be refused with a hint that fits."""


def _slope(line):
    return f"def hidden_weight_slope(signals, weights_out, hidden, x):\n    {line}"


def _signal(*lines):
    return "def logits_signal(logits, targets):\n    " + "\n    ".join(lines)


def _backward(
    through, bias, end="gradients", weights="outputs[layer].T @ signal", down="weights.T"
):
    return (
        "def mended_backward(network, sums, outputs, signal):\n"
        "    gradients = []\n"
        "    for layer in reversed(range(len(network))):\n"
        "        weights, _, activation = network[layer]\n"
        f"        signal = {through}\n"
        f"        gradients = [{weights}, {bias}, *gradients]\n"
        f"        signal = signal @ {down}\n"
        f"    return {end}"
    )


_AT_SUMS = "back_through(activation, sums[layer], signal)"
_AT_OUTPUTS = "back_through(activation, outputs[layer + 1], signal)"

WRONG = {
    "hidden_weight_slope": [
        (_slope("return np.sum(signals * weights_out) * x"), "slope of the unit's own sigmoid"),
        (_slope("return np.sum(signals * weights_out) * hidden * (1 - hidden)"), "what came in"),
        (_slope("return np.sum(signals * weights_out)"), "∂E/∂h"),
        (_slope("return signals * weights_out * hidden * (1 - hidden) * x"), "their sum"),
        (_slope("return signals[0] * weights_out[0] * hidden * (1 - hidden) * x"), "one path"),
        (
            _slope("return signals.sum() * weights_out.sum() * hidden * (1 - hidden) * x"),
            "in pairs",
        ),
        (_slope("return np.mean(signals * weights_out) * hidden * (1 - hidden) * x"), "not a mean"),
        (
            _slope("return signals @ weights_out * sigmoid(hidden) * (1 - sigmoid(hidden)) * x"),
            "output already",
        ),
        (_slope("signals @ weights_out * hidden * (1 - hidden) * x"), "return"),
    ],
    "logits_signal": [
        (_signal("return softmax(logits) - targets"), "mean over the batch"),
        (_signal("return (targets - softmax(logits)) / len(targets)"), "sign"),
        (
            _signal("p = softmax(logits)", "return (p - targets) * p * (1 - p) / len(targets)"),
            "cancels",
        ),
        (_signal("return -targets / softmax(logits) / len(targets)"), "∂E/∂p"),
        (_signal("return (logits - targets) / len(targets)"), "softmax first"),
        (_signal("return (softmax(logits) - targets) / logits.shape[1]"), "not of classes"),
        (_signal("return (softmax(logits) - targets) / logits.size"), "classes are summed"),
        (
            _signal("return -np.sum(targets * np.log(softmax(logits))) / len(targets)"),
            "error itself",
        ),
        (
            _signal(
                "e = np.exp(logits)",
                "return (e / e.sum(axis=1, keepdims=True) - targets) / len(targets)",
            ),
            "±1000",
        ),
    ],
    "mended_backward": [
        (_backward(_AT_OUTPUTS, "signal.mean(axis=0)"), "both mistakes"),
        (_backward(_AT_SUMS, "signal.mean(axis=0)"), "biases"),
        (_backward(_AT_OUTPUTS, "signal.sum(axis=0)"), "ReLU hides"),
        (_backward(_AT_SUMS, "signal.sum(axis=0)", end="gradients[::-1]"), "wrong order"),
        (
            _backward(
                _AT_SUMS, "signal.mean(axis=0)", weights="outputs[layer].T @ signal / len(signal)"
            ),
            "signal has the mean in it",
        ),
        (_backward(_AT_SUMS, "signal.sum()"), "shapes"),
        (_backward("signal", "signal.sum(axis=0)"), "those below are not"),
        (_backward(_AT_SUMS, "signal.sum(axis=0)", end="None"), "return"),
    ],
    "quotient_slopes": [
        ("def quotient_slopes(a, b):\n    return 1 / b, a / b**2", "second sign"),
        ("def quotient_slopes(a, b):\n    return -a / b**2, 1 / b", "swapped"),
        ("def quotient_slopes(a, b):\n    return 1 / b, -1 / b**2", "factor a"),
        ("def quotient_slopes(a, b):\n    return b, -a / b**2", "product"),
        ("def quotient_slopes(a, b):\n    return 1 / b, a * np.log(abs(b))", "logarithm"),
        ("def quotient_slopes(a, b):\n    return a / b, -a / b**2", "quotient itself"),
        ("def quotient_slopes(a, b):\n    return 1 / b", "pair"),
    ],
    "tanh_value": [
        ("def tanh(a):\n    return math.tanh(a.data)", "a Value is needed"),
        ("def tanh(a):\n    return Value(math.tanh(a.data), 'tanh')", "no gradient reaches"),
        (
            "def tanh(a):\n    return Value(math.tanh(a.data), 'tanh', (a,), (1 - a.data**2,))",
            "1 − a²",
        ),
        (
            "def tanh(a):\n    t = math.tanh(a.data)\n"
            "    return Value(t, 'tanh', (a,), (t * (1 - t),))",
            "sigmoid's slope",
        ),
        ("def tanh(a):\n    return (exp(a) - exp(-a)) / (exp(a) + exp(-a))", "800"),
        ("def tanh(a):\n    return logistic(a * 2) * 2 - 1", "800"),
        ("def tanh(a):\n    return logistic(a) * 2 - 1", "value is not tanh"),
        (
            "def tanh(a):\n    t = math.tanh(a.data)\n    return Value(t, 'tanh', a, 1 - t**2)",
            "TypeError",
        ),
    ],
}
