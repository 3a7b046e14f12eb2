"""Mistakes that learners make in lesson 18; each must be refused with a hint that fits."""

_LOSS = "def expert_loss(real_logits, fake_logits):\n"
_BEST = "def loss_of_best_expert(p, q):\n    p, q = np.asarray(p, float), np.asarray(q, float)\n"
_NEAREST = (
    "def nearest(samples, training):\n"
    "    squares = (samples[:, None] - training[None]) ** 2\n"
    "    distances = np.sqrt(squares.sum(axis=(2, 3)))\n"
)

WRONG = {
    "expert_loss": [
        (
            _LOSS
            + "    real, fake = 1 / (1 + np.exp(-real_logits)), 1 / (1 + np.exp(-fake_logits))\n"
            "    return -np.log(real).mean() - np.log(1 - fake).mean()",
            "±1000",
        ),
        (
            _LOSS + "    return -np.logaddexp(0, -real_logits).mean()"
            " - np.logaddexp(0, fake_logits).mean()",
            "sign",
        ),
        (
            _LOSS + "    return np.logaddexp(0, real_logits).mean()"
            " + np.logaddexp(0, -fake_logits).mean()",
            "swapped",
        ),
        (
            _LOSS + "    losses = [np.logaddexp(0, -real_logits), np.logaddexp(0, fake_logits)]\n"
            "    return np.concatenate(losses).mean()",
            "two means",
        ),
        (
            _LOSS + "    return np.logaddexp(0, -real_logits).sum()"
            " + np.logaddexp(0, fake_logits).sum()",
            "means",
        ),
        (_LOSS + "    return np.logaddexp(0, -real_logits).mean()", "Only the real"),
        (_LOSS + "    return np.logaddexp(0, -real_logits)", "One number"),
    ],
    "loss_of_best_expert": [
        (
            _BEST + "    d = p / (p + q)\n"
            "    return -(p * np.log(d)).sum() - (q * np.log(1 - d)).sum()",
            "0 log 0",
        ),
        (
            _BEST
            + "    d = p / (p + q)\n    return (p * np.log(d)).sum() + (q * np.log(1 - d)).sum()",
            "loss is -V",
        ),
        (
            _BEST + "    d = p / (p + q)\n    return -np.log(d).mean() - np.log(1 - d).mean()",
            "Weigh",
        ),
        (
            _BEST + "    d = q / (p + q)\n"
            "    return -(p * np.log(d)).sum() - (q * np.log(1 - d)).sum()",
            "swapped",
        ),
        (_BEST + "    return (p * np.log(p / q)).sum()", "Kullback"),
        (_BEST + "    return -(p * np.log(p / (p + q))).sum()", "forgeries are missing"),
    ],
    "diagnosis": [
        (
            'diagnosis = {"a": "collapse", "b": "expert too weak", '
            '"c": "collapse", "d": "healthy"}',
            "never wrong",
        ),
        (
            'diagnosis = {"a": "expert wins", "b": "healthy", "c": "collapse", "d": "healthy"}',
            "who is to blame",
        ),
        (
            'diagnosis = {"a": "expert wins", "b": "expert too weak", '
            '"c": "healthy", "d": "healthy"}',
            "all of them together",
        ),
        (
            'diagnosis = {"a": "expert wins", "b": "expert too weak", '
            '"c": "collapse", "d": "overfitting"}',
            "none of the four",
        ),
    ],
    "nearest": [
        (_NEAREST + "    return distances.argmax(axis=1), distances.max(axis=1)", "argmin"),
        (
            _NEAREST + "    return distances.argmin(axis=1), distances.min(axis=1) ** 2",
            "square root",
        ),
        (_NEAREST + "    return distances.argmin(axis=0), distances.min(axis=0)", "per training"),
        (_NEAREST + "    return distances.argmin(axis=1)", "Two arrays"),
        (
            "def nearest(samples, training):\n"
            "    squares = (samples[:, None] - training[None]) ** 2\n"
            "    distances = np.sqrt(squares.mean(axis=(2, 3)))\n"
            "    return distances.argmin(axis=1), distances.min(axis=1)",
            "no mean",
        ),
        (
            "def nearest(samples, training):\n"
            "    means = samples.mean(axis=(1, 2))[:, None] - training.mean(axis=(1, 2))\n"
            "    return np.abs(means).argmin(axis=1), np.abs(means).min(axis=1)",
            "pixel by pixel",
        ),
    ],
}
