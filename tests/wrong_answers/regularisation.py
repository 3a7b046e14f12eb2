"""Mistakes that learners make in lesson 06; each must be refused with a hint that fits."""

HE = "def he_normal(n_in, n_out, rng):\n    return "
PENALTY = "def penalty(layers, l1, l2):\n    return "
DROPOUT = "def dropout(inputs, rate, rng, training):\n"
CALLS = "def calls_needed(chances, won, share):\n    return "
STOP = """def stop_early(losses, patience):
    kept, lowest = {kept}, np.inf
    for epoch, loss in enumerate(losses, start={start}):
        if loss {better} lowest:
            kept, lowest = epoch, loss
        elif epoch - kept {waited} patience:
            break
    return {result}
"""
RIGHT = {"kept": 0, "start": 1, "better": "<", "waited": ">=", "result": "kept, epoch"}

WRONG = {
    "he_normal": [
        (HE + "rng.normal(0, 2 / n_in, size=(n_in, n_out))", "square root"),
        (HE + "rng.normal(0, np.sqrt(1 / n_in), size=(n_in, n_out))", "half away"),
        (HE + "rng.normal(0, np.sqrt(2 / (n_in + n_out)), size=(n_in, n_out))", "Glorot"),
        (HE + "rng.normal(0, np.sqrt(2 / n_out), size=(n_in, n_out))", "n_out"),
        (HE + "rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))", "turned round"),
        (HE + "rng.normal(0, np.sqrt(2 / n_in), size=n_in)", "shape"),
        (HE + "rng.normal(size=(n_in, n_out))", "spread is 1"),
        (HE + "np.random.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out))", "generator"),
        (HE + "rng.uniform(-np.sqrt(6 / n_in), np.sqrt(6 / n_in), (n_in, n_out))", "not the shape"),
    ],
    "stop_early": [
        (
            "def stop_early(losses, patience):\n    return int(np.argmin(losses)) + 1, len(losses)",
            "patience had run out",
        ),
        (STOP.format(**RIGHT | {"kept": -1, "start": 0}), "count from 0"),
        (STOP.format(**RIGHT | {"waited": ">"}), "goes on for one more"),
        (STOP.format(**RIGHT | {"better": "<="}), "equal loss"),
        (STOP.format(**RIGHT | {"result": "epoch, kept"}), "swapped"),
        (STOP.format(**RIGHT | {"result": "epoch, epoch"}), "lowest loss"),
        (STOP.format(**RIGHT | {"result": "kept"}), "Two epochs"),
    ],
    "penalty": [
        (
            PENALTY
            + "sum(l1 * np.abs(a).sum() + l2 * (a**2).sum() for pair in layers for a in pair)",
            "biases",
        ),
        (
            PENALTY + "sum(l1 * k.sum() + l2 * (k**2).sum() for k, b in layers)",
            "Absolute values",
        ),
        (
            PENALTY + "sum(l1 * np.abs(k).mean() + l2 * (k**2).mean() for k, b in layers)",
            "means",
        ),
        (
            PENALTY + "sum(l2 * np.abs(k).sum() + l1 * (k**2).sum() for k, b in layers)",
            "swapped",
        ),
        (
            PENALTY + "sum(l1 * np.abs(k).sum() + l2 * np.linalg.norm(k) for k, b in layers)",
            "square root",
        ),
        (PENALTY + "sum(l2 * (k**2).sum() for k, b in layers)", "Only L2"),
        (
            PENALTY + "[l1 * np.abs(k).sum() + l2 * (k**2).sum() for k, b in layers]",
            "One number",
        ),
    ],
    "dropout": [
        (
            DROPOUT + "    if not training:\n        return inputs\n"
            "    return inputs * (rng.random(inputs.shape) >= rate)",
            "scaled up",
        ),
        (
            DROPOUT + "    if not training:\n        return inputs * (1 - rate)\n"
            "    return inputs * (rng.random(inputs.shape) >= rate)",
            "original scheme",
        ),
        (
            DROPOUT + "    return inputs * (rng.random(inputs.shape) >= rate) / (1 - rate)",
            "nothing should be switched off",
        ),
        (
            DROPOUT + "    if not training:\n        return inputs\n"
            "    return inputs * (rng.random(inputs.shape) < rate) / rate",
            "share that goes",
        ),
        (
            DROPOUT + "    if not training:\n        return inputs\n"
            "    return inputs * (rng.random(inputs.shape) >= rate) / rate",
            "divide by the rate",
        ),
        (
            DROPOUT + "    if not training:\n        return inputs\n"
            "    return inputs * (rng.random(inputs.shape[1]) >= rate) / (1 - rate)",
            "one mask",
        ),
        (
            DROPOUT + "    if not training:\n        return inputs\n"
            "    rng = np.random.default_rng(0)\n"
            "    return inputs * (rng.random(inputs.shape) >= rate) / (1 - rate)",
            "same at every call",
        ),
    ],
    "calls_needed": [
        (CALLS + "int(np.ceil(share * len(won)))", "share of the clients"),
        (
            CALLS + "int(np.argmax(np.cumsum(won[np.argsort(chances)]) >= share * won.sum())) + 1",
            "lowest chance first",
        ),
        (
            CALLS + "int(np.argmax(np.cumsum(won[np.argsort(-chances)]) >= share * won.sum()))",
            "too few",
        ),
        (
            CALLS + "int(np.argmax(np.cumsum(won) >= share * won.sum())) + 1",
            "order of the table",
        ),
        (CALLS + "int(np.ceil(share * won.sum() - 1e-9))", "deposits to win"),
    ],
}
