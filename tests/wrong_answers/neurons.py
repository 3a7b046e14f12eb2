"""Mistakes that learners make in lesson 01; each must be refused with a hint that fits."""


def weighted(line):
    return f"def weighted_sum(inputs, weights, bias):\n    {line}"


def count(step, start="0", end="total"):
    return (
        f"def count_parameters(sizes):\n    total = {start}\n"
        f"    for inputs, neurons in itertools.pairwise(sizes):\n        total = total + {step}\n"
        f"    return {end}"
    )


def run(body):
    return f"def forward(inputs, layers):\n    values = inputs\n{body}\n    return values"


def line(weights, bias):
    return f"call_weights = {weights}\ncall_bias = {bias}"


def xor(hidden, output):
    return f"xor_hidden = {hidden}\nxor_output = {output}"


WRONG = {
    "weighted_sum": [
        (weighted("return (inputs * weights).sum()"), "bias is missing"),
        (weighted("return inputs * weights + bias"), "add up the products"),
        (weighted("return (inputs * weights + bias).sum()"), "once for each input"),
        (weighted("return sum(inputs) * sum(weights) + bias"), "in pairs"),
        (weighted("return (inputs + weights).sum() + bias"), "use *"),
        (weighted("return (inputs * weights).mean() + bias"), "mean"),
        (weighted("return inputs @ weights - bias"), "subtracted"),
        (
            weighted("return inputs[0] * weights[0] + inputs[1] * weights[1] + bias"),
            "any number",
        ),
        (weighted("(inputs * weights).sum() + bias"), "return"),
        ("weighted_sum = (customer * [-1, 1]).sum() + 10", "def"),
    ],
    "count_parameters": [
        (count("inputs * neurons"), "has a bias"),
        (count("inputs * neurons + inputs"), "not for each of its inputs"),
        (count("inputs * neurons + neurons", start="sizes[0]"), "inputs are counted"),
        (count("inputs * neurons + 1"), "one bias a layer"),
        (count("neurons"), "add the weights"),
        (count("inputs * neurons + neurons", end="total - sizes[-1]"), "output layer"),
        ("def count_parameters(sizes):\n    return sum(sizes)", "circles"),
        ("def count_parameters(sizes):\n    return np.prod(sizes)", "neighbours"),
        (
            "def count_parameters(sizes):\n    for a, b in itertools.pairwise(sizes):\n"
            "        return a * b + b",
            "inside the loop",
        ),
        ("def count_parameters(sizes):\n    return 9", "your function says 9"),
    ],
    "forward": [
        (run("    for w, b in layers:\n        values = relu(values @ w + b)"), "output as well"),
        (run("    for w, b in layers:\n        values = values @ w + b"), "collapse"),
        (
            run(
                "    for w, b in layers[:-1]:\n        values = relu(values @ w)\n"
                "    values = values @ layers[-1][0]"
            ),
            "biases are missing",
        ),
        (
            run(
                "    for w, b in layers[:-1]:\n        values = relu(values @ w) + b\n"
                "    values = values @ layers[-1][0] + layers[-1][1]"
            ),
            "before ReLU",
        ),
        (run("    for w, b in layers[:-1]:\n        values = relu(values @ w + b)"), "last layer"),
        (
            run("    for w, b in layers:\n        return relu(values @ w + b)"),
            "inside the loop",
        ),
        (
            run(
                "    for w, b in layers[:-1]:\n        values = np.tanh(values @ w + b)\n"
                "    values = values @ layers[-1][0] + layers[-1][1]"
            ),
            "not tanh",
        ),
        (run("    for w, b in layers:\n        values = relu(inputs @ w + b)"), "ValueError"),
        (run("    for w, b in layers:\n        values = relu(w @ values + b)"), "ValueError"),
        (
            "def forward(inputs, layers):\n    (w1, b1), (w2, b2) = layers\n"
            "    return relu(inputs @ w1 + b1) @ w2 + b2",
            "ValueError",
        ),
    ],
    "call_customers": [
        (line("[2, -1]", "1"), "other side"),
        (line("[1, -2]", "-1"), "swapped"),
        (line("[-2, 1]", "1"), "sign of the bias"),
        (line("[-2, 1]", "0"), "origin"),
        (line("[2, 1]", "1"), "harder"),
        (line("[-1, 1]", "-1"), "counts twice"),
        (line("[0, 0]", "1"), "does not see"),
        (line("[-2, 1.5]", "-1"), "your sum is"),
        (line("[-2, 1, -1]", "0"), "shape"),
    ],
    "xor_network": [
        (xor("[[1, -1], [-1, 1]], [0, 0]", "[[1], [1]], [-0.5]"), "leave room"),
        (xor("[[1, 1], [1, 1]], [0, -1]", "[[1], [-1]], [0]"), "leave room"),
        (xor("[[1, 1], [1, 1]], [-0.5, -1.5]", "[[1], [1]], [-0.5]"), "that is OR"),
        (xor("[[1, 1], [1, 1]], [-0.5, -1.5]", "[[1], [1]], [-1.5]"), "that is AND"),
        (xor("[[1, 1], [1, 1]], [-0.5, -1.5]", "[[-1], [1]], [0.5]"), "upside down"),
        (xor("[[1, 1], [1, 1]], [-0.5, -1.5]", "[[1], [-1]], [0.5]"), "always fires"),
        (xor("[[1, 1], [1, 1]], [0.5, 1.5]", "[[1], [-1]], [-0.5]"), "never fires"),
        (xor("[[1, -1], [-1, 1]], [-0.5, -0.5]", "[[1], [-1]], [-0.5]"), "alone"),
        (xor("[[1, 1]], [-0.5, -1.5]", "[[1], [-1]], [-0.5]"), "shape"),
        (xor("[[1, 1], [1, 1]]", "[[1], [-1]]"), "pair"),
    ],
}
