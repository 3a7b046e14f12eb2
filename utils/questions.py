"""The task that lessons 14 and 17 share: tell loaded questions from sincere ones.

One split, one metric and one table, so that classical models and networks can be compared.
Lesson 14 builds `best_threshold`, `out_of_fold` and the classical models; lesson 17 runs the
best of them again, in a few seconds, next to its networks. No lesson needs another's results.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

TEST_SHARE = 0.25


def split(labels: np.ndarray, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of the questions to train on and of the quarter that is held out.

    The share of loaded questions is the same in both. Lessons use seed 0.

    Args:
        labels: (questions,), 1 for a loaded question, 0 for a sincere one.
    """
    from sklearn.model_selection import train_test_split

    train, test = train_test_split(
        np.arange(len(labels)), test_size=TEST_SHARE, stratify=labels, random_state=seed
    )
    return train, test


def best_threshold(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """The threshold with the largest F1, where a probability from it upwards counts as loaded.

    Choose it on out-of-fold or validation predictions, never on the test questions. It lies
    half-way between two neighbouring probabilities.

    Args:
        labels: (questions,), 0 or 1, at least one of them 1.
        probabilities: (questions,), what a model says of each question.
    """
    order = np.argsort(-probabilities, kind="stable")
    ranked = np.asarray(probabilities, float)[order]
    hits = np.cumsum(np.asarray(labels)[order])  # Loaded ones among the first 1, 2, 3, ...
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + hits[-1])
    ends = np.append(ranked[:-1] > ranked[1:], True)  # Equal probabilities stay together.
    last = int(np.argmax(np.where(ends, f1, -1.0)))
    below = ranked[last + 1] if last + 1 < len(ranked) else 0.0
    return float((ranked[last] + below) / 2)


def out_of_fold(
    model: Any, inputs: Sequence | np.ndarray, labels: np.ndarray, seed: int = 0
) -> np.ndarray:
    """For each training question, what a copy of the model says that never saw it (5 folds).

    Args:
        model: a scikit-learn classifier or pipeline; stays as it is.
        inputs: (questions, ...), what the model takes.
        labels: (questions,), 0 or 1.

    Returns:
        Probabilities of being loaded, (questions,).
    """
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    return cross_val_predict(model, inputs, labels, cv=folds, method="predict_proba")[:, 1]


class Result(NamedTuple):
    """What one model reached on the held-out questions; see `judge`."""

    model: str
    f1: float
    precision: float
    recall: float
    accuracy: float
    threshold: float
    seconds: float
    parameters: int


def judge(
    model: str,
    labels: np.ndarray,
    probabilities: np.ndarray,
    threshold: float,
    *,
    seconds: float,
    parameters: int,
) -> Result:
    """Score a model's probabilities for the held-out questions.

    Args:
        model: its name in the table.
        labels, probabilities: (questions,), of the held-out questions.
        threshold: chosen on other questions, see `best_threshold`.
        seconds: processor time of training, and of choosing the threshold if that trains, too.
        parameters: numbers that were learned.
    """
    from sklearn import metrics

    loaded = np.asarray(probabilities) >= threshold
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        labels, loaded, average="binary", zero_division=0
    )
    accuracy = metrics.accuracy_score(labels, loaded)
    scores = (float(value) for value in (f1, precision, recall, accuracy))
    return Result(model, *scores, threshold, seconds, parameters)


def compare(results: Sequence[Result]) -> pd.DataFrame:
    """One row a model, the largest F1 first."""
    import pandas as pd

    table = pd.DataFrame(results).set_index("model").sort_values("f1", ascending=False)
    return table.round(dict.fromkeys(["f1", "precision", "recall", "accuracy", "threshold"], 3))


def classical_models() -> dict[str, Any]:
    """The classical models of lesson 14 that lesson 17 compares its networks with, untrained.

    Each is a scikit-learn pipeline that takes texts, and trains in less than a second.
    """
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_pipeline

    return {
        "naive Bayes, words": make_pipeline(CountVectorizer(), MultinomialNB()),
        "logistic regression, TF-IDF of words": make_pipeline(
            TfidfVectorizer(), LogisticRegression(C=10, max_iter=500)
        ),
        "logistic regression, TF-IDF of 1 to 3 words": make_pipeline(
            TfidfVectorizer(ngram_range=(1, 3)), LogisticRegression(C=10, max_iter=500)
        ),
    }


def run_classical(
    texts: np.ndarray, labels: np.ndarray, train: np.ndarray, test: np.ndarray
) -> list[Result]:
    """Train and judge `classical_models`: thresholds from out-of-fold predictions.

    Args:
        texts: (questions,), strings.
        labels: (questions,), 0 or 1.
        train, test: row numbers, from `split`.
    """
    from threadpoolctl import threadpool_limits

    results = []
    with threadpool_limits(1):  # More threads fight with Keras's, and are slower.
        for name, model in classical_models().items():
            start = time.process_time()
            threshold = best_threshold(
                labels[train], out_of_fold(model, texts[train], labels[train])
            )
            model.fit(texts[train], labels[train])
            seconds = time.process_time() - start
            probabilities = model.predict_proba(texts[test])[:, 1]
            parameters = model[-1].n_features_in_ + 1
            results.append(
                judge(
                    name,
                    labels[test],
                    probabilities,
                    threshold,
                    seconds=seconds,
                    parameters=parameters,
                )
            )
    return results
