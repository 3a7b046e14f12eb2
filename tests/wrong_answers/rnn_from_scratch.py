"""Mistakes that learners make in lesson 15; each must be refused with a hint that fits."""

BITS = "def bits_per_character(probabilities, targets):\n"
PICK = BITS + "    of_truth = probabilities[np.arange(len(targets)), targets]\n"
BACK = "def back_one_step(state_gradient, state, W_h):\n"
SHAPES = (
    'shapes = {{"sentiment": ({}, True), "keyboard": ({}, {}), '
    '"names": ("many to many", {}), "translation": ({}, True)}}'
)
ONE, MANY, THEN = '"many to one"', '"many to many"', '"read, then write"'

WRONG = {
    "bits_per_character": [
        (PICK + "    return -np.log(of_truth).mean()", "base 2"),
        (PICK + "    return np.log2(of_truth).mean()", "sign"),
        (PICK + "    return -np.log2(of_truth).sum()", "sum over all positions"),
        (PICK + "    return -np.log2(of_truth)", "their mean"),
        (PICK + "    return -np.log2(of_truth.mean())", "mean comes last"),
        (BITS + "    return -np.log2(probabilities[:, targets]).mean()", "own target"),
        (BITS + "    return -np.log2(probabilities).mean()", "only the true one"),
        (
            BITS + "    return -(probabilities * np.log2(probabilities)).sum(axis=1).mean()",
            "how unsure",
        ),
    ],
    "shapes": [
        (SHAPES.format(MANY, MANY, False, True, THEN), "sentiment: a whole review"),
        (SHAPES.format(ONE, ONE, False, True, THEN), "keyboard: after each word"),
        (SHAPES.format(ONE, MANY, True, True, THEN), "what comes next"),
        (SHAPES.format(ONE, MANY, False, False, THEN), "names: the whole input"),
        (SHAPES.format(ONE, MANY, False, True, MANY), "length of its own"),
        (SHAPES.format('"many-to-one"', MANY, False, True, THEN), "none of"),
    ],
    "back_one_step": [
        (
            BACK + "    sum_gradient = state_gradient * (1 - state**2)\n"
            "    return sum_gradient, sum_gradient @ W_h.T",
            "slope of tanh",
        ),
        (
            BACK + "    sum_gradient = state_gradient * (state > 0)\n"
            "    return sum_gradient, sum_gradient @ W_h",
            "transposed",
        ),
        (
            BACK + "    return state_gradient * (state > 0), state_gradient @ W_h.T",
            "leads through the sum",
        ),
        (BACK + "    return state_gradient, state_gradient @ W_h.T", "slope of ReLU is missing"),
        (
            BACK + "    sum_gradient = state_gradient * state\n"
            "    return sum_gradient, sum_gradient @ W_h.T",
            "not the state",
        ),
        (
            BACK + "    sum_gradient = np.maximum(state_gradient, 0)\n"
            "    return sum_gradient, sum_gradient @ W_h.T",
            "not the gradient",
        ),
        (BACK + "    return state_gradient * (state > 0)", "Two arrays"),
    ],
    "memory": [
        ('weights = {"w_x": 5.0, "w_h": 1.0, "b": 0.0}', "too small to keep"),
        ('weights = {"w_x": 5.0, "w_h": 0.0, "b": 0.0}', "too small to keep"),
        ('weights = {"w_x": 1.0, "w_h": 2.5, "b": 0.0}', "outweigh"),
        ('weights = {"w_x": -5.0, "w_h": 2.5, "b": 0.0}', "must be positive"),
        ('weights = {"w_x": 5.0, "w_h": -2.5, "b": 0.0}', "changes its sign"),
        ('weights = {"w_x": 5.0, "w_h": 2.5, "b": 3.0}', "push it up"),
        ('weights = {"w_x": 9.0, "w_h": 2.0, "b": -1.0}', "pull it down"),
    ],
}
