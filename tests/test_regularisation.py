"""Lesson 06's own functions, taken out of the notebook, and the mathematics that it states."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.generators import bank as generator
from tests.lessons import context
from tools import notebooks
from tools.rules import solution
from utils import storage
from utils.checks import regularisation as check


@pytest.fixture(scope="module")
def lesson():
    """The names of the lesson's context cells, on the embedded data."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_DATA", storage.EMBEDDED)
        return context(notebooks.lessons(["06"])[0])


@pytest.fixture(scope="module")
def answers():
    """The folded solutions, run: function by name."""
    notebook = notebooks.read(notebooks.lessons(["06"])[0])
    names = {"np": np}
    for index, cell in enumerate(notebook.cells):
        if "exercise" in notebooks.tags(cell):
            exec(solution(notebook, index), names)
    return names


seeds = st.integers(0, 2**32 - 1)


# Data


def test_features_are_numbers_of_moderate_size(lesson):
    features, columns = lesson["features"], lesson["COLUMNS"]
    assert features.dtype == np.float32
    assert features.shape == (len(lesson["won"]), len(columns))
    assert np.isfinite(features).all()
    assert np.abs(features[:, [name != "age" for name in columns]]).max() < 35
    assert not any("deposit" in name for name in columns), "the answer is no feature"


def test_features_have_the_same_columns_for_any_rows(lesson):
    few = generator.make(rows=30, seed=5)[0]
    whole = lesson["calls"]
    for name in few.columns:
        if isinstance(whole[name].dtype, pd.CategoricalDtype):
            few[name] = pd.Categorical(few[name], categories=whole[name].cat.categories)
    assert list(lesson["to_features"](few).columns) == lesson["COLUMNS"]


def test_no_call_is_in_two_lots(lesson):
    lots = [set(lesson[name].tolist()) for name in ("test", "validation", "pool")]
    for first, second in itertools.combinations(lots, 2):
        assert not first & second
    assert set().union(*lots) == set(range(len(lesson["won"])))
    assert set(lesson["train"].tolist()) <= lots[2]
    assert len(lesson["train"]) == 2000


def test_scaling_knows_the_training_calls_only(lesson):
    scaled = lesson["scaled"][lesson["train"]]
    assert np.abs(scaled.mean(axis=0)).max() < 1e-3
    assert np.abs(scaled.std(axis=0) - 1).max() < 1e-3


# Mathematics


@settings(deadline=None, max_examples=30)
@given(seeds, st.floats(0.05, 0.95))
def test_both_dropouts_are_right_in_the_mean_and_in_variance(seed, keep):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=8)  # w · x
    masks = np.array(list(itertools.product([0, 1], repeat=8)))
    chance = np.prod(np.where(masks == 1, keep, 1 - keep), axis=1)
    original, inverted = masks @ values, masks @ values / keep
    assert np.isclose(chance @ original, keep * values.sum())
    assert np.isclose(chance @ inverted, values.sum())
    variance = chance @ (inverted - values.sum()) ** 2
    assert np.isclose(variance, (1 - keep) / keep * np.sum(values**2))


@settings(deadline=None, max_examples=20)
@given(seeds, st.floats(-1, 1))
def test_equal_units_stay_equal(seed, start):
    """Gradient descent on two layers, from the same weight everywhere."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(20, 4)), rng.normal(size=20)
    first, second = np.full((4, 5), start), np.full(5, start)
    for _ in range(30):
        hidden = np.tanh(x @ first)
        error = (hidden @ second - y) / len(y)
        slope = (error[:, None] * second) * (1 - hidden**2)
        first, second = first - 0.1 * x.T @ slope, second - 0.1 * hidden.T @ error
    # Sums in another order may round differently; the units are equal for all that.
    np.testing.assert_allclose(first, first[:, :1] * np.ones(5), atol=1e-12)
    np.testing.assert_allclose(second, second[:1] * np.ones(5), atol=1e-12)
    if start == 0:
        assert not first.any()
        assert not second.any()


@settings(deadline=None, max_examples=50)
@given(st.floats(1e-6, 1), st.integers(1, 100_000))
def test_stopping_and_penalty_agree_for_small_curvature(curvature, steps):
    rate = 0.05
    stopped = 1 - (1 - rate * curvature) ** steps
    penalised = curvature / (curvature + 1 / (rate * steps))
    assert stopped >= penalised - 1e-9, "the penalised weight comes a little later"
    assert stopped - penalised < 0.30
    if rate * steps * curvature < 0.01:
        assert np.isclose(stopped, penalised, rtol=0.02)


# The solutions of the exercises, against Keras


@settings(deadline=None, max_examples=5)
@given(seeds, st.integers(100, 400), st.integers(100, 400))
def test_he_normal_like_keras(answers, seed, n_in, n_out):
    import keras

    mine = answers["he_normal"](n_in, n_out, np.random.default_rng(seed))
    keras_draw = keras.initializers.HeNormal(seed=seed)((n_in, n_out))
    theirs = keras.ops.convert_to_numpy(keras_draw)
    assert mine.shape == theirs.shape
    assert abs(mine.std() / theirs.std() - 1) < 0.05


@settings(deadline=None, max_examples=20)
@given(seeds, st.floats(0, 1), st.floats(0, 1))
def test_penalty_like_keras(answers, seed, l1, l2):
    import keras

    rng = np.random.default_rng(seed)
    layers = [(rng.normal(size=shape), rng.normal(size=shape[1])) for shape in [(4, 3), (3, 2)]]
    regularizer = keras.regularizers.L1L2(l1, l2)
    theirs = sum(float(regularizer(kernel.astype("float32"))) for kernel, _ in layers)
    assert np.isclose(answers["penalty"](layers, l1, l2), theirs, rtol=1e-5, atol=1e-6)


@settings(deadline=None, max_examples=8)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=15), st.integers(1, 4))
def test_stop_early_like_keras(answers, losses, patience):
    import keras

    class Stopped:
        """As much of a model as EarlyStopping needs."""

        stop_training, weights = False, None

        def get_weights(self):
            return self.weights

        def set_weights(self, weights):
            self.weights = weights

    model = Stopped()
    stopper = keras.callbacks.EarlyStopping(
        monitor="val_loss", mode="min", patience=patience, restore_best_weights=True
    )
    stopper.set_model(model)
    stopper.on_train_begin()
    for epoch, loss in enumerate(losses):
        model.weights = epoch + 1
        stopper.on_epoch_end(epoch, {"val_loss": float(loss)})
        if model.stop_training:
            break
    stopper.on_train_end()
    assert answers["stop_early"](losses, patience) == (stopper.best_epoch + 1, epoch + 1)


@settings(deadline=None, max_examples=30)
@given(seeds, st.floats(0.05, 1))
def test_calls_needed_by_brute_force(answers, seed, share):
    rng = np.random.default_rng(seed)
    chances, won = rng.permutation(25) / 25, rng.integers(0, 2, 25)
    won[0] = 1
    calls = answers["calls_needed"](chances, won, share)
    best_first = won[np.argsort(-chances)]
    assert best_first[:calls].sum() >= share * won.sum() - 1e-6
    assert calls == 1 or best_first[: calls - 1].sum() < share * won.sum()


def test_checks_hold_on_many_draws(answers):
    """The checks draw their inputs anew each time; none of the draws may refuse the truth."""
    for name in ("he_normal", "stop_early", "penalty", "dropout", "calls_needed"):
        for _ in range(12):
            assert getattr(check, name)(answers[name]).state == "correct", name
