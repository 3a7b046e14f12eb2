"""Lesson 14's own functions, and right answers in other forms, scikit-learn's among them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.metrics import f1_score
from sklearn.naive_bayes import MultinomialNB

from tests.lessons import context
from tools import notebooks
from utils.checks import text_baselines as check


def test_meta_features_are_counted():
    lesson = context(notebooks.lessons(["14"])[0])
    table = lesson["meta_features"](["Why, oh WHY, do otters oh otters swim?!", "i swim"])
    assert table.iloc[0].to_dict() == {
        "words": 8,
        "characters per word": pytest.approx(4.0),
        "commas": 2,
        "question marks": 1,
        "exclamation marks": 1,
        "loud words": 1,
        "capital first": 1,
        "different words": pytest.approx(5 / 8),
    }
    assert table["capital first"].tolist() == [1, 0]


def harmonic(labels, called):
    """F1 from precision and recall."""
    labels, called = list(labels), list(called)
    hits = sum(a and b for a, b in zip(labels, called, strict=True))
    if not hits:
        return 0
    precision, recall = hits / sum(called), hits / sum(labels)
    return 2 / (1 / precision + 1 / recall)


@pytest.mark.parametrize(
    ("judge", "answer"),
    [
        (check.f1, harmonic),
        (check.f1, lambda labels, called: f1_score(labels, called, zero_division=0)),
        (check.smooth_idf, lambda counts: TfidfTransformer().fit(counts).idf_),
        (check.smooth_idf, lambda counts: TfidfTransformer().fit(counts).idf_.tolist()),
        (
            check.word_weights,
            lambda counts, labels: (
                -np.subtract(*MultinomialNB().fit(counts, labels).feature_log_prob_)
            ),
        ),
        (check.pair_proof, ["a b a c a d", "a c a b a d"]),
        (check.pair_proof, ("So we or SO they or so you", "so they or so we or so you")),
    ],
)
def test_other_right_answers_are_accepted(judge, answer):
    for _ in range(5):
        assert judge(answer).state == "correct", judge(answer)
