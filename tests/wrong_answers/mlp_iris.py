"""Mistakes that learners make in lesson 05; each must be refused with a hint that fits."""

WRONG = {
    "standardise": [
        (
            "def standardise(train, test):\n"
            "    everything = np.concatenate([train, test])\n"
            "    mean, deviation = everything.mean(axis=0), everything.std(axis=0)\n"
            "    return (train - mean) / deviation, (test - mean) / deviation",
            "took part",
        ),
        (
            "def standardise(train, test):\n"
            "    scaled = [(a - a.mean(axis=0)) / a.std(axis=0) for a in (train, test)]\n"
            "    return scaled[0], scaled[1]",
            "their own mean",
        ),
        (
            "def standardise(train, test):\n"
            "    mean, deviation = train.mean(), train.std()\n"
            "    return (train - mean) / deviation, (test - mean) / deviation",
            "One mean for all columns",
        ),
        (
            "def standardise(train, test):\n"
            "    mean, deviation = train.mean(axis=0), train.std(axis=0)\n"
            "    return train - mean / deviation, test - mean / deviation",
            "parentheses",
        ),
        (
            "def standardise(train, test):\n"
            "    mean, deviation = train.mean(axis=0), train.var(axis=0)\n"
            "    return (train - mean) / deviation, (test - mean) / deviation",
            "variance",
        ),
        (
            "def standardise(train, test):\n"
            "    mean, deviation = train.mean(axis=0), train.std(axis=0)\n"
            "    return (train - mean) / deviation",
            "two arrays",
        ),
        (
            "def standardise(train, test):\n"
            "    mean, deviation = train.mean(axis=0), train.std(axis=0)\n"
            "    return (train - mean) / deviation, test",
            "unscaled",
        ),
    ],
    "widest": [
        (
            "def widest(budget):\n"
            "    width = 1\n"
            "    while 2 * (width + 1) ** 2 + 7 * (width + 1) <= budget:\n"
            "        width += 1\n"
            "    return width",
            "weights only",
        ),
        (
            "def widest(budget):\n"
            "    width = 1\n"
            "    while (width + 1) ** 2 + 9 * (width + 1) + 3 <= budget:\n"
            "        width += 1\n"
            "    return width",
            "two hidden layers",
        ),
        (
            "def widest(budget):\n"
            "    width = 1\n"
            "    while 2 * (width + 1) ** 2 + 10 * (width + 1) + 3 < budget:\n"
            "        width += 1\n"
            "    return width",
            "At most",
        ),
        (
            "def widest(budget):\n"
            "    width = 1\n"
            "    while 2 * width**2 + 10 * width + 3 <= budget:\n"
            "        width += 1\n"
            "    return width",
            "one step back",
        ),
        (
            "def widest(budget):\n"
            "    width = 1\n"
            "    while 2 * (width + 1) ** 2 + 10 * (width + 1) <= budget:\n"
            "        width += 1\n"
            "    return width",
            "outputs are missing",
        ),
        (
            "def widest(budget):\n"
            "    width = 1\n"
            "    while 2 * (width + 1) ** 2 + 10 * (width + 1) + 7 <= budget:\n"
            "        width += 1\n"
            "    return width",
            "inputs",
        ),
        (
            "def widest(budget):\n"
            "    width = 1\n"
            "    while 2 * (width + 1) ** 2 + 10 * (width + 1) + 3 <= budget:\n"
            "        width += 1\n"
            "    return 2 * width**2 + 10 * width + 3",
            "give back the width",
        ),
        (
            "def widest(budget):\n    return (np.sqrt(19 + 2 * budget) - 5) / 2",
            "whole number",
        ),
        (
            "def widest(budget):\n    return round((np.sqrt(19 + 2 * budget) - 5) / 2)",
            "too many",
        ),
        ("def widest(budget):\n    return 32", "2,371 parameters"),
    ],
    "cross_entropy": [
        (
            "def cross_entropy(logits, labels):\n"
            "    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)\n"
            "    return -np.log(probabilities[np.arange(len(labels)), labels]).mean()",
            "overflows",
        ),
        (
            "def cross_entropy(logits, labels):\n"
            "    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))\n"
            "    probabilities = shifted / shifted.sum(axis=1, keepdims=True)\n"
            "    return -np.log(probabilities[np.arange(len(labels)), labels]).sum()",
            "sum over the samples",
        ),
        (
            "def cross_entropy(logits, labels):\n"
            "    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))\n"
            "    probabilities = shifted / shifted.sum(axis=1, keepdims=True)\n"
            "    return np.log(probabilities[np.arange(len(labels)), labels]).mean()",
            "sign",
        ),
        (
            "def cross_entropy(logits, labels):\n"
            "    probabilities = np.exp(logits) / np.exp(logits).sum(axis=0)\n"
            "    return -np.log(probabilities[np.arange(len(labels)), labels]).mean()",
            "axis=1",
        ),
        (
            "def cross_entropy(logits, labels):\n"
            "    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)\n"
            "    return -np.log(probabilities.max(axis=1)).mean()",
            "true one",
        ),
        (
            "def cross_entropy(logits, labels):\n"
            "    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))\n"
            "    probabilities = shifted / shifted.sum(axis=1, keepdims=True)\n"
            "    return -np.log(probabilities[:, labels]).mean()",
            "whole columns",
        ),
        (
            "def cross_entropy(logits, labels):\n"
            "    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))\n"
            "    probabilities = shifted / shifted.sum(axis=1, keepdims=True)\n"
            "    return -np.log(probabilities[np.arange(len(labels)), labels])",
            "take their mean",
        ),
        (
            "def cross_entropy(logits, labels):\n"
            "    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))\n"
            "    probabilities = shifted / shifted.sum(axis=1, keepdims=True)\n"
            "    return -np.log(probabilities[np.arange(len(labels)), labels].mean())",
            "before the mean",
        ),
        (
            "def cross_entropy(logits, labels):\n"
            "    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))\n"
            "    probabilities = shifted / shifted.sum(axis=1, keepdims=True) + 1e-12\n"
            "    return -np.log(probabilities[np.arange(len(labels)), labels]).mean()",
            "too small for a float",
        ),
    ],
    "early_stop": [
        (
            "def early_stop(losses, patience, min_delta):\n"
            "    best_loss, best_epoch = np.inf, 0\n"
            "    for epoch, loss in enumerate(losses, start=1):\n"
            "        if loss < best_loss:\n"
            "            best_loss, best_epoch = loss, epoch\n"
            "        elif epoch - best_epoch >= patience:\n"
            "            break\n"
            "    return epoch, best_epoch",
            "min_delta plays no part",
        ),
        (
            "def early_stop(losses, patience, min_delta):\n"
            "    best_loss, best_epoch = np.inf, 0\n"
            "    for epoch, loss in enumerate(losses, start=1):\n"
            "        if loss < best_loss - min_delta:\n"
            "            best_loss, best_epoch = loss, epoch\n"
            "        elif epoch - best_epoch > patience:\n"
            "            break\n"
            "    return epoch, best_epoch",
            "too patient",
        ),
        (
            "def early_stop(losses, patience, min_delta):\n"
            "    previous, best_epoch = np.inf, 0\n"
            "    for epoch, loss in enumerate(losses, start=1):\n"
            "        if loss < previous - min_delta:\n"
            "            best_epoch = epoch\n"
            "        elif epoch - best_epoch >= patience:\n"
            "            break\n"
            "        previous = loss\n"
            "    return epoch, best_epoch",
            "the one before it",
        ),
        (
            "def early_stop(losses, patience, min_delta):\n"
            "    best_loss, best_epoch = np.inf, 0\n"
            "    for epoch, loss in enumerate(losses):\n"
            "        if loss < best_loss - min_delta:\n"
            "            best_loss, best_epoch = loss, epoch\n"
            "        elif epoch - best_epoch >= patience:\n"
            "            break\n"
            "    return epoch, best_epoch",
            "count from 0",
        ),
        (
            "def early_stop(losses, patience, min_delta):\n"
            "    best_loss, best_epoch = np.inf, 0\n"
            "    for epoch, loss in enumerate(losses, start=1):\n"
            "        if loss < best_loss - min_delta:\n"
            "            best_loss, best_epoch = loss, epoch\n"
            "        elif epoch - best_epoch >= patience:\n"
            "            break\n"
            "    return epoch, int(np.argmin(losses[:epoch])) + 1",
            "that of the lowest loss",
        ),
        (
            "def early_stop(losses, patience, min_delta):\n"
            "    best_loss, best_epoch, wait = np.inf, 0, 0\n"
            "    for epoch, loss in enumerate(losses, start=1):\n"
            "        if loss < best_loss - min_delta:\n"
            "            best_loss, best_epoch = loss, epoch\n"
            "        else:\n"
            "            wait += 1\n"
            "            if wait >= patience:\n"
            "                break\n"
            "    return epoch, best_epoch",
            "sets it back to 0",
        ),
        (
            "def early_stop(losses, patience, min_delta):\n"
            "    best_loss, best_epoch = np.inf, 0\n"
            "    for epoch, loss in enumerate(losses, start=1):\n"
            "        if loss < best_loss - min_delta:\n"
            "            best_loss, best_epoch = loss, epoch\n"
            "    return epoch, best_epoch",
            "never stops",
        ),
        (
            "def early_stop(losses, patience, min_delta):\n"
            "    best_loss, best_epoch = np.inf, 0\n"
            "    for epoch, loss in enumerate(losses, start=1):\n"
            "        if loss < best_loss - min_delta:\n"
            "            best_loss, best_epoch = loss, epoch\n"
            "        elif epoch - best_epoch >= patience:\n"
            "            break\n"
            "    return best_epoch, epoch",
            "wrong order",
        ),
        ("def early_stop(losses, patience, min_delta):\n    return 1, 1", "is right"),
    ],
    "small_network": [
        (
            "def small_network():\n"
            "    return keras.Sequential(\n"
            "        [\n"
            "            keras.Input(shape=(4,)),\n"
            '            keras.layers.Dense(8, activation="relu"),\n'
            '            keras.layers.Dense(3, activation="softmax"),\n'
            "        ]\n"
            "    )",
            "67 parameters",
        ),
        (
            "def small_network():\n"
            "    return keras.Sequential(\n"
            "        [\n"
            "            keras.Input(shape=(4,)),\n"
            '            keras.layers.Dense(5, activation="relu"),\n'
            "            keras.layers.Dense(3),\n"
            "        ]\n"
            "    )",
            "softmax",
        ),
        (
            "def small_network():\n"
            "    return keras.Sequential(\n"
            "        [\n"
            "            keras.Input(shape=(4,)),\n"
            '            keras.layers.Dense(5, activation="relu"),\n'
            '            keras.layers.Dense(1, activation="sigmoid"),\n'
            "        ]\n"
            "    )",
            "(2, 3)",
        ),
        (
            "def small_network():\n"
            "    return keras.Sequential(\n"
            "        [\n"
            "            keras.Input(shape=(4,)),\n"
            '            keras.layers.Dense(5, activation="relu", kernel_initializer="zeros"),\n'
            '            keras.layers.Dense(3, activation="softmax"),\n'
            "        ]\n"
            "    )",
            "held-out",
        ),
        (
            "def small_network():\n"
            "    keras.Sequential(\n"
            "        [\n"
            "            keras.Input(shape=(4,)),\n"
            '            keras.layers.Dense(3, activation="softmax"),\n'
            "        ]\n"
            "    )",
            "return",
        ),
        (
            "def small_network():\n"
            "    return keras.Sequential(\n"
            "        [\n"
            "            keras.Input(shape=(2,)),\n"
            '            keras.layers.Dense(3, activation="softmax"),\n'
            "        ]\n"
            "    )",
            "(flowers, 4)",
        ),
    ],
}
