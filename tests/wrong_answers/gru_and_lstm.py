"""Mistakes that learners make in lesson 16; each must be refused with a hint that fits."""

BIAS = "def gate_bias(steps):\n    z = 0.5 ** (1 / steps)\n"
SPLIT = (
    "def reset_before(W, U, b, x, h):\n"
    "    W_z, W_r, W_n = np.split(W, 3, axis=-1)\n"
    "    U_z, U_r, U_n = np.split(U, 3, axis=-1)\n"
    "    b_z, b_r, b_n = np.split(b, 3)\n"
)
GATES = (
    SPLIT + "    z = sigmoid(x @ W_z + h @ U_z + b_z)\n    r = sigmoid(x @ W_r + h @ U_r + b_r)\n"
)
RIGHT_N = "    n = np.tanh(x @ W_n + (r * h) @ U_n + b_n)\n"
COUNT = "def parameters(kind, features, units):\n"
TEMPER = "def temper(probabilities, temperature):\n"
POWERS = TEMPER + "    powers = probabilities ** (1 / temperature)\n"

WRONG = {
    "gate_bias": [
        (BIAS + "    return z", "gate z itself"),
        (BIAS + "    return np.log((1 - z) / z)", "sign"),
        (BIAS + "    return np.log(z)", "not ln(z)"),
        (BIAS + "    return sigmoid(z)", "once more"),
        ("def gate_bias(steps):\n    return np.log(steps)", "1/e"),
        (
            "def gate_bias(steps):\n    z = 0.5 ** steps\n    return np.log(z / (1 - z))",
            "power of 1/steps",
        ),
    ],
    "reset_before": [
        (
            GATES
            + "    n = np.tanh(x @ W_n + r * (h @ U_n) + b_n)\n    return z * h + (1 - z) * n",
            "after the matrix",
        ),
        (GATES + RIGHT_N + "    return (1 - z) * h + z * n", "turned round"),
        (GATES + RIGHT_N + "    return n", "mixture"),
        (
            GATES + "    n = np.tanh(x @ W_n + h @ U_n + b_n)\n    return z * h + (1 - z) * n",
            "reset gate is missing",
        ),
        (
            GATES + "    n = x @ W_n + (r * h) @ U_n + b_n\n    return z * h + (1 - z) * n",
            "tanh",
        ),
        (
            SPLIT + "    r = sigmoid(x @ W_z + h @ U_z + b_z)\n"
            "    z = sigmoid(x @ W_r + h @ U_r + b_r)\n"
            + RIGHT_N
            + "    return z * h + (1 - z) * n",
            "swapped",
        ),
        (
            SPLIT + "    z, r = sigmoid(x @ W_z + h @ U_z), sigmoid(x @ W_r + h @ U_r)\n"
            "    return z * h + (1 - z) * np.tanh(x @ W_n + (r * h) @ U_n)",
            "biases are missing",
        ),
    ],
    "parameters": [
        (
            COUNT + '    blocks = {"plain": 1, "GRU": 3, "LSTM": 4}[kind]\n'
            "    return blocks * units * (features + units + 1)",
            "two rows of biases",
        ),
        (
            COUNT + '    blocks = {"plain": 1, "GRU": 3, "LSTM": 4}[kind]\n'
            "    return blocks * units * (features + units)",
            "also has a bias",
        ),
        (
            COUNT + '    blocks = {"plain": 1, "GRU": 3, "LSTM": 4}[kind]\n'
            "    return blocks * units * (features + 1)",
            "multiplied by a matrix",
        ),
        (
            COUNT + '    blocks = {"plain": 1, "GRU": 2, "LSTM": 3}[kind]\n'
            "    return blocks * units * (features + units + 1)",
            "new value needs weights",
        ),
        (
            COUNT + '    blocks = {"plain": 1, "GRU": 3, "LSTM": 4}[kind]\n'
            '    return blocks * units * (features + units + (1 if kind == "plain" else 2))',
            "one row of biases only",
        ),
    ],
    "counter": [
        ('counter = {"W": [20, 0, 20, 0], "b": [0, 0, 0, 0]}', "open the forget gate"),
        ('counter = {"W": [20, 20, 20, 0], "b": [0, 0, 0, 20]}', "open the forget gate"),
        ('counter = {"W": [0, 0, 20, 0], "b": [0, 20, 0, 20]}', "it should add 1"),
        ('counter = {"W": [0, 0, 1, 0], "b": [20, 20, 0, 20]}', "it should add 1"),
        ('counter = {"W": [0, 0, 20, 0], "b": [20, 20, 20, 20]}', "has it a bias"),
        ('counter = {"W": [0, -20, 20, 0], "b": [20, 20, 0, 20]}', "for ones as well"),
        ('counter = {"W": [0, 0, 99, 0], "b": [99, 99, 0, 99]}', "up to 20"),
    ],
    "temper": [
        (POWERS + "    return powers", "do not add up"),
        (POWERS + "    return powers / powers.sum()", "all rows"),
        (POWERS + "    return powers / powers.sum(axis=-1, keepdims=True)", "become zero"),
        (
            TEMPER + "    powers = probabilities ** temperature\n"
            "    return powers / powers.sum(axis=-1, keepdims=True)",
            "power is turned round",
        ),
        (
            TEMPER + "    powers = np.exp(probabilities / temperature)\n"
            "    return powers / powers.sum(axis=-1, keepdims=True)",
            "as if they were logits",
        ),
        (TEMPER + "    return probabilities / temperature", "take powers"),
    ],
}
