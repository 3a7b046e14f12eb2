"""Checks of lesson 18, gans."""

from __future__ import annotations

import numpy as np

from utils.checks.feedback import (
    NotYet,
    answered,
    array,
    call,
    exercise,
    expect_close,
    require,
    suspect,
)


@exercise(why="Computed from logits, the loss stays finite however sure the expert is.")
def expert_loss(function):
    """Exercise 1: the expert's loss from logits, one number, safe for large ones."""
    rng = np.random.default_rng()
    real, fake = rng.normal(1, 2, size=7), rng.normal(-1, 2, size=4)
    value = array(call(function, real.copy(), fake.copy()))
    if value.shape != ():
        raise NotYet(f"One number is needed, and this has the shape {value.shape}: take means.")
    on_real, on_fake = np.logaddexp(0, -real), np.logaddexp(0, fake)
    truth = on_real.mean() + on_fake.mean()
    suspect(value, -truth, "That is V itself. A loss is to be made small: turn the sign round.")
    suspect(
        value,
        np.logaddexp(0, real).mean() + np.logaddexp(0, -fake).mean(),
        "Real and forged are swapped: the loss should fall as the logits of real ones rise.",
    )
    suspect(value, on_real.sum() + on_fake.sum(), "These are sums. V is made of means.")
    suspect(
        value,
        np.concatenate([on_real, on_fake]).mean(),
        "One mean over all examples weighs the larger group more: take two means and add them.",
    )
    suspect(value, truth / 2, "That is half of it: the two means are added, not averaged.")
    suspect(
        value,
        on_real.mean() + np.logaddexp(0, -fake).mean(),
        "The forgeries count as if they were real: their term is -log(1 - D).",
    )
    suspect(value, on_real.mean(), "Only the real pictures count. The forgeries have a term too.")
    suspect(value, on_fake.mean(), "Only the forgeries count. The real pictures have a term too.")
    expect_close(value, truth, "-mean(log D) of the real ones, -mean(log(1 - D)) of the forged.")
    with np.errstate(all="ignore"):
        sure = array(call(function, np.array([1000.0, -1000.0]), np.array([-1000.0, 1000.0])), ())
    require(
        bool(np.isfinite(sure)),
        "Right for small logits, but infinite or not a number at ±1000: avoid the logarithm of "
        "a probability; np.logaddexp(0, ...) works on the logit itself.",
    )
    expect_close(sure, 1000.0, "Right for small logits, wrong at ±1000, where 1000 is expected.")


@exercise(why="log 4 only where both lists agree; everything below it is a distance between them.")
def loss_of_best_expert(function):
    """Exercise 2: the loss of the best expert for two lists of probabilities."""
    rng = np.random.default_rng()
    p, q = rng.dirichlet(np.full(6, 2.0)), rng.dirichlet(np.full(6, 2.0))
    with np.errstate(all="ignore"):
        value = array(call(function, p.copy(), q.copy()))
    if value.shape != ():
        raise NotYet(f"One number is needed, and this has the shape {value.shape}: take sums.")
    on_real, on_fake = -p * np.log(p / (p + q)), -q * np.log(q / (p + q))
    truth = on_real.sum() + on_fake.sum()
    suspect(value, -truth, "That is V, which is never positive. The loss is -V.")
    suspect(
        value,
        -np.log(p / (p + q)).mean() - np.log(q / (p + q)).mean(),
        "Every kind counts the same here. Weigh the logarithms with how often a kind comes up.",
    )
    suspect(value, on_real.mean() + on_fake.mean(), "The weights p and q already make a mean: sum.")
    suspect(value, on_real.sum(), "The forgeries are missing: q times log(1 - D).")
    suspect(
        value,
        -np.sum(p * np.log(q / (p + q))) - np.sum(q * np.log(p / (p + q))),
        "Real and forged are swapped: D is the share of real ones, p / (p + q).",
    )
    suspect(value, np.sum(p * np.log(p / q)), "That is the Kullback-Leibler divergence of p and q.")
    expect_close(value, truth, "With D = p / (p + q): -sum(p log D) - sum(q log(1 - D)).")
    holes = np.array([[0.5, 0.5, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]])
    with np.errstate(all="ignore"):
        value = array(call(function, holes[0].copy(), holes[1].copy()), ())
    require(
        bool(np.isfinite(value)),
        "Right where everything comes up, but not a number where a probability is zero: "
        "0 log 0 should count as 0.",
    )
    truth = -0.5 * np.log(1 / 3) - np.log(2 / 3)
    expect_close(value, truth, "Wrong where some probabilities are zero.", tolerance=1e-4)


@exercise(why="The loss says how far apart the sides are; only samples say in what.")
def diagnosis(answer):
    """Exercise 3: name the state of four runs."""
    if not isinstance(answer, dict):
        raise NotYet("A dictionary is needed: keep the four letters in the stub.")
    right = {"a": "expert wins", "b": "expert too weak", "c": "collapse", "d": "healthy"}
    hints = {
        "a": "a: a loss near 0 says that the expert is never wrong, and the forger stands still.",
        "b": "b: bad forgeries, and the expert sees no difference: who is to blame?",
        "c": "c: each forgery is good. What do all of them together lack?",
        "d": "d: near log 4, good and of all kinds: is anything wrong?",
    }
    missing = right.keys() - answer.keys()
    require(not missing, f"These runs are missing: {', '.join(sorted(missing))}.")
    given = {run: answered(answer[run]) for run in right}
    for run, name in given.items():
        require(
            name in right.values(),
            f"{run}: {name!r} is none of the four answers {', '.join(sorted(right.values()))}.",
        )
    for run, name in given.items():
        require(name == right[run], hints[run])


@exercise(why="A forger that copies passes every other test; this distance is what catches it.")
def nearest(function):
    """Exercise 4: for each sample the place of the nearest training picture, and how far it is."""
    rng = np.random.default_rng()
    training = rng.uniform(0, 1, size=(30, 6, 5))
    samples = rng.uniform(0, 1, size=(8, 6, 5))
    result = call(function, samples.copy(), training.copy())
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        raise NotYet("Two arrays are needed: return places, distances")
    flat = np.sqrt(((samples[:, None] - training[None]) ** 2).sum(axis=(2, 3)))  # (8, 30)
    places, distances = (array(part) for part in result)
    if places.shape == (30,):
        raise NotYet("That is one answer per training picture; one per sample is needed.")
    places, distances = array(places, (8,)), array(distances, (8,))
    suspect(places, flat.argmax(axis=1), "These are the farthest pictures: argmin, not argmax.")
    by_mean = np.abs(samples[:, None].mean(axis=(2, 3)) - training[None].mean(axis=(2, 3)))
    suspect(
        places,
        by_mean.argmin(axis=1),
        "Mean brightness is compared. Compare pixel by pixel, then sum the squares.",
    )
    expect_close(places, flat.argmin(axis=1), "The places are not those of the nearest pictures.")
    truth = flat.min(axis=1)
    suspect(distances, truth**2, "The places are right; the distances lack their square root.")
    suspect(
        distances,
        truth / np.sqrt(30),
        "The places are right; for the distance, sum the squares of all pixels, no mean.",
    )
    expect_close(distances, truth, "The places are right, the distances are not.")
    copies = array(call(function, training[5:9].copy(), training.copy())[1], (4,))
    expect_close(copies, np.zeros(4), "A copy of a training picture has the distance 0.")
