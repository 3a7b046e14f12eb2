"""Lesson 17's own functions, taken out of the notebook: encoding, attention, rate, averages."""

import numpy as np
import pytest

from tests.lessons import context
from tools import notebooks


@pytest.fixture(scope="module")
def lesson():
    """The names that the lesson defines before any training."""
    return context(notebooks.lessons(["17"])[0])


def test_encoding_keeps_the_end_and_fills_up_in_front(lesson):
    vocabulary = lesson["make_vocabulary"](["b a", "A b?", "a c"])
    assert vocabulary == {"a": 2, "b": 3}, "by frequency; once is too rare"
    encoded = lesson["encode"](["b A", "a b c, a"], vocabulary, length=3)
    assert encoded.dtype == np.int32
    assert encoded.tolist() == [[0, 3, 2], [1, 1, 2]]
    assert lesson["encode"]([""], vocabulary, length=2).tolist() == [[0, 0]]


def test_no_question_loses_more_than_its_opening(lesson):
    lengths = np.array([len(lesson["words_of"](text)) for text in lesson["texts"]])
    assert np.mean(lengths > lesson["LENGTH"]) < 0.05
    assert lengths.max() - lesson["LENGTH"] <= 8


def test_no_row_is_used_twice(lesson):
    parts = [lesson[name] for name in ("fit_rows", "validation_rows", "test_rows")]
    together = np.concatenate(parts)
    assert len(np.unique(together)) == len(together) == len(lesson["labels"])


def test_attention_is_a_distribution_over_words_alone(lesson):
    import keras

    rng = np.random.default_rng(0)
    states = rng.normal(size=(4, 6, 8)).astype("float32")
    numbers = rng.integers(1, 9, size=(4, 6))
    numbers[1, :3] = numbers[2, :5] = 0
    layer = lesson["Attention"]()
    weights = keras.ops.convert_to_numpy(layer(states, numbers))
    assert np.allclose(weights.sum(axis=1), 1, atol=1e-5)
    assert np.all(weights[numbers == 0] == 0)
    kernel, bias, query = (keras.ops.convert_to_numpy(part) for part in layer.weights)
    scores = (np.tanh(states @ kernel + bias) @ query)[:, :, 0]
    exponentials = np.exp(scores) * (numbers > 0)
    expected = exponentials / exponentials.sum(axis=1, keepdims=True)
    assert np.allclose(weights, expected, atol=1e-5)


def test_triangle_starts_low_and_peaks_in_the_middle(lesson):
    rate = lesson["Triangle"](0.1, 0.5, half=4)
    values = [float(rate(step)) for step in range(9)]
    assert np.allclose(values, [0.1, 0.2, 0.3, 0.4, 0.5, 0.4, 0.3, 0.2, 0.1], atol=1e-6)
    assert float(rate(12)) == pytest.approx(0.5)


def test_training_ends_with_the_mean_of_the_late_weights(lesson):
    import keras

    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    average = lesson["WeightAverage"](3)
    rng = np.random.default_rng(0)
    inputs, targets = rng.normal(size=(16, 3)), rng.normal(size=(16, 1))
    model.fit(inputs, targets, epochs=4, callbacks=[average], verbose=0)
    assert len(average.kept) == 4, "every epoch"
    assert not np.allclose(average.kept[2][0], average.kept[3][0])
    for place, weights in enumerate(model.get_weights()):
        mean = (average.kept[2][place] + average.kept[3][place]) / 2  # epochs 3 and 4
        assert np.allclose(weights, mean, atol=1e-6)
        mean = np.mean([kept[place] for kept in average.kept[1:]], axis=0)
        assert np.allclose(average.mean_from(2)[place], mean, atol=1e-6)


def test_pretrained_vectors_are_read_and_averaged(lesson, tmp_path):
    vocabulary = {"otter": 2, "robot": 3, "kettle": 4}
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text("2 2\notter 1 3\nother 9 9\nrobot 2 2\n", encoding="utf-8")
    second.write_text("otter 3 5\n", encoding="utf-8")
    sets = [lesson["read_vectors"](path, vocabulary) for path in (first, second)]
    assert set(sets[0]) == {"otter", "robot"}, "no others, and no heading"
    table = lesson["embedding_table"](sets, vocabulary, np.random.default_rng(0))
    assert table.shape == (5, 2)
    assert table.dtype == np.float32
    assert table[2].tolist() == [2, 4], "the mean of both sets"
    assert table[3].tolist() == [2, 2], "one set alone knows it"
    assert 0 < np.abs(table[4]).max() < 1, "random and small"
