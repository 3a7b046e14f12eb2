"""Mistakes that learners make in lesson 14; each must be refused with a hint that fits."""

F1 = "def f1(labels, called):\n    labels, called = np.asarray(labels), np.asarray(called)\n"
HITS = "    hits = np.sum(labels * called)\n"
WEIGHTS = (
    "def word_weights(counts, labels):\n"
    "    loaded = counts[labels == 1].sum(axis=0) + {one}\n"
    "    sincere = counts[labels == 0].sum(axis=0) + {one}\n"
    "    return {result}"
)
WRONG = {
    "f1": [
        (F1 + "    return np.mean(labels == called)", "accuracy"),
        (F1 + HITS + "    return hits / max(1, called.sum())", "precision"),
        (F1 + HITS + "    return hits / max(1, labels.sum())", "recall"),
        (F1 + HITS + "    return hits / max(1, labels.sum() + called.sum())", "Twice the hits"),
        (
            F1
            + HITS
            + "    return (hits / max(1, called.sum()) + hits / max(1, labels.sum())) / 2",
            "harmonic",
        ),
        (
            F1 + HITS + "    p, r = hits / called.sum(), hits / labels.sum()\n"
            "    with np.errstate(all='ignore'):\n        return 2 * p * r / (p + r)",
            "always says 0",
        ),
        (
            "def f1(labels, called):\n    total = labels.sum() + called.sum()\n"
            "    return 2 * np.sum(labels * called) / max(1, total)",
            "AttributeError",
        ),
        (F1 + HITS + "    2 * hits / (labels.sum() + called.sum())", "return"),
    ],
    "smooth_idf": [
        (
            "def smooth_idf(counts):\n"
            "    return np.log((1 + len(counts)) / (1 + counts.sum(axis=0))) + 1",
            "not occurrences",
        ),
        (
            "def smooth_idf(counts):\n"
            "    return np.log((1 + len(counts)) / (1 + (counts > 0).sum(axis=0)))",
            "1 at the end",
        ),
        (
            "def smooth_idf(counts):\n    return np.log(len(counts) / (counts > 0).sum(axis=0))",
            "divides by zero",
        ),
        (
            "def smooth_idf(counts):\n"
            "    return np.log((1 + len(counts)) / (1 + (counts > 0).sum(axis=1))) + 1",
            "per document",
        ),
        (
            "def smooth_idf(counts):\n"
            "    return np.log((1 + (counts > 0).sum(axis=0)) / (1 + len(counts))) + 1",
            "upside down",
        ),
        (
            "def smooth_idf(counts):\n"
            "    return np.log2((1 + len(counts)) / (1 + (counts > 0).sum(axis=0))) + 1",
            "natural logarithm",
        ),
        (
            "def smooth_idf(counts):\n"
            "    return np.log(len(counts) / (1 + (counts > 0).sum(axis=0))) + 1",
            "extra document",
        ),
    ],
    "word_weights": [
        (
            WEIGHTS.format(
                one=1, result="np.log(sincere / sincere.sum()) - np.log(loaded / loaded.sum())"
            ),
            "sign",
        ),
        (WEIGHTS.format(one=1, result="np.log(loaded / sincere)"), "own total"),
        (
            WEIGHTS.format(
                one=0, result="np.log(loaded / loaded.sum()) - np.log(sincere / sincere.sum())"
            ),
            "infinite weight",
        ),
        (
            WEIGHTS.format(one=1, result="(loaded / loaded.sum()) / (sincere / sincere.sum())"),
            "take its logarithm",
        ),
        (WEIGHTS.format(one=1, result="np.log(loaded / loaded.sum())"), "subtract the other"),
        (
            WEIGHTS.format(
                one=1,
                result="np.log(loaded / (loaded - 1).sum()) "
                "- np.log(sincere / (sincere - 1).sum())",
            ),
            "before taking the total",
        ),
        (
            WEIGHTS.replace("counts[", "(counts > 0)[").format(
                one=1, result="np.log(loaded / loaded.sum()) - np.log(sincere / sincere.sum())"
            ),
            "how often",
        ),
    ],
    "pair_proof": [
        (
            'pair_proof = ("are otters lazy or are we mistaken", '
            '"are we mistaken or are otters lazy")',
            "bag of words is beaten",
        ),
        ('pair_proof = ("are otters lazy or are we wrong",) * 2', "same question"),
        (
            'pair_proof = ("are otters lazy or are we wrong", "are robots lazy or are we wrong")',
            "otters, robots",
        ),
        ('pair_proof = ("do owls lie", "lie do owls")', "six words"),
        (
            'pair_proof = ("are otters lazy, or are we wrong", "are we wrong, or are otters lazy")',
            "no punctuation",
        ),
        ('pair_proof = "do owls lie or do goats lie or do we lie"', "Two texts"),
    ],
}
