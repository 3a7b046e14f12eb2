"""Mistakes that learners make in lesson 19; each must be refused with a hint that fits."""


def _pipeline(chain):
    return f"def pipeline(files, load, augment):\n    return {chain}"


def _rate(body):
    return f"def learning_rate(step, batch):\n    {body}"


def _combine(body):
    return f"def combine(gradients, counts):\n    {body}"


def _state(body):
    return f"import copy\n\ndef state_of(run):\n    return {body}"


_SUM = "sum(n * g for n, g in zip(counts, gradients))"
WRONG = {
    "pipeline": [
        (_pipeline("files.map(load).map(augment).shuffle(1000).batch(16).prefetch(2)"), "again"),
        (_pipeline("files.cache().map(load).shuffle(99).batch(16).prefetch(2)"), "before load"),
        (
            _pipeline("files.map(load).map(augment).cache().shuffle(1000).batch(16).prefetch(2)"),
            "cache before augment",
        ),
        (
            _pipeline("files.map(load).shuffle(1000).cache().map(augment).batch(16).prefetch(2)"),
            "same order",
        ),
        (
            _pipeline("files.map(load).cache().map(augment).batch(16).shuffle(1000).prefetch(2)"),
            "whole batches",
        ),
        (
            _pipeline("files.map(load).cache().shuffle(1000).batch(16).map(augment).prefetch(2)"),
            "before batch",
        ),
        (_pipeline("files.map(load).cache().shuffle(1000).map(augment).batch(16)"), "prefetch"),
        (
            _pipeline("files.map(load).cache().shuffle(2).map(augment).batch(16).prefetch(2)"),
            "buffer",
        ),
        (_pipeline("files.batch(16).map(load).cache().prefetch(2)"), "before batch"),
    ],
    "learning_rate": [
        (_rate("return 0.1 * batch / 256"), "Warm-up"),
        (_rate("return 0.1 * batch / 256 * min(step / 100, 1)"), "starts at zero"),
        (
            _rate("return 0.1 + (0.1 * (batch / 256) ** 0.5 - 0.1) * min(step / 100, 1)"),
            "root",
        ),
        (_rate("return 0.1 + (0.1 * batch / 256 - 0.1) * step / 100"), "stay"),
        (_rate("return 0.1"), "batch should count"),
    ],
    "combine": [
        (_combine("return np.mean(gradients, axis=0)"), "plain mean"),
        (_combine("return np.sum(gradients, axis=0)"), "sum"),
        (_combine(f"return {_SUM}"), "total number"),
        (_combine(f"return {_SUM} / len(counts)"), "number of workers"),
    ],
    "state_of": [
        (_state('{"weights": run.weights.copy(), "step": run.step}'), "momentum"),
        (_state("dict(vars(run))"), "copy"),
        (
            _state(
                '{"weights": run.weights.copy(), "velocity": run.velocity.copy(), "step": run.step}'
            ),
            "random numbers",
        ),
        (
            _state(
                '{"weights": run.weights.copy(), "velocity": run.velocity.copy(), '
                '"noise": copy.deepcopy(run.noise)}'
            ),
            "step is missing",
        ),
        (
            _state(
                '{"weights": run.weights.copy(), "velocity": run.velocity.copy(), '
                '"step": run.step, "noise": run.noise}'
            ),
            "generator",
        ),
    ],
}
