"""Checks of lesson 14, text baselines."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np

from utils.checks.feedback import (
    NotYet,
    array,
    call,
    exercise,
    expect_close,
    require,
    suspect,
)


@exercise(why="F1 sees the rare class only: a model that says nothing gets nothing.")
def f1(function):
    """Exercise 1: F1 from labels and answers of 0 and 1."""
    rng = np.random.default_rng()
    labels = (rng.random(60) < 0.3).astype(int)
    labels[:3] = 1, 1, 0
    called = np.where(rng.random(60) < 0.3, 1 - labels, labels)
    called[:3] = 1, 0, 1  # One hit, one miss and one false alarm at least.
    called[3:12] = 1  # More called than loaded, so that precision is not recall.
    hits, true, claimed = (labels * called).sum(), labels.sum(), called.sum()
    value = array(call(function, labels.copy(), called.copy()), ())
    truth = 2 * hits / (true + claimed)
    precision, recall = hits / claimed, hits / true
    suspect(value, precision, "That is the precision: hits over all that were called loaded.")
    suspect(value, recall, "That is the recall: hits over all that are loaded.")
    suspect(value, np.mean(labels == called), "That is the accuracy: it counts the sincere ones.")
    suspect(value, truth / 2, "Twice the hits belong above the line: 2 TP / (2 TP + FP + FN).")
    suspect(value, (precision + recall) / 2, "That is the plain mean; F1 is the harmonic one.")
    suspect(value, hits, "That counts the hits; F1 sets them against misses and false alarms.")
    expect_close(value, truth, f"{hits} hits, {true} loaded, {claimed} called: {truth:.4f} is F1.")
    lists = array(call(function, labels.tolist(), called.tolist()), ())
    expect_close(lists, truth, "Right for arrays, wrong for lists: keep the stub's first line.")
    with np.errstate(all="ignore"):
        silent = array(call(function, labels.copy(), np.zeros(60, int)), ())
        nothing = array(call(function, np.zeros(5, int), np.zeros(5, int)), ())
    require(silent == 0, f"For a model that always says 0 it gives {silent:.3g}, not 0.")
    require(nothing == 0, "With nothing loaded and nothing called it should give 0: 0/0 is not.")


@exercise(why="The pretended extra document keeps new words finite; the 1 keeps common ones alive.")
def smooth_idf(function):
    """Exercise 2: smoothed inverse document frequency."""
    rng = np.random.default_rng()
    counts = rng.poisson(0.7, size=(9, 6))
    counts[:, 0] = 1 + rng.integers(0, 2, size=9)  # In every document.
    counts[:, 1] = 0  # In none.
    counts[:, 2] = [4, 0, 0, 0, 0, 0, 0, 2, 0]  # Often, but in two documents.
    documents, having = len(counts), (counts > 0).sum(axis=0)
    truth = np.log((1 + documents) / (1 + having)) + 1
    with np.errstate(all="ignore"):
        values = array(call(function, counts.copy()))
    if values.shape == (9,):
        raise NotYet("That is one number per document. Documents are rows, words are columns.")
    values = array(values, (6,))
    total = counts.sum(axis=0)
    suspect(values, np.log((1 + documents) / (1 + total)) + 1, "Count documents, not occurrences: "
            "a word that comes three times in one document is in one document.")  # fmt: skip
    suspect(values, truth - 1, "The 1 at the end is missing: a common word would be erased.")
    suspect(values, np.log((1 + having) / (1 + documents)) + 1, "The fraction is upside down.")
    suspect(values, np.log2((1 + documents) / (1 + having)) + 1, "Use the natural logarithm.")
    suspect(values, np.log10((1 + documents) / (1 + having)) + 1, "Use the natural logarithm.")
    suspect(values, np.log(documents / (1 + having)) + 1, "The extra document counts above, too.")
    require(
        bool(np.all(np.isfinite(values))),
        "A word that no document has divides by zero: add 1 above and below.",
    )
    expect_close(values, truth, "ln((1 + n) / (1 + n_w)) + 1, with n_w documents that have word w.")


@exercise(why="Naive Bayes is a linear model, and counting is all the training that it needs.")
def word_weights(function):
    """Exercise 3: weights of multinomial naive Bayes."""
    rng = np.random.default_rng()
    labels = (rng.random(12) < 0.4).astype(int)
    labels[:3] = 1, 0, 0
    counts = rng.poisson(1.2, size=(12, 7))
    counts[labels == 1, 0] = 0  # A word that no loaded text has.

    def log_shares(values, smoothing, per_text=False):
        sums = [values[labels == label].sum(axis=0) + smoothing for label in (0, 1)]
        totals = [np.sum(labels == label) if per_text else s.sum() for label, s in enumerate(sums)]
        with np.errstate(all="ignore"):
            return [np.log(s / total) for s, total in zip(sums, totals, strict=True)]

    sincere, loaded = log_shares(counts, 1)
    with np.errstate(all="ignore"):
        values = array(call(function, counts.copy(), labels.copy()))
    if values.shape == (12,):
        raise NotYet("That is one number per text; each word (column) needs a weight.")
    values = array(values, (7,))
    suspect(values, sincere - loaded, "The sign is turned round: loaded minus sincere.")
    suspect(
        values, np.exp(loaded - sincere), "That is the ratio of the shares: take its logarithm."
    )
    suspect(values, loaded, "That is the logarithm of the loaded shares alone; subtract the other.")
    sums = [counts[labels == label].sum(axis=0) + 1 for label in (0, 1)]
    suspect(values, np.log(sums[1] / sums[0]), "Divide each class's counts by their own total.")
    bare = log_shares(counts, 0)
    unsmoothed = bare[1] - bare[0]
    require(
        bool(np.all(np.isfinite(values))),
        "A word that one class never has gets infinite weight: add one to each word's count.",
    )
    suspect(values[1:], unsmoothed[1:], "Add one to each word's count before dividing.")
    present = log_shares((counts > 0).astype(int), 1)
    suspect(values, present[1] - present[0], "Count how often a word comes, not whether it does.")
    total = [np.log(s / (s.sum() - 7)) for s in sums]
    suspect(values, total[1] - total[0], "Add the ones before taking the total: shares sum to one.")
    expect_close(values, loaded - sincere, "ln of the smoothed share among loaded texts, minus "
                 "that among sincere ones; each class's shares add up to one.")  # fmt: skip


@exercise(why="No window of fixed width sees all of a text's order; a memory can.")
def pair_proof(answer):
    """Exercise 4: two texts with the same words and the same neighbouring pairs."""
    require(
        isinstance(answer, (tuple, list)) and len(answer) == 2,
        "Two texts are needed: keep the form of the stub.",
    )
    require(all(isinstance(text, str) for text in answer), "Both answers should be texts.")
    first, second = (text.lower().split() for text in answer)
    plain = all(word.isalpha() for word in first + second)
    require(plain, "Words only, please: no punctuation and no digits.")
    require(min(len(first), len(second)) >= 6, "Each question needs six words or more.")
    require(first != second, "These are the same question; they should differ in order.")
    extra = (Counter(first) - Counter(second)) + (Counter(second) - Counter(first))
    if extra:
        words = ", ".join(sorted(extra))
        raise NotYet(f"The words differ, so a bag of words tells them apart by: {words}.")
    pairs, others = (Counter(itertools.pairwise(text)) for text in (first, second))
    if pairs != others:
        one, two = next(iter((pairs - others) + (others - pairs)))
        raise NotYet(
            f"The same words, so a bag of words is beaten. The pair “{one} {two}” still gives it "
            "away: it comes more often in one than in the other."
        )
