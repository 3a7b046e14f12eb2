"""Mistakes that learners make in lesson 03; each must be refused with a hint that fits."""

_STEP = "def one_step(weights, inputs, target, learning_rate):\n"
_ERROR = "    error = inputs @ weights - target\n"
_AHEAD = "def look_ahead(velocity, slope, learning_rate, momentum):\n"
_VELOCITY = "    new_velocity = momentum * velocity - learning_rate * slope\n"
_MEANS = "def corrected_means(slopes, beta):\n    mean, rows = 0.0, []\n"
_LOOP = "    for step, slope in enumerate(slopes, start=1):\n"
_UPDATE = "        mean = beta * mean + (1 - beta) * slope\n"
_DESCENT = "def my_descent(gradient, start):\n"

WRONG = {
    "one_step": [
        (_STEP + _ERROR + "    return weights + learning_rate * 2 * error * inputs", "uphill"),
        (
            _STEP + "    error = target - inputs @ weights\n"
            "    return weights - learning_rate * 2 * error * inputs",
            "uphill",
        ),
        (_STEP + _ERROR + "    return weights - learning_rate * error * inputs", "Half a step"),
        (_STEP + _ERROR + "    return weights - learning_rate * 2 * error", "own input"),
        (_STEP + _ERROR + "    return weights - 2 * error * inputs", "learning rate"),
        (_STEP + _ERROR + "    return 2 * error * inputs", "slopes"),
        (
            _STEP + _ERROR + "    weights -= learning_rate * 2 * error * inputs\n"
            "    return weights",
            "in place",
        ),
        (
            _STEP + "    error = inputs * weights - target\n"
            "    return weights - learning_rate * 2 * error * inputs",
            "prediction",
        ),
    ],
    "largest_rate": [
        ("def largest_rate(curvatures):\n    return 2 / np.min(curvatures)", "flattest"),
        ("def largest_rate(curvatures):\n    return 1 / np.max(curvatures)", "quickest"),
        ("def largest_rate(curvatures):\n    return 2 / np.mean(curvatures)", "mean"),
        ("def largest_rate(curvatures):\n    return 2 / np.array(curvatures)", "each direction"),
        ("def largest_rate(curvatures):\n    return 2 / sum(curvatures)", "add up"),
        ("def largest_rate(curvatures):\n    return 2 / curvatures", "TypeError"),
    ],
    "look_ahead": [
        (_AHEAD + _VELOCITY + "    return new_velocity, new_velocity", "plain momentum"),
        (
            _AHEAD + _VELOCITY + "    step = momentum * velocity - 2 * learning_rate * slope\n"
            "    return new_velocity, step",
            "new velocity",
        ),
        (
            _AHEAD + _VELOCITY + "    return new_velocity, momentum * new_velocity",
            "once more",
        ),
        (
            _AHEAD + "    new_velocity = momentum * velocity + learning_rate * slope\n"
            "    return new_velocity, momentum * new_velocity - learning_rate * slope",
            "uphill",
        ),
        (
            _AHEAD + "    new_velocity = velocity - learning_rate * slope\n"
            "    return new_velocity, momentum * new_velocity - learning_rate * slope",
            "share",
        ),
        (
            _AHEAD + _VELOCITY + "    return momentum * new_velocity - learning_rate * slope",
            "Two things",
        ),
    ],
    "corrected_means": [
        (
            _MEANS + _LOOP + _UPDATE + "        rows.append(mean)\n    return np.array(rows)",
            "itself",
        ),
        (
            _MEANS + _LOOP + _UPDATE + "        rows.append(mean / (1 - beta))\n"
            "    return np.array(rows)",
            "grows with the step",
        ),
        (
            _MEANS
            + "    for step, slope in enumerate(slopes):\n"
            + _UPDATE
            + "        rows.append(mean / (1 - beta**step))\n    return np.array(rows)",
            "from 1",
        ),
        (
            _MEANS + _LOOP + _UPDATE + "        mean = mean / (1 - beta**step)\n"
            "        rows.append(mean)\n    return np.array(rows)",
            "uncorrected",
        ),
        (
            _MEANS + _LOOP + _UPDATE + "    return mean / (1 - beta**step)",
            "every step",
        ),
        (
            "def corrected_means(slopes, beta):\n"
            "    return np.cumsum(slopes, axis=0) / np.arange(1, len(slopes) + 1)[:, None]",
            "forgets",
        ),
        (
            _MEANS + _LOOP + "        mean = (1 - beta) * mean + beta * slope\n"
            "        rows.append(mean / (1 - beta**step))\n    return np.array(rows)",
            "swapped",
        ),
    ],
    "my_descent": [
        (_DESCENT + "    return descend(gradient, start, 0.02, 100)[-1]", "race"),
        (_DESCENT + "    return descend(gradient, start, 0.02, 400)[-1]", "quicker method"),
        (_DESCENT + "    return np.array([1.0, 1.0])", "never asks"),
        (_DESCENT + "    return with_momentum(gradient, start, 0.2, 100)[-1]", "diverged"),
        (_DESCENT + "    return with_momentum(gradient, start, 0.01, 100)", "last row"),
        (_DESCENT + "    return with_momentum(gradient, start, 0.01, 20)[-1]", "to spare"),
        (_DESCENT + "    return adam(gradient, start, 0.001, 100)[-1]", "race"),
    ],
}
