"""The generated questions, their loader, and what lessons 14 and 17 share: split and table."""

from __future__ import annotations

import collections
import re

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.metrics import f1_score

from data.generators import questions as generator
from utils import datasets, language, questions, storage
from utils.storage import StorageError


@pytest.fixture(autouse=True)
def embedded(monkeypatch):
    """Only embedded files."""
    monkeypatch.setenv("COURSE_DATA", "embedded")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder that COURSE_DATA names; NLTK's own folders are out of sight."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setattr("nltk.data.path", [])
    return tmp_path


@pytest.fixture(scope="module")
def made():
    """The questions, with their kinds, and which labels are flipped."""
    rows, flipped = generator.make()
    return rows, np.array(flipped)


# The generator


def test_generator_gives_the_embedded_file(tmp_path):
    generator.write(tmp_path / "questions.csv")
    embedded = (storage.DATA / "questions.csv").read_bytes()
    assert (tmp_path / "questions.csv").read_bytes() == embedded
    assert len(embedded) < 600_000


def test_another_seed_gives_other_questions(made):
    others, _ = generator.make(seed=1)
    same = {row.text for row in made[0]} & {row.text for row in others}
    assert len(same) < 4500


def test_questions_are_as_the_recipe_says(made):
    rows, flipped = made
    assert len({row.text.lower() for row in rows}) == len(rows) == 9000
    assert collections.Counter((row.kind, row.loaded) for row in rows) == generator.KINDS
    loaded = np.array([row.loaded for row in rows])
    assert loaded.mean() == 0.08
    assert (flipped[loaded].sum(), flipped[~loaded].sum()) == (36, 36)
    words = collections.Counter(re.findall(r"[a-z'-]+", " ".join(r.text.lower() for r in rows)))
    assert 280 < len(words) < 340
    assert all("{" not in row.text and "  " not in row.text for row in rows)


def bag(texts):
    """Counts of all words in these texts, as shares."""
    counts = collections.Counter(
        word for text in texts for word in re.findall(r"[a-z'-]+", text.lower())
    )
    return {word: count / counts.total() for word, count in counts.items()}


@pytest.mark.parametrize("kind", ["order", "negation"])
def test_only_order_tells_twins_apart(kind, made):
    """Loaded and sincere questions of these frames draw the same words, equally often."""
    loaded, sincere = (
        bag(row.text for row in made[0] if (row.kind, row.loaded) == (kind, label))
        for label in (True, False)
    )
    assert sum(abs(loaded.get(w, 0) - sincere.get(w, 0)) for w in loaded | sincere) / 2 < 0.08


def test_labels_follow_from_the_order():
    """Rules that read in order get every question of the frames right; nothing is left to luck."""
    rows, _ = generator.make()
    claims = {claim.removeprefix("are ") for claim in generator.REPROACH}
    for row in rows:
        text = row.text.lower().rstrip("?!")
        if row.kind == "order":
            last = text.rsplit(", or ", 1)[1]
            assert any(claim in last for claim in claims) == row.loaded, text
        elif row.kind == "negation":
            assert (" not " in text.rsplit("how come", 1)[1]) == row.loaded, text
        elif row.kind == "stance" and row.loaded:
            assert any(opening in text for opening in generator.INSISTING), text


# The loader


def test_embedded_questions(made, capsys):
    rows, flipped = made
    table = datasets.load_questions()
    assert list(table.columns) == ["text", "loaded", "flipped"]
    assert list(table["text"]) == [row.text for row in rows]
    assert table["loaded"].dtype == np.int64
    assert table["flipped"].dtype == "boolean"
    truth = np.array([row.loaded for row in rows])
    np.testing.assert_array_equal(table["loaded"], truth ^ flipped)
    np.testing.assert_array_equal(table["flipped"].to_numpy(bool), flipped)
    assert capsys.readouterr().out == (
        "Questions: 9,000 generated questions, embedded in the course.\n"
    )


def kaggle(rows=1500):
    """A table as Kaggle has it."""
    texts = [f"Why is number {number} odd, or is it?" for number in range(rows)]
    return pd.DataFrame(
        {
            "qid": [f"{number:020x}" for number in range(rows)],
            "question_text": texts,
            "target": (np.arange(rows) % 16 == 0).astype(int),
        }
    )


def write_kaggle(folder, table):
    """Put it where Kaggle's archive unpacks to."""
    target = folder / datasets.QUORA.name
    target.parent.mkdir(exist_ok=True)
    table.to_csv(target, index=False)
    return target


def test_questions_of_kaggle(folder, capsys):
    target = write_kaggle(folder, kaggle())
    table = datasets.load_questions()
    assert list(table["text"]) == list(kaggle()["question_text"])
    assert list(table["loaded"]) == list(kaggle()["target"])
    assert table["flipped"].isna().all()
    assert int(table["flipped"].sum()) == 0
    assert capsys.readouterr().out == f"Questions: 1,500 questions, from {target}.\n"


def test_a_large_table_is_drawn_from(folder, monkeypatch):
    monkeypatch.setattr(datasets, "QUESTIONS_LIMIT", 1200)
    write_kaggle(folder, kaggle(4000))
    table, again = datasets.load_questions(), datasets.load_questions()
    assert len(table) == 1200
    assert table.equals(again)
    assert list(table.index) == list(range(1200))
    numbers = table["text"].str.extract(r"(\d+)")[0].astype(int)
    assert numbers.is_monotonic_increasing
    assert numbers.iloc[-1] > 3900, "drawn from all of the table"
    assert 0.04 < table["loaded"].mean() < 0.09


def test_own_questions_from_a_folder(folder):
    table = kaggle().rename(columns={"question_text": "text", "target": "loaded"})
    table.to_csv(folder / "questions.csv", index=False)
    assert len(datasets.load_questions()) == 1500


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="target"), "has no column loaded"),
        (lambda t: t.drop(columns="question_text"), "has no column text"),
        (lambda t: t.head(900), "has 900 rows"),
        (lambda t: t.assign(target=2), "column loaded holds 2"),
        (lambda t: t.assign(target=t["target"].where(t.index > 3)), "column loaded holds nan"),
        (lambda t: t.assign(target=0), "1,500 sincere and 0 loaded"),
        (lambda t: t.assign(question_text=t["question_text"].where(t.index > 3)), "column text"),
        (lambda t: t.assign(question_text="x" * 10_001), "column text"),
        (lambda t: t.assign(flipped="maybe"), "column flipped holds maybe"),
    ],
)
def test_wrong_questions_are_refused(change, message, folder):
    write_kaggle(folder, change(kaggle()))
    with pytest.raises(StorageError, match=message):
        datasets.load_questions()


# Reviews


def test_reviews_are_left_out_in_one_line(capsys):
    assert datasets.load_reviews() is None
    assert capsys.readouterr().out == (
        "Reviews: left out, since none are embedded in the course "
        "(`python -m nltk.downloader sentence_polarity` gets NLTK's 10,662).\n"
    )


def write_reviews(folder, count=600):
    """Reviews as NLTK unpacks them."""
    target = folder / "nltk_data" / language_path(datasets.REVIEWS)
    target.mkdir(parents=True)
    for name, word in (("neg", "dull"), ("pos", "café")):
        lines = "".join(f"{word} number {number} \n" for number in range(count))
        (target / f"rt-polarity.{name}").write_bytes(lines.encode("latin-1"))
    return target


def language_path(resource):
    """A resource's path with the system's separators."""
    return storage.pathlib.Path(*resource.split("/"))


def test_reviews_from_a_folder(folder, capsys):
    target = write_reviews(folder)
    table = datasets.load_reviews()
    assert table.shape == (1200, 2)
    assert list(table.iloc[[0, -1]]["text"]) == ["dull number 0", "café number 599"]
    assert (table["positive"] == table["text"].str.startswith("café")).all()
    assert table["positive"].dtype == np.int64
    assert capsys.readouterr().out.endswith(f"film reviews, from {target}.\n")


def test_too_few_reviews_are_refused(folder):
    write_reviews(folder, count=20)
    with pytest.raises(StorageError, match="has 20 sentences"):
        datasets.load_reviews()
    (language.find(datasets.REVIEWS) / "rt-polarity.neg").unlink()
    with pytest.raises(StorageError, match=r"holds no file rt-polarity\.neg"):
        datasets.load_reviews()


# Split, threshold and table


def test_the_split_is_a_stratified_quarter_and_repeats():
    labels = np.arange(400) % 10 == 0
    train, test = questions.split(labels)
    assert (len(train), len(test)) == (300, 100)
    assert set(train) | set(test) == set(range(400))
    assert labels[test].sum() == 10
    assert np.array_equal(test, questions.split(labels)[1])
    assert not np.array_equal(test, questions.split(labels, seed=1)[1])


def test_best_threshold_is_the_best_of_all():
    rng = np.random.default_rng(0)
    for _ in range(50):
        labels = rng.integers(0, 2, size=30)
        labels[0] = 1
        probabilities = rng.integers(0, 12, size=30) / 12  # With many equal ones.
        chosen = questions.best_threshold(labels, probabilities)
        candidates = np.concatenate([probabilities, probabilities + 0.01])
        said = probabilities >= candidates[:, None]  # (thresholds, questions)
        hits = (said & (labels == 1)).sum(axis=1)
        best = (2 * hits / (said.sum(axis=1) + labels.sum())).max()  # F1, counted
        assert f1_score(labels, probabilities >= chosen) == pytest.approx(best)
        assert not np.isin(chosen, probabilities[probabilities > 0])


def test_out_of_fold_never_sees_its_own_question():
    class Memory(DummyClassifier):
        """Says 1 for what it has seen in training."""

        def fit(self, inputs, labels):
            self.seen_ = set(map(str, inputs))
            return super().fit(inputs, labels)

        def predict_proba(self, inputs):
            seen = np.array([float(str(value) in self.seen_) for value in inputs])
            return np.column_stack([1 - seen, seen])

    labels = np.arange(60) % 3 == 0
    inputs = np.array([f"text {number}" for number in range(60)], dtype=object)
    assert np.array_equal(questions.out_of_fold(Memory(), inputs, labels), np.zeros(60))


def test_judge_and_compare():
    labels = np.array([1, 1, 1, 0, 0, 0])
    weak = questions.judge("weak", labels, labels * 0.4, 0.5, seconds=1.0, parameters=3)
    good = questions.judge(
        "good", labels, [0.9, 0.5, 0.1, 0.6, 0, 0], 0.5, seconds=2.0, parameters=30
    )
    assert good.f1 == good.precision == good.recall == pytest.approx(2 / 3)
    assert (weak.f1, weak.precision, weak.accuracy) == (0, 0, 0.5)
    table = questions.compare([weak, good])
    assert list(table.index) == ["good", "weak"]
    assert table.loc["good", "parameters"] == 30


def test_classical_models_stay_within_the_band():
    """Lesson 17 needs room above them, and lesson 14 something below them."""
    table = datasets.load_questions()
    texts, labels = table["text"].to_numpy(object), table["loaded"].to_numpy()
    best = []
    for seed in (1, 2):  # seed 0 is lesson 14's own
        train, test = questions.split(labels, seed)
        results = questions.run_classical(texts, labels, train, test)
        best.append(max(result.f1 for result in results))
        assert table["flipped"].iloc[test].sum() >= 10
    assert 0.60 < min(best) <= max(best) < 0.75
